"""仅销售预包装食品备案: a company that sells prepackaged food only files it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from eval.approval.made import Entry, Made
from eval.approval.stories.people_and_firms import company_row, licence_paper

if TYPE_CHECKING:
    from random import Random

ITEM: Final = "prepackaged-food-filing"
_FOOD: Final = "食品销售（仅销售预包装食品）"
_FRESH_DAYS: Final = 31


def make(chance: Random) -> Made:
    on = date(2026, 1, 5) + timedelta(days=chance.randrange(300))
    row = company_row(chance, on)
    row["business_scope"] = f"日用百货销售；{_FOOD}。"
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
    fault = _make_wrong(chance, on, row, form) if chance.random() < 0.4 else ""  # noqa: PLR2004  a fair share
    return Made(
        item=ITEM,
        on=on,
        form=form,
        papers={"business_license": licence_paper(row)},
        entries={"company_registry": Entry(row=row, age_days=chance.choice((0, 1, 7, _FRESH_DAYS)))},
        fresh_days={"company_registry": _FRESH_DAYS},
        named=(
            *(("form", name) for name in ("uscc", "company_name", "legal_representative", "premises_address")),
            *(("business_license", name) for name in ("uscc", "company_name", "legal_representative", "registered_address")),
        ),
        is_due=not fault,
        fault=fault,
        notes={"needed": (("company_registry", "status"), ("company_registry", "region"))},
    )


def _make_wrong(chance: Random, on: date, row: dict[str, Any], form: dict[str, Any]) -> str:
    """Spoil one thing that the item asks for, and say what; the limits that are still met are not spoilt."""
    fault = chance.choice(("district", "status", "expired", "scope", "premises", "system", "special", "online"))
    match fault:
        case "district":
            row["region"] = chance.choice(("320500", "330106", "110105"))
        case "status":
            row["status"] = chance.choice(("abnormal", "revoked", "deregistered"))
        case "expired":
            row["valid_until"] = (on - timedelta(days=chance.choice((1, 1, 200)))).isoformat()
        case "scope":
            row["business_scope"] = chance.choice(("食品销售；日用百货销售。", f"日用百货销售（{_FOOD}除外）。"))
        case "premises":
            form["premises_use"] = "其他"
        case "system":
            form["food_safety_system"] = "尚未制定"
        case "special":
            form["special_food"] = "销售"
        case "online":
            form["online_sales"] = "从事"
    return fault



