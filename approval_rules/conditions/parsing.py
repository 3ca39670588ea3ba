"""Reads a condition from plain data, checked against the vocabulary: every name, every operator, every operand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from approval_rules.advice import closest
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
    atoms,
    row_vocabulary,
)
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.spans import Span
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, TEXTS, BadValue, Value, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        BadValue: an unknown fact or operator, or an operand that does not suit the fact; says which, where and what
            to write instead.
    """
    if not isinstance(data, dict) or not data:
        raise BadValue(
            "a condition is {fact: …, operator: …}, all_of, any_of or not", fix="Write {fact: NAME, OPERATOR: OPERAND}"
        )
    for word, kind in (("all_of", AllOf), ("any_of", AnyOf)):
        if word in data:
            return kind(tuple(_inner(part, vocabulary, word, place) for place, part in enumerate(_parts(data, word))))
    if "not" in data:
        _only(data, {"not"})
        return Not(_inner(data["not"], vocabulary, "not"))
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


ConditionField = Annotated[
    Any,
    PlainValidator(_stated),
    PlainSerializer(lambda one: one.written, return_type=Any),
    WithJsonSchema({"$comment": "condition"}),
]
"""A condition inside a pydantic model of a rule file, checked against the vocabulary as it is loaded.

A context `{"vocabulary": …}` given to the validation stands in for the vocabulary of today: that of a stored version.
"""


@contextmanager
def _inside(*path: str | int) -> Iterator[None]:
    """What is found wrong inside is told with the way to it."""
    try:
        yield
    except BadValue as error:
        raise BadValue(str(error), at=(*path, *error.at), fix=error.fix) from error


def _inner(data: object, vocabulary: Vocabulary, *path: str | int) -> Condition:
    with _inside(*path):
        return parse_condition(data, vocabulary)


def _parts(data: dict[str, Any], word: str) -> list[object]:
    _only(data, {word})
    parts = data[word]
    if not isinstance(parts, list) or not parts:
        fix = "Write at least one condition below it, each with a dash"
        raise BadValue(f"{word} takes a list of conditions that is not empty", at=(word,), fix=fix)
    return parts


def _only(data: Mapping[str, Any], allowed: Iterable[str]) -> None:
    known = sorted(allowed)
    extra = sorted(set(map(str, data)) - set(known))
    if extra:
        fix = closest(extra[0], known) if len(known) > 1 else "Put the parts into one list below all_of or any_of"
        raise BadValue(f"unexpected {', '.join(extra)} beside {', '.join(known)}", at=(extra[0],), fix=fix)


def _sum(data: dict[str, Any], vocabulary: Vocabulary) -> Sentence:
    names = data["sum"]
    if not isinstance(names, list) or len(set(map(str, names))) < max(2, len(names)):
        raise BadValue(
            "sum takes a list of two or more facts, each once", at=("sum",), fix="Write sum: [one fact, another fact]"
        )
    specs = [vocabulary[_fact(name, vocabulary, "sum", place)] for place, name in enumerate(names)]
    for place, spec in enumerate(specs):
        if spec.type not in NUMBERS:
            fix = "Name facts that are amounts or counts"
            raise BadValue(f"sum adds numbers, and {names[place]} is a {spec.type}", at=("sum", place), fix=fix)
    whole = specs[0].model_copy(update={"type": specs[0].type if len({one.type for one in specs}) == 1 else _NUMBER})
    return _sentence(data, tuple(names), whole, vocabulary)


def _about_fact(data: dict[str, Any], vocabulary: Vocabulary) -> Condition:
    if "fact" not in data:
        word = next(iter(data))
        raise BadValue(f"'{word}' is no beginning of a condition", at=(str(word),), fix=closest(word, _BEGINNINGS))
    fact = _fact(data["fact"], vocabulary, "fact")
    spec = vocabulary[fact]
    if spec.type is ValueType.RECORDS:
        return _about_records(data, fact, row_vocabulary(spec, vocabulary))
    return _sentence(data, (fact,), spec, vocabulary)


def _about_records(data: dict[str, Any], fact: str, vocabulary: Vocabulary) -> Condition:
    word = _one_word(data, {"fact"}, ["some", "every", "count"], f"{fact} is a list of records and")
    if word == "count":
        with _inside("count"):
            return _counted(data["count"], fact, vocabulary)
    return Quantified(fact=fact, quantifier=Quantifier(word), condition=_of_one_row(data[word], vocabulary, word))


def _counted(raw: object, fact: str, vocabulary: Vocabulary) -> Counted:
    if not isinstance(raw, dict):
        raise BadValue("count is written {where: CONDITION, at_least: 1}", fix="Write count: {at_least: 1}")
    word = _one_word(raw, {"where"}, [operator.value for operator in COUNTS], "count")
    with _inside(word):
        number = parse(raw[word], ValueType.INTEGER)
    where = _of_one_row(raw["where"], vocabulary, "where") if "where" in raw else None
    return Counted(fact=fact, where=where, operator=Operator(word), number=int(str(number)))


def _of_one_row(data: object, vocabulary: Vocabulary, word: str) -> Condition:
    """A condition on one record: of its columns and of single facts."""
    condition = _inner(data, vocabulary, word)
    if any(isinstance(atom, Quantified | Counted) for atom in atoms(condition)):
        fix = "Write it beside the other, below all_of"
        raise BadValue("a condition on records can't ask about the records of a list", at=(word,), fix=fix)
    return condition


