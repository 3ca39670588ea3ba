"""The words of the pages about schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "schemes": Both("惠企政策", "Support schemes"),
    "lead": Both(
        "按关键词和条件查找政策。想知道哪些适合自己的企业，请看企业专属网页。",
        "Find schemes by words and filters. Your company’s own page tells which of them fit it.",
    ),
    "company_page": Both("企业专属网页", "My company’s page"),
    "payouts": Both("免申即享公示", "Public notices of payouts"),
    "words": Both("关键词", "Words (in Chinese)"),
    "search": Both("查找", "Find"),
    "region": Both("企业所在区", "District of the business"),
    "any": Both("不限", "Any"),
    "claim": Both("申领方式", "How it is claimed"),
    "audience": Both("适用对象", "For whom"),
    "standing": Both("状态", "State"),
    "soon": Both("只看 {} 天内截止的", "Only those that close within {} days"),
    "count": Both("共 {} 项", "{} found"),
    "none": Both(
        "没有找到符合的政策。请换一个说法，或者减少条件。", "No scheme was found. Try other words, or fewer filters."
    ),
    "open": Both("在有效期内", "In force"),
    "upcoming": Both("还没开始", "To come"),
    "ended": Both("已经结束", "Ended"),
    "no_application": Both("免申即享", "Paid without an application"),
    "fast": Both("快申快享", "Claimed with a return that is filed anyway"),
    "apply": Both("申报", "By application"),
    "enterprise": Both("企业", "Companies"),
    "individual_business": Both("个体工商户", "Individual businesses"),
    "farmer_cooperative": Both("农民专业合作社", "Farmers’ cooperatives"),
    "social_organization": Both("社会组织", "Social organisations"),
    "person": Both("个人", "Persons"),
    "issuer": Both("发布机关", "Issued by"),
    "opens": Both("开始日期", "From"),
    "closes": Both("截止日期", "Until"),
    "no_end": Both("没有查到截止日期", "No last day was found"),
    "partial": Both(
        "条件只知道一部分，以发布机关的原文为准。",
        "Its conditions are known in part only; what the issuer published decides.",
    ),
    "conditions": Both("条件", "Conditions"),
    "amounts": Both("扶持标准", "What it pays"),
    "no_amount": Both("没有可以直接推算的金额。", "There is no figure that follows from the data."),
    "notes": Both("说明", "Notes (in Chinese)"),
    "limits": Both("不能重复享受和总额限制", "What is not paid beside it, or not in full"),
    "materials": Both("材料", "Materials (in Chinese)"),
    "no_materials": Both(
        "材料清单没有查到，以发布机关的原文为准。",
        "The list of materials was not found; what the issuer published decides.",
    ),
    "basis": Both("依据", "Basis"),
    "apply_here": Both("在线办理", "Apply here"),
    "previous": Both("上一页", "Previous page"),
    "next": Both("下一页", "Next page"),
    "page": Both("第 {} 页，共 {} 页", "Page {} of {}"),
    "words_hint": Both(
        "例如 房租、稳岗、高新技术企业",
        "Such as 房租 (rent), 稳岗 (keeping staff) or 高新技术企业 (high-tech enterprise)",
    ),
    "in_part": Both("条件不全", "Conditions known in part"),
    "filters": Both("查找条件", "Filters"),
    "states": Both("按状态看", "By state"),
    "days_left": Both("还有 {} 天截止", "{} days left"),
    "last_day": Both("今天截止", "Closes today"),
    "found_in": Both("原文", "The text says (in Chinese)"),
    "titles_chinese": Both("", "Titles and official texts are in Chinese."),
    "none_next": Both("换一个说法、减少条件，或者", "Try other words or fewer filters, or"),
    "ask_instead": Both("直接问一问", "ask in your own words"),
    "all_schemes": Both("全部惠企政策", "All schemes"),
    "fits": Both("看看我的企业符不符合", "See whether it fits my company"),
    "about": Both("基本情况", "In short"),
    "ask": Both("有不明白的？问一问", "Something not clear? Ask"),
    "clear": Both("清除条件", "Clear the filters"),
}
