"""Twelve rules such as items have, written for us and for zen-engine, with made-up cases for both.

The texts of the cases are written in one width only: zen compares texts as they stand. Every fact is known: zen has no
third truth. A year is written as twelve months: in zen-engine 2.1.3 a year before 29 February is an invalid date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from approval_rules.decide import CaseFacts, Presented
from approval_rules.evidence import Reading, SourceKind
from approval_rules.items import ItemVersion
from approval_rules.values import PERMANENT, Value, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

FOOD: Final = "食品销售（仅销售预包装食品）"
RECEIVED_ON: Final = "application.received_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameRule:
    """One rule as our condition and as zen's expression."""

    id: str
    holds: Mapping[str, Any]
    zen: str

    @property
    def zen_key(self) -> str:
        """The id as zen may name it."""
        return self.id.replace("-", "_")


RULES: Final = (
    SameRule(
        id="in-the-city",
        holds={"fact": "company.region", "within": ["310000"]},
        zen='startsWith(company.region, "31")',
    ),
    SameRule(
        id="operating",
        holds={"fact": "company.status", "is": "operating"},
        zen='company.status == "operating"',
    ),
    SameRule(
        id="term-lasts",
        holds={"fact": "company.valid_until", "on_or_after": {"fact": RECEIVED_ON}},
        zen='company.valid_until == "permanent" or d(company.valid_until) >= d(application.received_on)',
    ),
    SameRule(
        id="scope-lists-food",
        holds={"fact": "company.business_scope", "lists": FOOD},
        zen=f'contains(split(company.business_scope, "；"), "{FOOD}")',
    ),
    SameRule(
        id="shop-use",
        holds={"fact": "filing.premises_use", "one_of": ["shop", "mixed"]},
        zen='filing.premises_use in ["shop", "mixed"]',
    ),
    SameRule(
        id="declared",
        holds={
            "all_of": [
                {"fact": "filing.has_safety_rules", "is": True},
                {"fact": "filing.sells_special_food", "is": False},
            ]
        },
        zen="filing.has_safety_rules == true and filing.sells_special_food == false",
    ),
    SameRule(
        id="capital",
        holds={"fact": "company.registered_capital_cny", "at_least": 100_000},
        zen="company.registered_capital_cny >= 100000",
    ),
    SameRule(
        id="not-large",
        holds={"fact": "company.employees", "at_most": 300},
        zen="company.employees <= 300",
    ),
    SameRule(
        id="few-laid-off",
        holds={
            "any_of": [
                {"fact": "company.layoff_share", "at_most": "0.055"},
                {
                    "all_of": [
                        {"fact": "company.employees", "at_most": 30},
                        {"fact": "company.layoff_share", "at_most": "0.2"},
                    ]
                },
            ]
        },
        zen="company.layoff_share <= 0.055 or (company.employees <= 30 and company.layoff_share <= 0.2)",
    ),
    SameRule(
        id="a-year-old",
        holds={"fact": "company.established_on", "on_or_before": {"fact": RECEIVED_ON, "minus": {"months": 12}}},
        zen='d(company.established_on) <= d(application.received_on).sub(12, "M")',
    ),
    SameRule(
        id="lease-lasts",
        holds={"fact": "filing.lease_until", "on_or_after": {"fact": RECEIVED_ON, "plus": {"months": 6}}},
        zen='d(filing.lease_until) >= d(application.received_on).add(6, "M")',
    ),
    SameRule(
        id="qualified",
        holds={"fact": "company.marks", "includes_any": ["small", "innovative"]},
        zen='some(company.marks, # in ["small", "innovative"])',
    ),
)

_MATERIALS: Final = ("form", "business_license", "lease")
_BASIS: Final = ["cn.law.admin-licensing.2019#art-34"]
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "company.status": {"operating": "存续", "revoked": "吊销", "moved_out": "迁出"},
    "company.marks": {"small": "小型", "innovative": "创新型", "listed": "上市", "large": "大型"},
    "filing.premises_use": {"shop": "商铺", "mixed": "商住", "home": "住宅"},
}
_TYPES: Final[Mapping[str, str]] = {
    RECEIVED_ON: "date",
    "company.uscc": "uscc",
    "company.company_name": "company_name",
    "company.region": "region",
    "company.status": "choice",
    "company.valid_until": "date_or_permanent",
    "company.business_scope": "business_scope",
    "company.registered_capital_cny": "money_cny",
    "company.employees": "integer",
    "company.layoff_share": "share",
    "company.established_on": "date",
    "company.marks": "choices",
    "filing.premises_use": "choice",
    "filing.has_safety_rules": "boolean",
    "filing.sells_special_food": "boolean",
    "filing.lease_until": "date",
}
_SCOPES: Final = ("日用百货销售", "食品销售", FOOD, f"{FOOD}（外卖除外）", "办公用品销售", "餐饮管理", "信息咨询服务")


def version() -> ItemVersion:
    """An item version with these rules, switched to unattended."""
    rule = {"says": "符合条件", "otherwise": "correct", "notice": "不符合条件，请补正。", "basis": _BASIS}
    return ItemVersion.read(
        {
            "item": "twelve-rules",
            "title": "十二条规则",
            "title_en": "Twelve rules",
            "authority": "市场监督管理局",
            "region": "310000",
            "applicants": ["enterprise"],
            "in_force": {"from": "2026-01-01"},
            "automation": "unattended",
            "basis": _BASIS,
            "evidence_basis": _BASIS,
            "form": "form",
            "materials": [{"id": kind, "title": "材料", "document": kind} for kind in _MATERIALS],
            "decisive": [RECEIVED_ON, "company.uscc", "company.company_name"],
            "registers": [{"id": "company_registry", "max_age_days": 31}],
            "rules": [rule | {"id": one.id, "holds": one.holds} for one in RULES],
            "facts": {name: _spec(name, kind) for name, kind in _TYPES.items()},
        }
    )