def _one_word(data: Mapping[str, Any], beside: set[str], known: list[str], what: str) -> str:
    """The one of the known words that stands beside the others."""
    words = [str(word) for word in data if word not in beside]
    strange = [word for word in words if word not in known]
    if len(words) == 1 and not strange:
        return words[0]
    problem = f"{what} needs exactly one of: {', '.join(known)}"
    if strange:
        raise BadValue(problem, at=(strange[0],), fix=closest(strange[0], known))
    fix = "Write two conditions below all_of" if words else "Write one of them, with its operand"
    raise BadValue(problem, at=tuple(words[1:2]), fix=fix)


def _sentence(data: dict[str, Any], subject: tuple[str, ...], spec: FactSpec, vocabulary: Vocabulary) -> Sentence:
    named = " + ".join(subject)
    beside = {"sum" if "sum" in data else "fact"}
    word = _one_word(data, beside, [operator.value for operator in Operator], named)
    operator = Operator(word)
    if spec.type not in SUITS[operator]:
        suiting = [one.value for one, kinds in SUITS.items() if spec.type in kinds]
        raise BadValue(
            f"{operator} does not suit {named}, which is a {spec.type}",
            at=(word,),
            fix=f"Write one of: {', '.join(suiting)}",
        )
    with _inside(word):
        operand = _operand(data[word], operator, spec, vocabulary)
    return Sentence(subject=subject, operator=operator, operand=operand, value_type=spec.type)


def _fact(name: object, vocabulary: Vocabulary, *path: str | int) -> str:
    if not isinstance(name, str) or name not in vocabulary:
        fix = closest(name, vocabulary, "approval_rules/facts")
        raise BadValue(f"there is no fact '{name}' in approval_rules/facts", at=path, fix=fix)
    return name


_BEGINNINGS: Final = ("fact", "sum", "all_of", "any_of", "not")
_LISTS: Final = frozenset({Operator.ONE_OF, Operator.WITHIN, Operator.INCLUDES_ANY, Operator.INCLUDES_ALL})
_PARTIAL_TEXT: Final = frozenset({Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH})


def _operand(raw: object, operator: Operator, spec: FactSpec, vocabulary: Vocabulary) -> Operand:
    if isinstance(raw, dict):
        return _other_fact(raw, operator, spec, vocabulary)
    if operator is Operator.MATCHES:
        fix = "Name the other fact: {fact: NAME, under: printed}"
        raise BadValue("matches is written {fact: …, under: printed}", fix=fix)
    if operator not in _LISTS:
        return _element(raw, operator, spec)
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
        raise BadValue(f"{operator} takes a list that is not empty", fix=f"Write {operator}: [one, another]")
    return tuple(str(_listed(one, operator, spec, place)) for place, one in enumerate(raw))


def _listed(raw: object, operator: Operator, spec: FactSpec, place: int) -> Value:
    with _inside(place):
        return _element(raw, operator, spec)


def _element(raw: object, operator: Operator, spec: FactSpec) -> Value:
    """One literal; part of a text need not be a whole value of the fact's kind."""
    try:
        return _literal(raw, operator, spec)
    except BadValue as error:
        raise BadValue(str(error), fix=_fix_of_literal(raw, spec)) from error


def _fix_of_literal(raw: object, spec: FactSpec) -> str:
    if spec.choices:
        return closest(raw, spec.choices)
    if spec.type in TEXTS and isinstance(raw, int) and not isinstance(raw, bool):
        return f'Write "{raw}" in quotes'
    return f"Write a {spec.type} as the message says, or another fact: {{fact: NAME}}"


def _literal(raw: object, operator: Operator, spec: FactSpec) -> Value:
    if operator in _PARTIAL_TEXT:
        return parse(raw, ValueType.TEXT)
    if spec.type is ValueType.CHOICES:
        return parse(raw, ValueType.CHOICE, spec.choices)
    if spec.type in {ValueType.SHARE, ValueType.MONEY_CNY}:
        return parse(raw, _NUMBER)
    return parse(raw, spec.type, spec.choices)


_NUMBER: Final = ValueType.NUMBER
_FAMILIES: Final = (TEXTS, NUMBERS, DATES)


def _other_fact(raw: dict[str, Any], operator: Operator, spec: FactSpec, vocabulary: Vocabulary) -> OtherFact:
    if operator in _LISTS:
        raise BadValue(f"{operator} takes a list, not another fact", fix=f"Write {operator}: [one, another]")
    if operator is Operator.INCLUDES:
        raise BadValue("includes takes one of the choices, not another fact", fix="Write includes: one of the choices")
    _only(raw, {"fact", *_adjusted_by(operator, spec.type)})
    fact = _fact(raw.get("fact"), vocabulary, "fact")
    other = vocabulary[fact].type
    if spec.type is not other and not any({spec.type, other} <= family for family in _FAMILIES):
        fix = f"Name a fact that is a {spec.type}"
        raise BadValue(f"{fact} is a {other} and can't be compared with a {spec.type}", at=("fact",), fix=fix)
    with _inside("times"):
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
        at, fix = ("under",) if "under" in raw else (), closest(raw.get("under"), list(Normalisation))
        raise BadValue(f"under: write one of {', '.join(Normalisation)}", at=at, fix=fix) from error
