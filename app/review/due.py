"""Last days in words, for the pages of staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.cases.clocks import ClockName, is_provisional
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.cases.clocks import CaseClock

_TITLES: Final[Mapping[ClockName, str]] = {
    ClockName.CORRECTION_NOTICE: "一次性告知补正的期限",
    ClockName.STATUTORY_LIMIT: "法定办理期限",
    ClockName.PROMISED_LIMIT: "承诺办理期限",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    is_late: bool = False


def due_line(due_on: date, today: date) -> Line:
    """The day, and how many working days are left; the day alone where a year between has no calendar."""
    try:
        left = load_calendar().workdays_between(today, due_on)
    except CalendarMissing:
        return Line(text=due_on.isoformat(), is_late=due_on < today)
    if due_on < today:
        return Line(text=f"{due_on}，已超过{-left}个工作日", is_late=True)
    return Line(text=f"{due_on}，今天到期" if left == 0 else f"{due_on}，还有{left}个工作日")


def lines_of(clocks: Iterable[CaseClock], today: date) -> list[Line]:
    """One a clock, whether it runs, stands still or has ended."""
    return [_line(one, today) for one in clocks]


def _line(one: CaseClock, today: date) -> Line:
    title = _TITLES[one.name]
    if one.ended_on is not None:
        return Line(text=f"{title}：{one.due_on}，已于{one.ended_on}停止计算", is_late=one.ended_on > one.due_on)
    if one.stopped_on is not None:
        return Line(text=f"{title}：自{one.stopped_on}起中止计算")
    due = due_line(one.due_on, today)
    doubt = "（暂定：所跨年度的放假安排还没有公布）" if is_provisional(one, load_calendar()) else ""
    return Line(text=f"{title}：{due.text}{doubt}", is_late=due.is_late)
