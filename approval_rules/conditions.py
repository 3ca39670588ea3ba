"""Conditions: typed sentences over facts, with three-valued (Kleene) truth.

`{fact: company.status, is: operating}`, joined by `all_of`, `any_of` and `not`. A missing fact makes a sentence
unknown, never false: an applicant is not told that a rule fails when nobody has looked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, assert_never

from pydantic import PlainValidator

from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.spans import Span, shift
from approval_rules.values import (
    DATES,
    NUMBERS,
    TEXTS,
    BadValue,
    Permanent,
    Value,
    ValueType,
    comparable,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from approval_rules.facts import Vocabulary


class Truth(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Operator(StrEnum):
    IS = "is"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ON_OR_AFTER = "on_or_after"
    ON_OR_BEFORE = "on_or_before"
    AFTER = "after"
    BEFORE = "before"
    MENTIONS = "mentions"
    LISTS = "lists"
    STARTS_WITH = "starts_with"
    INCLUDES = "includes"
    INCLUDES_ANY = "includes_any"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact:
    """The value of another fact, a date perhaps moved by a span."""

    fact: str
    span: Span | None = None


Operand: TypeAlias = Value | OtherFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    fact: str
    operator: Operator
    operand: Operand
    value_type: ValueType


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition: TypeAlias = Sentence | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one sentence found: `required` and `actual` are None when not known."""

    sentence: Sentence
    actual: Value | None
    required: Value | None
    truth: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The truth of a condition and the step of every sentence in it, in the order written."""

    truth: Truth
    trace: tuple[Step, ...]


def evaluate(condition: Condition, facts: Mapping[str, Value]) -> Answer:
    match condition:
        case Sentence():
            step = _step(condition, facts)
            return Answer(truth=step.truth, trace=(step,))
        case AllOf(parts):
            return _combined([evaluate(part, facts) for part in parts], decided_by=Truth.FALSE)
        case AnyOf(parts):
            return _combined([evaluate(part, facts) for part in parts], decided_by=Truth.TRUE)
        case Not(part):
            inner = evaluate(part, facts)
            return Answer(truth=_NEGATED[inner.truth], trace=inner.trace)
        case _:
            assert_never(condition)


def facts_read(condition: Condition) -> frozenset[str]:
    """Every fact whose value the condition may ask for."""
    return frozenset(_names(condition))


def parse_condition(data: object, vocabulary: Vocabulary) -> Condition:
    """The condition that plain data states.

    Raises:
        BadValue: an unknown fact or operator, or an operand that does not suit the fact; says which.
    """
    if not isinstance(data, dict) or not data:
        raise BadValue("a condition is {fact: …, operator: …}, all_of, any_of or not")
    for word, kind in (("all_of", AllOf), ("any_of", AnyOf)):
        if word in data:
            return kind(tuple(parse_condition(part, vocabulary) for part in _parts(data, word)))
    if "not" in data:
        _only(data, {"not"})
        return Not(parse_condition(data["not"], vocabulary))
    return _sentence(data, vocabulary)


ConditionField = Annotated[Any, PlainValidator(lambda data: parse_condition(data, load_vocabulary()))]
"""A condition inside a pydantic model of a rule file, checked against the vocabulary as it is loaded."""

_NEGATED: Final = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
_OTHER: Final = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}

_SUITS: Final[Mapping[Operator, frozenset[ValueType]]] = {
    Operator.IS: frozenset(ValueType) - {ValueType.CHOICES},
    Operator.ONE_OF: TEXTS | {ValueType.CHOICE, ValueType.INTEGER},
    **dict.fromkeys((Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN), NUMBERS),
    **dict.fromkeys((Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE, Operator.AFTER, Operator.BEFORE), DATES),
    **dict.fromkeys((Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH), TEXTS),
    **dict.fromkeys((Operator.INCLUDES, Operator.INCLUDES_ANY), frozenset({ValueType.CHOICES})),
}
_TESTS: Final[Mapping[Operator, Callable[[Value, Value], bool]]] = {
    Operator.IS: lambda left, right: left == right,
    Operator.ONE_OF: lambda left, right: isinstance(right, tuple) and str(left) in right,
    Operator.AT_LEAST: lambda left, right: _order(left) >= _order(right),
    Operator.ON_OR_AFTER: lambda left, right: _order(left) >= _order(right),
    Operator.AT_MOST: lambda left, right: _order(left) <= _order(right),
    Operator.ON_OR_BEFORE: lambda left, right: _order(left) <= _order(right),
    Operator.MORE_THAN: lambda left, right: _order(left) > _order(right),
    Operator.AFTER: lambda left, right: _order(left) > _order(right),
    Operator.LESS_THAN: lambda left, right: _order(left) < _order(right),
    Operator.BEFORE: lambda left, right: _order(left) < _order(right),
    Operator.MENTIONS: lambda left, right: str(right) in str(left),
    Operator.LISTS: lambda left, right: str(right) in listed(str(left)),
    Operator.STARTS_WITH: lambda left, right: str(left).startswith(str(right)),
    Operator.INCLUDES: lambda left, right: isinstance(left, tuple) and right in left,
    Operator.INCLUDES_ANY: lambda left, right: (
        isinstance(left, tuple) and isinstance(right, tuple) and not set(left).isdisjoint(right)
    ),
}
_PARTIAL_TEXT: Final = frozenset({Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH})


def _combined(answers: list[Answer], *, decided_by: Truth) -> Answer:
    truths = {answer.truth for answer in answers}
    truth = _OTHER[decided_by]
    if decided_by in truths:
        truth = decided_by
    elif Truth.UNKNOWN in truths:
        truth = Truth.UNKNOWN
    return Answer(truth=truth, trace=tuple(step for answer in answers for step in answer.trace))


def _step(sentence: Sentence, facts: Mapping[str, Value]) -> Step:
    actual = facts.get(sentence.fact)
    required = _required(sentence.operand, facts)
    truth = Truth.UNKNOWN
    if actual is not None and required is not None:
        truth = Truth.TRUE if _holds(sentence, actual, required) else Truth.FALSE
    return Step(sentence=sentence, actual=actual, required=required, truth=truth)


def _required(operand: Operand, facts: Mapping[str, Value]) -> Value | None:
    if not isinstance(operand, OtherFact):
        return operand
    value = facts.get(operand.fact)
    if operand.span is None or value is None or isinstance(value, Permanent):
        return value
    if not isinstance(value, date):
        return None
    try:
        return shift(value, operand.span)
    except (ValueError, OverflowError):  # before the year 1 or after 9999: nobody can say
        return None


def _holds(sentence: Sentence, actual: Value, required: Value) -> bool:
    kind = sentence.value_type
    return _TESTS[sentence.operator](comparable(actual, kind), _comparable_operand(required, kind))


def _comparable_operand(required: Value, kind: ValueType) -> Value:
    if isinstance(required, tuple) and kind in TEXTS:
        return tuple(str(comparable(one, kind)) for one in required)
    return comparable(required, kind)


def _order(value: Value) -> tuple[int, Decimal | int]:
    """A key that sorts numbers by size, dates by day, and an open term after every date."""
    match value:
        case Permanent():
            return (1, 0)
        case date():
            return (0, value.toordinal())
        case int() | Decimal():
            return (0, value)
        case _:
            raise TypeError(f"{value!r} has no order")


def _names(condition: Condition) -> Iterator[str]:
    match condition:
        case Sentence():
            yield condition.fact
            if isinstance(condition.operand, OtherFact):
                yield condition.operand.fact
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _names(part)
        case Not(part):
            yield from _names(part)
        case _:
            assert_never(condition)


def _parts(data: dict[str, Any], word: str) -> list[object]:
    _only(data, {word})
    parts = data[word]
    if not isinstance(parts, list) or not parts:
        raise BadValue(f"{word} takes a list of conditions that is not empty")
    return parts


def _only(data: dict[str, Any], allowed: Iterable[str]) -> None:
    extra = sorted(set(map(str, data)) - set(allowed))
    if extra:
        raise BadValue(f"unexpected {', '.join(extra)} beside {', '.join(sorted(allowed))}")


def _sentence(data: dict[str, Any], vocabulary: Vocabulary) -> Sentence:
    fact = _fact(data.get("fact"), vocabulary)
    words = [word for word in data if word != "fact"]
    known = [operator.value for operator in Operator]
    if len(words) != 1 or words[0] not in known:
        raise BadValue(f"{data.get('fact')} needs exactly one of: {', '.join(known)}")
    operator, spec = Operator(words[0]), vocabulary[fact]
    if spec.type not in _SUITS[operator]:
        raise BadValue(f"{operator} does not suit {fact}, which is a {spec.type}")
    operand = _operand(data[operator.value], operator, spec, vocabulary)
    return Sentence(fact=fact, operator=operator, operand=operand, value_type=spec.type)


def _fact(name: object, vocabulary: Vocabulary) -> str:
    if not isinstance(name, str) or name not in vocabulary:
        raise BadValue(f"there is no fact '{name}' in approval_rules/facts")
    return name


def _operand(raw: object, operator: Operator, spec: FactSpec, vocabulary: Vocabulary) -> Operand:
    if isinstance(raw, dict):
        return _other_fact(raw, spec, vocabulary)
    if operator in {Operator.ONE_OF, Operator.INCLUDES_ANY}:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            raise BadValue(f"{operator} takes a list that is not empty")
        return tuple(str(_element(one, operator, spec)) for one in raw)
    return _element(raw, operator, spec)


def _element(raw: object, operator: Operator, spec: FactSpec) -> Value:
    """One literal; part of a text need not be a whole value of the fact's kind."""
    if operator in _PARTIAL_TEXT:
        return _TEXT.parse(raw)
    if spec.type is ValueType.CHOICES:
        return spec.parse([raw]) if not isinstance(raw, str) or raw not in spec.choices else raw
    return spec.parse(raw)


def _other_fact(raw: dict[str, Any], spec: FactSpec, vocabulary: Vocabulary) -> OtherFact:
    _only(raw, {"fact", "plus", "minus"} if spec.type in DATES else {"fact"})
    fact = _fact(raw.get("fact"), vocabulary)
    families = (TEXTS, NUMBERS, DATES)
    if (
        not any({spec.type, vocabulary[fact].type} <= family for family in families)
        and spec.type is not vocabulary[fact].type
    ):
        raise BadValue(f"{fact} is a {vocabulary[fact].type} and can't be compared with a {spec.type}")
    return OtherFact(fact=fact, span=Span.parse(raw))


_TEXT: Final = FactSpec(name="text", title="文字", type=ValueType.TEXT)
