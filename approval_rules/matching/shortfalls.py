"""What a scheme that does not fit would take: by how much each failing sentence is missed, and from which day it holds.

Only what the conditions say is told. A number may change, so by how much is told; a day that is counted from the day of
application comes by waiting; what happened on a day can't have happened earlier. Of alternatives the nearest way is
told: one that can still be gone, with the fewest things lacking, by waiting rather than by change, the sooner and the
smaller first, and then as written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Sentence,
    Truth,
    names_read,
)
from approval_rules.values import DATES, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Facts: TypeAlias = Mapping[str, Value]

RECEIVED_ON: Final = "application.received_on"


class Outlook(StrEnum):
    """How a sentence that fails could come to hold."""

    BY_WAITING = "by_waiting"
    BY_NUMBER = "by_number"
    BY_CHANGE = "by_change"
    TOO_LATE = "too_late"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What one failing sentence lacks.

    Attributes:
        wanted: what has to hold.
        gap: how much more the number has to be, or less when negative; of a share in percentage points.
        is_beyond: the gap has to be exceeded, for the limit itself is not enough.
        first_on: the first day on which the sentence holds, everything else being as it is.
        last_on: the last day of the scheme, where `first_on` is later.
    """

    fact: str
    wanted: Condition
    outlook: Outlook
    gap: Decimal | None = None
    is_beyond: bool = False
    first_on: date | None = None
    last_on: date | None = None


def shortfalls(condition: Condition, facts: Facts, last_on: date | None) -> tuple[Shortfall, ...]:
    """What is lacking of a condition that is false; nothing of sentences that hold or are not known.

    Args:
        facts: with the day of application.
        last_on: the last day on which the scheme can be claimed; None when no end is set.
    """
    if evaluate(condition, facts).truth is not Truth.FALSE:
        return ()
    return tuple(dict.fromkeys(_Lacking(facts, last_on, tuple(_joined(condition))).of(condition)))


def denied(condition: Condition) -> Condition:
    """What holds when the condition does not, with as few `not` as can be."""
    match condition:
        case Not(part):
            return part
        case AllOf(parts):
            return AnyOf(tuple(denied(part) for part in parts))
        case AnyOf(parts):
            return AllOf(tuple(denied(part) for part in parts))
        case Sentence(operand=bool() as answer):
            return replace(condition, operand=not answer)
        case Sentence() | Counted() if condition.operator in _OPPOSITE:
            return replace(condition, operator=_OPPOSITE[condition.operator])
        case _:
            return Not(condition)


