"""The fixed words of the pages about payouts for everybody and for companies, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.pages.wording import wording
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.ZH: {
        "payouts": "免申即享公示",
        "payouts_lead": "企业不用申请，由系统比对登记信息列出名单。公示期内人人可以提出异议；期满后企业一键确认。",
        "no_rounds": "目前没有公示的名单。",
        "list": "名单",
        "scheme": "政策",
        "companies": "户数",
        "total": "合计金额",
        "notice_period": "公示期",
        "notice_running": "公示中",
        "notice_over": "公示期满",
        "to": "至",
        "workdays": "个工作日",
        "office_order": "这个公示期由本机关决定，不是法律规定的期限。",
        "by_clause": "这个公示期的依据：",
        "confirm_by": "企业确认的最后一天",
        "basis": "依据",
        "number": "序号",
        "company": "企业",
        "amount": "金额",
        "struck": "已从名单去掉",
        "next_page": "下一页",
        "object": "提出异议",
        "object_lead": "写明对哪一家、为什么有异议。您写的内容加密保存，只有办理异议的工作人员能看到，不会公开。",
        "entry_number": "名单里的序号",
        "your_name": "您的姓名或者单位名称",
        "your_contact": "联系电话或者电子邮箱",
        "your_reason": "异议的内容和理由",
        "send": "提交异议",
        "filed": "您的异议已收到，编号",
        "object_over": "公示期已满，不再接收异议；有情况要反映的，请与本机关联系。",
        "bad_form": "请把每一栏填写完整，再提交一次。",
        "bad_objection": "这份异议不能收下：名单里没有这个序号、公示期已满，或者对这一家的异议已经很多，都在办理中。",
        "my_payouts": "免申即享",
        "my_lead": (
            "下面是不用申请就可以领取的。点一次“确认享受”就提交，按提交时的登记信息核对："
            "一致的自动核准，不一致的由工作人员办理。"
        ),
        "no_offers": "目前没有可以确认的。",
        "confirm": "确认享受",
        "decline": "不享受",
        "decline_sure": "不享受这一笔",
        "decline_note": "答复不享受以后，这一次不能再改。",
        "case": "办件",
        "state": "状态",
        "state_listed": "等待单位答复",
        "state_held": "异议处理中",
        "state_struck": "已从名单去掉",
        "state_confirmed": "已确认",
        "state_declined": "已答复不享受",
        "state_lapsed": "期限已过，没有答复",
        "state_not_granted": "没有准予",
        "state_filed": "正在拨付",
        "state_paid": "已拨付",
        "state_returned": "款项被退回，请与本机关联系",
    },
    Language.EN: {
        "payouts": "Payouts without an application: public notice",
        "payouts_lead": (
            "Nobody has to apply: companies are listed by comparing registers. During the notice anybody may object;"
            " after it a company confirms with one click."
        ),
        "no_rounds": "No list is on notice.",
        "list": "List",
        "scheme": "Scheme",
        "companies": "Companies",
        "total": "Total",
        "notice_period": "Notice",
        "notice_running": "on notice",
        "notice_over": "notice over",
        "to": "to",
        "workdays": "working days",
        "office_order": "How long the notice lasts was ordered by this office; no law states it.",
        "by_clause": "How long the notice lasts is stated in:",
        "confirm_by": "Last day to confirm",
        "basis": "Basis",
        "number": "No.",
        "company": "Company",
        "amount": "Amount",
        "struck": "taken off the list",
        "next_page": "Next page",
        "object": "Object",
        "object_lead": (
            "Say which company you object to, and why. Your name, contact and words are kept sealed; only the staff who"
            " settle objections see them, and nothing is made public."
        ),
        "entry_number": "No. in the list",
        "your_name": "Your name, or that of your organisation",
        "your_contact": "Telephone or e-mail",
        "your_reason": "What you object to, and why",
        "send": "Send the objection",
        "filed": "Your objection was received as",
        "object_over": "The notice is over and objections are no longer taken; turn to this office instead.",
        "bad_form": "Please fill in every field, and send it again.",
        "bad_objection": (
            "This objection can't be taken: there is no such number in the list, the notice is over, or there are many"
            " objections to this company already."
        ),
        "my_payouts": "Payouts without an application",
        "my_lead": (
            "What you can have without applying. One click submits it, and it is checked by the registers as they are"
            " then: approved at once when they agree, and decided by a member of staff when they don't."
        ),
        "no_offers": "There is nothing to confirm.",
        "confirm": "Confirm",
        "decline": "Turn down",
        "decline_sure": "Turn this one down",
        "decline_note": "What was turned down can't be taken back this time.",
        "case": "Case",
        "state": "State",
        "state_listed": "Waits for your answer",
        "state_held": "An objection is being dealt with",
        "state_struck": "Taken off the list",
        "state_confirmed": "Confirmed",
        "state_declined": "Turned down",
        "state_lapsed": "Not answered in time",
        "state_not_granted": "Not granted",
        "state_filed": "Being paid",
        "state_paid": "Paid",
        "state_returned": "The money came back; turn to this office",
    },
}


def words_of(language: Language) -> dict[str, object]:
    """What a template of either language is given, as `wording` has it."""
    given = wording(language)
    other = "English" if language is Language.ZH else "中文"
    return given | {"t": {**_WORDS[language], "other_language": other}}
