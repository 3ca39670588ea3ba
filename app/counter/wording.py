"""The words of the counter, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.pages.home_wording import PURPOSES
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

HINTS: Final[Mapping[str, Both]] = {
    "uscc": Both("18 位，照营业执照抄写", "18 characters, as on the business licence"),
    "resident_id": Both("18 位，照身份证抄写", "18 characters, as on the identity card"),
    "patent_no": Both("照专利证书抄写", "as on the patent certificate"),
    "pattern": Both("照证件上的写法填写", "as it is written on the document"),
    "account_no": Both("只写数字，不要空格", "figures alone, without blanks"),
}

START: Final[Mapping[str, Both]] = {
    **PURPOSES,
    "title": Both("您要办什么？", "What would you like to do?"),
    "lead": Both(
        "点一项开始，字会放大。不会的，叫工作人员帮您。",
        "Choose one to begin; the print gets large. A member of staff will help you.",
    ),
    "apply": Both("办事项", "Get something done"),
    "apply_hint": Both("选一件事，一步一步填", "Choose it and go step by step"),
    "ask": Both("问政策", "Ask a question"),
    "ask_hint": Both("用自己的话问，马上回答", "In your own words, answered at once"),
    "follow": Both("查办件", "Follow a case"),
    "follow_hint": Both("看办到哪一步了", "See how far it is"),
    "case_no": Both("回执上的办件编号", "The case number on your receipt"),
    "look_up": Both("查", "Look up"),
    "start_over": Both("办完了，重新开始", "Done: start over"),
    "start_over_hint": Both(
        "退出登录，清掉这台机器上您填过的内容。", "Signs you out and clears what you filled in on this machine."
    ),
    "clerk": Both("工作人员：替申请人预检", "For the clerk: check an application beforehand"),
    "clerk_lead": Both(
        "一页填完、传完材料，当场看到缺什么、哪里不符合，并打印一张单子给申请人。什么都不保存。",
        "One page names all that is missing or wrong, to print for the applicant. Nothing is kept.",
    ),
}

PRE_CHECK: Final[Mapping[str, Both]] = {
    "title": Both("窗口预检：{}", "Check at the counter: {}"),
    "lead": Both(
        "填好能填的，传上带来的材料，一次看清缺什么。什么都不保存，也不是提交。",
        "Fill in what you can, add the papers that were brought, and see at once what is missing."
        " Nothing is kept or submitted.",
    ),
    "back": Both("返回窗口首页", "Back to the counter"),
    "guide": Both("办事指南", "Guide"),
    "form": Both("申请表", "Form"),
    "materials": Both("材料", "Papers"),
    "no_materials": Both("这件事不用交材料。", "No papers are needed."),
    "optional": Both("（选填）", " (optional)"),
    "choose": Both("请选择", "Choose"),
    "files": Both("照片、扫描件、PDF、OFD 或 DOCX，不超过 20 MB。", "Photo, scan, PDF, OFD or DOCX, 20 MB at most."),
    "wanted_when": Both("以下情形要交：", "Needed when: "),
    "not_needed": Both("不用交，登记信息里有", "Not needed: a register has it"),
    "check": Both("预检", "Check"),
    "check_again": Both("改好了，再预检一次", "Check again"),
    "files_again": Both("文件要重新选择。", "Choose the files again."),
    "start_over": Both("重新开始（清空）", "Start over (clear)"),
    "not_checked": Both("没有预检成", "It could not be checked"),
    "slip": Both("预检单", "Slip of the pre-check"),
    "day": Both("预检日期", "Checked on"),
    "authority": Both("办理机关", "Office in charge"),
    "nothing_missing": Both("材料和申请表都齐了。", "Nothing is missing."),
    "bring": Both("要带来的材料", "What to bring"),
    "is_missing": Both("没有带", "missing"),
    "is_unusable": Both("带来的不能用", "can’t be used"),
    "bring_how": Both("请带原件或者清楚、完整的照片。", "Bring the original, or a clear and complete photo."),
    "fill_in": Both("申请表要填的", "What to fill in"),
    "is_empty": Both("没有填写", "not filled in"),
    "is_wrong": Both("写得不对", "not written rightly"),
    "against": Both("不符合的地方", "What does not fit"),
    "required": Both("要求", "Required"),
    "found": Both("现在的情况", "Found"),
    "missing": Both("还不知道", "Not known yet"),
    "basis": Both("依据", "Basis"),
    "later": Both("补齐以后再核对的（{} 项）", "Checked once the rest is there ({})"),
    "open": Both("还要核对的（{} 项）", "Still to be looked at ({})"),
    "advice": Both("照片可以更清楚", "The photos could be clearer"),
    "advice_of": Both("{}，第 {} 页", "{}, page {}"),
    "amount": Both("可以得到的金额", "Amount"),
    "no_decision": Both(
        "预检不是决定，什么都没有保存。以提交以后的审查为准。",
        "This is no decision, and nothing was kept. What counts is the check after it is handed in.",
    ),
    "online": Both("也可以自己在网上办", "You can also do it online"),
    "print": Both("打印", "Print"),
    "print_hint": Both("用浏览器的“打印”打出这张单子。", "Use your browser’s “print” for this slip."),
    "apply": Both("都齐了？开始正式办理", "All there? Apply now"),
}
