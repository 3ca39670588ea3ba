"""仅销售预包装食品备案: a company that sells prepackaged food only files it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import some_day
from eval.approval.made import Entry, Made
from eval.approval.stories.people_and_firms import MARKET_ENTITIES, OUTSIDE_SHANGHAI, company_row, licence_paper

if TYPE_CHECKING:
    from random import Random

ITEM: Final = "prepackaged-food-filing"
_FIRST_DAY, _LAST_DAY = date(2024, 5, 10), date(2029, 5, 9)
_FOOD: Final = "食品销售（仅销售预包装食品）"
_SCOPES: Final = (
    f"日用百货销售；{_FOOD}。",
    f"{_FOOD}；办公用品销售；食用农产品零售。",
    f"一般项目：{_FOOD}；日用百货销售。",
    f"{_FOOD}。",
)
_OTHER_SCOPES: Final = (
    "食品销售；日用百货销售。",
    f"日用百货销售（{_FOOD}除外）。",
    f"不含{_FOOD}；日用百货销售。",
    "食品销售（仅销售预包装食品和散装食品）；日用百货销售。",
    "预包装食品销售。",
)
_FRESH_DAYS: Final = {"company_registry": 31}


def make(chance: Random) -> Made:
    fault = chance.choice(_WRONG) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on = _day(chance, fault)
    row = company_row(chance, on)
    row |= {"business_scope": chance.choice(_SCOPES), "entity_type": chance.choice(MARKET_ENTITIES)}
    form: dict[str, Any] = {
        "uscc": row["uscc"],
        "company_name": row["company_name"],
        "legal_representative": row["legal_representative"],
        "premises_address": row["registered_address"],
        "premises_use": "商业用房",
        "food_safety_system": "已制定并承诺执行",
        "special_food": "不销售",
        "online_sales": "不从事",
    }
    _spoil(chance, fault, on, row, form)
    return Made(
        item=ITEM,
        on=on,
        form=form,
        papers={"business_license": licence_paper(row)},
        entries={"company_registry": Entry(row=row, age_days=chance.choice((0, 1, 7, 31)))},
        fresh_days=_FRESH_DAYS,
        named=(
            *(("form", name) for name in ("uscc", "company_name", "legal_representative", "premises_address")),
            *(("business_license", name) for name in ("uscc", "company_name", "legal_representative")),
            ("business_license", "registered_address"),
        ),
        is_due=not fault,
        fault=fault,
        notes={
            "needed": tuple(("company_registry", name) for name in ("status", "region", "entity_type", "valid_until")),
            "worded": (("business_license", "business_scope"),),
        },
    )


def _day(chance: Random, fault: str) -> date:
    """A day on which filings are taken, the first and the last often among them, or the day before or after."""
    if fault == "not_in_force":
        return chance.choice((_FIRST_DAY - timedelta(days=1), _LAST_DAY + timedelta(days=1)))
    return chance.choice((_FIRST_DAY, _LAST_DAY, *(some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(8))))


_WRONG: Final = (
    "no_market_entity",
    "district",
    "status",
    "expired",
    "scope",
    "premises",
    "system",
    "special",
    "online",
    "not_in_force",
)


def _spoil(chance: Random, fault: str, on: date, row: dict[str, Any], form: dict[str, Any]) -> None:
    """Spoil one thing that the item asks for; the limits that are still met are not spoilt."""
    match fault:
        case "no_market_entity":
            row["entity_type"] = "social_organization"
        case "district":
            row["region"] = chance.choice(OUTSIDE_SHANGHAI)
        case "status":
            row["status"] = chance.choice(("abnormal", "revoked", "deregistered"))
        case "expired":
            row["valid_until"] = (on - timedelta(days=chance.choice((1, 1, 200)))).isoformat()
        case "scope":
            row["business_scope"] = chance.choice(_OTHER_SCOPES)
        case "premises":
            form["premises_use"] = "其他"
        case "system":
            form["food_safety_system"] = "尚未制定"
        case "special":
            form["special_food"] = "销售"
        case "online":
            form["online_sales"] = "从事"
