"""What a sum a head or a share is taken of: a fact, how many records satisfy a condition, or how much a fact grew."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, assert_never

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from approval_rules.advice import closest
from approval_rules.conditions.evaluating import count_records
from approval_rules.conditions.language import Counted, facts_read
from approval_rules.conditions.parsing import Stated, parse_condition
from approval_rules.facts import load_vocabulary
from approval_rules.values import NUMBERS, BadValue, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.calendar import Calendar
    from approval_rules.facts import FactSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """By how much `fact` is more than `over`; nothing where it is less."""

    fact: str
    over: str


Base: TypeAlias = "str | Stated | Growth"
"""A fact by its name, the count of records that a condition states, or a growth."""


def base_value(base: Base, facts: Mapping[str, Value], calendar: Calendar | None = None) -> Decimal | None:
    """What the sum is taken of, never below zero: a loss earns nothing back. None when not known."""
    match base:
        case str():
            exact = _number(facts.get(base))
        case Growth():
            exact = _difference(_number(facts.get(base.fact)), _number(facts.get(base.over)))
        case Stated():
            counted = counted_of(base)
            rows = facts.get(counted.fact)
            count = None if rows is None else count_records(counted.where, rows, facts, calendar)
            exact = None if count is None else Decimal(count)
        case _:
            assert_never(base)
    return None if exact is None else max(exact, Decimal(0))


def facts_named(base: Base) -> tuple[str, ...]:
    """The facts that the sum is taken of, without those that a count only asks of its records."""
    match base:
        case str():
            return (base,)
        case Growth():
            return (base.fact, base.over)
        case Stated():
            return (counted_of(base).fact,)
        case _:
            assert_never(base)


def facts_of_base(base: Base) -> frozenset[str]:
    """Every fact whose value the base may ask for."""
    return facts_read(base.condition) if isinstance(base, Stated) else frozenset(facts_named(base))


def missing_of_base(base: Base, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """What is not known of a base that has no value: a list that is there may have records that are not complete."""
    named = facts_named(base)
    return tuple(name for name in named if name not in facts) or named


def counted_of(base: Stated) -> Counted:
    if not isinstance(base.condition, Counted):
        raise TypeError("a base states a count, as its reader has made sure")
    return base.condition


def check_base(base: Base, vocabulary: Mapping[str, FactSpec], *, is_a_head: bool) -> None:
    """Raises BadValue where the base names no fact, or one that has no such number."""
    if isinstance(base, Stated):
        return
    kinds = [_kind(name, at, vocabulary) for name, at in zip(facts_named(base), _places(base), strict=True)]
    if is_a_head and set(kinds) != {ValueType.INTEGER}:
        fix = "Name a fact that counts, or write rate instead of per_head"
        name = facts_named(base)[0]
        raise BadValue(f"per_head counts a whole number, and {name} is a {kinds[0]}", at=("of",), fix=fix)
    for name, kind, at in zip(facts_named(base), kinds, _places(base), strict=True):
        if kind not in NUMBERS:
            raise BadValue(f"{name} is a {kind}, not a number", at=at, fix="Name a fact that is an amount")
        if kind is not kinds[0]:
            fix = f"Name a fact that is a {kinds[0]}"
            raise BadValue(f"a growth compares two facts of one kind, and {name} is a {kind}", at=at, fix=fix)


def _places(base: str | Growth) -> tuple[tuple[str, ...], ...]:
    return (("of",),) if isinstance(base, str) else (("of", "growth"), ("of", "over"))


def _kind(name: str, at: tuple[str, ...], vocabulary: Mapping[str, FactSpec]) -> ValueType:
    if name not in vocabulary:
        raise BadValue(f"there is no fact '{name}' in approval_rules/facts", at=at, fix=closest(name, vocabulary))
    return vocabulary[name].type


def _read(data: object, info: ValidationInfo) -> Base:
    match data:
        case str():
            return data
        case {"growth": str(fact), "over": str(over), **more} if not more:
            return _growth(fact, over)
        case {"count": str(fact), **more} if not set(more) - {"where"}:
            return _count(fact, more, info)
        case {"growth": _} | {"over": _}:
            fix = "Write of: {growth: NAME, over: NAME}"
            raise BadValue("a growth names the fact that grew and the one it is held against", fix=fix)
        case _:
            fix = "Write of: NAME, of: {count: NAME, where: CONDITION}, or of: {growth: NAME, over: NAME}"
            raise BadValue("of: write the name of a fact, a count of records, or a growth", fix=fix)


def _growth(fact: str, over: str) -> Growth:
    if fact == over:
        raise BadValue(f"{fact} never grows over itself", at=("over",), fix="Name the figure of the time before")
    return Growth(fact=fact, over=over)


def _count(fact: str, where: dict[Any, Any], info: ValidationInfo) -> Stated:
    vocabulary = info.context["vocabulary"] if info.context else load_vocabulary()
    try:
        condition = parse_condition({"fact": fact, "count": {**where, "at_least": 0}}, vocabulary)
    except BadValue as error:
        at = error.at[1:] if error.at[:1] == ("count",) else ("count",)
        raise BadValue(str(error), at=at, fix=error.fix) from error
    return Stated({"count": fact, **where}, condition)


def _written(base: Base | None) -> Any:  # noqa: ANN401  plain data
    match base:
        case Stated():
            return base.written
        case Growth():
            return {"growth": base.fact, "over": base.over}
        case _:
            return base


BaseField = Annotated[
    Any,
    PlainValidator(_read),
    PlainSerializer(_written, return_type=Any),
    WithJsonSchema({"$comment": "base"}),
]


_EXACT: Final = Context(prec=100)


def _difference(fact: Decimal | None, over: Decimal | None) -> Decimal | None:
    return None if fact is None or over is None else _EXACT.subtract(fact, over)


def _number(value: Value | None) -> Decimal | None:
    if value is not None and not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} is no number, though the base was checked")
    return None if value is None else Decimal(value)
