"""The fixed words of the pages about payouts for staff, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "lists": Both("免申即享名单", "Payout lists"),
    "title": Both("免申即享", "Payouts"),
    "prepare": Both("编制名单", "Draw up a list"),
    "scheme": Both("政策", "Scheme"),
    "district": Both("区", "District"),
    "district_field": Both("区（六位行政区划代码）", "District (six-digit code)"),
    "district_hint": Both(
        "空着是全部地区，须有全部地区的权限。",
        "Left empty: every district, which you must be granted.",
    ),
    "begin": Both("开始编制", "Start"),
    "list": Both("名单", "List"),
    "day": Both("日期", "Day"),
    "state": Both("状态", "State"),
    "companies": Both("户数", "Companies"),
    "total": Both("合计", "Total"),
    "everywhere": Both("全部", "all"),
    "none": Both("还没有名单。", "There are no lists yet."),
    "all_lists": Both("全部名单", "All lists"),
    "over_budget": Both(
        "合计超出预算：预算还剩{0}，名单合计{1}，不能公示。",
        "The total exceeds the budget: {0} is left, the list comes to {1}. It can’t be published.",
    ),
    "version": Both("事项版本", "Version of the item"),
    "prepared_for": Both("比对日期", "Compared as of"),
    "handling": Both("办理方式", "Handling"),
    "unattended": Both(
        "企业确认后自动核对，一致的自动核准",
        "checked by the machine once a company confirms; approved when all agrees",
    ),
    "assisted": Both("企业确认后由工作人员办理。", "decided by staff once a company confirms."),
    "seen": Both("已比对企业", "Companies compared"),
    "listed": Both("名单户数", "On the list"),
    "preparing": Both("还在编制", "being drawn up"),
    "budget": Both("预算", "Budget"),
    "no_budget": Both("政策原文没有写明", "the text states none"),
    "left": Both("还剩{}", "{} left"),
    "basis": Both("依据", "Basis"),
    "fingerprint": Both("名单指纹", "Fingerprint"),
    "notice_period": Both("公示期", "Notice"),
    "to": Both("至", "to"),
    "workdays": Both("{}个工作日", "{} working days"),
    "office_order": Both("本机关决定，不是法律规定", "ordered by this office, not by law"),
    "public_page": Both("公示页", "the public page"),
    "confirm_by": Both("确认期限", "Last day to confirm"),
    "more": Both("名单的依据和指纹", "What the list rests on"),
    "publish": Both("公示", "Publish"),
    "publish_lead": Both(
        "公示以后人人可以看到名单和提出异议，名单不能再改。",
        "Once published everybody can read the list and object; the list can’t be changed any more.",
    ),
    "notice_field": Both("公示期（工作日）", "Notice (working days)"),
    "notice_stated": Both("政策原文写明{}个工作日。", "The text of the scheme states {} working days."),
    "notice_free": Both(
        "原文没有写明，由本机关决定，至少{}个。",
        "The text states none: this office decides, {} at least.",
    ),
    "confirm_field": Both("公示期满后企业确认的时间（工作日）", "Time to confirm after the notice (working days)"),
    "publish_do": Both("公示名单", "Publish the list"),
    "own_list": Both("名单由您编制，须由另一人公示。", "You drew up this list: another person has to publish it."),
    "discard": Both("作废名单", "Discard the list"),
    "discard_why": Both("作废的原因", "Why it is discarded"),
    "discard_do": Both("作废", "Discard"),
    "objections": Both("异议", "Objections"),
    "opinion": Both("处理意见", "Decision and reason"),
    "dismiss": Both("异议不成立", "Dismiss it"),
    "uphold": Both("异议成立，暂缓发放", "Uphold it and hold the payout"),
    "amounts": Both("需要写明金额", "Amounts to be stated"),
    "amounts_lead": Both(
        "这些办件已经准予，办件里没有金额，或者与公示的不同。由核准的人写明发多少，不能超过公示的金额。",
        "These cases are granted, and state no amount or another than was published. An approver states what is paid,"
        " no more than was published.",
    ),
    "published_amount": Both("公示{}", "published: {}"),
    "case": Both("办件", "Case"),
    "amount_field": Both("金额（元）", "Amount (CNY)"),
    "reason": Both("理由", "Reason"),
    "amount_do": Both("写明金额", "State the amount"),
    "files": Both("兑付文件", "Payout files"),
    "payable": Both(
        "有{0}户已准予、还没有列入文件，合计{1}。", "{0} companies are granted and in no file yet: {1} in all."
    ),
    "make_file": Both("生成兑付文件", "Make a payout file"),
    "nothing_payable": Both("还没有可以兑付的。", "There is nothing to pay yet."),
    "file": Both("文件{0}：{1}户，{2}", "File {0}: {1} companies, {2}"),
    "download": Both("下载", "Download"),
    "hashes": Both("文件指纹", "Fingerprints"),
    "close_file": Both("登记拨付结果", "Enter what was paid"),
    "returned_field": Both("被退回的（每行一户：序号和原因）", "What came back (a line each: number and reason)"),
    "returned_hint": Both(
        "如 3 账户已销户；没有就空着。",
        "Such as: 3 account closed. Leave it empty when nothing did.",
    ),
    "close_do": Both("其余均已拨付，办结文件", "All others were paid: close the file"),
    "entries": Both("企业", "Companies"),
    "by_state": Both("按状态", "By state"),
    "number": Both("序号", "No."),
    "company": Both("企业", "Company"),
    "amount": Both("金额", "Amount"),
    "remark": Both("说明", "Remarks"),
    "returned": Both("退回", "Came back"),
    "rule": Both("处理", "Decide"),
    "release": Both("恢复，可以确认", "Put back: it can be confirmed"),
    "strike": Both("从名单去掉", "Take it off the list"),
    "next_page": Both("下一页", "Next page"),
    "no_entries": Both("没有企业。", "There are none."),
}
