"""Sentences about dates as Polars expressions: a day is a number, and an open term a number above all of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from approval_rules.conditions.columns import EPOCH, FIRST_DAY, LAST_DAY, PERMANENT_DAY
from approval_rules.conditions.language import OtherFact, Sentence
from approval_rules.conditions.vector_numbers import COMPARISONS
from approval_rules.errors import CalendarMissing
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.calendar import Calendar
    from approval_rules.facts import Vocabulary
    from approval_rules.spans import Span
    from approval_rules.values import Value


def day_truth(sentence: Sentence, vocabulary: Vocabulary, calendar: Calendar | None) -> pl.Expr:
    operand = sentence.operand
    if isinstance(operand, OtherFact):
        required = _moved(_column(operand.fact, vocabulary), operand.span, calendar)
    else:
        required = pl.lit(_number(operand), dtype=pl.Int32)
    return COMPARISONS[sentence.operator](_column(sentence.fact, vocabulary), required)


def day_required(sentence: Sentence, vocabulary: Vocabulary, calendar: Calendar | None) -> pl.Expr | None:
    """The other date moved by its span, in the form its column has; None where nothing is moved."""
    operand = sentence.operand
    if not isinstance(operand, OtherFact) or operand.span is None:
        return None
    moved = _moved(_column(operand.fact, vocabulary), operand.span, calendar)
    return moved.cast(pl.Date) if vocabulary[operand.fact].type is ValueType.DATE else moved


def _column(name: str, vocabulary: Vocabulary) -> pl.Expr:
    return pl.col(name).to_physical() if vocabulary[name].type is ValueType.DATE else pl.col(name)


def _number(value: Value) -> int:
    return value.toordinal() - EPOCH if isinstance(value, date) else PERMANENT_DAY


def _moved(days: pl.Expr, span: Span | None, calendar: Calendar | None) -> pl.Expr:
    """As `spans.shift` moves each day: null where there is no such day. An open term stays open."""
    if span is None:
        return days
    moved: pl.Expr = pl.when(days != PERMANENT_DAY).then(days)
    if span.months:
        moved = _that_exist(moved.cast(pl.Date).dt.offset_by(f"{span.months}mo").to_physical())
    if span.days:
        moved = _that_exist(moved + span.days)
    if span.workdays:
        moved = _by_workdays(moved, span.workdays, calendar)
    return pl.when(days == PERMANENT_DAY).then(days).otherwise(moved)


def _that_exist(days: pl.Expr) -> pl.Expr:
    return pl.when(days.is_between(FIRST_DAY, LAST_DAY)).then(days)


def _by_workdays(days: pl.Expr, workdays: int, calendar: Calendar | None) -> pl.Expr:
    """A calendar holds few years, so every day of them is counted once and then looked up."""
    known = dict(_counted(calendar, workdays)) if calendar is not None else {}
    return days.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Int32)


def _counted(calendar: Calendar, workdays: int) -> Iterator[tuple[int, int]]:
    for year in calendar.years:
        for ordinal in range(date(year.year, 1, 1).toordinal(), date(year.year, 12, 31).toordinal() + 1):
            try:
                last = calendar.plus_workdays(date.fromordinal(ordinal), workdays)
            except CalendarMissing:
                continue
            yield ordinal - EPOCH, last.toordinal() - EPOCH
