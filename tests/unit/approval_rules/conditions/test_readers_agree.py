"""The readers of a condition agree: a table says of every row what the scalar reader says of it, trace and all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approval_rules.calendar import Calendar, load_calendar
from approval_rules.conditions.columns import EPOCH, PERMANENT_DAY, table_of
from approval_rules.conditions.evaluating import Step, evaluate
from approval_rules.conditions.language import Sentence, Truth, atoms, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.vectorising import step_expression, truth_expression
from approval_rules.values import DATES, NUMBERS, PERMANENT, TEXTS, ValueType
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, Plain, conditions, rows_for, seeded, sentences

if TYPE_CHECKING:
    import polars as pl

    from approval_rules.conditions.language import Atom

ROWS = 30
SAME = TEXTS - {ValueType.TEXT, ValueType.REGION}
KINDS = [kind for kind in ValueType if kind not in SAME and kind is not ValueType.RECORDS]
NULLABLE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
calendars = st.sampled_from([None, load_calendar(), load_calendar().subset(2024, 2025)])
seeds = st.integers(0, 2**32)


@given(written=conditions(), calendar=calendars, seed=seeds)
def test_the_table_reader_says_of_every_row_what_the_scalar_reader_says(
    written: Plain, calendar: Calendar | None, seed: int
) -> None:
    _assert_agreement(written, calendar, seed)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data(), calendar=calendars, seed=seeds)
def test_the_table_reader_agrees_on_sentences_of_every_kind(
    kind: ValueType, data: st.DataObject, calendar: Calendar | None, seed: int
) -> None:
    _assert_agreement(data.draw(sentences(kind)), calendar, seed)


def _assert_agreement(written: Plain, calendar: Calendar | None, seed: int) -> None:
    condition = parse_condition(written, VOCABULARY)
    rows = rows_for(condition, seeded(seed), ROWS, calendar)
    table = table_of(rows, sorted(facts_read(condition)), VOCABULARY)

    truths = table.select(truth=truth_expression(condition, VOCABULARY, calendar))["truth"].to_list()

    assert truths == [NULLABLE[evaluate(condition, row, calendar).truth] for row in rows]


@given(written=conditions(depth=1), calendar=calendars, seed=seeds)
def test_the_trace_in_columns_is_the_trace_of_every_case(written: Plain, calendar: Calendar | None, seed: int) -> None:
    condition = parse_condition(written, VOCABULARY)
    rows = rows_for(condition, seeded(seed), ROWS, calendar)
    table = table_of(rows, sorted(facts_read(condition)), VOCABULARY)
    traces = [evaluate(condition, row, calendar).trace for row in rows]

    for place, atom in enumerate(atoms(condition)):
        steps = table.select(step=step_expression(atom, VOCABULARY, calendar)).unnest("step")

        assert {*steps.columns} >= {"truth", *_told_apart(atom)}
        assert [_read(row, atom) for row in steps.to_dicts()] == [_of(trace[place], steps) for trace in traces]


def _told_apart(atom: Atom) -> set[str]:
    """What of a step is neither a column of the table nor written in the rule."""
    if not isinstance(atom, Sentence):
        return {"actual", "rows"}
    adjusted = getattr(atom.operand, "span", None) or getattr(atom.operand, "times", None) is not None
    return {*["actual"] * (len(atom.subject) > 1), *["required"] * bool(adjusted)}


def _of(step: Step, steps: pl.DataFrame) -> dict[str, object]:
    whole = {"truth": NULLABLE[step.truth], "actual": step.actual, "required": step.required, "rows": step.rows}
    return {name: whole[name] for name in steps.columns}


def _read(row: dict[str, Any], atom: Atom) -> dict[str, object]:
    found = {name: value for name, value in row.items() if name != "rows"}
    if isinstance(atom, Sentence):
        return {name: value if name == "truth" else _value(value, atom) for name, value in found.items()}
    return found | {"rows": tuple(row["rows"] or ())}


def _value(value: object, atom: Sentence) -> object:
    if isinstance(value, str) and atom.value_type in NUMBERS:
        return Decimal(value)
    if isinstance(value, int) and atom.value_type in DATES:
        return PERMANENT if value == PERMANENT_DAY else date.fromordinal(value + EPOCH)
    return value