def made_up(chance: Random) -> dict[str, Value]:
    """The facts of one case. Most limits are met, and many values lie on one."""
    received_on = date(2026, 1, 1) + timedelta(chance.randrange(400))
    around: list[date] = [received_on + timedelta(days) for days in (-400, -365, -1, 0, 1, 180, 181, 184, 365, 366)]
    return {
        RECEIVED_ON: received_on,
        "company.uscc": "91310115MA1K3EXQ7J",
        "company.company_name": f"样例{chance.randrange(10**6)}有限公司",
        "company.region": chance.choice(("310115", "310104", "310120", "330106")),
        "company.status": chance.choice(("operating", "operating", "operating", "revoked")),
        "company.valid_until": PERMANENT if chance.randrange(10) == 0 else chance.choice(around),
        "company.business_scope": "；".join(chance.sample(_SCOPES, chance.randrange(1, 6))),
        "company.registered_capital_cny": Decimal(chance.choice((9_999_999, 10_000_000, 50_000_001))) / 100,
        "company.employees": chance.choice((5, 30, 31, 300, 301)),
        "company.layoff_share": Decimal(chance.choice((0, 549, 550, 551, 1999, 2000, 2001))) / 10_000,
        "company.established_on": chance.choice((date(2020, 2, 29), *around[:4])),
        "company.marks": tuple(sorted(chance.sample(sorted(_CHOICES["company.marks"]), chance.randrange(4)))),
        "filing.premises_use": chance.choice(("shop", "mixed", "home")),
        "filing.has_safety_rules": chance.choice((True, True, True, False)),
        "filing.sells_special_food": chance.choice((True, False, False, False)),
        "filing.lease_until": chance.choice(around),
    }


def in_order() -> dict[str, Value]:
    """The facts of a case that every rule holds of."""
    return {
        RECEIVED_ON: date(2026, 3, 2),
        "company.uscc": "91310115MA1K3EXQ7J",
        "company.company_name": "样例食品有限公司",
        "company.region": "310115",
        "company.status": "operating",
        "company.valid_until": PERMANENT,
        "company.business_scope": f"日用百货销售；{FOOD}；办公用品销售",
        "company.registered_capital_cny": Decimal(1_000_000),
        "company.employees": 46,
        "company.layoff_share": Decimal("0.03"),
        "company.established_on": date(2020, 1, 1),
        "company.marks": ("innovative", "small"),
        "filing.premises_use": "shop",
        "filing.has_safety_rules": True,
        "filing.sells_special_food": False,
        "filing.lease_until": date(2027, 3, 2),
    }


def nearly_in_order(chance: Random) -> dict[str, Value]:
    """The facts of a case as most are: in order, but perhaps for two of them."""
    facts, other = in_order(), made_up(chance)
    names = chance.sample([name for name in facts if name != RECEIVED_ON], 2)
    return facts | {name: other[name] for name in names}


def case_of(facts: Mapping[str, Value]) -> CaseFacts:
    """The case in which every fact has its two sources, and the facts on the licence a third."""
    received_on = facts[RECEIVED_ON]
    if not isinstance(received_on, date):
        raise TypeError("the day of receipt is a date")
    readings = (
        Reading(fact=name, value=value, kind=kind, source=source, reference=f"{source} 1", as_of=received_on)
        for name, value in facts.items()
        for kind, source in _sources(name)
    )
    return CaseFacts(
        received_on=received_on,
        presented=tuple(
            Presented(material=kind, uploads=("a" * 64,)) for kind in ("form", "business_license", "lease")
        ),
        readings=tuple(readings),
    )


def zen_context(facts: Mapping[str, Value]) -> dict[str, dict[str, object]]:
    """The same facts as zen takes them: by namespace, dates as text, decimals as JSON numbers."""
    context: dict[str, dict[str, object]] = {}
    for name, value in facts.items():
        space, _, fact = name.partition(".")
        context.setdefault(space, {})[fact] = float(value) if isinstance(value, Decimal) else to_json(value)
    return context


def zen_graph(rules: Sequence[SameRule] = RULES) -> dict[str, object]:
    """A decision graph whose one node of expressions has them all."""
    expressions = [{"id": rule.id, "key": rule.zen_key, "value": rule.zen} for rule in rules]
    content = {"expressions": expressions, "passThrough": False}
    place = {"position": {"x": 0, "y": 0}}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "rules", "type": "expressionNode", "name": "rules", "content": content, **place},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def _spec(name: str, kind: str) -> dict[str, object]:
    spec: dict[str, object] = {"name": name.partition(".")[2], "title": name, "type": kind}
    if name in _CHOICES:
        spec["choices"] = dict(_CHOICES[name])
    if name == RECEIVED_ON:
        spec["known_only_by"] = "system"
    return spec | ({"declared_in": "form"} if kind == "boolean" else {})


def _sources(name: str) -> list[tuple[SourceKind, str]]:
    if name == RECEIVED_ON:
        return [(SourceKind.SYSTEM, "system")]
    form, register = (SourceKind.FORM, "form"), (SourceKind.REGISTER, "company_registry")
    if _TYPES[name] == "boolean":
        return [form]
    on_licence = name in {"company.uscc", "company.company_name", "company.valid_until", "company.business_scope"}
    return [form, register, *([(SourceKind.DOCUMENT, "business_license")] if on_licence else [])]
