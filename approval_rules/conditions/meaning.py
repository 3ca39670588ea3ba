"""Conditions written otherwise that mean the same, and a condition in one line for those who mend rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, assert_never

from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Sentence,
)
from approval_rules.spans import Span
from approval_rules.values import DATES, ValueType, to_json

if TYPE_CHECKING:
    from approval_rules.conditions.language import Operand


def short(condition: Condition) -> str:
    """The condition in one line, near to how it is written."""
    match condition:
        case Sentence():
            return f"{' + '.join(condition.subject)} {condition.operator} {short_operand(condition.operand)}"
        case Quantified():
            return f"{condition.fact} {condition.quantifier} ({short(condition.condition)})"
        case Counted():
            where = "" if condition.where is None else f" where {short(condition.where)},"
            return f"count of {condition.fact}{where} {condition.operator} {condition.number}"
        case AllOf(parts):
            return "(" + " and ".join(map(short, parts)) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(map(short, parts)) + ")"
        case Not(part):
            return f"not {short(part)}"
        case _:
            assert_never(condition)


def value_among(condition: Condition, wanted: tuple[str, str]) -> bool | None:
    """Whether a condition that is one `is` or `one_of` about this fact names the value; None for any other one."""
    fact, value = wanted
    if not isinstance(condition, Sentence) or condition.subject != (fact,) or isinstance(condition.operand, OtherFact):
        return None
    if condition.operator is Operator.IS:
        return condition.operand == value
    if condition.operator is Operator.ONE_OF and isinstance(condition.operand, tuple):
        return value in condition.operand
    return None


def meaning(condition: Condition) -> Condition:
    """One form for conditions of one meaning.

    What is whole has one way to write a limit (at least 3 is more than 2), and nothing is negated twice. Conditions of
    different forms may still mean the same.
    """
    match condition:
        case Sentence():
            return _of_sentence(condition)
        case Quantified():
            return replace(condition, condition=meaning(condition.condition))
        case Counted():
            operator, step = _OPEN.get(condition.operator, (condition.operator, 0))
            where = None if condition.where is None else meaning(condition.where)
            return replace(condition, operator=operator, number=condition.number + step, where=where)
        case AllOf(parts) | AnyOf(parts):
            inner = tuple(map(meaning, parts))
            return inner[0] if len(inner) == 1 else type(condition)(inner)
        case Not(part):
            inner_part = meaning(part)
            return inner_part.part if isinstance(inner_part, Not) else Not(inner_part)
        case _:
            assert_never(condition)


_OPEN: Final = {
    Operator.AT_LEAST: (Operator.MORE_THAN, -1),
    Operator.LESS_THAN: (Operator.AT_MOST, -1),
    Operator.ON_OR_AFTER: (Operator.AFTER, -1),
    Operator.BEFORE: (Operator.ON_OR_BEFORE, -1),
}


def _of_sentence(sentence: Sentence) -> Sentence:
    operator, operand = sentence.operator, sentence.operand
    if operator in {Operator.INCLUDES_ANY, Operator.INCLUDES_ALL} and isinstance(operand, tuple) and len(operand) == 1:
        return replace(sentence, operator=Operator.INCLUDES, operand=str(operand[0]))
    if operator not in _OPEN:
        return sentence
    opened, step = _OPEN[operator]
    if sentence.value_type is ValueType.INTEGER and isinstance(operand, int):
        return replace(sentence, operator=opened, operand=operand + step)
    if sentence.value_type in DATES and isinstance(operand, date):
        return replace(sentence, operator=opened, operand=operand + timedelta(days=step))
    if sentence.value_type in DATES and isinstance(operand, OtherFact) and not (operand.span and operand.span.workdays):
        span = operand.span or Span()
        moved = replace(span, days=span.days + step)
        return replace(sentence, operator=opened, operand=replace(operand, span=None if moved == Span() else moved))
    return sentence


def short_operand(operand: Operand) -> str:
    if not isinstance(operand, OtherFact):
        plain = to_json(operand)
        return f"[{', '.join(map(str, plain))}]" if isinstance(plain, list) else str(plain)
    span, words = operand.span or Span(), [operand.fact]
    words += [f"{getattr(span, unit):+d} {unit}" for unit in ("months", "days", "workdays") if getattr(span, unit)]
    words += [f"times {operand.times}"] if operand.times is not None else []
    return " ".join(words + ([f"under {operand.under}"] if operand.under else []))
