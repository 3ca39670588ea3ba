"""Amounts: exact, capped, and never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from approval_rules.amounts import Amount, AmountSpec, amount_of, facts_of

INCOME = "profile.taxable_income_cny"
HEADS = "profile.graduates_hired_2024"
SIZE = "profile.size"


def _spec(*rows: dict[str, Any], **more: object) -> AmountSpec:
    return AmountSpec.model_validate({"basis": ["a-scheme#amount"], "rows": rows, **more})


BY_SIZE = _spec({"when": {"fact": SIZE, "is": "large"}, "fixed": 100}, {"otherwise": True, "fixed": 200})


def test_a_fixed_sum_is_paid_to_the_fen() -> None:
    assert amount_of(_spec({"otherwise": True, "fixed": 8000}), {}) == Amount(cny=Decimal("8000.00"))


def test_a_sum_a_head_is_multiplied_by_the_count() -> None:
    spec = _spec({"otherwise": True, "per_head": 1500, "of": HEADS})

    assert amount_of(spec, {HEADS: 3}).cny == Decimal(4500)


def test_a_percentage_is_exact_where_binary_fractions_are_not() -> None:
    spec = _spec({"otherwise": True, "rate": "0.1", "of": INCOME})

    assert amount_of(spec, {INCOME: Decimal("3.30")}).cny == Decimal("0.33")


def test_half_a_fen_is_rounded_up_and_the_note_says_so() -> None:
    spec = _spec({"otherwise": True, "rate": "0.50", "of": INCOME})

    assert amount_of(spec, {INCOME: Decimal("0.01")}) == Amount(cny=Decimal("0.01"), note="四舍五入到分")


@pytest.mark.parametrize(("income", "cny"), [("9999.99", "4999.995"), ("10000", "5000"), ("10000.02", "5000")])
def test_a_cap_holds_from_the_limit_on(income: str, cny: str) -> None:
    spec = _spec({"otherwise": True, "rate": "0.50", "of": INCOME, "cap": 5000})

    assert amount_of(spec, {INCOME: Decimal(income)}).cny == Decimal(cny).quantize(Decimal("0.01"))


def test_the_first_row_that_fits_decides() -> None:
    assert amount_of(BY_SIZE, {SIZE: "large"}).cny == Decimal(100)
    assert amount_of(BY_SIZE, {SIZE: "micro"}).cny == Decimal(200)


def test_a_row_that_can_not_be_judged_stops_the_reading() -> None:
    assert amount_of(BY_SIZE, {}) == Amount(cny=None, missing=(SIZE,))


def test_a_missing_base_is_named_and_gives_no_figure() -> None:
    spec = _spec({"otherwise": True, "per_head": 1500, "of": HEADS})

    assert amount_of(spec, {}) == Amount(cny=None, missing=(HEADS,))


def test_no_row_that_fits_gives_no_figure_and_says_why() -> None:
    spec = _spec({"when": {"fact": SIZE, "is": "large"}, "fixed": 100})

    assert amount_of(spec, {SIZE: "small"}) == Amount(cny=None, note="没有适用的档次")


def test_a_table_without_rows_gives_its_note() -> None:
    assert amount_of(_spec(note="是贷款，不是补贴"), {}) == Amount(cny=None, note="是贷款，不是补贴")


def test_all_rows_add_up_to_at_most_the_cap_of_the_table() -> None:
    rows = [{"otherwise": True, "per_head": 30, "of": HEADS}, {"otherwise": True, "rate": "1", "of": INCOME}]
    spec = _spec(*rows, take="all", cap=100)

    assert amount_of(spec, {HEADS: 2, INCOME: Decimal(39)}).cny == Decimal(99)
    assert amount_of(spec, {HEADS: 2, INCOME: Decimal(41)}).cny == Decimal(100)


OUTPUT, BEFORE = "profile.annual_revenue_cny", "profile.taxable_income_cny"
GROWTH = {"growth": OUTPUT, "over": BEFORE}


@pytest.mark.parametrize(
    ("now", "before", "cny"), [("120", "100", "2"), ("100", "100", "0"), ("80", "100", "0"), ("80", "-20", "10")]
)
def test_a_share_of_a_growth_is_paid_of_the_increase_and_never_below_zero(now: str, before: str, cny: str) -> None:
    spec = _spec({"otherwise": True, "rate": "0.10", "of": GROWTH})

    assert amount_of(spec, {OUTPUT: Decimal(now), BEFORE: Decimal(before)}).cny == Decimal(cny)


def test_a_growth_in_heads_is_paid_a_head() -> None:
    spec = _spec(
        {"otherwise": True, "per_head": 1000, "of": {"growth": "profile.employees", "over": HEADS}, "cap": 2500}
    )

    assert amount_of(spec, {"profile.employees": 12, HEADS: 10}).cny == Decimal(2000)
    assert amount_of(spec, {"profile.employees": 13, HEADS: 10}).cny == Decimal(2500)


@pytest.mark.parametrize(
    ("facts", "missing"), [({OUTPUT: Decimal(1)}, (BEFORE,)), ({BEFORE: Decimal(1)}, (OUTPUT,)), ({}, (OUTPUT, BEFORE))]
)
def test_a_growth_needs_both_figures(facts: dict[str, Decimal], missing: tuple[str, ...]) -> None:
    spec = _spec({"otherwise": True, "rate": "0.10", "of": GROWTH})

    assert facts_of(spec) == {OUTPUT, BEFORE}
    assert amount_of(spec, facts) == Amount(cny=None, missing=missing)


def test_a_table_with_a_growth_is_written_as_it_was_read() -> None:
    spec = _spec({"otherwise": True, "rate": "0.10", "of": GROWTH})

    written = spec.model_dump(mode="json", by_alias=True)

    assert written["rows"][0]["of"] == GROWTH
    assert AmountSpec.model_validate(written) == spec


def test_an_upper_limit_is_called_one() -> None:
    assert "最高" in amount_of(_spec({"otherwise": True, "fixed": 5, "at_most": True}), {}).note


def test_a_negative_count_pays_nothing() -> None:
    spec = _spec({"otherwise": True, "per_head": 1500, "of": HEADS})

    assert amount_of(spec, {HEADS: -1}).cny == Decimal(0)


def test_a_table_names_every_fact_it_may_ask_for() -> None:
    spec = _spec({"when": {"fact": SIZE, "is": "large"}, "rate": "0.1", "of": INCOME})

    assert facts_of(spec) == {SIZE, INCOME}


@pytest.mark.parametrize(
    "row",
    [
        {"fixed": 1},
        {"otherwise": True},
        {"otherwise": True, "fixed": 1, "per_head": 1, "of": HEADS},
        {"otherwise": True, "fixed": 1, "of": HEADS},
        {"otherwise": True, "per_head": 1},
        {"otherwise": True, "per_head": 1, "of": INCOME},
        {"otherwise": True, "rate": "0.1", "of": SIZE},
        {"otherwise": True, "rate": "0.1", "of": "profile.nothing"},
        {"otherwise": True, "rate": "1.1", "of": INCOME},
        {"otherwise": True, "rate": "0.1", "of": {"growth": INCOME}},
        {"otherwise": True, "rate": "0.1", "of": {"growth": INCOME, "over": INCOME}},
        {"otherwise": True, "rate": "0.1", "of": {"growth": INCOME, "over": HEADS}},
        {"otherwise": True, "rate": "0.1", "of": {"growth": SIZE, "over": SIZE}},
        {"otherwise": True, "rate": "0.1", "of": {"growth": INCOME, "over": "profile.nothing"}},
        {"otherwise": True, "rate": "0.1", "of": {"growth": INCOME, "over": OUTPUT, "where": {}}},
        {"otherwise": True, "per_head": 1, "of": {"growth": INCOME, "over": OUTPUT}},
        {"otherwise": True, "rate": "0.1", "of": 3},
        {"otherwise": True, "fixed": 1, "of": {"growth": INCOME, "over": OUTPUT}},
        {"otherwise": True, "fixed": -1},
        {"otherwise": True, "fixed": True},
        {"otherwise": True, "fixed": 1, "bonus": 2},
    ],
)
def test_a_row_that_makes_no_sense_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _spec(row)


def test_a_row_that_can_never_be_reached_is_refused() -> None:
    with pytest.raises(ValidationError, match="never read"):
        _spec({"otherwise": True, "fixed": 1}, {"otherwise": True, "fixed": 2})


def test_a_table_with_neither_rows_nor_note_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs a note"):
        _spec()
