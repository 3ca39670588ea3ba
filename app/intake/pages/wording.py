"""The fixed words of the pages of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "title": Both("办事项", "Apply"),
    "lead": Both(
        "选一个事项开始办理。填写中途可以保存，以后再接着办。",
        "Choose what to apply for. You can save and come back at any step.",
    ),
    "purpose_business": Both("开店办证", "Opening and running a business"),
    "purpose_support": Both("补贴和奖励", "Subsidies and awards"),
    "purpose_person": Both("个人办事", "For yourself"),
    "automatic": Both("条件核实一致，当场自动核准", "approved at once when everything is confirmed"),
    "by_staff": Both("由工作人员办理", "decided by a member of staff"),
    "guide": Both("办事指南", "Guide"),
    "drafts": Both("没有填完的申请", "Applications you have begun"),
    "go_on_draft": Both("接着办", "Go on"),
    "saved_on": Both("保存于", "saved on"),
    "kept_until": Both("保留到", "kept until"),
    "have_code": Both("有续办码？接着填写", "Have a code? Go on with your application"),
    "resume_title": Both("接着填写", "Go on with your application"),
    "resume_label": Both("续办码", "Code"),
    "resume_hint": Both(
        "20 个字母和数字，例如 7K2QX-…；空格和横线可以不填。",
        "20 letters and figures, such as 7K2QX-…; blanks and dashes don’t matter.",
    ),
    "resume_button": Both("接着填写", "Go on"),
    "start_button": Both("开始填写", "Start now"),
    "start_anew": Both("另起一份", "Start another one"),
    "start_goes_on": Both(
        "这个浏览器里有一份没有填完的申请。",
        "There is an application in this browser that you have begun.",
    ),
    "authority": Both("办理机关", "Decided by"),
    "bring": Both("请先准备好", "Have these at hand"),
    "none_to_bring": Both(
        "不用交材料，需要核对的内容登记信息里都有。",
        "No documents are needed: registers hold what has to be checked.",
    ),
    "only_when": Both("以下情形要交", "only if"),
    "how": Both("怎么办", "How it works"),
    "how_1": Both(
        "填写几个问题，上传材料的照片；系统当场读出内容，替您填好。",
        "Answer a few questions and upload photos; they are read at once and fill in the form.",
    ),
    "how_2": Both(
        "提交以前先预检，缺什么、哪里不对，一次说清。",
        "Before you send it in, a pre-check names everything that is missing or wrong.",
    ),
    "how_auto": Both(
        "提交后条件全部核实一致的，当场自动核准；其余转工作人员。",
        "When everything is confirmed it is approved at once; otherwise it goes to a member of staff.",
    ),
    "how_staff": Both(
        "提交后由工作人员办理，您可以随时查看进度。",
        "A member of staff decides; you can follow it at any time.",
    ),
    "sign_in_hint": Both(
        "登录后，代表的企业在登记机关的信息会自动带出。不登录也可以办。",
        "If you sign in, what registers hold of your company is filled in. You can also go on without.",
    ),
    "see_guide": Both("完整的办事指南", "The whole guide"),
    "step": Both("第 {} 步，共 {} 步", "Step {} of {}"),
    "who_title": Both("申请人是谁？", "Who is applying?"),
    "details_title": Both("填写申请信息", "About the application"),
    "which_company": Both("为哪家企业办理？", "For which company?"),
    "other_company": Both("为别的企业办理", "For another company"),
    "optional": Both("（选填）", " (optional)"),
    "choose": Both("请选择", "Choose"),
    "from_register": Both("来自登记信息", "from the register"),
    "from_document": Both("从您上传的材料读出", "read from your document"),
    "look_over": Both("读得不太清楚，请核对", "not read clearly: please look it over"),
    "known_title": Both("这些已经有了，请核对", "We know this already: please look it over"),
    "known_lead": Both(
        "下面的内容取自登记信息，不用再填。如果不对，请先到登记机关更正，或者在后面的步骤里改。",
        "This is what registers hold. If it is wrong, have the register corrected, or change it later.",
    ),
    "known_right": Both("没有问题，继续", "That is right, go on"),
    "field": Both("项目", "Item"),
    "value": Both("内容", "Value"),
    "source": Both("来源", "Source"),
    "upload_title": Both("上传{}", "Upload the {}"),
    "upload_hint": Both(
        "照片、扫描件、PDF、OFD 或 DOCX，每个不超过 20 MB。请拍下整张，放平、不反光、字迹清楚。",
        "A photo, scan, PDF, OFD or DOCX of at most 20 MB. Take the whole page, flat, sharp and without glare.",
    ),
    "choose_label": Both("选择文件或拍照", "Choose a file or take a photo"),
    "upload_button": Both("上传并识读", "Upload and read"),
    "reading_now": Both("正在上传和识读，请稍候……", "Uploading and reading, please wait…"),
    "uploaded": Both("已上传", "Uploaded"),
    "read_from": Both("读出的内容", "What was read"),
    "unread": Both("没有读出", "not read"),
    "doubtful": Both("请核对", "please check"),
    "is_other": Both(
        "这看起来不是{}。请换一张；如果确实是，可以在最后一步请工作人员办理。",
        "This does not look like the {}. Replace it; if it is one, you can ask for a person at the end.",
    ),
    "advice": Both("照片可以更清楚", "A better photo"),
    "page_no": Both("第 {} 页", "page {}"),
    "filled_in": Both("已替您填好", "Filled in for you"),
    "replace": Both("换一张", "Replace"),
    "remove": Both("删除", "Remove"),
    "go_on": Both("继续", "Go on"),
    "skip_file": Both("没有，跳过", "I have none, skip"),
    "save_later": Both("保存，以后再办", "Save for later"),
    "back": Both("上一步", "Back"),
    "wrong": Both("有需要改正的地方", "There is a problem"),
    "no_file": Both("还没有上传{}", "Upload the {}"),
    "not_given": Both("请填写{}", "Enter: {}"),
    "ill_typed": Both("{}填写有误", "{} is not written right"),
    "colon": Both("：", ": "),
    "choose_file": Both("请先选择文件", "Choose a file first"),
    "check_title": Both("预检结果", "Pre-check"),
    "check_wanted": Both("还缺这些，补齐后再预检", "These are still missing"),
    "mend": Both("去填写", "Go there"),
    "check_fine": Both(
        "预检通过：提交后预计当场自动核准。",
        "All is well: it is likely to be approved at once when you send it in.",
    ),
    "check_staff": Both(
        "可以提交。提交后由工作人员核对下面的内容。",
        "You can send it in. A member of staff will look at the following.",
    ),
    "check_correct": Both(
        "有需要改正的地方。现在改好再提交，办得最快。",
        "Some things need to be corrected. It is quickest to mend them now.",
    ),
    "check_not_accept": Both(
        "按规则，这份申请可能不会被受理。理由如下，您可以改正，也可以请工作人员看。",
        "By the rules it may not be accepted. These are the reasons; you can mend them or ask for a person.",
    ),
    "check_kept": Both("预检不会提交任何内容。", "A pre-check sends nothing in."),
    "check_failed": Both("现在不能预检", "It can’t be checked as it is"),
    "to_answers": Both("继续，核对后提交", "Go on to check your answers"),
    "answers_title": Both("提交以前，请核对", "Check your answers"),
    "change": Both("修改", "Change"),
    "materials": Both("材料", "Documents"),
    "none": Both("没有", "none"),
    "person": Both("请由工作人员办理，不要自动办理", "Have a person decide, not the machine"),
    "declare": Both(
        "提交即表示：以上内容真实，并同意为办理这个事项查询有关登记信息。",
        "By sending this in you confirm that it is true and agree that registers are asked what is needed.",
    ),
    "send": Both("确认并提交", "Confirm and send"),
    "receipt_title": Both("已经提交", "Sent in"),
    "case_no": Both("办件编号", "Case number"),
    "keep_no": Both(
        "请记下这个编号：不登录也可以用它查进度。",
        "Note this number: with it you can follow the case without signing in.",
    ),
    "next": Both("接下来", "What happens next"),
    "next_granted": Both("条件全部核实一致，已经自动核准。", "Everything was confirmed and it is approved."),
    "next_staff": Both(
        "工作人员会核对，需要您补充时会一次说清。",
        "A member of staff looks at it; should anything be missing you will be told all of it at once.",
    ),
    "follow": Both("查看进度和理由", "Follow the case and see the reasons"),
    "get_notice": Both("查看决定书", "See the notice of the decision"),
    "rate": Both("给这次服务打分", "Rate this service"),
    "print": Both("这一页可以打印。", "You can print this page."),
    "saved_title": Both("已经保存", "Saved"),
    "saved_lead": Both(
        "用下面的续办码，可以在任何一台设备上接着填写。请不要给别人看。",
        "With this code you can go on from any device. Show it to nobody.",
    ),
    "discard": Both("删除这份申请", "Throw this application away"),
    "discard_hint": Both("删除后，填写的内容和文件立即清除。", "What you typed and uploaded is erased at once."),
    "no_draft": Both(
        "没有找到。请核对续办码；申请可能已经提交、删除或者过期。",
        "Not found. Check the code; it may have been sent in, thrown away or be out of date.",
    ),
    "basis": Both("依据", "Basis"),
    "required": Both("要求", "Required"),
    "found": Both("实际", "Found"),
    "missing": Both("还不能确定", "Not known for certain"),
    "amount": Both("金额", "Amount"),
    "error_bad_upload": Both(
        "这个文件读不出来：请换成清楚的照片、扫描件或 PDF（不超过 20 MB）",
        "The file can’t be read: use a sharp photo, a scan or a PDF of at most 20 MB",
    ),
    "error_infected_upload": Both(
        "这个文件没有通过安全检查，没有保存",
        "The file did not pass the security check and was not kept",
    ),
    "error_quota_used_up": Both(
        "今天上传的文件太多了，请明天再试，或者到窗口办理",
        "Too many files were uploaded today: try again tomorrow, or come to the counter",
    ),
    "error_not_ready": Both("现在不能识读文件，请稍后再试", "Files can’t be read now: try again later"),
    "error_scanner_unavailable": Both(
        "现在不能检查文件是否安全，请稍后再试",
        "Files can’t be checked for safety now: try again later",
    ),
}

HINTS: Final[Mapping[str, Both]] = {
    "uscc": Both(
        "18 位数字和大写字母，在营业执照右上角",
        "18 figures and capital letters, at the top of the business licence",
    ),
    "resident_id": Both("18 位，最后一位可能是 X", "18 characters, the last may be an X"),
    "company_code": Both(
        "18 位的统一社会信用代码，或者 15 位的注册号",
        "the credit code of 18 characters, or the older number of 15",
    ),
    "date": Both("例如 2026-03-02", "for example 2026-03-02"),
    "date_or_permanent": Both(
        "例如 2026-03-02，长期有效的填“长期”",
        "for example 2026-03-02; 长期 where there is no end",
    ),
    "money_cny": Both("以元为单位的数字，例如 30000", "a figure in yuan, for example 30000"),
    "number": Both("数字", "a number"),
}
"""How a value is written, by its type."""
