"""The readers of a condition agree: whatever the condition and the facts, a table says what one case after another does."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import Calendar, load_calendar
from approval_rules.conditions.columns import table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.vectorising import truth_expression
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, Plain, conditions, rows_for

ROWS = 30
NULLABLE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
calendars = st.sampled_from([None, load_calendar(), load_calendar().subset(2024, 2025)])
seeds = st.integers(0, 2**32)


@given(written=conditions(), calendar=calendars, seed=seeds)
def test_the_table_reader_says_of_every_row_what_the_scalar_reader_says(
    written: Plain, calendar: Calendar | None, seed: int
) -> None:
    condition = parse_condition(written, VOCABULARY)
    rows = rows_for(condition, Random(seed), ROWS, calendar)
    table = table_of(rows, sorted(facts_read(condition)), VOCABULARY)

    truths = table.select(truth=truth_expression(condition, VOCABULARY, calendar))["truth"].to_list()

    assert truths == [NULLABLE[evaluate(condition, row, calendar).truth] for row in rows]
