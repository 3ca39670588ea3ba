"""Clocks of a case in working days: they start, stop while the office has to wait, go on, and end. Pure.

A clock that stops keeps the working days it has left: its last day moves by as many as it stood still. The day on which
it stops and the day on which it goes on are counted once, so stopping and going on within a day changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.deadlines import DeadlineName, correction_deadline, deadlines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from approval_rules.calendar import Calendar
    from approval_rules.deadlines import Limits


class ClockName(StrEnum):
    CORRECTION_NOTICE = "correction_notice"
    """For telling everything that is missing; afterwards the application counts as accepted."""
    STATUTORY_LIMIT = "statutory_limit"
    PROMISED_LIMIT = "promised_limit"


_OF_DEADLINE: Final[Mapping[DeadlineName, ClockName]] = {
    DeadlineName.CORRECTION_NOTICE: ClockName.CORRECTION_NOTICE,
    DeadlineName.DECISION: ClockName.STATUTORY_LIMIT,
    DeadlineName.PROMISED: ClockName.PROMISED_LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """One clock of a case.

    Attributes:
        workdays: the whole limit; 0 is on the spot.
        started_on: the day it counts from, which itself is not counted.
        due_on: the last day, inclusive; while the clock stands still, the one it had when it stopped.
        stopped_workdays: how many it stood still in all.
    """

    name: ClockName
    workdays: int
    started_on: date
    due_on: date
    stopped_on: date | None = None
    stopped_workdays: int = 0
    ended_on: date | None = None

    @property
    def is_running(self) -> bool:
        return self.stopped_on is None and self.ended_on is None


def at_receipt(limits: Limits, received_on: date, calendar: Calendar) -> tuple[CaseClock, ...]:
    """The clock that starts when an application comes in, or comes in again; none when the item has no such limit.

    Raises:
        CalendarMissing: it would end in a year that the calendar does not hold.
    """
    return _started(limits, received_on, None, calendar)


def at_acceptance(limits: Limits, accepted_on: date, calendar: Calendar) -> tuple[CaseClock, ...]:
    """The clocks of the decision, as far as the item has such limits.

    Raises:
        CalendarMissing: one would end in a year that the calendar does not hold.
    """
    found = _started(limits, accepted_on, accepted_on, calendar)
    return tuple(one for one in found if one.name is not ClockName.CORRECTION_NOTICE)


def stopped(clock: CaseClock, on: date) -> CaseClock:
    return replace(clock, stopped_on=on) if clock.is_running else clock


def resumed(clock: CaseClock, on: date, calendar: Calendar) -> CaseClock:
    """Going again from that day, with as many working days left as when it stopped.

    Raises:
        CalendarMissing: it would end in a year that the calendar does not hold.
    """
    if clock.stopped_on is None or clock.ended_on is not None:
        return clock
    due_on = _moved(clock, clock.stopped_on, on, calendar)
    stood = calendar.workdays_between(clock.due_on, due_on)
    return replace(clock, stopped_on=None, stopped_workdays=clock.stopped_workdays + stood, due_on=due_on)


def ended(clock: CaseClock, on: date) -> CaseClock:
    return clock if clock.ended_on is not None else replace(clock, ended_on=on)


def recounted(clock: CaseClock, calendar: Calendar) -> CaseClock:
    """The same clock by today's calendar: the last day moves once a year that was provisional is published.

    Raises:
        CalendarMissing: it ends in a year that the calendar does not hold.
    """
    whole = correction_deadline(clock.started_on, calendar, clock.workdays).due_on
    return replace(clock, due_on=calendar.plus_workdays(whole, clock.stopped_workdays))


def is_provisional(clock: CaseClock, calendar: Calendar) -> bool:
    """Whether a year that it counts through has no published calendar yet, so that its last day may move."""
    return calendar.is_provisional_between(clock.started_on, clock.due_on)


def _moved(clock: CaseClock, stopped_on: date, on: date, calendar: Calendar) -> date:
    """The last day once it goes on; one that was late already stays as late as it was."""
    if stopped_on > clock.due_on:
        return calendar.plus_workdays(clock.due_on, calendar.workdays_between(stopped_on, on))
    left = calendar.workdays_between(stopped_on, clock.due_on)
    return correction_deadline(on, calendar, left).due_on


def _started(limits: Limits, received_on: date, accepted_on: date | None, calendar: Calendar) -> tuple[CaseClock, ...]:
    workdays = {
        DeadlineName.CORRECTION_NOTICE: limits.correction_notice,
        DeadlineName.DECISION: limits.decision,
        DeadlineName.PROMISED: limits.promised,
    }
    start = received_on if accepted_on is None else accepted_on
    return tuple(
        CaseClock(name=_OF_DEADLINE[one.name], workdays=limit.workdays, started_on=start, due_on=one.due_on)
        for one in deadlines(limits, received_on=received_on, accepted_on=accepted_on, calendar=calendar)
        if (limit := workdays[one.name]) is not None
    )
