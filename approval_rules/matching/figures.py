"""The figures of a scheme that a draft may change: each threshold, amount and cap, with where it stands and its words.

A draft is the scheme as written with other figures in some places, read and checked again as a whole.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import ValidationError

from approval_rules.conditions.language import Operator
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.saying import Saying, said
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language
from approval_rules.schemes import Scheme
from approval_rules.telling.amounts import when_said
from approval_rules.values import DATES, NUMBERS, BadValue, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.schemes import SchemeVersion

Way: TypeAlias = tuple[str | int, ...]


class FigureKind(StrEnum):
    THRESHOLD = "threshold"
    AMOUNT = "amount"
    CAP = "cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a version.

    Attributes:
        place: where it stands in the version as written, such as `eligible.all_of.2.at_least`.
        value: as it is written: `12`, `0.30`, `2024-01-01`.
        type: what a new one has to be.
        zh: the sentence or row that it is a part of; `en` likewise.
    """

    place: str
    kind: FigureKind
    value: str
    type: ValueType
    zh: str
    en: str


def figures_of(version: SchemeVersion) -> tuple[Figure, ...]:
    """In the order of the file: conditions, then amounts."""
    return tuple(_figures(version))


def drafted(scheme: Scheme, version: SchemeVersion, changes: Mapping[str, str]) -> Scheme:
    """The scheme with that version alone, its figures changed.

    Args:
        changes: new values by place.

    Raises:
        BadValue: a place that holds no figure, a value of another kind, or a scheme that makes no sense any more.
    """
    plain = deepcopy(version.model_dump(by_alias=True))
    known = {one.place: one for one in figures_of(version)}
    for place, text in changes.items():
        if place not in known:
            raise BadValue(f"there is no figure at '{place[:100]}' of {scheme.id}")
        _set(plain, _way(place), _as_written(known[place], text))
    whole = scheme.model_dump(by_alias=True) | {"versions": [plain]}
    try:
        return Scheme.model_validate(whole)
    except ValidationError as error:
        raise BadValue(f"the draft of {scheme.id} makes no sense: {error.errors()[0]['msg']}") from error


def _figures(version: SchemeVersion) -> Iterator[Figure]:
    written = version.model_dump(by_alias=True)
    yield from _in_condition(written["eligible"], ("eligible",))
    for number, row in enumerate(version.amount.rows):
        way: Way = ("amount", "rows", number)
        if row.when is not None:
            yield from _in_condition(written["amount"]["rows"][number]["when"], (*way, "when"))
        words = [when_said(row, how, is_only=len(version.amount.rows) == 1) for how in _HOW]
        for name, kind, type_ in _AMOUNTS:
            value = getattr(row, name)
            if value is not None:
                yield _figure((*way, name), kind, value, type_, words)
    if version.amount.cap is not None:
        yield _figure(("amount", "cap"), FigureKind.CAP, version.amount.cap, ValueType.MONEY_CNY, _IN_ALL)


def _in_condition(plain: Any, way: Way) -> Iterator[Figure]:  # noqa: ANN401  plain data
    for joined in ("all_of", "any_of"):
        for number, part in enumerate(plain.get(joined, ())):
            yield from _in_condition(part, (*way, joined, number))
    if "not" in plain:
        yield from _in_condition(plain["not"], (*way, "not"))
    if "fact" in plain or "sum" in plain:
        yield from _in_sentence(plain, way)


def _in_sentence(plain: Mapping[str, Any], way: Way) -> Iterator[Figure]:
    vocabulary = load_vocabulary()
    condition = parse_condition(plain, vocabulary)
    words = [said(condition, how) for how in _HOW]
    if "count" in plain:
        for operator, value in plain["count"].items():
            if operator in _OPERATORS:
                yield _figure((*way, "count", operator), FigureKind.THRESHOLD, value, ValueType.INTEGER, words)
        return
    subject = plain["fact"] if "fact" in plain else plain["sum"][0]
    kind = vocabulary[subject].type
    for operator, value in plain.items():
        if operator not in _OPERATORS or kind not in NUMBERS | DATES:
            continue
        if isinstance(value, dict):
            yield from _in_other(value, (*way, operator), words)
        elif not isinstance(value, list):
            yield _figure((*way, operator), FigureKind.THRESHOLD, value, kind, words)


def _in_other(plain: Mapping[str, Any], way: Way, words: list[str]) -> Iterator[Figure]:
    """The span by which another date is moved, or the number by which another fact is multiplied."""
    if "times" in plain:
        yield _figure((*way, "times"), FigureKind.THRESHOLD, plain["times"], ValueType.NUMBER, words)
    for moved in ("plus", "minus"):
        for unit, count in plain.get(moved, {}).items():
            yield _figure((*way, moved, unit), FigureKind.THRESHOLD, count, ValueType.INTEGER, words)


def _figure(way: Way, kind: FigureKind, value: object, type_: ValueType, words: list[str]) -> Figure:
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return Figure(place=".".join(map(str, way)), kind=kind, value=text, type=type_, zh=words[0], en=words[1])


def _as_written(figure: Figure, text: str) -> object:
    """The new value as a file would write it."""
    raw: object = text.strip()
    if figure.type is ValueType.INTEGER:
        raw = int(text) if text.strip().isascii() and text.strip().isdigit() else text
    value = parse(raw, figure.type)
    return value if isinstance(value, date | int) else format(value, "f")


def _way(place: str) -> Way:
    return tuple(int(part) if part.isdigit() else part for part in place.split("."))


def _set(plain: Any, way: Way, value: object) -> None:  # noqa: ANN401  plain data
    *before, last = way
    for part in before:
        plain = plain[part]
    plain[last] = value


_HOW: Final = tuple(Saying(vocabulary=load_vocabulary(), language=one) for one in (Language.ZH, Language.EN))
_IN_ALL: Final = ["合计", "in all"]
_OPERATORS: Final = frozenset(
    one.value
    for one in (
        Operator.IS, Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN,
        Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE, Operator.AFTER, Operator.BEFORE,
    )
)  # fmt: skip
_AMOUNTS: Final = (
    ("fixed", FigureKind.AMOUNT, ValueType.MONEY_CNY),
    ("per_head", FigureKind.AMOUNT, ValueType.MONEY_CNY),
    ("rate", FigureKind.AMOUNT, ValueType.SHARE),
    ("cap", FigureKind.CAP, ValueType.MONEY_CNY),
)
