"""The solver's reader of conditions: true as the evaluator has it, axioms that all cases keep, examples that are so."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import Calendar, load_calendar
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import AllOf, Condition, Truth
from approval_rules.conditions.parsing import COUNTS, parse_condition
from approval_rules.conditions.verifying.days import Civil, Moved, moved
from approval_rules.conditions.verifying.making import Maker
from approval_rules.conditions.verifying.making_texts import NoSuchText
from approval_rules.conditions.verifying.reading import read, scope_of
from approval_rules.errors import CalendarMissing
from approval_rules.spans import Span, shift
from approval_rules.values import Row, Value
from tests.unit.approval_rules.conditions.assigning import Assignment, Pair, broken, truth_of
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, Plain, conditions, rows_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.conditions.verifying.terms import Terms

CALENDAR = load_calendar()
ROWS, FEW_ROWS = 6, 3
calendars = st.sampled_from([None, CALENDAR, CALENDAR.subset(2024, 2025)])
seeds = st.integers(0, 2**32)
several_conditions = st.lists(conditions(depth=1), min_size=1, max_size=3)


def _known(name: str) -> z3.BoolRef:
    return z3.Bool(f"{name} is known")


def _read(written: list[Plain], calendar: Calendar | None) -> tuple[Scope, list[Condition], list[Terms]]:
    scope = scope_of(VOCABULARY, _known, calendar)
    parsed = [parse_condition(one, VOCABULARY) for one in written]
    return scope, parsed, [read(one, scope) for one in parsed]


def _pairs(scope: Scope, facts: Mapping[str, Value]) -> list[Pair]:
    pairs = Assignment(scope, facts, lambda _world, fact: fact in facts).pairs()
    return [*pairs, *((_known(name), z3.BoolVal(name in facts)) for name in VOCABULARY)]


@given(written=conditions(), calendar=calendars, seed=seeds)
def test_a_condition_has_the_truth_that_the_evaluator_gives(
    written: Plain, calendar: Calendar | None, seed: int
) -> None:
    scope, (condition,), (terms,) = _read([written], calendar)

    for facts in rows_for(condition, Random(seed), ROWS, calendar):  # noqa: S311  made-up facts
        pairs = _pairs(scope, facts)
        truth = evaluate(condition, facts, calendar).truth
        assert [truth_of(terms.having(each), pairs) for each in Truth] == [each is truth for each in Truth]


@given(written=several_conditions, calendar=calendars, seed=seeds)
def test_every_case_keeps_the_axioms(written: list[Plain], calendar: Calendar | None, seed: int) -> None:
    scope, parsed, _ = _read(written, calendar)

    for facts in rows_for(AllOf(tuple(parsed)), Random(seed), FEW_ROWS, calendar):  # noqa: S311  made-up facts
        assert broken(scope.values.axioms, _pairs(scope, facts)) == []


@given(written=conditions(), calendar=calendars, wanted=st.sampled_from(list(Truth)))
def test_what_the_solver_chooses_is_so_once_it_is_made(
    written: Plain, calendar: Calendar | None, wanted: Truth
) -> None:
    scope, (condition,), (terms,) = _read([written], calendar)
    solver = z3.Solver()
    solver.set("timeout", 20_000)
    linked = list(scope.records.linked())
    solver.add(*scope.values.axioms, *linked, terms.having(wanted))
    made = _made(solver, scope)

    if made is not None:
        assert evaluate(condition, made, calendar).truth is wanted


YEARS = (1, 1900, 2000, 2023, 2024, 9999)
SHIFTS = (
    Span(months=1),
    Span(months=-1),
    Span(months=12),
    Span(months=-48),
    Span(months=1, days=30),
    Span(months=-13, days=-31),
    Span(days=60),
    Span(days=-365),
)


def _shifted(day: date, span: Span) -> int | None:
    try:
        return shift(day, span, CALENDAR).toordinal()
    except (CalendarMissing, ValueError, OverflowError):
        return None


def _moved(day: date, there: Moved, name: str) -> int | None:
    civil = Civil.named(name)
    given = (
        (z3.Int(name), day.toordinal()),
        (civil.year, day.year),
        (civil.month, day.month),
        (civil.day, day.day),
    )
    pairs = [(constant, z3.IntVal(value)) for constant, value in given]
    assert truth_of(civil.is_day(z3.Int(name)), pairs)
    if not truth_of(there.exists, pairs):
        return None
    return int(z3.simplify(z3.substitute(there.day, *pairs)).as_long())


@pytest.mark.parametrize("span", SHIFTS)
def test_a_day_is_moved_by_months_and_days_as_the_calendar_moves_it(span: Span) -> None:
    there = moved(z3.Int("day"), Civil.named("day"), span, CALENDAR)
    samples = [
        date(year, month, day)
        for year in YEARS
        for month in range(1, 13)
        for day in (1, 28, monthrange(year, month)[1])
    ]

    found = [_moved(day, there, "day") for day in samples]

    assert found == [_shifted(day, span) for day in samples]


@pytest.mark.parametrize("count", [1, -1, 15, -90])
def test_a_day_is_moved_by_working_days_as_the_calendar_moves_it(count: int) -> None:
    span = Span(workdays=count)
    there = moved(z3.Int("day"), Civil.named("day"), span, CALENDAR)
    years = [one.year for one in CALENDAR.years]
    ends = [date(years[0] - 1, 12, 31), date(years[-1] + 1, 1, 1)]
    samples = [*ends, *(date(year, 1, 1) + timedelta(days=n) for year in years for n in range(0, 365, 7))]

    found = [_moved(day, there, "day") for day in samples]

    assert found == [_shifted(day, span) for day in samples]


@pytest.mark.parametrize(("operator", "number"), [*product([one.value for one in COUNTS], range(4))])
def test_a_count_is_told_only_when_it_is_so_for_every_number_it_may_be(operator: str, number: int) -> None:
    written = {"fact": "a.records", "count": {"where": {"fact": "c_boolean", "is": True}, operator: number}}
    scope, (condition,), (terms,) = _read([written], CALENDAR)

    for true, unknown, false in product(range(3), range(3), range(2)):
        facts = {"a.records": (*[_flagged(flag=True)] * true, *[Row(())] * unknown, *[_flagged(flag=False)] * false)}
        pairs, truth = _pairs(scope, facts), evaluate(condition, facts).truth
        assert [truth_of(terms.having(each), pairs) for each in Truth] == [each is truth for each in Truth]


def _flagged(*, flag: bool) -> Row:
    return Row((("c_boolean", flag),))


def _made(solver: z3.Solver, scope: Scope) -> dict[str, Value] | None:
    for _ in range(20):
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        try:
            maker = Maker(scope, model)
        except NoSuchText as error:
            solver.add(error.clause)
            continue
        known = [name for name in VOCABULARY if z3.is_true(model.eval(_known(name), model_completion=True))]
        return {name: maker.value(scope.value(name)) for name in known}
    return None
