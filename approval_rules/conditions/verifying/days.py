"""Days as whole numbers, and a day moved by a span, exactly as `spans.shift` moves it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.verifying.terms import ALWAYS, NOWHERE
from approval_rules.errors import CalendarMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.calendar import Calendar
    from approval_rules.spans import Span

FIRST: Final = date.min.toordinal()
LAST: Final = date.max.toordinal()
NEVER: Final = 10**9
"""An open term: later than every day."""

_BEFORE_MONTH: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_THIRTY: Final = (4, 6, 9, 11)


@dataclass(frozen=True, slots=True)
class Civil:
    """A day by year, month and day of the month."""

    year: z3.ArithRef
    month: z3.ArithRef
    day: z3.ArithRef

    @classmethod
    def named(cls, name: str) -> Civil:
        return cls(z3.Int(f"{name}:year"), z3.Int(f"{name}:month"), z3.Int(f"{name}:day"))

    def is_day(self, ordinal: z3.ArithRef) -> z3.BoolRef:
        """That this is the day whose number, as `date.toordinal` gives it, is `ordinal`."""
        return z3.And(
            self.year >= date.min.year,
            self.year <= date.max.year,
            self.month >= 1,
            self.month <= len(_BEFORE_MONTH),
            self.day >= 1,
            self.day <= _last_of_month(self.year, self.month),
            ordinal == _ordinal(self),
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """`day` means something only where `exists`; else nobody can say which day it is."""

    exists: z3.BoolRef
    day: z3.ArithRef


def moved(day: z3.ArithRef, civil: Civil, span: Span, calendar: Calendar | None) -> Moved:
    """The day, which may be NEVER and then stays so, moved by months, then days, then working days."""
    parts = [Moved(ALWAYS, day)]
    if span.months:
        parts.append(_by_months(civil, span.months))
    if span.days:
        there = parts[-1].day + span.days
        parts.append(Moved(z3.And(there >= FIRST, there <= LAST), there))
    if span.workdays:
        parts.append(_by_workdays(parts[-1].day, span.workdays, calendar))
    exists = z3.And([part.exists for part in parts])
    return Moved(z3.Or(day == NEVER, exists), z3.If(day == NEVER, z3.IntVal(NEVER), parts[-1].day))


def _by_months(civil: Civil, months: int) -> Moved:
    count = civil.year * 12 + civil.month - 1 + months
    year, month = count / 12, count % 12 + 1
    last = _last_of_month(year, month)
    there = Civil(year, month, z3.If(civil.day <= last, civil.day, last))
    return Moved(z3.And(year >= date.min.year, year <= date.max.year), _ordinal(there))


def _by_workdays(day: z3.ArithRef, count: int, calendar: Calendar | None) -> Moved:
    pieces = () if calendar is None else _pieces(calendar, count)
    if not pieces:
        return Moved(NOWHERE, day)
    exists = z3.And(day >= pieces[0].first, day <= pieces[-1].last)
    return Moved(exists, _chosen(day, pieces))


@dataclass(frozen=True, slots=True)
class _Piece:
    """From `first` to `last`, both inclusive, the answer is `day`."""

    first: int
    last: int
    day: int


@lru_cache(maxsize=256)
def _pieces(calendar: Calendar, count: int) -> tuple[_Piece, ...]:
    """Where the calendar moves every day it holds, as it says itself; the days it can't move stand at one end."""
    found: list[_Piece] = []
    for start, there in _answers(calendar, count):
        if found and found[-1].day == there:
            found[-1] = _Piece(found[-1].first, start, there)
        else:
            found.append(_Piece(start, start, there))
    return tuple(found)


def _answers(calendar: Calendar, count: int) -> Iterator[tuple[int, int]]:
    if not calendar.years:
        return
    day = date(calendar.years[0].year, 1, 1)
    while day.year <= calendar.years[-1].year:
        with suppress(CalendarMissing):
            yield day.toordinal(), calendar.plus_workdays(day, count).toordinal()
        day += timedelta(days=1)


def _chosen(day: z3.ArithRef, pieces: tuple[_Piece, ...]) -> z3.ArithRef:
    """A balanced tree of choices over the pieces."""
    if len(pieces) == 1:
        return z3.IntVal(pieces[0].day)
    middle = len(pieces) // 2
    earlier, later = _chosen(day, pieces[:middle]), _chosen(day, pieces[middle:])
    return z3.If(day < pieces[middle].first, earlier, later)


def _is_leap(year: z3.ArithRef) -> z3.BoolRef:
    return z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))


def _last_of_month(year: z3.ArithRef, month: z3.ArithRef) -> z3.ArithRef:
    february = z3.If(_is_leap(year), z3.IntVal(29), z3.IntVal(28))
    is_short = z3.Or([month == one for one in _THIRTY])
    return z3.If(month == 2, february, z3.If(is_short, z3.IntVal(30), z3.IntVal(31)))  # noqa: PLR2004  February


def _ordinal(civil: Civil) -> z3.ArithRef:
    before: z3.ArithRef = z3.IntVal(_BEFORE_MONTH[-1])
    for month in range(len(_BEFORE_MONTH) - 1, 0, -1):
        before = z3.If(civil.month == month, z3.IntVal(_BEFORE_MONTH[month - 1]), before)
    years = civil.year - 1
    leap = z3.If(z3.And(civil.month > 2, _is_leap(civil.year)), z3.IntVal(1), z3.IntVal(0))  # noqa: PLR2004  February
    return 365 * years + years / 4 - years / 100 + years / 400 + before + leap + civil.day
