"""The fixed words of the pages of cases: the list of one's own, a case, its rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.cases.events import EventKind
from app.cases.states import CaseState
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_EXPLANATION: Final[Mapping[str, Both]] = {
    "amount": Both("金额", "Amount"),
    "reasons": Both("为什么由工作人员办理", "Why a member of staff decides"),
    "required": Both("要求", "Required"),
    "found": Both("实际", "Found"),
    "missing": Both("还不能确定", "Not known for certain"),
    "basis": Both("依据", "Basis"),
    "facts": Both("用到的事实", "Facts that were used"),
    "deadlines": Both("期限", "Deadlines"),
    "met": Both("已经符合的审查要点", "What holds"),
    "all_checks": Both("全部审查要点和依据", "Every check, with its basis"),
}

WORDS: Final[Mapping[str, Both]] = {
    **_OF_EXPLANATION,
    "case": Both("办件", "Case"),
    "case_no": Both("办件编号", "Case number"),
    "applicant": Both("申请人", "Applicant"),
    "received": Both("收件日期", "Received on"),
    "decided": Both("作出日期", "Decided on"),
    "version": Both("规则版本", "Version of the rules"),
    "to_do": Both("您要做的", "What you must do"),
    "next": Both("接下来", "What happens next"),
    "office_by": Both("我们最迟在 {} 前办理", "We act by {} at the latest"),
    "you_by": Both("请在 {} 前办理", "Please act by {}"),
    "nothing_to_do": Both("您现在不用做什么。", "You need do nothing now."),
    "correct_now": Both("去补正", "Correct it now"),
    "told": Both("工作人员告知的内容", "What staff told you"),
    "by_law": Both(
        "超过一次性告知的期限，依法自收件之日起视为受理。",
        "Nobody told in time what is missing: by law it counts as accepted from the day of receipt.",
    ),
    "deferred": Both("请补交的材料和期限", "What to file, and by when"),
    "deferred_how": Both(
        "补交的材料请交到办理机关，工作人员收到后会登记。",
        "Bring the material to the authority; staff enter it when they have it.",
    ),
    "filed_on": Both("已收到", "received"),
    "remedies": Both(
        "对决定不服的，可以自知道之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        "You may ask for administrative reconsideration within sixty days, or sue within six months.",
    ),
    "see_notice": Both("看决定书", "Read the notice"),
    "notice_pdf": Both("下载 PDF", "Download as PDF"),
    "timeline": Both("办理经过", "What happened so far"),
    "clocks": Both("办理期限", "Time limits"),
    "runs": Both("正在计算", "running"),
    "stands_still": Both("暂停", "standing still"),
    "ended": Both("已结束", "ended"),
    "result": Both("结果", "Result"),
    "about": Both("申请信息", "About the application"),
    "no_explanation": Both(
        "这个办件由较早的版本作出决定，这里只能列出审查要点。",
        "This case was decided by an earlier release; only its checks can be listed here.",
    ),
    "ask": Both("请工作人员复核", "Ask for a person"),
    "automated": Both(
        "这个结果由系统自动作出。您有权要求说明理由，也有权不接受只由机器作出的决定：点下面的按钮，一步就转给工作人员。",
        "This result was made automatically. You may ask for its reasons, and you need not accept a decision made by a "
        "machine alone: press the button, and in one step it goes to a member of staff.",
    ),
    "ask_again": Both(
        "这个结果由工作人员作出。有疑问的，可以请工作人员再看一遍。",
        "This result was made by members of staff. If you have doubts, you can have it looked at again.",
    ),
    "ask_button": Both("申请人工复核", "Have a person look at it"),
    "asked": Both("已转工作人员复核。", "The case was put before a member of staff."),
    "with_staff": Both(
        "本办件已在工作人员处，由人作出决定。您有权要求说明。",
        "It is with members of staff, and people decide it. You may ask them for an explanation.",
    ),
    "withdraw": Both("撤回申请", "Withdraw the application"),
    "withdraw_said": Both(
        "撤回以后不能恢复，需要时可以重新申请。", "It can’t be undone. You can apply again whenever you want."
    ),
    "withdraw_why": Both("为什么撤回（选填，不要写个人信息）", "Why (optional, no personal details)"),
    "withdraw_button": Both("确认撤回", "Yes, withdraw it"),
    "fingerprint": Both("决定书指纹 SHA-256", "Dossier SHA-256"),
    "rate_prompt": Both("这次办事，您满意吗？", "How was the service?"),
    "rate_lead": Both("只要一分钟，您的评价会用来改进服务。", "It takes a minute and helps to improve the service."),
    "rate_now": Both("评价这次服务", "Rate the service"),
    "rated_as": Both("您的评价", "Your rating"),
    "see_rating": Both("看评价", "See your rating"),
    "being_read": Both("正在识读您的材料", "Your documents are being read"),
    "being_read_next": Both(
        "一般几分钟内完成。稍后刷新本页就能看到结果。", "This takes a few minutes. Reload this page to see the result."
    ),
    "state_granted_by_machine": Both("已自动核准", "Approved automatically"),
    "state_granted_by_staff": Both("工作人员已准予", "Approved by members of staff"),
    "due_on": Both("请在这一天以前补正", "Please correct it by"),
    # the list of one's own cases
    "mine": Both("我的办件", "My cases"),
    "drafts": Both("没有填完的申请", "Applications you have not finished"),
    "draft_until": Both("保存到 {}", "kept until {}"),
    "waiting": Both("需要您办理", "Waiting for you"),
    "all": Both("全部办件", "All cases"),
    "others": Both("其他办件", "Other cases"),
    "none_yet": Both("您登录以后还没有提交过申请。", "You have not applied yet while signed in."),
    "apply": Both("去办事", "Apply for something"),
    "earlier": Both("更早的办件", "Earlier cases"),
    "find": Both("凭办件编号查询", "Look up a case by its number"),
    "find_hint": Both(
        "提交申请以后会给您编号，例如 ZB20260302-0A1B2C3D4E", "You got it when you applied, ZB20260302-0A1B2C3D4E say"
    ),
    "find_button": Both("查询", "Look it up"),
    "sign_in_lead": Both(
        "登录以后，您登录时提交的办件都列在这里。", "Sign in, and what you applied for while signed in is listed here."
    ),
    "sign_in": Both("登录", "Sign in"),
    "bad_number": Both("请填写办件编号", "Enter the case number"),
    "bad_number_said": Both(
        "编号由 ZB、8 位日期、短横线和 10 位数字或字母组成。",
        "It is ZB, a date of eight digits, a dash and ten digits or letters.",
    ),
    "error": Both("有没填好的地方", "There is a problem"),
    # rating
    "grade_question": Both("您对这次服务满意吗？", "How satisfied are you with the service?"),
    "grade_missing": Both("请选择一个评价", "Choose how satisfied you are"),
    "why_good": Both("哪些地方好？（选填，可多选）", "What was good? (optional, choose any)"),
    "why_bad": Both("哪些地方不好？（选填，可多选）", "What was not? (optional, choose any)"),
    "comment": Both("还想说什么（选填）", "Anything else (optional)"),
    "said": Both("您说的", "What you said"),
    "comment_hint": Both(
        "最多500字。不要写身份证号、电话等个人信息。", "At most 500 characters. No identity or phone numbers, please."
    ),
    "comment_long": Both("内容超过了500字", "This is longer than 500 characters"),
    "send_rating": Both("提交评价", "Send the rating"),
    "thanks": Both("谢谢您的评价", "Thank you for your rating"),
    "given_on": Both("评价时间", "Given on"),
    "changeable": Both("提交后24小时内可以修改一次或多次。", "You can change it within 24 hours of giving it."),
    "change": Both("修改评价", "Change it"),
    "back_to_case": Both("返回办件", "Back to the case"),
    "grade": Both("评价等级", "Grade"),
    "chosen": Both("理由", "Reasons"),
    "rating_affects": Both(
        "评价不影响您的办理结果。", "Your rating has no influence on the result of your application."
    ),
}

NEXT: Final[Mapping[CaseState, Both]] = {
    CaseState.DRAFT: Both("您还没有提交。", "You have not sent it in yet."),
    CaseState.RECEIVED: Both(
        "工作人员会核对您的申请：符合的受理，需要补正的一次告诉您全部内容。",
        "A member of staff looks at it: it is accepted, or you are told at once all that is to be corrected.",
    ),
    CaseState.CORRECTION_REQUESTED: Both(
        "收到您的补正以后马上重新审查。补正期间办理期限暂停计算。",
        "It is examined anew as soon as you have corrected it. Until then the time limits stand still.",
    ),
    CaseState.ACCEPTED: Both(
        "一名工作人员审查，另一名工作人员核准。", "One member of staff reviews it, another one approves it."
    ),
    CaseState.ACCEPTED_WITH_DEFERRAL: Both(
        "已经开始审查。补交的材料到齐以后才能准予。",
        "It is being reviewed. It can be granted once everything is there.",
    ),
    CaseState.REVIEWED: Both(
        "审查已经完成，由另一名工作人员核准。", "The review is done; another member of staff has to approve it."
    ),
    CaseState.SUSPENDED: Both(
        "暂停的原因消除以后继续办理，期限接着计算。", "It goes on once the reason is gone, and so do the time limits."
    ),
    CaseState.GRANTED: Both("您可以查看或下载决定书。", "You can read or download the notice of decision."),
    CaseState.REFUSED: Both(
        "决定书写明了理由、依据和不服怎么办。",
        "The notice states the reasons, the legal basis and what you can do if you disagree.",
    ),
    CaseState.NOT_ACCEPTED: Both(
        "决定书写明了理由、依据和不服怎么办。",
        "The notice states the reasons, the legal basis and what you can do if you disagree.",
    ),
    CaseState.CLOSED: Both("这个办件已经办完。", "This case is finished."),
    CaseState.WITHDRAWN: Both("这个办件不再办理。需要时可以重新申请。", "It goes no further. You can apply again."),
    CaseState.RETURNED: Both(
        "这个办件不再办理。请看下面的原因，需要时可以重新申请。",
        "It goes no further. See the reason below; you can apply again.",
    ),
}

DO: Final[Mapping[CaseState, Both]] = {
    CaseState.CORRECTION_REQUESTED: Both(
        "按告知的内容改正或者更换文件，再提交一次。", "Correct or replace what you were told, and send it in again."
    ),
    CaseState.ACCEPTED_WITH_DEFERRAL: Both("在期限前补交下列材料。", "File the materials below in time."),
}
"""What the applicant has to do; nothing in every other state."""

EVENTS: Final[Mapping[str, Both]] = {
    EventKind.CASE_RECEIVED: Both("收到您的申请", "Your application was received"),
    EventKind.CASE_GRANTED: Both("准予", "Granted"),
    EventKind.CASE_HANDED_OVER: Both("转由工作人员办理", "Handed to a member of staff"),
    EventKind.REVIEW_REQUESTED: Both("您申请由工作人员复核", "You asked for a person"),
    EventKind.CORRECTION_REQUESTED: Both("请您补正", "You were asked to correct it"),
    EventKind.CORRECTION_ANSWERED: Both("您提交了补正", "You sent in your correction"),
    EventKind.CASE_ACCEPTED: Both("受理", "Accepted"),
    EventKind.CASE_ACCEPTED_WITH_DEFERRAL: Both("容缺受理", "Accepted; some material may follow"),
    EventKind.CASE_NOT_ACCEPTED: Both("不予受理", "Not accepted"),
    EventKind.CASE_REVIEWED: Both("工作人员完成审查，等待核准", "Reviewed by a member of staff, waiting for approval"),
    EventKind.CASE_SENT_BACK: Both("核准人员退回重新审查", "Sent back by the approver for another review"),
    EventKind.CASE_REFUSED: Both("不予许可", "Refused"),
    EventKind.CASE_SUSPENDED: Both("中止办理", "Suspended"),
    EventKind.CASE_RESUMED: Both("恢复办理", "Taken up again"),
    EventKind.CASE_WITHDRAWN: Both("您撤回了申请", "You withdrew the application"),
    EventKind.CASE_RETURNED: Both("退件", "Returned"),
    EventKind.CASE_CLOSED: Both("办结", "Closed"),
    EventKind.CASE_ESCALATED: Both("已提醒工作人员抓紧办理", "Staff were reminded to hurry"),
    EventKind.DEFERRAL_FILED: Both("收到补交的材料", "A material that was to follow was received"),
    EventKind.COMMITMENT_CHECKED: Both("核查了您的承诺", "What you committed to was checked"),
    EventKind.CASE_ERASED: Both("个人信息已删除", "Personal data was erased"),
}
"""Of the timeline; who works on it inside the office is not told there."""

CLOCKS: Final[Mapping[str, Both]] = {
    "correction_notice": Both("一次性告知补正", "Telling you all that is to be corrected"),
    "statutory_limit": Both("法定办理期限", "Statutory limit for the decision"),
    "promised_limit": Both("承诺办理期限", "Promised limit for the decision"),
}
