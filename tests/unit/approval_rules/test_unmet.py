"""Reasons as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from approval_rules.calendar import load_calendar
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.saying import Saying
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, shown
from approval_rules.unmet import findings, missing_facts, told, unmet

if TYPE_CHECKING:
    from approval_rules.conditions.language import Condition
    from approval_rules.values import Value

    Facts = dict[str, Value]


FOUNDED = "profile.established_on"
HIRES = "insurance.hires"
TWELVE_MONTHS = {"fact": "contract_months", "at_least": 12}


def _condition(data: object) -> Condition:
    return parse_condition(data, load_vocabulary())


def _people(*contracts: int | None) -> Facts:
    rows = [{} if months is None else {"contract_months": months} for months in contracts]
    return {HIRES: load_vocabulary()[HIRES].parse(rows)}


def _found(data: object, facts: Facts, language: Language = Language.ZH) -> str:
    condition = _condition(data)
    how = Saying(vocabulary=load_vocabulary(), language=language, facts=facts)
    return told(findings(condition, evaluate(condition, facts).trace, how), language)


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("layoff_ratio", Decimal("0.0550"), "5.5%", "5.5%"),
        ("taxable_income_cny", Decimal("3000000.00"), "3000000元", "CNY 3,000,000"),
        ("taxable_income_cny", Decimal("3000000.01"), "3000000.01元", "CNY 3,000,000.01"),
        ("import_export_usd", Decimal(1500), "1500美元", "USD 1,500"),
        ("employees", 100, "100人", "100"),
        ("torch_statistics_year", 2024, "2024", "2024"),
        ("credit_breach", False, "否", "no"),
        ("size", "micro", "微型", "micro"),
        ("qualifications", (), "无", "none"),
        ("qualifications", ("little_giant",), "国家级专精特新“小巨人”", "little giant"),
        ("region", "310114", "嘉定区（310114）", "Jiading District (310114)"),
        ("region", "330100", "330100", "330100"),
        ("established_on", date(2024, 2, 29), "2024-02-29", "2024-02-29"),
    ],
)
def test_a_value_is_shown_as_people_read_it(name: str, value: Value, zh: str, en: str) -> None:
    spec = load_vocabulary()[f"profile.{name}"]

    assert shown(value, spec) == zh
    assert shown(value, spec, Language.EN) == en


def test_a_date_that_hangs_on_another_is_worked_out() -> None:
    limit = {"fact": "application.received_on", "minus": {"months": 36}}
    condition = _condition({"fact": "profile.established_on", "on_or_after": limit})

    told = unmet(condition, {"application.received_on": date(2026, 11, 21), FOUNDED: date(2023, 11, 20)}, "a#b")

    assert [one.reason for one in told] == [
        "要求：成立日期不早于收件日期前3年（2023-11-21）。目前：成立日期：2023-11-20。"
    ]
    assert missing_facts(condition, {}) == (FOUNDED, "application.received_on")


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


def test_of_records_it_is_told_how_many_are_as_asked() -> None:
    count = {"fact": HIRES, "count": {"where": TWELVE_MONTHS, "at_least": 2}}

    (one,) = unmet(_condition(count), _people(12, 11), "a#b")

    assert one.reason.startswith("要求：至少有2")
    assert one.reason.endswith("目前：新招用人员：1条符合。") or one.reason.endswith("目前：新招用人员：1名符合。")
    assert _found(count, _people(12, 11), Language.EN) == "people newly hired: 1 as described"


def test_of_records_that_all_have_to_be_so_those_that_are_not_are_named() -> None:
    every = {"fact": HIRES, "every": TWELVE_MONTHS}

    assert _found(every, _people(11, 12, 3)).removesuffix("不符合")[:-1] == "新招用人员：第1、3"
    assert _found(every, _people(11, 12, 3), Language.EN) == "people newly hired: not so for number 1, 3"


def test_what_a_sum_comes_to_is_told() -> None:
    total = {"sum": ["insurance.insured_at_year_end", "insurance.natural_leavers"], "at_least": 10}
    facts: Facts = {"insurance.insured_at_year_end": 8, "insurance.natural_leavers": 1}

    assert _found(total, facts) == "上一年度12月参保人数和上一年度自然减员人数之和：9人"


def test_under_a_not_what_holds_is_at_fault() -> None:
    neither = {
        "not": {"any_of": [{"fact": "profile.employees", "at_most": 300}, {"fact": "profile.region", "is": "31"}]}
    }

    assert _found(neither, {"profile.employees": 300, "profile.region": "32"}) == "从业人数：300人"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [({}, (HIRES,)), (_people(None), (HIRES,)), (_people(12), ()), (_people(), ())],
    ids=["no list", "a row without the cell", "a whole row", "no row"],
)
def test_a_list_that_is_missing_or_not_complete_is_what_is_missing(facts: Facts, missing: tuple[str, ...]) -> None:
    condition = _condition({"fact": HIRES, "some": TWELVE_MONTHS})

    assert missing_facts(condition, facts) == missing


def test_what_records_are_held_against_is_missing_too() -> None:
    since = {"fact": "hired_on", "on_or_after": {"fact": "application.received_on", "minus": {"days": 31}}}
    condition = _condition({"fact": HIRES, "some": since})
    rows = {HIRES: load_vocabulary()[HIRES].parse([{"hired_on": "2026-01-01"}])}

    assert missing_facts(condition, rows) == ("application.received_on",)
    assert missing_facts(condition, {}) == (HIRES, "application.received_on")


def test_a_year_without_a_calendar_is_no_missing_fact() -> None:
    limit = {"fact": "application.received_on", "plus": {"workdays": 1}}
    condition = _condition({"fact": FOUNDED, "on_or_before": limit})
    facts: Facts = {FOUNDED: date(2024, 1, 2), "application.received_on": date(2024, 1, 2)}

    assert missing_facts(condition, facts) == ()
    assert missing_facts(condition, facts, load_calendar()) == ()
