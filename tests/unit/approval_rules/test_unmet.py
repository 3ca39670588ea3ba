"""Reasons as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import load_vocabulary
from approval_rules.unmet import missing_facts, say, shown, unmet

if TYPE_CHECKING:
    from approval_rules.conditions.language import Condition
    from approval_rules.values import Value


def _condition(data: object) -> Condition:
    return parse_condition(data, load_vocabulary())


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("layoff_ratio", Decimal("0.0550"), "5.5%"),
        ("taxable_income_cny", Decimal("3000000.00"), "3000000元"),
        ("taxable_income_cny", Decimal("3000000.01"), "3000000.01元"),
        ("employees", 100, "100人"),
        ("credit_breach", False, "否"),
        ("size", "micro", "微型"),
        ("qualifications", (), "无"),
        ("qualifications", ("little_giant",), "国家级专精特新“小巨人”"),
        ("region", "310114", "嘉定区（310114）"),
        ("region", "330100", "330100"),
        ("established_on", date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_a_value_is_shown_with_its_unit_or_its_chinese_name(name: str, value: Value, text: str) -> None:
    assert shown(value, load_vocabulary()[f"profile.{name}"]) == text


def test_a_date_that_hangs_on_another_is_worked_out() -> None:
    limit = {"fact": "application.received_on", "minus": {"months": 36}}
    condition = _condition({"fact": "profile.established_on", "on_or_after": limit})

    assert say(condition, {"application.received_on": date(2026, 11, 21)}) == "成立日期不早于2023-11-21"
    assert say(condition, {}) == "成立日期不早于按收件日期推算的值"
    assert missing_facts(condition, {}) == ("profile.established_on", "application.received_on")


def test_a_branch_that_no_longer_matters_asks_for_nothing() -> None:
    either = [{"fact": "profile.is_vat_small_scale", "is": True}, {"fact": "profile.employees", "at_most": 300}]

    assert missing_facts(_condition({"any_of": either}), {"profile.is_vat_small_scale": True}) == ()
    assert missing_facts(_condition({"any_of": either}), {"profile.is_vat_small_scale": False}) == (
        "profile.employees",
    )


def test_only_the_requirements_that_fail_are_told() -> None:
    both = [{"fact": "profile.employees", "at_most": 300}, {"fact": "profile.region", "starts_with": "31"}]

    told = unmet(_condition({"all_of": both}), {"profile.employees": 301, "profile.region": "310114"}, "a#b")

    assert [one.reason for one in told] == ["要求：从业人数不超过300人。目前：从业人数：301人。"]


def test_an_unknown_requirement_is_not_told_as_failed() -> None:
    assert unmet(_condition({"fact": "profile.employees", "at_most": 300}), {}, "a#b") == ()
