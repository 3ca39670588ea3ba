"""The solver's reader of conditions: true as the evaluator has it, axioms that all cases keep, examples that are so."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import load_calendar
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Condition, Truth
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.verifying.days import Civil, Moved, moved
from approval_rules.conditions.verifying.making import Maker
from approval_rules.conditions.verifying.making_texts import NoSuchText
from approval_rules.conditions.verifying.reading import read, scope_of
from approval_rules.errors import CalendarMissing
from approval_rules.facts import FactSpec
from approval_rules.spans import Span, shift
from approval_rules.values import PERMANENT, Row, Value, ValueType
from tests.unit.approval_rules.conditions.assigning import Assignment, Pair, truth_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.conditions.verifying.terms import Terms

CALENDAR = load_calendar()
CHOICES = {"x": "甲", "y": "乙", "z": "丙"}
COLUMNS = {
    "kind": ValueType.CHOICE,
    "months": ValueType.INTEGER,
    "hired_on": ValueType.DATE,
    "is_local": ValueType.BOOLEAN,
    "work": ValueType.TEXT,
}
KINDS = {
    "a.scope": ValueType.BUSINESS_SCOPE,
    "a.name": ValueType.COMPANY_NAME,
    "b.name": ValueType.COMPANY_NAME,
    "a.region": ValueType.REGION,
    "a.day": ValueType.DATE,
    "a.until": ValueType.DATE_OR_PERMANENT,
    "a.money": ValueType.MONEY_CNY,
    "b.money": ValueType.MONEY_CNY,
    "a.year": ValueType.INTEGER,
    "a.share": ValueType.SHARE,
    "a.flag": ValueType.BOOLEAN,
    "b.flag": ValueType.BOOLEAN,
    "a.kind": ValueType.CHOICE,
    "a.marks": ValueType.CHOICES,
}


def _spec(name: str, kind: ValueType) -> FactSpec:
    choices = CHOICES if kind in {ValueType.CHOICE, ValueType.CHOICES} else {}
    return FactSpec(name=name.partition(".")[2] or name, title=name, type=kind, choices=choices)


VOCABULARY = {name: _spec(name, kind) for name, kind in KINDS.items()}
VOCABULARY["a.hires"] = FactSpec(
    name="hires",
    title="a.hires",
    type=ValueType.RECORDS,
    columns=[_spec(name, kind) for name, kind in COLUMNS.items()],
)

REGIONS = ("310000", "310115", "310115001", "320500", "31", "000000", "110000")
TEXTS = ("样例", "样例（中国）", "食品销售（仅限）", "百货，食品销售(仅限)。", "食品销售", "上海市样例", "百货")
DAYS = [date(2024, 2, 29), date(2024, 3, 1), date(2025, 12, 31), date(2026, 1, 31), date(2026, 3, 2), date(1, 1, 1)]
SPANS = ("months", "days", "years", "workdays")
MONEY = [Decimal(text) for text in ("0", "0.0001", "99.9999", "100", "100.0001", "7000")]
NUMBER_OPERATORS = ("at_least", "at_most", "more_than", "less_than", "is")
DAY_OPERATORS = ("on_or_after", "on_or_before", "after", "before", "is")


def _about(name: str, operators: Iterable[str], operand: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda operator, value: {"fact": name, operator: value}, st.sampled_from(list(operators)), operand)


days = st.sampled_from(DAYS) | st.dates(date(2022, 1, 1), date(2027, 12, 31))
spans = st.builds(lambda unit, count: {unit: count}, st.sampled_from(SPANS), st.integers(0, 40))
moved_days = st.builds(
    lambda fact, sign, span: {"fact": fact, **({sign: span} if span else {})},
    st.sampled_from(["a.day", "a.until"]),
    st.sampled_from(["plus", "minus"]),
    st.none() | spans,
)
texts = st.sampled_from(TEXTS) | st.text("样例百货，；（）", min_size=1, max_size=4).filter(str.strip)
same_text = st.builds(
    lambda fact, under: {"fact": fact, "under": under},
    st.sampled_from(["a.name", "b.name", "a.scope"]),
    st.sampled_from(["exact", "printed", "name", "address"]),
)
sentences = st.one_of(
    _about("a.money", NUMBER_OPERATORS, st.sampled_from(MONEY).map(str)),
    _about("a.money", NUMBER_OPERATORS, st.just({"fact": "b.money", "times": "0.945"}) | st.just({"fact": "b.money"})),
    _about("a.share", NUMBER_OPERATORS, st.just({"fact": "a.share", "times": "0.5"}) | st.sampled_from(["0.3", "1"])),
    _about("a.year", NUMBER_OPERATORS, st.integers(2020, 2026)),
    _about("a.year", ["one_of"], st.lists(st.integers(2020, 2026), min_size=1, max_size=3)),
    st.builds(
        lambda operator: {"sum": ["a.money", "a.year"], operator: {"fact": "b.money", "times": "1.5"}},
        st.sampled_from(NUMBER_OPERATORS),
    ),
    _about("a.day", DAY_OPERATORS, days | moved_days),
    _about("a.until", DAY_OPERATORS, days | moved_days),
    _about("a.flag", ["is"], st.booleans() | st.just({"fact": "b.flag"})),
    _about("a.kind", ["is"], st.sampled_from("xyz")),
    _about("a.kind", ["one_of"], st.lists(st.sampled_from("xyz"), min_size=1)),
    _about("a.marks", ["includes"], st.sampled_from("xyz")),
    _about("a.marks", ["includes_any", "includes_all"], st.lists(st.sampled_from("xyz"), min_size=1)),
    _about("a.region", ["within"], st.lists(st.sampled_from(REGIONS), min_size=1, max_size=2)),
    _about("a.region", ["is", "starts_with"], st.sampled_from(REGIONS)),
    _about("a.scope", ["is", "mentions", "lists", "starts_with"], texts | st.just({"fact": "a.name"})),
    _about("a.name", ["is", "mentions"], texts | st.just({"fact": "b.name"})),
    _about("a.name", ["matches"], same_text),
)
cells = st.one_of(
    _about("kind", ["is"], st.sampled_from("xyz")),
    _about("months", NUMBER_OPERATORS, st.integers(0, 4)),
    _about("hired_on", DAY_OPERATORS, days | moved_days),
    _about("is_local", ["is"], st.booleans() | st.just({"fact": "a.flag"})),
    _about("work", ["is", "mentions"], texts | st.just({"fact": "a.name"})),
)


def _joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda one: {"all_of": one}),
        several.map(lambda one: {"any_of": one}),
        parts.map(lambda one: {"not": one}),
    )


about_rows = st.recursive(cells, _joined, max_leaves=3)
numbers = st.builds(lambda operator, number: {operator: number}, st.sampled_from(NUMBER_OPERATORS), st.integers(0, 3))
about_records = st.one_of(
    st.builds(lambda word, inner: {"fact": "a.hires", word: inner}, st.sampled_from(["some", "every"]), about_rows),
    st.builds(lambda inner, test: {"fact": "a.hires", "count": {"where": inner, **test}}, about_rows, numbers),
    numbers.map(lambda test: {"fact": "a.hires", "count": test}),
)
conditions = st.recursive(sentences | about_records, _joined, max_leaves=5)
several_conditions = st.lists(conditions, min_size=1, max_size=3)

VALUES: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.BUSINESS_SCOPE: texts,
    ValueType.COMPANY_NAME: texts,
    ValueType.TEXT: texts,
    ValueType.REGION: st.sampled_from(REGIONS[:5]),
    ValueType.DATE: days,
    ValueType.DATE_OR_PERMANENT: days | st.just(PERMANENT),
    ValueType.MONEY_CNY: st.sampled_from(MONEY) | st.decimals(0, 9999, places=4),
    ValueType.INTEGER: st.integers(0, 5) | st.integers(2019, 2027),
    ValueType.SHARE: st.decimals(0, 1, places=6),
    ValueType.BOOLEAN: st.booleans(),
    ValueType.CHOICE: st.sampled_from("xyz"),
    ValueType.CHOICES: st.sets(st.sampled_from("xyz")).map(lambda one: tuple(sorted(one))),
}
rows = st.fixed_dictionaries({}, optional={name: VALUES[kind] for name, kind in COLUMNS.items()}).map(
    lambda cells: Row(tuple(sorted(cells.items())))
)
whole_facts = st.fixed_dictionaries(
    {**{name: VALUES[kind] for name, kind in KINDS.items()}, "a.hires": st.lists(rows, max_size=4).map(tuple)}
)
known_facts = st.sets(st.sampled_from(sorted(VOCABULARY)), max_size=4).map(lambda away: set(VOCABULARY) - away)


def _known(name: str) -> z3.BoolRef:
    return z3.Bool(f"{name} is known")


def _read(written: list[Any]) -> tuple[Scope, list[Condition], list[Terms]]:
    scope = scope_of(VOCABULARY, _known, CALENDAR)
    parsed = [parse_condition(one, VOCABULARY) for one in written]
    return scope, parsed, [read(one, scope) for one in parsed]


def _pairs(scope: Scope, values: dict[str, Value], known: set[str]) -> list[Pair]:
    pairs = Assignment(scope, values, lambda _world, fact: fact in known).pairs()
    return [*pairs, *((_known(name), z3.BoolVal(name in known)) for name in VOCABULARY)]


@given(written=several_conditions, values=whole_facts, known=known_facts)
def test_a_condition_has_the_truth_that_the_evaluator_gives(
    written: list[Any], values: dict[str, Value], known: set[str]
) -> None:
    scope, parsed, terms = _read(written)

    pairs = _pairs(scope, values, known)

    facts = {name: value for name, value in values.items() if name in known}
    for condition, one in zip(parsed, terms, strict=True):
        truth = evaluate(condition, facts, CALENDAR).truth
        assert [truth_of(one.having(each), pairs) for each in Truth] == [each is truth for each in Truth]


@given(written=several_conditions, values=whole_facts, known=known_facts)
def test_every_case_keeps_the_axioms(written: list[Any], values: dict[str, Value], known: set[str]) -> None:
    scope, _, _ = _read(written)

    pairs = _pairs(scope, values, known)

    assert [axiom for axiom in scope.values.axioms if not truth_of(axiom, pairs)] == []


@given(written=conditions, wanted=st.sampled_from(list(Truth)))
def test_what_the_solver_chooses_is_so_once_it_is_made(written: dict[str, Any], wanted: Truth) -> None:
    scope, (condition,), (terms,) = _read([written])
    solver = z3.Solver()
    solver.set("timeout", 20_000)
    solver.add(*scope.values.axioms, *scope.records.linked(), terms.having(wanted))
    made = _made(solver, scope)

    if made is not None:
        assert evaluate(condition, made, CALENDAR).truth is wanted


YEARS = (1, 2, 1899, 1900, 1999, 2000, 2023, 2024, 2100, 9998, 9999)
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
    samples = [*ends, *(date(year, 1, 1) + timedelta(days=n) for year in years for n in range(0, 365, 2))]

    found = [_moved(day, there, "day") for day in samples]

    assert found == [_shifted(day, span) for day in samples]


@pytest.mark.parametrize("operator", NUMBER_OPERATORS)
def test_a_count_is_told_only_when_it_is_so_for_every_number_it_may_be(operator: str) -> None:
    for number, true, unknown, false in product(range(4), range(3), range(3), range(3)):
        written = {"fact": "a.hires", "count": {"where": {"fact": "is_local", "is": True}, operator: number}}
        scope, (condition,), (terms,) = _read([written])
        made = (*[_local(flag=True)] * true, *[Row(())] * unknown, *[_local(flag=False)] * false)

        pairs = _pairs(scope, {"a.hires": made}, {"a.hires"})

        truth = evaluate(condition, {"a.hires": made}).truth
        assert [truth_of(terms.having(each), pairs) for each in Truth] == [each is truth for each in Truth]


def _local(*, flag: bool) -> Row:
    return Row((("is_local", flag),))


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
