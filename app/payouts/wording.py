"""The fixed words of the pages about payouts for everybody and for companies, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "payouts": Both("免申即享公示", "Payouts without an application: public notice"),
    "payouts_lead": Both(
        "企业不用申请，由系统比对登记信息列出名单。公示期内人人可以提出异议；期满后企业一键确认。",
        "Nobody has to apply: companies are listed by comparing registers. During the notice anybody may"
        " object; after it a company confirms with one click.",
    ),
    "no_rounds": Both("目前没有公示的名单。", "No list is on notice."),
    "list": Both("名单", "List"),
    "scheme": Both("政策", "Scheme"),
    "companies": Both("户数", "Companies"),
    "total": Both("合计金额", "Total"),
    "notice_period": Both("公示期", "Notice"),
    "notice_running": Both("公示中", "on notice"),
    "notice_over": Both("公示期满", "notice over"),
    "to": Both("至", "to"),
    "workdays": Both("个工作日", "working days"),
    "office_order": Both(
        "这个公示期由本机关决定，不是法律规定的期限。",
        "How long the notice lasts was ordered by this office; no law states it.",
    ),
    "by_clause": Both("这个公示期的依据：", "How long the notice lasts is stated in:"),
    "confirm_by": Both("企业确认的最后一天", "Last day to confirm"),
    "basis": Both("依据", "Basis"),
    "number": Both("序号", "No."),
    "company": Both("企业", "Company"),
    "amount": Both("金额", "Amount"),
    "struck": Both("已从名单去掉", "taken off the list"),
    "next_page": Both("下一页", "Next page"),
    "object": Both("提出异议", "Object"),
    "object_lead": Both(
        "写明对哪一家、为什么有异议。您写的内容加密保存，只有办理异议的工作人员能看到，不会公开。",
        "Say which company you object to, and why. Your name, contact and words are kept sealed; only the"
        " staff who settle objections see them, and nothing is made public.",
    ),
    "entry_number": Both("名单里的序号", "No. in the list"),
    "your_name": Both("您的姓名或者单位名称", "Your name, or that of your organisation"),
    "your_contact": Both("联系电话或者电子邮箱", "Telephone or e-mail"),
    "your_reason": Both("异议的内容和理由", "What you object to, and why"),
    "send": Both("提交异议", "Send the objection"),
    "filed": Both("您的异议已收到，编号", "Your objection was received as"),
    "object_over": Both(
        "公示期已满，不再接收异议；有情况要反映的，请与本机关联系。",
        "The notice is over and objections are no longer taken; turn to this office instead.",
    ),
    "bad_form": Both("请把每一栏填写完整，再提交一次。", "Please fill in every field, and send it again."),
    "bad_objection": Both(
        "这份异议不能收下：名单里没有这个序号、公示期已满，或者对这一家的异议已经很多，都在办理中。",
        "This objection can't be taken: there is no such number in the list, the notice is over, or there"
        " are many objections to this company already.",
    ),
    "my_payouts": Both("免申即享", "Payouts without an application"),
    "my_lead": Both(
        "不用申请就可以领取。点一次“确认享受”就提交，按提交时的登记信息核对：一致的自动核准，不一致的由工作人员办理。",
        "What you can have without applying. One click sends it in. It is checked against the registers as"
        " they are then: approved at once when they agree, decided by a member of staff when they don’t.",
    ),
    "no_offers": Both("目前没有可以确认的。", "There is nothing to confirm."),
    "confirm": Both("确认享受", "Confirm"),
    "decline": Both("不享受这一笔", "Turn it down"),
    "decline_sure": Both("确定不享受", "Yes, turn it down"),
    "decline_note": Both("答复不享受以后，这一次不能再改。", "What was turned down can't be taken back this time."),
    "case": Both("办件", "Case"),
    "state": Both("状态", "State"),
    "state_listed": Both("等待单位答复", "Waits for your answer"),
    "state_held": Both("异议处理中", "An objection is being dealt with"),
    "state_struck": Both("已从名单去掉", "Taken off the list"),
    "state_confirmed": Both("已确认", "Confirmed"),
    "state_declined": Both("已答复不享受", "Turned down"),
    "state_lapsed": Both("期限已过，没有答复", "Not answered in time"),
    "state_not_granted": Both("没有准予", "Not granted"),
    "state_filed": Both("正在拨付", "Being paid"),
    "state_paid": Both("已拨付", "Paid"),
    "state_returned": Both("款项被退回，请与本机关联系", "The money came back; turn to this office"),
    "to_company": Both("企业页面", "The company’s page"),
    "see_list": Both("看公示的名单", "See the published list"),
    "consequence": Both(
        "点“确认享受”，就是为贵企业申领{0}：系统马上核对登记信息并生成一个办件，不用再交材料。"
        "请在{1}以前答复；不答复就没有这一笔。",
        "“Confirm” claims {0} for your company: the registers are checked at once and a case is opened."
        " Nothing else has to be sent in. Answer by {1}; without an answer the payout lapses.",
    ),
    "all_rounds": Both("全部公示", "All lists"),
    "entries": Both("名单", "Who is on the list"),
    "error_title": Both("没有提交", "Not sent"),
    "until_when": Both("公示到{}", "on notice until {}"),
}
