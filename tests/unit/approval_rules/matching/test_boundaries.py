"""The two values at every limit: one person, one fen, the last decimal stated, one day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from approval_rules.matching.boundaries import Side, limits, side_of, sides
from approval_rules.schemes import SchemeVersion

if TYPE_CHECKING:
    from approval_rules.values import Value

ON, BEYOND = Side.ON_THE_LIMIT, Side.ONE_UNIT_BEYOND
STAFF, REVENUE, INCOME = "profile.employees", "profile.annual_revenue_cny", "profile.taxable_income_cny"
SHARE, TRADE, FOUNDED = "profile.r_and_d_share", "profile.import_export_usd", "profile.established_on"
ASSETS, RECEIVED = "profile.total_assets_cny", "application.received_on"
NOTE = {"basis": ["a-scheme#amount"], "note": "没有金额"}


def _version(eligible: dict[str, Any], **amount: object) -> SchemeVersion:
    content = {"in_force": {"from": date(2026, 1, 1)}, "basis": ["a-scheme#conditions"], "eligible": eligible}
    return SchemeVersion.model_validate(
        {**content, "amount": {"basis": ["a-scheme#amount"], **amount} if amount else NOTE}
    )


def _only(version: SchemeVersion, facts: dict[str, Value]) -> tuple[Value, Value]:
    (limit,) = limits(version)
    found = sides(limit, version, facts)
    return found[ON], found[BEYOND]


@pytest.mark.parametrize(
    ("sentence", "on", "beyond"),
    [
        ({"fact": STAFF, "at_least": 10}, 10, 9),
        ({"fact": STAFF, "at_most": 10}, 10, 11),
        ({"fact": STAFF, "more_than": 10}, 10, 11),
        ({"fact": STAFF, "less_than": 10}, 10, 9),
        ({"fact": STAFF, "is": 10}, 10, 11),
        ({"fact": REVENUE, "at_most": 500}, Decimal(500), Decimal("500.01")),
        ({"fact": REVENUE, "more_than": 0}, Decimal(0), Decimal("0.01")),
        ({"fact": SHARE, "at_least": "0.10"}, Decimal("0.10"), Decimal("0.09")),
        ({"fact": SHARE, "at_most": "0.055"}, Decimal("0.055"), Decimal("0.056")),
        ({"fact": TRADE, "at_most": 65000000}, Decimal(65000000), Decimal(65000001)),
        ({"fact": FOUNDED, "on_or_after": date(2025, 3, 1)}, date(2025, 3, 1), date(2025, 2, 28)),
        ({"fact": FOUNDED, "before": date(2025, 3, 1)}, date(2025, 3, 1), date(2025, 2, 28)),
        ({"fact": FOUNDED, "after": date(2025, 3, 1)}, date(2025, 3, 1), date(2025, 3, 2)),
    ],
)
def test_a_limit_has_the_value_it_names_and_the_one_beside_it(
    sentence: dict[str, Any], on: Value, beyond: Value
) -> None:
    assert _only(_version(sentence), {}) == (on, beyond)


def test_a_limit_in_time_follows_the_day_of_receipt() -> None:
    version = _version({"fact": FOUNDED, "on_or_before": {"fact": RECEIVED, "minus": {"years": 1}}})

    assert _only(version, {RECEIVED: date(2028, 2, 29)}) == (date(2027, 2, 28), date(2027, 3, 1))


def test_a_limit_that_is_a_part_of_another_fact_follows_it() -> None:
    version = _version({"fact": INCOME, "at_least": {"fact": REVENUE, "times": "0.05"}})

    assert _only(version, {REVENUE: Decimal("1000.20")}) == (Decimal("50.0100"), Decimal("50.00"))
    assert sides(limits(version)[0], version, {REVENUE: Decimal("1000.10")}) == {}  # half a fen
    assert sides(limits(version)[0], version, {}) == {}


def test_a_sum_stands_on_its_limit_by_its_first_fact() -> None:
    version = _version({"sum": [STAFF, "profile.local_employees"], "at_least": 10})

    assert _only(version, {"profile.local_employees": 4}) == (6, 5)
    assert sides(limits(version)[0], version, {}) == {}


@pytest.mark.parametrize(
    ("row", "facts", "on", "beyond"),
    [
        ({"rate": "0.5", "of": REVENUE, "cap": 100}, {}, Decimal(200), Decimal("200.02")),
        ({"rate": "0.3", "of": REVENUE, "cap": 100}, {}, Decimal("333.33"), Decimal("333.37")),
        ({"per_head": 300, "of": STAFF, "cap": 1000}, {}, 3, 4),
        (
            {"rate": "0.1", "of": {"growth": REVENUE, "over": INCOME}, "cap": 100},
            {INCOME: Decimal(50)},
            Decimal(1050),
            Decimal("1050.10"),
        ),
    ],
)
def test_a_cap_takes_nothing_from_the_value_on_it_and_a_fen_from_the_one_beyond(
    row: dict[str, Any], facts: dict[str, Value], on: Value, beyond: Value
) -> None:
    version = _version({"fact": STAFF, "at_least": 1}, rows=[{"otherwise": True, **row}])
    cap = limits(version)[-1]

    assert sides(cap, version, facts) == {ON: on, BEYOND: beyond}
    for side, value in ((ON, on), (BEYOND, beyond)):
        assert side_of(cap, version, {STAFF: 3, **facts, cap.fact: value}) is side


def test_a_cap_on_all_rows_leaves_room_for_the_others() -> None:
    rows = [{"otherwise": True, "per_head": 30, "of": STAFF}, {"otherwise": True, "rate": "1", "of": REVENUE}]
    version = _version({"fact": STAFF, "at_least": 1}, rows=rows, take="all", cap=100)
    _, by_staff, by_revenue = limits(version)

    facts: dict[str, Value] = {STAFF: 2, REVENUE: Decimal(40)}

    assert sides(by_staff, version, facts) == {ON: 2, BEYOND: 3}
    assert sides(by_revenue, version, facts) == {ON: Decimal(40), BEYOND: Decimal("40.01")}


FEW_OR_RICH = {"any_of": [{"fact": STAFF, "at_most": 10}, {"fact": ASSETS, "at_least": 500}]}


def test_a_limit_decides_only_where_the_other_side_gives_another_answer() -> None:
    version = _version(FEW_OR_RICH)
    few, _ = limits(version)

    assert side_of(few, version, {STAFF: 10, ASSETS: Decimal(499)}) is ON
    assert side_of(few, version, {STAFF: 11, ASSETS: Decimal(499)}) is BEYOND
    assert side_of(few, version, {STAFF: 9, ASSETS: Decimal(499)}) is None
    assert side_of(few, version, {STAFF: 10, ASSETS: Decimal(500)}) is None
    assert side_of(few, version, {STAFF: 10}) is None


def test_a_row_of_amounts_decides_only_while_the_company_is_eligible() -> None:
    rows = [{"when": {"fact": STAFF, "at_least": 10}, "fixed": 2}, {"otherwise": True, "fixed": 1}]
    loose, strict = (_version({"fact": STAFF, "at_least": least}, rows=rows) for least in (1, 10))

    assert side_of(limits(loose)[1], loose, {STAFF: 10}) is ON
    assert side_of(limits(loose)[1], loose, {STAFF: 9}) is BEYOND
    assert side_of(limits(strict)[1], strict, {STAFF: 10}) is None


def test_a_limit_says_where_it_stands() -> None:
    rows = [{"when": {"fact": SHARE, "at_least": "0.1"}, "rate": "0.5", "of": REVENUE, "cap": 100}]
    version = _version({"fact": STAFF, "at_least": 1}, rows=rows, cap=300)

    assert list(map(str, limits(version))) == [
        "eligible: profile.employees at_least 1",
        "amount row 1: profile.r_and_d_share at_least 0.1",
        "amount row 1: at most 100 yuan by profile.annual_revenue_cny",
        "amount row 1, all rows: at most 300 yuan by profile.annual_revenue_cny",
    ]
