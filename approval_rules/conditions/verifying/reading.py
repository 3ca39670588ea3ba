"""Reads a condition as terms of a solver, sentence by sentence as `evaluating` does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

import z3

from approval_rules.conditions.evaluating import region_stem
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Quantifier,
    Sentence,
)
from approval_rules.conditions.verifying import days
from approval_rules.conditions.verifying.numbers import COMPARISONS, Number, compared, literal, total
from approval_rules.conditions.verifying.records import Records
from approval_rules.conditions.verifying.scopes import Scope
from approval_rules.conditions.verifying.terms import ALWAYS, NOWHERE, Terms, all_of, any_of, known_if, negated
from approval_rules.conditions.verifying.texts import folded
from approval_rules.conditions.verifying.values import Values
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from approval_rules.calendar import Calendar
    from approval_rules.conditions.verifying.records import Count
    from approval_rules.facts import FactSpec


def scope_of(
    vocabulary: Mapping[str, FactSpec], known: Callable[[str], z3.BoolRef], calendar: Calendar | None = None
) -> Scope:
    """The first world over new values; `dataclasses.replace` gives others over the same ones."""
    values = Values()
    records = Records(values.axioms, values.common, read)
    return Scope(values=values, records=records, vocabulary=vocabulary, known=known, calendar=calendar)


def read(condition: Condition, scope: Scope) -> Terms:  # noqa: PLR0911  one a kind
    """The condition's truth. What the terms mean is only whole together with `scope.values.axioms`."""
    match condition:
        case Sentence():
            return _sentence(condition, scope)
        case Quantified() | Counted() if scope.row is not None:
            return _anything(condition, scope)
        case Quantified():
            return _quantified(condition, scope)
        case Counted():
            return _counted(condition, scope)
        case AllOf(parts):
            return all_of([read(part, scope) for part in parts])
        case AnyOf(parts):
            return any_of([read(part, scope) for part in parts])
        case Not(part):
            return negated(read(part, scope))
        case _:
            assert_never(condition)


def _anything(condition: Condition, scope: Scope) -> Terms:
    """A list asked about inside a record of another: any truth, which keeps every proof sound."""
    name = f"{scope.world} {scope.row and scope.row.name} {condition!r}"
    return known_if(z3.Bool(f"known {name}"), z3.Bool(f"holds {name}"))


def _sentence(sentence: Sentence, scope: Scope) -> Terms:
    known = [scope.knows(name) for name in sentence.subject]
    operand = sentence.operand
    if isinstance(operand, OtherFact):
        known.append(scope.knows(operand.fact))
    kind = sentence.value_type
    if kind in NUMBERS:
        return known_if(z3.And(known), _about_numbers(sentence, scope))
    if kind in DATES:
        there = _required_day(sentence, scope)
        holds = COMPARISONS[sentence.operator](scope.values.day(scope.value(sentence.fact)), there.day)
        return known_if(z3.And([*known, there.exists]), holds)
    return known_if(z3.And(known), _about_words(sentence, scope))


