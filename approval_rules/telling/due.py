"""Deadlines in words: what is due on which day, and how many working days are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.deadlines import DeadlineName, deadlines
from approval_rules.errors import CalendarMissing
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from datetime import date

    from approval_rules.calendar import Calendar
    from approval_rules.deadlines import Deadline, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline that runs.

    Attributes:
        workdays_left: from today to the last day, which counts; 0 on the day itself, negative afterwards.
        is_provisional: a year that it counts through has no published calendar yet, so the day may move.
    """

    name: DeadlineName
    due_on: date
    workdays_left: int
    is_provisional: bool
    basis: tuple[str, ...]

    @property
    def title(self) -> Both:
        return _TITLES[self.name]

    @property
    def left(self) -> Both:
        if self.workdays_left < 0:
            days = -self.workdays_left
            return Both(f"已超过{days}个工作日", f"{_workdays(days)} late")
        if self.workdays_left == 0:
            return Both("今天到期", "due today")
        return Both(f"还有{self.workdays_left}个工作日", f"{_workdays(self.workdays_left)} left")

    @property
    def mark(self) -> Both:
        """Said of a day that may still move; empty otherwise."""
        return _PROVISIONAL if self.is_provisional else Both("", "")


def due(limits: Limits, *, received_on: date, is_complete: bool, today: date, calendar: Calendar) -> tuple[Due, ...]:
    """The deadlines of a case that nobody has decided yet; none where a year of theirs has no calendar.

    An application in which nothing is to be corrected counts as accepted on the day of receipt, which is the earliest
    day from which the decision's limit can run. Source: cn.law.admin-licensing.2019#art-32.

    Args:
        is_complete: nothing is to be corrected; otherwise the decision's limit does not run yet.
    """
    try:
        running = deadlines(
            limits, received_on=received_on, accepted_on=received_on if is_complete else None, calendar=calendar
        )
        return tuple(_due(one, today, calendar) for one in running)
    except CalendarMissing:
        return ()


def _due(deadline: Deadline, today: date, calendar: Calendar) -> Due:
    return Due(
        name=deadline.name,
        due_on=deadline.due_on,
        workdays_left=calendar.workdays_between(today, deadline.due_on),
        is_provisional=deadline.is_provisional,
        basis=deadline.basis,
    )


def _workdays(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


_TITLES: Final = {
    DeadlineName.CORRECTION_NOTICE: Both("一次性告知补正的期限", "last day to tell what is to be corrected"),
    DeadlineName.DECISION: Both(
        "作出决定的法定期限（按收件日受理计）", "statutory last day to decide, if accepted on receipt"
    ),
    DeadlineName.PROMISED: Both(
        "作出决定的承诺期限（按收件日受理计）", "promised last day to decide, if accepted on receipt"
    ),
}
_PROVISIONAL: Final = Both(
    "暂定：所跨年度的放假安排还没有公布", "provisional: the holidays of a year it runs into are not published yet"
)
