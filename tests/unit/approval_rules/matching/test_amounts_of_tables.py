"""Amounts of many companies: each is to the fen what the table of amounts pays that company alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.amounts import AmountSpec, amount_of, facts_of
from approval_rules.conditions.columns import table_of
from approval_rules.matching.paid import Paid
from approval_rules.matching.ready import made_ready
from approval_rules.values import NUMBERS, Value
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, conditions, seeded, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.matching.paid import Figures

Plain = dict[str, Any]
MONEY, BEFORE, HEADS, NUMBER = "a.money_cny", "b.money_cny", "a.integer", "a.number"
NUMERIC = [name for name, spec in VOCABULARY.items() if spec.type in NUMBERS]


def _spec(*rows: Plain, **more: object) -> AmountSpec:
    data = {"basis": ["a-scheme#amount"], "note": "-", "rows": rows, **more}
    return AmountSpec.model_validate(data, context={"vocabulary": VOCABULARY})


def _figures(
    spec: AmountSpec, companies: Sequence[Mapping[str, Value]], paid: Sequence[bool | None], *, ready: bool = False
) -> Figures:
    table = table_of(companies, sorted(facts_of(spec)), VOCABULARY)
    made = made_ready(table, VOCABULARY)
    rows = pl.int_range(len(companies), dtype=pl.UInt32, eager=True)
    asked = Paid(spec, [row.condition for row in spec.rows], VOCABULARY)
    truths = pl.Series(paid, dtype=pl.Boolean)
    return asked.figures(made.facts, made.sizes, truths, rows) if ready else asked.figures(table, {}, truths, rows)


def _of_all(spec: AmountSpec, *companies: Mapping[str, Value]) -> list[Decimal | None]:
    """Of each company, found in both ways."""
    everybody = [True] * len(companies)
    plain = _figures(spec, companies, everybody).column(len(companies)).to_list()
    assert _figures(spec, companies, everybody, ready=True).column(len(companies)).to_list() == plain
    return plain


@st.composite
def _rows(draw: st.DrawFn) -> Plain:
    when: Plain = draw(st.one_of(st.just({"otherwise": True}), conditions(1).map(lambda one: {"when": one})))
    cap = draw(st.one_of(st.just({}), st.sampled_from(("0.5", "100", "3000000")).map(lambda most: {"cap": most})))
    return {**when, **cap, **draw(st.one_of(_fixed(), _per_head(), _rate()))}


def _fixed() -> st.SearchStrategy[Plain]:
    return st.sampled_from((8000, "0.005", "12.3456", "999999999999999999")).map(lambda sum_: {"fixed": sum_})


def _per_head() -> st.SearchStrategy[Plain]:
    growth = {"growth": HEADS, "over": "b.integer"}
    bases = st.one_of(st.just(HEADS), st.just(growth), st.just({"count": "a.records"}), _counts())
    return st.tuples(bases, st.sampled_from((1, 2000, "0.5"))).map(lambda two: {"of": two[0], "per_head": two[1]})


def _counts() -> st.SearchStrategy[Plain]:
    where = st.sampled_from(({"fact": "c_boolean", "is": True}, {"fact": "c_integer", "at_least": 1}))
    return where.map(lambda one: {"count": "a.records", "where": one})


def _rate() -> st.SearchStrategy[Plain]:
    bases = st.one_of(st.sampled_from(NUMERIC), st.just({"growth": MONEY, "over": BEFORE}))
    return st.tuples(bases, st.sampled_from(("0.5", "0.055", "1", "0.333333333333333333"))).map(
        lambda two: {"of": two[0], "rate": two[1]}
    )


@given(
    rows=st.lists(_rows(), max_size=4),
    take=st.sampled_from(("first", "all")),
    cap=st.sampled_from((None, "50", "100000")),
    seed=st.integers(0, 2**32),
    share=st.sampled_from((0.1, 0.9)),
)
def test_every_amount_is_that_of_the_company_alone(
    rows: list[Plain], take: str, cap: str | None, seed: int, share: float
) -> None:
    kept = rows if take == "all" else [one for one in rows[:-1] if "otherwise" not in one] + rows[-1:]
    spec = _spec(*kept, take=take, cap=cap)
    chance = seeded(seed)
    names = sorted(facts_of(spec))
    companies = [{name: value(VOCABULARY[name], chance) for name in names if chance.random() < 0.85} for _ in range(30)]
    paid = [chance.choice((False, None)) if chance.random() > share else True for _ in companies]
    alone = [amount_of(spec, facts).cny if one else None for facts, one in zip(companies, paid, strict=True)]

    assert _figures(spec, companies, paid).column(30).to_list() == alone
    assert _figures(spec, companies, paid, ready=True).column(30).to_list() == alone


def test_half_a_fen_is_rounded_up() -> None:
    spec = _spec({"otherwise": True, "rate": "0.5", "of": MONEY})
    companies: list[dict[str, Value]] = [{MONEY: Decimal(one)} for one in ("0.01", "0.0099", "0.03", "2.4699")]

    assert _of_all(spec, *companies) == [Decimal("0.01"), Decimal("0.00"), Decimal("0.02"), Decimal("1.23")]


def test_a_row_that_can_not_be_judged_stops_the_reading() -> None:
    spec = _spec({"when": {"fact": "a.choice", "is": "x"}, "fixed": 1}, {"otherwise": True, "fixed": 2})

    assert _of_all(spec, {"a.choice": "x"}, {}, {"a.choice": "y"}) == [Decimal(1), None, Decimal(2)]


def test_a_growth_pays_for_what_is_more_and_a_decline_nothing() -> None:
    spec = _spec({"otherwise": True, "rate": "0.1", "of": {"growth": MONEY, "over": BEFORE}})
    grown: dict[str, Value] = {MONEY: Decimal(300), BEFORE: Decimal(100)}

    assert _of_all(spec, grown, {MONEY: Decimal(1), BEFORE: Decimal(2)}, {MONEY: Decimal(1)}) == [20, 0, None]


def test_a_count_that_is_not_certain_gives_no_figure() -> None:
    where = {"fact": "c_integer", "at_least": 1}
    spec = _spec({"otherwise": True, "per_head": 500, "of": {"count": "a.records", "where": where}})
    parse = VOCABULARY["a.records"].parse
    certain, uncertain = parse([{"c_integer": 1}, {"c_integer": 0}]), parse([{"c_integer": 1}, {}])

    assert _of_all(spec, {"a.records": certain}, {"a.records": uncertain}, {"a.records": ()}) == [500, None, 0]


@pytest.mark.parametrize("factor", [{"rate": "0.333333333333333333"}, {"per_head": 999999999999999999}])
def test_sums_of_more_digits_than_64_bits_hold_are_exact(factor: Plain) -> None:
    base = HEADS if "per_head" in factor else NUMBER
    spec = _spec({"otherwise": True, "of": base, **factor})
    most: Value = 999999999999999999 if base == HEADS else Decimal("123456789012345678.5")

    assert _of_all(spec, {base: most}) == [amount_of(spec, {base: most}).cny]


def test_where_few_get_something_only_they_are_in_the_figures() -> None:
    spec = _spec({"otherwise": True, "rate": "0.1", "of": MONEY})
    companies: list[dict[str, Value]] = [{MONEY: Decimal(turn)} for turn in range(10)]

    figures = _figures(spec, companies, [turn in {3, 7} for turn in range(10)])

    assert figures.rows is not None
    assert figures.rows.to_list() == [3, 7]
    assert figures.amount_cny.to_list() == [Decimal("0.30"), Decimal("0.70")]


def test_no_row_of_amounts_is_no_figure() -> None:
    assert _of_all(_spec(), {}, {}) == [None, None]