def _about_numbers(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    left = total([scope.values.number(scope.value(name)) for name in sentence.subject])
    operand = sentence.operand
    if isinstance(operand, tuple):
        return z3.Or([compared(left, Operator.IS, literal(int(str(one)))) for one in operand])
    return compared(left, sentence.operator, _required_number(operand, scope))


def _required_number(operand: object, scope: Scope) -> Number:
    match operand:
        case OtherFact():
            other = scope.values.number(scope.value(operand.fact))
            return other if operand.times is None else other.times(operand.times)
        case int() | Decimal():
            return literal(operand)
        case _:
            raise TypeError(f"{operand!r} is no number, though the condition was checked")


def _required_day(sentence: Sentence, scope: Scope) -> days.Moved:
    operand = sentence.operand
    if not isinstance(operand, OtherFact):
        ordinal = operand.toordinal() if isinstance(operand, date) else days.NEVER
        return days.Moved(ALWAYS, z3.IntVal(ordinal))
    other = scope.value(operand.fact)
    day = scope.values.day(other)
    if operand.span is None:
        return days.Moved(ALWAYS, day)
    civil = scope.values.civil(other) if operand.span.months else days.Civil(day, day, day)
    return days.moved(day, civil, operand.span, scope.calendar)


def _about_words(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    match sentence.value_type:
        case ValueType.BOOLEAN:
            return _about_flag(sentence, scope)
        case ValueType.CHOICE:
            return _about_choice(sentence, scope)
        case ValueType.CHOICES:
            return _about_choices(sentence, scope)
        case kind if kind in TEXTS:
            return _about_text(sentence, scope)
        case kind:
            raise TypeError(f"{kind} can't be read here, though the condition was checked")


def _about_flag(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    flag, operand = scope.values.flag(scope.value(sentence.fact)), sentence.operand
    if isinstance(operand, OtherFact):
        return flag == scope.values.flag(scope.value(operand.fact))
    return flag if operand else z3.Not(flag)


def _about_choice(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    choice, operand = scope.values.choice(scope.value(sentence.fact)), sentence.operand
    if isinstance(operand, OtherFact):
        return choice == scope.values.choice(scope.value(operand.fact))
    return z3.Or([choice == scope.values.code(str(one)) for one in _listed(operand)])


def _about_choices(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    if isinstance(sentence.operand, OtherFact):
        return NOWHERE  # a list is no member of a list
    has = [scope.values.has(scope.value(sentence.fact), str(one)) for one in _listed(sentence.operand)]
    return z3.Or(has) if sentence.operator is Operator.INCLUDES_ANY else z3.And(has)


def _about_text(sentence: Sentence, scope: Scope) -> z3.BoolRef:
    texts, name = scope.values.texts, scope.values.text(scope.value(sentence.fact))
    operand, operator = sentence.operand, sentence.operator
    if isinstance(operand, OtherFact):
        other = scope.values.text(scope.value(operand.fact))
        if operator is Operator.MATCHES:
            return texts.are_same(name, other, operand.under or Normalisation.PRINTED)
        return texts.relates(name, operator, other)
    match operator:
        case Operator.WITHIN:
            return z3.Or([_lies_within(name, str(region), scope) for region in _listed(operand)])
        case Operator.ONE_OF:
            return z3.Or([texts.says(name, Operator.IS, str(one)) for one in _listed(operand)])
        case _:
            return texts.says(name, operator, str(operand))


def _lies_within(name: str, region: str, scope: Scope) -> z3.BoolRef:
    stem = region_stem(folded(region))
    return scope.values.texts.says(name, Operator.STARTS_WITH, stem) if stem else ALWAYS


def _listed(operand: object) -> tuple[object, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _quantified(condition: Quantified, scope: Scope) -> Terms:
    count = scope.records.count(condition.fact, condition.condition, scope)
    false = count.size - count.true - count.unknown
    if condition.quantifier is Quantifier.SOME:
        terms = Terms(count.true >= 1, false == count.size)
    else:
        terms = Terms(count.true == count.size, false >= 1)
    return _where_known(terms, condition.fact, scope)


def _counted(condition: Counted, scope: Scope) -> Terms:
    """True or false when it is so for every number between those surely satisfied and those perhaps satisfied."""
    if condition.where is None:
        least = most = scope.records.size(condition.fact)
    else:
        count: Count = scope.records.count(condition.fact, condition.where, scope)
        least, most = count.true, count.true + count.unknown
    number = condition.number
    match condition.operator:
        case Operator.AT_LEAST | Operator.MORE_THAN:
            test = COMPARISONS[condition.operator]
            terms = Terms(test(least, number), z3.Not(test(most, number)))
        case Operator.AT_MOST | Operator.LESS_THAN:
            test = COMPARISONS[condition.operator]
            terms = Terms(test(most, number), z3.Not(test(least, number)))
        case _:
            terms = Terms(z3.And(least == number, most == number), z3.Or(most < number, least > number))
    return _where_known(terms, condition.fact, scope)


def _where_known(terms: Terms, fact: str, scope: Scope) -> Terms:
    known = scope.knows(fact)
    return Terms(z3.And(known, terms.true), z3.And(known, terms.false))
