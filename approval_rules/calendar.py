"""Counting in working days, over the years that `calendars/` holds.

A year whose notice is not published yet, and that follows the last published one, is counted from weekends alone and is
provisional. Every other year is missing, and a question about it is an error that names the year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import TypeAdapter

from approval_rules.calendar_year import CalendarYear, PinnedYear, load_year
from approval_rules.errors import CalendarMissing

CALENDARS_DIR = Path(__file__).parent / "calendars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The years it holds, without a gap. Calendars that hold the same days are equal, whatever they were made from.

    Raises:
        CalendarMissing: from every method, when it needs a year that is not held; on making one, for a gap.
    """

    years: tuple[CalendarYear, ...]
    _workdays: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for earlier, later in pairwise(self.years):
            if later.year != earlier.year + 1:
                raise CalendarMissing(earlier.year + 1)
        workdays = tuple(day.toordinal() for one in self.years for day in one.workdays())
        object.__setattr__(self, "_workdays", workdays)

    def is_workday(self, day: date) -> bool:
        self._year(day.year)
        return self._until(day) > self._before(day)

    def plus_workdays(self, day: date, n: int) -> date:
        """The n-th working day after the day, or before it when n is negative; the day itself is not counted.

        With 0 it is the day itself, a working day or not.
        """
        if n == 0:
            return day
        self._year(day.year)
        place = self._until(day) + n - 1 if n > 0 else self._before(day) + n
        if not 0 <= place < len(self._workdays):
            raise CalendarMissing(self.years[-1].year + 1 if n > 0 else self.years[0].year - 1)
        return date.fromordinal(self._workdays[place])

    def workdays_between(self, first: date, last: date) -> int:
        """How far `plus_workdays` moves from the first day to a last one that is a working day.

        The first day is not counted and the last one is; negative when the last one is earlier.
        """
        self._year(first.year)
        self._year(last.year)
        count = self._until if first <= last else self._before
        return count(last) - count(first)

    def is_provisional(self, year: int) -> bool:
        return self._year(year).is_provisional

    def is_provisional_between(self, first: date, last: date) -> bool:
        """Whether a count from one day to the other, in either direction, touches a provisional year."""
        earlier, later = sorted((first.year, last.year))
        years = [self._year(year) for year in range(earlier, later + 1)]
        return any(one.is_provisional for one in years)

    def workday_ordinals(self, first_year: int, last_year: int) -> tuple[int, ...]:
        """The working days of these years, both inclusive, as `date.toordinal` gives them, earliest first."""
        for year in range(first_year, last_year + 1):
            self._year(year)
        return self._workdays[self._before(date(first_year, 1, 1)) : self._until(date(last_year, 12, 31))]

    def subset(self, first_year: int, last_year: int) -> Calendar:
        """Those of these years, both inclusive, that are held: what was missing stays missing in a replay."""
        return Calendar(years=tuple(one for one in self.years if first_year <= one.year <= last_year))

    def to_json(self) -> list[dict[str, object]]:
        """Plain data to pin to a decision; equal calendars give the same."""
        return [PinnedYear.of(one).model_dump(mode="json") for one in self.years]

    @classmethod
    def from_json(cls, data: object) -> Calendar:
        """The calendar that was pinned. Today's files play no part in it.

        Raises:
            ValueError: the data is not what `to_json` gives.
            CalendarMissing: its years do not follow each other.
        """
        pinned = TypeAdapter(list[PinnedYear]).validate_python(data)
        return cls(years=tuple(one.as_year() for one in pinned))

    def _year(self, year: int) -> CalendarYear:
        place = year - self.years[0].year if self.years else -1
        if not 0 <= place < len(self.years):
            raise CalendarMissing(year)
        return self.years[place]

    def _before(self, day: date) -> int:
        return bisect_left(self._workdays, day.toordinal())

    def _until(self, day: date) -> int:
        return bisect_right(self._workdays, day.toordinal())


@cache
def load_calendar(folder: Path = CALENDARS_DIR) -> Calendar:
    """The published years of the folder, and the provisional one that follows them.

    Raises:
        BadRuleFile: a file can't be right.
        CalendarMissing: a year between two published ones has no file.
    """
    years = [load_year(path).as_year() for path in sorted(folder.glob("*.yaml"))]
    if years:
        years.append(CalendarYear(year=years[-1].year + 1, is_provisional=True))
    return Calendar(years=tuple(years))
