"""Reads a condition from plain data, checked against the vocabulary: every name, every operator, every operand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import PlainSerializer, PlainValidator, ValidationInfo

from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Operand,
    Operator,
    OtherFact,
    Quantified,
    Quantifier,
    Sentence,
    row_vocabulary,
)
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.spans import Span
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, TEXTS, BadValue, Value, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from approval_rules.facts import Vocabulary

SUITS: Final[Mapping[Operator, frozenset[ValueType]]] = {
    Operator.IS: frozenset(ValueType) - {ValueType.CHOICES, ValueType.RECORDS},
    Operator.ONE_OF: TEXTS | {ValueType.CHOICE, ValueType.INTEGER},
    **dict.fromkeys((Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN), NUMBERS),
    **dict.fromkeys((Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE, Operator.AFTER, Operator.BEFORE), DATES),
    **dict.fromkeys((Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH, Operator.MATCHES), TEXTS),
    Operator.WITHIN: frozenset({ValueType.REGION}),
    **dict.fromkeys((Operator.INCLUDES, Operator.INCLUDES_ANY, Operator.INCLUDES_ALL), frozenset({ValueType.CHOICES})),
}
"""Which kinds of fact an operator may be said of."""

COUNTS: Final = (Operator.IS, Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)


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
    if "sum" in data:
        return _sum(data, vocabulary)
    return _about_fact(data, vocabulary)


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition with the plain data it was written as, so that it can be stored and read again."""

    written: Any
    condition: Condition


def _stated(data: object, info: ValidationInfo) -> Stated:
    vocabulary = info.context["vocabulary"] if info.context else load_vocabulary()
    return Stated(data, parse_condition(data, vocabulary))


ConditionField = Annotated[Any, PlainValidator(_stated), PlainSerializer(lambda one: one.written, return_type=Any)]
"""A condition inside a pydantic model of a rule file, checked against the vocabulary as it is loaded.

A context `{"vocabulary": …}` given to the validation stands in for the vocabulary of today: that of a stored version.
"""


def _parts(data: dict[str, Any], word: str) -> list[object]:
    _only(data, {word})
    parts = data[word]
    if not isinstance(parts, list) or not parts:
        raise BadValue(f"{word} takes a list of conditions that is not empty")
    return parts


def _only(data: Mapping[str, Any], allowed: Iterable[str]) -> None:
    extra = sorted(set(map(str, data)) - set(allowed))
    if extra:
        raise BadValue(f"unexpected {', '.join(extra)} beside {', '.join(sorted(allowed))}")


def _sum(data: dict[str, Any], vocabulary: Vocabulary) -> Sentence:
    names = data["sum"]
    if not isinstance(names, list) or len(set(map(str, names))) < max(2, len(names)):
        raise BadValue("sum takes a list of two or more facts, each once")
    specs = [vocabulary[_fact(name, vocabulary)] for name in names]
    if any(spec.type not in NUMBERS for spec in specs):
        raise BadValue("sum adds numbers, and one of its facts is none")
    whole = specs[0].model_copy(update={"type": specs[0].type if len({one.type for one in specs}) == 1 else _NUMBER})
    return _sentence(data, tuple(names), whole, vocabulary)


def _about_fact(data: dict[str, Any], vocabulary: Vocabulary) -> Condition:
    fact = _fact(data.get("fact"), vocabulary)
    spec = vocabulary[fact]
    if spec.type is ValueType.RECORDS:
        return _about_records(data, fact, row_vocabulary(spec, vocabulary))
    return _sentence(data, (fact,), spec, vocabulary)


def _about_records(data: dict[str, Any], fact: str, vocabulary: Vocabulary) -> Condition:
    words = [word for word in data if word != "fact"]
    if words == ["count"]:
        return _counted(data["count"], fact, vocabulary)
    if len(words) == 1 and words[0] in set(Quantifier):
        return Quantified(
            fact=fact, quantifier=Quantifier(words[0]), condition=parse_condition(data[words[0]], vocabulary)
        )
    raise BadValue(f"{fact} is a list of records and needs exactly one of: some, every, count")