class _Lacking:
    """The facts as they are, and the sentences that have to hold together."""

    def __init__(self, facts: Facts, last_on: date | None, joined: Sequence[Condition]) -> None:
        self.facts, self.last_on, self.joined = facts, last_on, joined
        on = facts[RECEIVED_ON]
        if not isinstance(on, date):
            raise TypeError(f"{RECEIVED_ON} is no day")
        self.on = on

    def of(self, wanted: Condition) -> list[Shortfall]:
        """What each sentence lacks of a condition that is false."""
        match wanted:
            case AllOf(parts):
                failing = (part for part in parts if evaluate(part, self.facts).truth is Truth.FALSE)
                return [one for part in failing for one in self.of(part)]
            case AnyOf(parts):
                return min((self.of(part) for part in parts), key=self._distance, default=[])
            case Not(Sentence() | Quantified() | Counted() as atom) if isinstance(denied(atom), Not):
                return [Shortfall(fact=atom.fact, wanted=wanted, outlook=Outlook.BY_CHANGE)]
            case Not(part):
                return self.of(denied(part))
            case _:
                return [self._of_atom(wanted)]

    def _of_atom(self, wanted: Atom) -> Shortfall:
        if isinstance(wanted, Quantified) or wanted.operator not in _COMPARED:
            return Shortfall(fact=wanted.fact, wanted=wanted, outlook=Outlook.BY_CHANGE)
        if RECEIVED_ON in names_read(wanted) and isinstance(wanted, Sentence):
            return self._by_day(wanted)
        if isinstance(wanted, Sentence) and wanted.value_type in DATES:
            return self._of_day(wanted)
        return self._of_number(wanted)

    def _of_number(self, wanted: Sentence | Counted) -> Shortfall:
        (step,) = evaluate(wanted, self.facts).trace
        actual, required = _exact(step.actual), _exact(step.required)
        is_whole = isinstance(wanted, Counted) or wanted.value_type is ValueType.INTEGER
        if is_whole:
            required = _whole_limit(required, wanted.operator)
        gap = _in_unit(_EXACT.subtract(required, actual), wanted)
        is_beyond = not is_whole and wanted.operator in {Operator.MORE_THAN, Operator.LESS_THAN}
        return Shortfall(fact=wanted.fact, wanted=wanted, outlook=Outlook.BY_NUMBER, gap=gap, is_beyond=is_beyond)

    def _of_day(self, wanted: Sentence) -> Shortfall:
        """A day that happened can't come earlier, nor a day of the past come anew; another day may come later."""
        actual = self.facts[wanted.fact]
        if _has_to_be_later(wanted):
            return Shortfall(fact=wanted.fact, wanted=wanted, outlook=self._anew(wanted.fact))
        is_past = isinstance(actual, date) and actual <= self.on and not isinstance(wanted.operand, OtherFact)
        return Shortfall(fact=wanted.fact, wanted=wanted, outlook=Outlook.NEVER if is_past else Outlook.BY_CHANGE)

    def _anew(self, fact: str) -> Outlook:
        """Whether a day may be followed by a later one that still counts, such as that of a renewed recognition."""
        ends = (one.operand for one in self.joined if isinstance(one, Sentence) and _is_latest(one, fact))
        is_over = any(isinstance(end, date) and end < self.on for end in ends)
        return Outlook.NEVER if fact in _ONCE or is_over else Outlook.BY_CHANGE

    def _by_day(self, wanted: Sentence) -> Shortfall:
        first = self._first_day(wanted)
        other = wanted.operand.fact if isinstance(wanted.operand, OtherFact) else ""
        fact = wanted.fact if wanted.fact != RECEIVED_ON else other or RECEIVED_ON
        if first is None:
            outlook = self._anew(fact) if fact != RECEIVED_ON else Outlook.NEVER
            return Shortfall(fact=fact, wanted=wanted, outlook=outlook)
        if self.last_on is not None and first > self.last_on:
            return Shortfall(fact=fact, wanted=wanted, outlook=Outlook.TOO_LATE, first_on=first, last_on=self.last_on)
        return Shortfall(fact=fact, wanted=wanted, outlook=Outlook.BY_WAITING, first_on=first)

    def _first_day(self, wanted: Sentence) -> date | None:
        """The first day of application on which the sentence holds: waiting makes it true once, or never again.

        Moving a day by a span keeps the order of days, so the day is found by halving; it holds then, and not yet on
        the day before.
        """
        low, high = self.on, self.on + _LONGEST
        if not self._holds_on(high, wanted):
            return None
        while high - low > _DAY:
            middle = low + (high - low) // 2
            low, high = (low, middle) if self._holds_on(middle, wanted) else (middle, high)
        return high

    def _holds_on(self, day: date, wanted: Sentence) -> bool:
        return evaluate(wanted, {**self.facts, RECEIVED_ON: day}).truth is Truth.TRUE

    def _distance(self, way: Sequence[Shortfall]) -> tuple[bool, int, int, date, Decimal]:
        ranks = [_RANKS.index(one.outlook) for one in way]
        days = [one.first_on for one in way if one.first_on]
        parts = (abs(one.gap) / max(abs(self._required(one)), Decimal(1)) for one in way if one.gap is not None)
        worst = max(ranks)
        is_closed = worst >= _RANKS.index(Outlook.TOO_LATE)
        return (is_closed, len(way), worst, max(days, default=date.min), sum(parts, Decimal(0)))

    def _required(self, one: Shortfall) -> Decimal:
        """In the unit of the gap."""
        (step,) = evaluate(one.wanted, self.facts).trace
        return _in_unit(_exact(step.required), one.wanted)


def _in_unit(number: Decimal, wanted: Condition) -> Decimal:
    """A share in percentage points, any other number as it is."""
    is_share = isinstance(wanted, Sentence) and wanted.value_type is ValueType.SHARE
    return _EXACT.multiply(number, Decimal(100)) if is_share else number


def _joined(condition: Condition) -> Iterable[Condition]:
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _joined(part)
    else:
        yield condition


def _is_latest(sentence: Sentence, fact: str) -> bool:
    return sentence.subject == (fact,) and sentence.operator in {Operator.BEFORE, Operator.ON_OR_BEFORE}


def _has_to_be_later(wanted: Sentence) -> bool:
    return wanted.operator in {Operator.AFTER, Operator.ON_OR_AFTER}


def _exact(value: Value | None) -> Decimal:
    if isinstance(value, int | Decimal):
        return Decimal(value)
    raise TypeError(f"{value!r} is no number, though the sentence was found false")


def _whole_limit(required: Decimal, operator: Operator) -> Decimal:
    """The last whole number that is within the limit."""
    match operator:
        case Operator.AT_LEAST:
            return required.to_integral_value(ROUND_CEILING, _EXACT)
        case Operator.MORE_THAN:
            return required.to_integral_value(ROUND_FLOOR, _EXACT) + 1
        case Operator.AT_MOST:
            return required.to_integral_value(ROUND_FLOOR, _EXACT)
        case _:
            return required.to_integral_value(ROUND_CEILING, _EXACT) - 1


_EXACT: Final = Context(prec=100)
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366 * 250)
"""Longer than any span, and than any day of the texts is away."""
_RANKS: Final = tuple(Outlook)
_OPPOSITE: Final = {
    Operator.AT_LEAST: Operator.LESS_THAN,
    Operator.LESS_THAN: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.MORE_THAN,
    Operator.MORE_THAN: Operator.AT_MOST,
    Operator.ON_OR_AFTER: Operator.BEFORE,
    Operator.BEFORE: Operator.ON_OR_AFTER,
    Operator.ON_OR_BEFORE: Operator.AFTER,
    Operator.AFTER: Operator.ON_OR_BEFORE,
}
_COMPARED: Final = frozenset(_OPPOSITE)
_ONCE: Final = frozenset({"profile.established_on", "profile.scaled_up_on", "profile.listed_on"})
"""Days of a company that come once and never anew; of other days, such as a recognition's, a later one may come."""
