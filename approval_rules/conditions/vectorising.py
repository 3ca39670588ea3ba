"""Reads a condition as a Polars expression: its truth on every row of a table at once. Null is unknown.

The table has a column for each fact, as `columns` says. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

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
from approval_rules.conditions.vector_days import day_required, day_truth
from approval_rules.conditions.vector_numbers import COMPARISONS, number_actual, number_required, number_truth
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
    return joined(condition, lambda atom: step_expressions(atom, vocabulary, calendar).truth)


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
    """What one sentence or count finds, row by row: the columns of an `evaluating.Step`.

    `actual` and `required` are None where they are a column of the table, or written in the rule.
    """

    truth: pl.Expr
    actual: pl.Expr | None = None
    required: pl.Expr | None = None
    rows: pl.Expr | None = None


def step_expressions(atom: Atom, vocabulary: Vocabulary, calendar: Calendar | None = None) -> StepExpressions:
    """The whole trace of one sentence or count."""
    match atom:
        case Sentence():
            return _sentence(atom, vocabulary, calendar)
        case Quantified():
            return _quantified(atom, vocabulary, calendar)
        case Counted():
            return _counted(atom, vocabulary, calendar)
        case _:
            assert_never(atom)


def _sentence(sentence: Sentence, vocabulary: Vocabulary, calendar: Calendar | None) -> StepExpressions:
    if sentence.value_type in NUMBERS:
        return StepExpressions(
            truth=number_truth(sentence, vocabulary),
            actual=number_actual(sentence, vocabulary),
            required=number_required(sentence, vocabulary),
        )
    if sentence.value_type in DATES:
        return StepExpressions(
            truth=day_truth(sentence, vocabulary, calendar), required=day_required(sentence, vocabulary, calendar)
        )
    if sentence.value_type in TEXTS:
        return StepExpressions(truth=text_truth(sentence))
    if sentence.value_type is ValueType.CHOICES:
        return StepExpressions(truth=_choices_truth(sentence))
    return StepExpressions(truth=_plain_truth(sentence))


def _plain_truth(sentence: Sentence) -> pl.Expr:
    """Of a choice or a boolean, which are compared as they stand."""
    left, operand = pl.col(sentence.fact), sentence.operand
    if isinstance(operand, tuple):
        return left.is_in([str(one) for one in operand])
    return left == (pl.col(operand.fact) if isinstance(operand, OtherFact) else pl.lit(operand))


def _choices_truth(sentence: Sentence) -> pl.Expr:
    left, operand = pl.col(sentence.fact), sentence.operand
    if isinstance(operand, OtherFact):  # a list is no element of a list
        return pl.when(left.is_not_null() & pl.col(operand.fact).is_not_null()).then(pl.lit(value=False))
    wanted = [left.list.contains(str(one)) for one in (operand if isinstance(operand, tuple) else (operand,))]
    return pl.any_horizontal(wanted) if sentence.operator is Operator.INCLUDES_ANY else pl.all_horizontal(wanted)


def _quantified(condition: Quantified, vocabulary: Vocabulary, calendar: Calendar | None) -> StepExpressions:
    each = _record_truths(condition.fact, condition.condition, vocabulary, calendar)
    sure, unsure = _sure(each), _unsure(each)
    if condition.quantifier is Quantifier.SOME:
        truth = pl.when(sure > 0).then(pl.lit(value=True)).when(unsure == 0).then(pl.lit(value=False))
        rows = each
    else:
        short = pl.when(sure + unsure < each.list.len()).then(pl.lit(value=False))
        truth = short.when(unsure == 0).then(pl.lit(value=True))
        rows = each.list.eval(~pl.element().fill_null(value=False))
    return StepExpressions(truth=truth, actual=sure, rows=_numbers(rows))


def _counted(condition: Counted, vocabulary: Vocabulary, calendar: Calendar | None) -> StepExpressions:
    each = _record_truths(condition.fact, condition.where, vocabulary, calendar)
    least, most = _sure(each), _sure(each) + _unsure(each)
    if condition.operator is Operator.IS:
        outside = (most < condition.number) | (least > condition.number)
        exact = pl.when(least == most).then(least == condition.number)
        truth: pl.Expr = exact.when(outside).then(pl.lit(value=False))
    else:
        holds = COMPARISONS[condition.operator]
        at_least, at_most = holds(least, condition.number), holds(most, condition.number)
        truth = pl.when(at_least == at_most).then(at_least)
    return StepExpressions(truth=truth, actual=least, rows=_numbers(each))


def _sure(each: pl.Expr) -> pl.Expr:
    return each.list.sum().cast(pl.Int64)


def _unsure(each: pl.Expr) -> pl.Expr:
    return each.list.eval(pl.element().is_null()).list.sum().cast(pl.Int64)


def _numbers(each: pl.Expr) -> pl.Expr:
    """The numbers from 1 of the records that are marked true."""
    return each.list.eval(pl.element().arg_true() + 1)


def _record_truths(
    fact: str, condition: Condition | None, vocabulary: Vocabulary, calendar: Calendar | None
) -> pl.Expr:
    """For every list of records, the list of the condition's truths on each of them."""
    if condition is None:
        return pl.col(fact).list.eval(pl.element().is_null().not_())
    if any(not isinstance(atom, Sentence) for atom in atoms(condition)):
        raise BadValue(f"{fact}: a condition on a record can't ask of another list of records")
    inner = truth_expression(condition, row_vocabulary(vocabulary[fact], vocabulary), calendar)

    def each(columns: Sequence[pl.Series]) -> pl.Series:
        return _each_record(inner, *columns)

    columns = [pl.col(fact), *map(pl.col, sorted(facts_read(condition)))]
    return pl.map_batches(columns, each, return_dtype=pl.List(pl.Boolean), is_elementwise=True)


def _each_record(inner: pl.Expr, records: pl.Series, *outer: pl.Series) -> pl.Series:
    """All records in one table, each beside the other facts of its case; then cut into lists again."""
    lengths = records.list.len()
    held = lengths.fill_null(0)
    case = np.repeat(np.arange(len(records)), held.to_numpy())
    cells = records.filter(held > 0).explode().struct.unnest()
    truths = cells.with_columns(one.gather(case) for one in outer).select(inner).to_series()
    return grouped(truths, lengths)