def _counted(raw: object, fact: str, vocabulary: Vocabulary) -> Counted:
    if not isinstance(raw, dict):
        raise BadValue("count is written {where: CONDITION, at_least: 1}")
    words = [word for word in raw if word != "where"]
    known = [operator.value for operator in COUNTS]
    if len(words) != 1 or words[0] not in known:
        raise BadValue(f"count needs exactly one of: {', '.join(known)}")
    number = parse(raw[words[0]], ValueType.INTEGER)
    where = parse_condition(raw["where"], vocabulary) if "where" in raw else None
    return Counted(fact=fact, where=where, operator=Operator(words[0]), number=int(str(number)))


def _sentence(data: dict[str, Any], subject: tuple[str, ...], spec: FactSpec, vocabulary: Vocabulary) -> Sentence:
    words = [word for word in data if word not in {"fact", "sum"}]
    known = [operator.value for operator in Operator]
    if len(words) != 1 or words[0] not in known:
        raise BadValue(f"{' + '.join(subject)} needs exactly one of: {', '.join(known)}")
    operator = Operator(words[0])
    if spec.type not in SUITS[operator]:
        raise BadValue(f"{operator} does not suit {' + '.join(subject)}, which is a {spec.type}")
    operand = _operand(data[operator.value], operator, spec, vocabulary)
    return Sentence(subject=subject, operator=operator, operand=operand, value_type=spec.type)


def _fact(name: object, vocabulary: Vocabulary) -> str:
    if not isinstance(name, str) or name not in vocabulary:
        raise BadValue(f"there is no fact '{name}' in approval_rules/facts")
    return name


_LISTS: Final = frozenset({Operator.ONE_OF, Operator.WITHIN, Operator.INCLUDES_ANY, Operator.INCLUDES_ALL})
_PARTIAL_TEXT: Final = frozenset({Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH})


def _operand(raw: object, operator: Operator, spec: FactSpec, vocabulary: Vocabulary) -> Operand:
    if isinstance(raw, dict):
        return _other_fact(raw, operator, spec, vocabulary)
    if operator is Operator.MATCHES:
        raise BadValue("matches is written {fact: …, under: printed}")
    if operator in _LISTS:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            raise BadValue(f"{operator} takes a list that is not empty")
        return tuple(str(_element(one, operator, spec)) for one in raw)
    return _element(raw, operator, spec)


def _element(raw: object, operator: Operator, spec: FactSpec) -> Value:
    """One literal; part of a text need not be a whole value of the fact's kind."""
    if operator in _PARTIAL_TEXT:
        return parse(raw, ValueType.TEXT)
    if spec.type is ValueType.CHOICES:
        return parse(raw, ValueType.CHOICE, spec.choices)
    if spec.type in {ValueType.SHARE, ValueType.MONEY_CNY}:
        return parse(raw, _NUMBER)
    return spec.parse(raw)


_NUMBER: Final = ValueType.NUMBER
_FAMILIES: Final = (TEXTS, NUMBERS, DATES)


def _other_fact(raw: dict[str, Any], operator: Operator, spec: FactSpec, vocabulary: Vocabulary) -> OtherFact:
    if operator in _LISTS:
        raise BadValue(f"{operator} takes a list, not another fact")
    _only(raw, {"fact", *_adjusted_by(operator, spec.type)})
    fact = _fact(raw.get("fact"), vocabulary)
    other = vocabulary[fact].type
    if spec.type is not other and not any({spec.type, other} <= family for family in _FAMILIES):
        raise BadValue(f"{fact} is a {other} and can't be compared with a {spec.type}")
    times = parse(raw["times"], _NUMBER) if "times" in raw else None
    return OtherFact(
        fact=fact,
        span=Span.parse(raw),
        times=times if isinstance(times, Decimal) else None,
        under=_under(raw) if operator is Operator.MATCHES else None,
    )


def _adjusted_by(operator: Operator, kind: ValueType) -> set[str]:
    if operator is Operator.MATCHES:
        return {"under"}
    if kind in DATES:
        return {"plus", "minus"}
    return {"times"} if kind in NUMBERS else set()


def _under(raw: Mapping[str, Any]) -> Normalisation:
    try:
        return Normalisation(raw["under"])
    except (KeyError, ValueError) as error:
        raise BadValue(f"under: write one of {', '.join(Normalisation)}") from error
