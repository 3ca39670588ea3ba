"""Spans of time before or after a date: years, months and days, or working days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from approval_rules.advice import closest
from approval_rules.errors import CalendarMissing
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.calendar import Calendar

MOST = {"years": 100, "months": 1200, "days": 36500, "workdays": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Months, days and working days to move; negative is earlier."""

    months: int = 0
    days: int = 0
    workdays: int = 0

    @classmethod
    def parse(cls, raw: Mapping[str, object]) -> Span | None:
        """The span of `{plus: {years: 1}}` or `{minus: {days: 30}}`; None when neither stands there."""
        words = [word for word in ("plus", "minus") if word in raw]
        if not words:
            return None
        amounts, at = raw[words[0]], words[:1]
        if len(words) > 1 or not isinstance(amounts, dict) or not amounts:
            fix = "Write either plus or minus, with units: {days: 30}"
            raise BadValue("a span is written {minus: {years: 1}} or {plus: {days: 30}}", at=(*at,), fix=fix)
        for unit, amount in amounts.items():
            _check(unit, amount, (*at, str(unit)))
        if "workdays" in amounts and len(amounts) > 1:
            problem = "a span counts workdays alone, or years, months and days; it does not mix them"
            raise BadValue(problem, at=(*at, "workdays"), fix="Write workdays alone")
        sign = 1 if words[0] == "plus" else -1
        months = 12 * amounts.get("years", 0) + amounts.get("months", 0)
        return cls(months=sign * months, days=sign * amounts.get("days", 0), workdays=sign * amounts.get("workdays", 0))


def _check(unit: object, amount: object, at: tuple[str, ...]) -> None:
    if unit not in MOST:
        raise BadValue(f"a span is counted in {', '.join(MOST)}", at=at, fix=closest(unit, MOST))
    if type(amount) is not int or not 0 <= amount <= MOST[str(unit)]:
        most = MOST[str(unit)]
        raise BadValue(f"{unit}: a span counts whole {unit}, at most {most}", at=at, fix=f"Write 0 to {most}")


def shift(day: date, span: Span, calendar: Calendar | None = None) -> date:
    """The day moved by months, then by days, then by working days; the 31st falls back to a shorter month's last day.

    Source: 民法典 art. 202 (a month ends on the matching day, or on its last day where there is none).

    Raises:
        CalendarMissing: the span counts working days, and no calendar is given or it lacks a year they lie in.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + span.months, 12)
    last = monthrange(year, month + 1)[1]
    moved = date(year, month + 1, min(day.day, last)) + timedelta(days=span.days)
    if not span.workdays:
        return moved
    if calendar is None:
        raise CalendarMissing(moved.year)
    return calendar.plus_workdays(moved, span.workdays)
