"""Reads a condition as a Polars expression: its truth on every row of a table at once. Null is unknown.

The table has a column for each fact, as `columns` says. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, assert_never

import numpy as np
import polars as pl

from approval_rules.conditions.columns import grouped
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Quantifier,
    Sentence,
    atoms,
    facts_read,
    row_vocabulary,
)
from approval_rules.conditions.vector_days import days_required, days_truth
from approval_rules.conditions.vector_numbers import number_required, number_truth, total
from approval_rules.conditions.vector_texts import text_truth
from approval_rules.values import DATES, NUMBERS, TEXTS, BadValue, ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.calendar import Calendar
    from approval_rules.facts import Vocabulary


def truth_expression(condition: Condition, vocabulary: Vocabulary, calendar: Calendar | None = None) -> pl.Expr:
    """The condition's truth, as `evaluate` gives it of each row's facts.

    Raises:
        BadValue: the condition asks of records inside records, which no table holds.
    """
    return joined(condition, lambda atom: _truth(atom, vocabulary, calendar))


def joined(condition: Condition, truth_of: Callable[[Atom], pl.Expr]) -> pl.Expr:
    """The truth that follows from that of each sentence and count; Polars joins nullable truths as Kleene does."""
    match condition:
        case Sentence() | Quantified() | Counted():
            return truth_of(condition)
        case AllOf(parts):
            return pl.all_horizontal([joined(part, truth_of) for part in parts])
        case AnyOf(parts):
            return pl.any_horizontal([joined(part, truth_of) for part in parts])
        case Not(part):
            return ~joined(part, truth_of)
        case _:
            assert_never(condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepExpressions:
    """What one sentence or count finds, row by row.

    `actual` and `required` are None where they are a column of the table, or written in the rule. `rows` are the
    numbers of the records that satisfy a condition, as in `evaluating.Step`.
    """

    truth: pl.Expr
    actual: pl.Expr | None = None
    required: pl.Expr | None = None
    rows: pl.Expr | None = None


def step_expressions(atom: Atom, vocabulary: Vocabulary, calendar: Calendar | None = None) -> StepExpressions:
    """The whole trace of one sentence or count."""
    truth = _truth(atom, vocabulary, calendar)
    match atom:
        case Sentence():
            actual = total(atom, vocabulary).value() if len(atom.subject) > 1 else None
            return StepExpressions(truth=truth, actual=actual, required=_required(atom, vocabulary, calendar))
        case Quantified():
            each = _record_truths(atom, atom.condition, vocabulary, calendar)
            listed = each == pl.lit(True) if atom.quantifier is Quantifier.SOME else each
            return StepExpressions(truth=truth, actual=_sure(each), rows=listed)
        case Counted():
            each = _record_truths(atom, atom.where, vocabulary, calendar)
            return StepExpressions(truth=truth, actual=_sure(each), rows=each)
        case _:
            assert_never(atom)
