"""The words of the pages that everybody sees: home, guides, sources, and what has gone wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

PURPOSES: Final[Mapping[str, Both]] = {
    "business": Both("开店办证", "Open and run a business"),
    "support": Both("申请补贴奖励", "Claim a subsidy or an award"),
    "person": Both("个人办事", "For yourself"),
}

HOME: Final[Mapping[str, Both]] = {
    **PURPOSES,
    "title": Both("智办：随时能问，当场能办", "Zhiban: ask at any time, have it done at once"),
    "heading": Both("随时能问，当场能办", "Ask at any time, have it done at once"),
    "question": Both("您想问什么？", "What do you want to know?"),
    "question_hint": Both(
        "用自己的话写就行。回答会引用政策原文；没有把握时直说，并请工作人员回答。",
        "Use your own words. Answers quote the official texts; where we are not sure we say so, and a person answers.",
    ),
    "send": Both("提问", "Ask"),
    "examples": Both("别人常问", "Often asked"),
    "example_1": Both("办预包装食品备案要什么材料？", "What do I need to file for selling prepackaged food?"),
    "example_2": Both("招用毕业生有什么补贴？", "Which subsidies are there for hiring graduates?"),
    "example_3": Both("参保证明怎么开？", "How do I get an insurance certificate?"),
    "do": Both("办事项", "Get something done"),
    "do_lead": Both(
        "条件都核实一致的当场核准；其他的连同理由交给工作人员。",
        "What is confirmed in full is approved at once; the rest goes to a person, with the reasons.",
    ),
    "at_once": Both("可当场核准", "Approved at once"),
    "all_guides": Both("全部办事指南", "All guides"),
    "follow": Both("查办件", "Follow a case"),
    "case_no": Both("办件编号", "Case number"),
    "case_no_hint": Both("在回执上，例如 ZB20260302-0A1B2C3D4E", "On your receipt, like ZB20260302-0A1B2C3D4E"),
    "look_up": Both("查办件", "Look it up"),
    "my_cases": Both("我的全部办件", "All my cases"),
    "bad_case_no": Both(
        "请照回执填写办件编号：ZB、8 位日期、短横线、10 位字母和数字",
        "Enter the case number as on the receipt: ZB, 8 figures, a dash, then 10 letters and figures",
    ),
    "mistake": Both("有一处要改", "There is something to mend"),
    "benefit": Both("找惠企政策", "Find support for a business"),
    "benefit_words": Both("您在找哪方面的扶持？", "What kind of support?"),
    "benefit_hint": Both("例如 房租、稳岗、高新技术企业", "In Chinese, such as 房租 (rent) or 稳岗 (keeping staff)"),
    "find": Both("查找", "Find"),
    "every_scheme": Both("按区和对象查找", "Search by district and kind of business"),
    "company": Both("我的企业", "My company"),
    "company_lead": Both(
        "登录后看适合您企业的政策、还差什么、什么时候截止。",
        "Sign in to see which schemes fit your company, what is missing, and by when to claim.",
    ),
    "to_company": Both("看我的企业", "Go to my company"),
    "payouts": Both("免申即享公示", "Public notices of payouts"),
    "payouts_lead": Both(
        "不用申请、直接发放的资金名单。有异议可以在公示期内提出。",
        "Lists of payments that need no application. You can object while a list is on notice.",
    ),
    "to_payouts": Both("看公示", "See the notices"),
}

ITEMS: Final[Mapping[str, Both]] = {
    **PURPOSES,
    "guides": Both("办事指南", "Guides"),
    "lead": Both(
        "每份指南都由审查这个事项的规则直接生成：指南怎么写，系统就怎么查。",
        "Each guide is made from the very rules that decide: what it says is what is checked.",
    ),
    "automatic": Both("条件都核实一致的，当场自动核准", "Approved at once when everything is confirmed"),
    "by_staff": Both("由工作人员决定", "Decided by a member of staff"),
    "uncertain": Both("有还不能确定的地方", "Something is not known for certain"),
    "until": Both("受理至", "Open until"),
    "apply": Both("开始办理", "Apply now"),
    "apply_for": Both("开始办理：", "Apply: "),
    "counter": Both("也可以到窗口办理", "You can also come to the counter"),
    "contents": Both("本页内容", "On this page"),
    "basis": Both("依据", "Basis"),
    "version": Both("规则版本", "Version of the rules"),
    "ask": Both("还有不清楚的？问一问", "Something not clear? Ask"),
}

SOURCE: Final[Mapping[str, Both]] = {
    "about": Both("关于这份文本", "About this text"),
    "issuer": Both("发布机关", "Issued by"),
    "doc_no": Both("文号", "Document number"),
    "no_doc_no": Both("未见", "none seen"),
    "in_force": Both("施行", "In force"),
    "from": Both("{} 起", "from {}"),
    "until": Both("{} 至 {}", "{} to {}"),
    "read_on": Both("读取日期", "Read on"),
    "how": Both("读取方式", "How it was read"),
    "completeness": Both("完整程度", "How complete"),
    "full": Both("完整", "in full"),
    "partial": Both("部分", "in part"),
    "origin": Both("出处", "Where it was read"),
    "no_origin": Both("没有网址", "no address on the web"),
    "official_text": Both("以发布机关的原文为准。", "What the issuer published decides."),
    "chinese_only": Both("", "The official text is in Chinese. There is no translation of it here."),
    "clauses": Both("条款", "Clauses"),
    "clause_id": Both("条款编号", "Clause id"),
}

PROBLEM: Final[Mapping[str, Both]] = {
    "missing": Both("没有找到这一页", "We can’t find this page"),
    "kept_out": Both("您现在不能打开这一页", "You can’t open this page now"),
    "wrong": Both("有要改的地方", "Something needs to be mended"),
    "busy": Both("请稍等再试", "Please wait a moment"),
    "failed": Both("系统出了问题", "Something went wrong here"),
    "found": Both("发现的问题", "What was found"),
    "detail": Both("系统给出的说明", "What the system says"),
    "detail_other": Both("系统给出的说明（英文）", "What the system says (in Chinese)"),
    "next": Both("您可以这样做", "What you can do"),
    "next_missing": Both(
        "请核对网址或者编号有没有抄错。也可以从下面继续。",
        "Check that the address or the number is copied rightly, or go on from here.",
    ),
    "next_kept_out": Both(
        "换一个有权限的账号登录，或者请管理员给您的账号加上权限。",
        "Sign in with another account, or ask an administrator for the permission.",
    ),
    "next_wrong": Both(
        "回到上一页，改好以后再提交。没有任何内容被提交。",
        "Go back, mend it and send it again. Nothing was submitted.",
    ),
    "next_busy": Both("过一会儿再打开这一页，不用做别的。", "Open this page again in a while; nothing else is needed."),
    "next_failed": Both(
        "没有作出任何决定。请过一会儿再试；着急的可以请工作人员办理。",
        "Nothing was decided. Try again in a while; if it can’t wait, ask for a person.",
    ),
    "home": Both("回到首页", "Go to the home page"),
    "guides": Both("看办事指南", "See the guides"),
    "follow": Both("用办件编号查办件", "Look up a case by its number"),
    "sign_in": Both("登录", "Sign in"),
    "person": Both("打电话给工作人员：12345", "Phone a person: 12345"),
}
