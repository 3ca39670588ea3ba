"""One year of working days: how it is written in `calendars/`, how it is pinned, and what can't be right in either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approval_rules import strict_yaml
from approval_rules.errors import BadRuleFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """How one year departs from Monday to Friday: the weekdays that are off, the weekend days that are worked."""

    year: int
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    is_provisional: bool = False

    def workdays(self) -> Iterator[date]:
        """Every working day of the year, earliest first."""
        days = (date(self.year, 1, 1) + timedelta(days=n) for n in range(366))
        for day in days:
            if day.year == self.year and (day in self.worked or not (_is_weekend(day) or day in self.off)):
                yield day


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(_Spec):
    """A published notice; `read` says where its words and its number were read."""

    title: str
    number: Annotated[str, Field(pattern=r"^国办发明电(〔[0-9]{4}〕[0-9]{1,3}号)?$")]
    issued_on: date
    read: Annotated[str, Field(min_length=1)]


class Holiday(_Spec):
    """A festival's days off, both ends inclusive, weekends among them as in the notice."""

    name: str
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date, Field(alias="to")]

    @model_validator(mode="after")
    def _runs_forward(self) -> Holiday:
        if self.end < self.start:
            raise ValueError(f"{self.name} ends before it begins")
        return self

    def days(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]


Year = Annotated[int, Field(ge=1949, le=9000)]


class YearFile(_Spec):
    """One file of `calendars/`. A later notice that moves days of the same year is listed too, its days merged in."""

    year: Year
    notices: Annotated[list[Notice], Field(min_length=1)]
    holidays: list[Holiday]
    worked: list[date]

    @model_validator(mode="after")
    def _days_fit(self) -> YearFile:
        _check_days(self.year, self._days_off(), self.worked)
        return self

    def as_year(self) -> CalendarYear:
        off = frozenset(day for day in self._days_off() if not _is_weekend(day))
        return CalendarYear(year=self.year, off=off, worked=frozenset(self.worked))

    def _days_off(self) -> list[date]:
        return [day for holiday in self.holidays for day in holiday.days()]


class PinnedYear(_Spec):
    """A year as it stands in a stored decision."""

    year: Year
    off: list[date]
    worked: list[date]
    is_provisional: bool

    @model_validator(mode="after")
    def _days_fit(self) -> PinnedYear:
        _check_days(self.year, self.off, self.worked)
        return self

    @classmethod
    def of(cls, one: CalendarYear) -> PinnedYear:
        return cls(year=one.year, off=sorted(one.off), worked=sorted(one.worked), is_provisional=one.is_provisional)

    def as_year(self) -> CalendarYear:
        off, worked = frozenset(self.off), frozenset(self.worked)
        return CalendarYear(year=self.year, off=off, worked=worked, is_provisional=self.is_provisional)


def load_year(path: Path) -> YearFile:
    """One file of `calendars/`.

    Raises:
        BadRuleFile: it breaks the format, holds days that can't be right, or is not named as its year.
    """
    read = strict_yaml.load_model(path, YearFile)
    if path.stem != str(read.year):
        raise BadRuleFile(path, 1, f"the file holds the year {read.year}", f"Name it {read.year}.yaml")
    return read


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _check_days(year: int, off: Sequence[date], worked: Sequence[date]) -> None:
    if strangers := [day for day in (*off, *worked) if day.year != year]:
        raise ValueError(f"{min(strangers)} is a day of another year; write it in that year's file")
    if twice := [day for days in (off, worked) for day in days if days.count(day) > 1]:
        raise ValueError(f"{min(twice)} is listed twice")
    if both := set(off) & set(worked):
        raise ValueError(f"{min(both)} is listed both as off and as worked")
    if ordinary := [day for day in worked if not _is_weekend(day)]:
        raise ValueError(f"{min(ordinary)} is not on a weekend, so it is worked without being listed")
