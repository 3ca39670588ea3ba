"""The limits of a scheme: the values at which a number, a date or a cap just decides, and one unit beyond."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from approval_rules.amounts import FEN, AmountSpec, amount_of
from approval_rules.bases import Growth, base_value, facts_named
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Operator, Sentence, Truth, atoms
from approval_rules.conditions.meaning import short
from approval_rules.conditions.parsing import Stated
from approval_rules.values import DATES, NUMBERS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.conditions.language import Condition
    from approval_rules.schemes import SchemeVersion
    from approval_rules.values import Value

    Facts = Mapping[str, Value]


class Side(StrEnum):
    ON_THE_LIMIT = "on_the_limit"
    ONE_UNIT_BEYOND = "one_unit_beyond"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLimit:
    """A sentence that holds a number or a date against a limit; `row` is the row of amounts it stands in, if any."""

    place: str
    sentence: Sentence
    row: int | None = None

    @property
    def fact(self) -> str:
        return self.sentence.fact

    def __str__(self) -> str:
        return f"{self.place}: {short(self.sentence)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapLimit:
    """A cap on what one row pays, or on the whole table (`is_whole`), reached by what the row is taken of."""

    place: str
    row: int
    fact: str
    cap: Decimal
    is_whole: bool

    def __str__(self) -> str:
        return f"{self.place}: at most {self.cap:f} yuan by {self.fact}"


Limit: TypeAlias = SentenceLimit | CapLimit


def limits(version: SchemeVersion) -> tuple[Limit, ...]:
    """Every limit of the conditions, then of the table of amounts, in the order written."""
    found = (*_of_condition(version.eligible.condition, "eligible", None), *_of_amounts(version.amount))
    return tuple(dict.fromkeys(found))


def sides(limit: Limit, version: SchemeVersion, facts: Facts) -> Mapping[Side, Value]:
    """The values of the limit's fact on both sides, all other facts as they are; empty when they can't be told.

    On the limit is where the sentence names it, and beyond is the nearest value at which its truth is another: one
    person, one fen, the last decimal that the limit states, one day. At a cap, on the limit is the largest value that
    the cap takes nothing from, and beyond is the nearest one from which it takes a fen or more.
    """
    match limit:
        case SentenceLimit():
            return _sides_of_sentence(limit.sentence, facts)
        case CapLimit():
            return _sides_of_cap(limit, version.amount, facts)
        case _:
            assert_never(limit)


def side_of(limit: Limit, version: SchemeVersion, facts: Facts) -> Side | None:
    """The side on which these facts stand exactly, where the limit decides; None when they stand elsewhere.

    A limit decides when the same facts with the value of the other side give another outcome: of a condition whether
    it holds, of a row of amounts what is paid, while the company is eligible either way. A cap decides when the
    facts beyond it would be paid more without it.
    """
    values = sides(limit, version, facts)
    stands = next((side for side, value in values.items() if facts.get(limit.fact) == value), None)
    return stands if stands is not None and _decides(limit, version, facts, values) else None


def _of_condition(condition: Condition, place: str, row: int | None) -> Iterator[SentenceLimit]:
    for atom in atoms(condition):
        if isinstance(atom, Sentence) and atom.value_type in NUMBERS | DATES and atom.operator in _BEYOND:
            yield SentenceLimit(place=place, sentence=atom, row=row)


def _of_amounts(spec: AmountSpec) -> Iterator[Limit]:
    for number, row in enumerate(spec.rows):
        place = f"amount row {number + 1}"
        if row.condition is not None:
            yield from _of_condition(row.condition, place, number)
        if row.of is None or isinstance(row.of, Stated):
            continue
        fact = facts_named(row.of)[0]
        if row.cap is not None:
            yield CapLimit(place=place, row=number, fact=fact, cap=row.cap, is_whole=False)
        if spec.cap is not None:
            yield CapLimit(place=f"{place}, all rows", row=number, fact=fact, cap=spec.cap, is_whole=True)


_BEYOND: Final[Mapping[Operator, int]] = {
    Operator.IS: 1,
    Operator.AT_LEAST: -1,
    Operator.AT_MOST: 1,
    Operator.MORE_THAN: 1,
    Operator.LESS_THAN: -1,
    Operator.ON_OR_AFTER: -1,
    Operator.ON_OR_BEFORE: 1,
    Operator.AFTER: 1,
    Operator.BEFORE: -1,
}
"""Which way from the limit the truth of the sentence is another."""


def _sides_of_sentence(sentence: Sentence, facts: Facts) -> Mapping[Side, Value]:
    required = evaluate(sentence, facts).trace[0].required
    if required is None:
        return {}
    step = _BEYOND[sentence.operator]
    if isinstance(required, date):
        return {Side.ON_THE_LIMIT: required, Side.ONE_UNIT_BEYOND: required + timedelta(days=step)}
    if isinstance(required, bool) or not isinstance(required, int | Decimal):
        return {}
    others = [facts.get(name) for name in sentence.subject[1:]]
    if any(not isinstance(one, int | Decimal) for one in others):
        return {}
    limit = Decimal(required) - sum((Decimal(one) for one in others if isinstance(one, int | Decimal)), Decimal(0))
    unit = _unit(sentence.value_type, limit)
    if limit % unit:
        return {}
    is_whole = sentence.value_type is ValueType.INTEGER
    pair = (limit, limit + step * unit)
    return dict(zip(Side, (int(one) if is_whole else one for one in pair), strict=True))


def _unit(kind: ValueType, limit: Decimal) -> Decimal:
    if kind is ValueType.INTEGER:
        return Decimal(1)
    if kind is ValueType.MONEY_CNY:
        return FEN
    exponent = limit.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _sides_of_cap(limit: CapLimit, spec: AmountSpec, facts: Facts) -> Mapping[Side, Value]:
    row = spec.rows[limit.row]
    factor = row.per_head or row.rate or Decimal(0)
    over = base_value(row.of.over, facts) if isinstance(row.of, Growth) else Decimal(0)
    rest = _paid(spec, {**facts, limit.fact: 0}, without=limit) if limit.is_whole else Decimal(0)
    if rest is None or over is None or not factor:
        return {}
    unit = Decimal(1) if row.per_head is not None else FEN
    on = over + ((limit.cap - rest) / factor).quantize(unit, rounding=ROUND_FLOOR)
    step = (FEN / factor).quantize(unit, rounding=ROUND_CEILING)
    pair = (on, on + step)
    return dict(zip(Side, (int(one) if row.per_head is not None else one for one in pair), strict=True))


def _decides(limit: Limit, version: SchemeVersion, facts: Facts, values: Mapping[Side, Value]) -> bool:
    both = [{**facts, limit.fact: value} for value in values.values()]
    truths = [evaluate(version.eligible.condition, one).truth for one in both]
    if isinstance(limit, SentenceLimit) and limit.row is None:
        return set(truths) == {Truth.TRUE, Truth.FALSE}
    if truths != [Truth.TRUE, Truth.TRUE]:
        return False
    if isinstance(limit, SentenceLimit):
        on, beyond = (amount_of(version.amount, one) for one in both)
        return on != beyond and not (on.missing or beyond.missing)
    kept = [_paid(version.amount, one) for one in both]
    raw = [_paid(version.amount, one, without=limit) for one in both]
    return None not in kept and kept[0] == raw[0] and kept[1] != raw[1]


def _paid(spec: AmountSpec, facts: Facts, without: CapLimit | None = None) -> Decimal | None:
    """What the table pays, perhaps without one of its caps."""
    return amount_of(spec if without is None else _uncapped(spec, without), facts).cny


def _uncapped(spec: AmountSpec, limit: CapLimit) -> AmountSpec:
    if limit.is_whole:
        return spec.model_copy(update={"cap": None})
    rows = [row.model_copy(update={"cap": None}) if n == limit.row else row for n, row in enumerate(spec.rows)]
    return spec.model_copy(update={"rows": rows})
