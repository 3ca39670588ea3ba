"""Days as the makers of applications count them, in code and by a calendar that the checker does not use."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

LAST_KNOWN: Final = date(2026, 12, 31)
"""The public holidays of later years are not known."""


def months_before(day: date, months: int) -> date:
    """The matching day so many months earlier; the last day of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def latest_birthday(on: date, years: int) -> date:
    """The last birthday of those who are so many full years old on that day."""
    return months_before(on, 12 * years)


@lru_cache(maxsize=4096)
def workdays_before(day: date, count: int) -> date:
    """The count-th working day before a day, which itself is not counted."""
    from chinese_calendar import is_workday

    while count:
        day -= timedelta(days=1)
        count -= bool(is_workday(day))
    return day


def some_day(first: date, last: date, share: float) -> date:
    """The day that lies so far, from 0 to below 1, on the way from the first to the last, both included."""
    return first + timedelta(days=int(share * ((last - first).days + 1)))
