"""A condition with the day of receipt written into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    OtherFact,
    Quantified,
    Sentence,
)
from approval_rules.errors import CalendarMissing
from approval_rules.schemes import RECEIVED_ON
from approval_rules.spans import shift

if TYPE_CHECKING:
    from datetime import date


def on_day(condition: Condition, on: date) -> Condition:
    """The same condition where the day of receipt, moved or not, is what a fact is held against: there a plain date.

    A day that can't be said stays as it is written, and so does the day as the subject of a sentence.
    """
    match condition:
        case Sentence():
            return _sentence(condition, on)
        case Quantified():
            return replace(condition, condition=on_day(condition.condition, on))
        case Counted():
            return condition if condition.where is None else replace(condition, where=on_day(condition.where, on))
        case AllOf(parts):
            return AllOf(tuple(on_day(part, on) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(on_day(part, on) for part in parts))
        case Not(part):
            return Not(on_day(part, on))
        case _:
            assert_never(condition)


def _sentence(sentence: Sentence, on: date) -> Sentence:
    operand = sentence.operand
    if not isinstance(operand, OtherFact) or operand.fact != RECEIVED_ON:
        return sentence
    try:
        day = on if operand.span is None else shift(on, operand.span)
    except (CalendarMissing, ValueError, OverflowError):
        return sentence
    return replace(sentence, operand=day)
