"""What a dashboard is asked for: a span of days, an item, a district; and what was wrong with what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from app.clock import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Container

SPANS: Final = (7, 30, 90, 365)
"""Days that a link leads to."""
USUAL_DAYS: Final = 30
MOST_DAYS: Final = 731
DAILY: Final = 35
"""Up to so many days each is shown; beyond that, weeks."""
EMPTY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Both days inclusive, of Shanghai; an empty item or district is every one."""

    start: date
    end: date
    item_id: str = EMPTY
    district: str = EMPTY

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_daily(self) -> bool:
        return self.days <= DAILY

    @property
    def first_instant(self) -> str:
        """As instants are stored; one of them is later as a text exactly when it is later."""
        return _midnight(self.start)

    @property
    def last_instant(self) -> str:
        """The first one that is no longer asked for."""
        return _midnight(self.end + timedelta(days=1))

    @property
    def query(self) -> str:
        """What asks for the same again."""
        given = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        narrowed = {"item": self.item_id, "district": self.district}
        return urlencode(given | {name: value for name, value in narrowed.items() if value})

    def slots(self) -> list[date]:
        """The days, or the Monday of each week that is touched."""
        if self.is_daily:
            return [self.start + timedelta(days=one) for one in range(self.days)]
        first = monday(self.start)
        return [first + timedelta(weeks=one) for one in range((monday(self.end) - first).days // 7 + 1)]

    def slot_of(self, day: date) -> date:
        return day if self.is_daily else monday(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The fields as they came."""

    start: str = EMPTY
    end: str = EMPTY
    item_id: str = EMPTY
    district: str = EMPTY


def asked(given: Given, today: date, items: Container[str], districts: Container[str]) -> tuple[Asked, tuple[str, ...]]:
    """What to show, and the names of the fields that can't be taken; what is wrong is left as it usually is."""
    wrong = []
    end = _day(given.end)
    if end is None and given.end:
        wrong.append("to")
    end = min(end or today, today)
    start = _day(given.start)
    if start is None and given.start:
        wrong.append("from")
    start = start or end - timedelta(days=USUAL_DAYS - 1)
    if not timedelta(0) <= end - start < timedelta(days=MOST_DAYS):
        wrong.append("span")
        start = end - timedelta(days=USUAL_DAYS - 1)
    item_id = given.item_id if given.item_id in items else EMPTY
    district = given.district if given.district in districts else EMPTY
    wrong += ["item"] if item_id != given.item_id else []
    wrong += ["district"] if district != given.district else []
    return Asked(start=start, end=end, item_id=item_id, district=district), tuple(wrong)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> str:
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC).isoformat()


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 2000 else None  # noqa: PLR2004  before any service of this kind; keeps sums in range
