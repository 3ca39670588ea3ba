"""Reads a condition as a Polars expression: its truth on every row of a table at once. Null is unknown.

The table has a column for each fact, as `columns` says. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

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


def step_expression(atom: Atom, vocabulary: Vocabulary, calendar: Calendar | None = None) -> pl.Expr:
    """What a sentence or count finds, row by row: a struct with the fields of `evaluating.Step`.

    `truth` is always among them. `actual` and `required` are not where they are a column of the table, or written in
    the rule; `rows` are there of records alone.
    """
    if not isinstance(atom, Sentence):
        return _of_records(atom, vocabulary, calendar)
    found = {
        "truth": _truth(atom, vocabulary, calendar),
        "actual": number_actual(atom, vocabulary) if atom.value_type in NUMBERS else None,
        "required": _required(atom, vocabulary, calendar),
    }
    return pl.struct(one.alias(name) for name, one in found.items() if one is not None)


def _required(sentence: Sentence, vocabulary: Vocabulary, calendar: Calendar | None) -> pl.Expr | None:
    if sentence.value_type in NUMBERS:
        return number_required(sentence, vocabulary)
    return day_required(sentence, vocabulary, calendar) if sentence.value_type in DATES else None


def _truth(atom: Atom, vocabulary: Vocabulary, calendar: Calendar | None) -> pl.Expr:
    if not isinstance(atom, Sentence):
        return _of_records(atom, vocabulary, calendar).struct.field("truth")
    if atom.value_type in NUMBERS:
        return number_truth(atom, vocabulary)
    if atom.value_type in DATES:
        return day_truth(atom, vocabulary, calendar)
    if atom.value_type in TEXTS:
        return text_truth(atom)
    return _choices_truth(atom) if atom.value_type is ValueType.CHOICES else _plain_truth(atom)


def _plain_truth(sentence: Sentence) -> pl.Expr:
    """Of a choice or a boolean, which are compared as they stand."""
    left, operand = pl.col(sentence.fact), sentence.operand
    if isinstance(operand, tuple):
        return left.is_in([str(one) for one in operand])
    return left == (pl.col(operand.fact) if isinstance(operand, OtherFact) else pl.lit(operand))


def _choices_truth(sentence: Sentence) -> pl.Expr:
    left, operand = pl.col(sentence.fact), sentence.operand
    if isinstance(operand, OtherFact):  # a list is no element of a list
        return pl.when(left.is_not_null() & pl.col(operand.fact).is_not_null()).then(_FALSE)
    wanted = [left.list.contains(str(one)) for one in (operand if isinstance(operand, tuple) else (operand,))]
    return pl.any_horizontal(wanted) if sentence.operator is Operator.INCLUDES_ANY else pl.all_horizontal(wanted)


_TRUE: Final = pl.lit(value=True)
_FALSE: Final = pl.lit(value=False)
_FOUND: Final = pl.Struct({"truth": pl.Boolean(), "actual": pl.Int64(), "rows": pl.List(pl.UInt32())})


def _of_records(atom: Quantified | Counted, vocabulary: Vocabulary, calendar: Calendar | None) -> pl.Expr:
    """All records of all cases are asked in one table, each beside the other facts of its case."""
    condition = atom.condition if isinstance(atom, Quantified) else atom.where
    if condition is not None and any(not isinstance(part, Sentence) for part in atoms(condition)):
        raise BadValue(f"{atom.fact}: a condition on a record can't ask of another list of records")
    inside = row_vocabulary(vocabulary[atom.fact], vocabulary)
    inner = None if condition is None else truth_expression(condition, inside, calendar)
    outer = () if condition is None else sorted(facts_read(condition))
    found = _quantified(atom) if isinstance(atom, Quantified) else _counted(atom)

    def ask(columns: Sequence[pl.Series]) -> pl.Series:
        records, *others = columns
        lengths = records.list.len()
        truths = _record_truths(inner, records, others)
        return pl.DataFrame({"each": grouped(truths, lengths)}).select(found).to_series()

    return pl.map_batches([pl.col(atom.fact), *map(pl.col, outer)], ask, return_dtype=_FOUND, is_elementwise=True)


def _record_truths(inner: pl.Expr | None, records: pl.Series, others: Sequence[pl.Series]) -> pl.Series:
    """The truth of every record, those of the first case first."""
    held = records.list.len().fill_null(0)
    cells = records.filter(held > 0).explode().struct.unnest()
    if inner is None:
        return pl.repeat(value=True, n=len(cells), dtype=pl.Boolean, eager=True)
    case = np.repeat(np.arange(len(records)), held.to_numpy())
    return cells.with_columns(one.gather(case) for one in others).select(inner).to_series()


def _quantified(condition: Quantified) -> pl.Expr:
    sure, unsure, each = _sure(), _unsure(), pl.col("each")
    if condition.quantifier is Quantifier.SOME:
        return _found(pl.when(sure > 0).then(_TRUE).when(unsure == 0).then(_FALSE), each)
    fails = pl.when(sure + unsure < each.list.len()).then(_FALSE)
    return _found(fails.when(unsure == 0).then(_TRUE), each.list.eval(~pl.element().fill_null(value=False)))


def _counted(condition: Counted) -> pl.Expr:
    """True or false where it is so of every number that the count may be."""
    least, most = _sure(), _sure() + _unsure()
    if condition.operator is Operator.IS:
        outside = (most < condition.number) | (least > condition.number)
        exact = pl.when(least == most).then(least == condition.number)
        return _found(exact.when(outside).then(_FALSE), pl.col("each"))
    holds = COMPARISONS[condition.operator]
    for_least, for_most = holds(least, condition.number), holds(most, condition.number)
    return _found(pl.when(for_least == for_most).then(for_least), pl.col("each"))


def _found(truth: pl.Expr, marked: pl.Expr) -> pl.Expr:
    """`marked` has true where the number of the record is told, from 1."""
    return pl.struct(truth=truth, actual=_sure(), rows=marked.list.eval(pl.element().arg_true() + 1))


def _sure() -> pl.Expr:
    return pl.col("each").list.sum().cast(pl.Int64)


def _unsure() -> pl.Expr:
    return pl.col("each").list.eval(pl.element().is_null()).list.sum().cast(pl.Int64)
