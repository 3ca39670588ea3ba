"""A small vocabulary with a fact of every kind, for tests of conditions."""

from __future__ import annotations

from typing import Any

from approval_rules.facts import FactSpec
from approval_rules.values import ValueType

COLUMNS = [
    FactSpec(name="kind", title="类别", title_en="category", type=ValueType.CHOICE, choices={"x": "甲类", "y": "乙类"}),
    FactSpec(name="months", title="月数", title_en="months", type=ValueType.INTEGER, unit="个月"),
    FactSpec(name="on", title="起始日期", title_en="first day", type=ValueType.DATE),
    FactSpec(name="paid", title="已获资助", title_en="already paid", type=ValueType.BOOLEAN),
]


def _spec(name: str, title: str, title_en: str, kind: ValueType, **more: Any) -> FactSpec:  # noqa: ANN401  as written
    return FactSpec(name=name, title=title, title_en=title_en, type=kind, **more)


CHOICES = {"operating": "存续（在营）", "struck_off": "吊销", "closed": "注销"}
VOCABULARY: dict[str, FactSpec] = {
    "a.status": _spec("status", "登记状态", "status", ValueType.CHOICE, choices=CHOICES),
    "a.marks": _spec("marks", "称号", "titles held", ValueType.CHOICES, choices=CHOICES),
    "a.scope": _spec("scope", "经营范围", "scope", ValueType.BUSINESS_SCOPE),
    "a.name": _spec("name", "名称", "name", ValueType.COMPANY_NAME),
    "a.printed": _spec("printed", "证上名称", "printed name", ValueType.COMPANY_NAME),
    "a.person": _spec("person", "公民身份号码", "identity number", ValueType.RESIDENT_ID),
    "a.region": _spec("region", "登记地", "place", ValueType.REGION),
    "a.day": _spec("day", "成立日期", "day of establishment", ValueType.DATE),
    "a.until": _spec("until", "营业期限至", "end of the term", ValueType.DATE_OR_PERMANENT),
    "a.received": _spec("received", "收件日期", "day of receipt", ValueType.DATE),
    "a.capital": _spec("capital", "注册资本", "registered capital", ValueType.MONEY_CNY, unit="元"),
    "a.people": _spec("people", "年初参保人数", "insured people", ValueType.INTEGER, unit="人"),
    "a.left": _spec("left", "自然减员人数", "natural leavers", ValueType.INTEGER, unit="人"),
    "a.year": _spec("year", "统计年度", "year of the statistics", ValueType.INTEGER),
    "a.ratio": _spec("ratio", "裁员率", "lay-off ratio", ValueType.SHARE),
    "a.breach": _spec("breach", "列入严重失信主体名单", "on the list of breaches", ValueType.BOOLEAN),
    "a.overdue": _spec("overdue", "贷款逾期", "loan overdue", ValueType.BOOLEAN),
    "a.hires": _spec("hires", "新招用人员", "people newly hired", ValueType.RECORDS, unit="名", columns=COLUMNS),
    "a.grants": _spec("grants", "以往的办件", "earlier cases", ValueType.RECORDS, columns=COLUMNS),
}
