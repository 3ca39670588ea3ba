"""Until when the office has to answer, counted in working days.

The Administrative Licensing Law (2019) counts in working days, without public holidays, and leaves out the day from
which it counts; whether that day is itself a working day then makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from approval_rules.clauses import Clause

if TYPE_CHECKING:
    from datetime import date

    from approval_rules.calendar import Calendar

CORRECTION_BASIS = "cn.law.admin-licensing.2019#art-32"
CORRECTION_WORKDAYS = 5


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Spec):
    """So many working days, 0 for on the spot; `extendable` more when the head of the office extends it."""

    workdays: Annotated[int, Field(ge=0, le=1000)]
    extendable: Annotated[int, Field(ge=0, le=1000)] = 0
    basis: Annotated[list[Clause], Field(min_length=1)]
    uncertain: Annotated[str, Field(description="What is not known for certain about it.")] = ""


class Limits(_Spec):
    """The limits of one item: `decision` is what the law allows, `promised` what the office promises."""

    correction_notice: Limit | None = None
    decision: Limit | None = None
    promised: Limit | None = None


class DeadlineName(StrEnum):
    CORRECTION_NOTICE = "correction_notice"
    DECISION = "decision"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day, inclusive, and always a working day.

    It is provisional when a year it counts through has no published calendar yet; count again when that arrives.
    """

    name: DeadlineName
    due_on: date
    is_provisional: bool
    basis: tuple[Clause, ...]


class AcceptanceState(StrEnum):
    OPEN = "open"
    CORRECTION_REQUESTED = "correction_requested"
    DEEMED_ACCEPTED = "deemed_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Whether the office may still ask for corrections, has asked in time, or has let the time pass.

    `accepted_on` is there for DEEMED_ACCEPTED alone. `until` is the last day to ask.
    """

    state: AcceptanceState
    until: Deadline
    accepted_on: date | None = None


def deadlines(
    limits: Limits, *, received_on: date, accepted_on: date | None, calendar: Calendar, is_extended: bool = False
) -> tuple[Deadline, ...]:
    """The deadlines that run, in the order of the law; those of the decision run only once the case is accepted.

    The notice of corrections counts from receipt (cn.law.admin-licensing.2019#art-32), the decision from acceptance,
    and the head of the office may extend the decision's limit (cn.law.admin-licensing.2019#art-42), never the promise.

    Raises:
        CalendarMissing: a deadline lies in a year that the calendar does not hold.
    """
    running = [(DeadlineName.CORRECTION_NOTICE, limits.correction_notice, received_on, 0)]
    if accepted_on is not None:
        more = limits.decision.extendable if limits.decision and is_extended else 0
        running.append((DeadlineName.DECISION, limits.decision, accepted_on, more))
        running.append((DeadlineName.PROMISED, limits.promised, accepted_on, 0))
    return tuple(_deadline(name, limit, start, calendar, more) for name, limit, start, more in running if limit)


def correction_deadline(received_on: date, calendar: Calendar, workdays: int = CORRECTION_WORKDAYS) -> Deadline:
    """The last day to tell the applicant everything that is to be corrected.

    At once or within five working days of receipt, all of it at once; otherwise the application counts as accepted from
    the day of receipt. Source: cn.law.admin-licensing.2019#art-32.
    """
    limit = Limit(workdays=workdays, basis=[CORRECTION_BASIS])
    return _deadline(DeadlineName.CORRECTION_NOTICE, limit, received_on, calendar)


def acceptance(
    *,
    received_on: date,
    notice_sent_on: date | None,
    further_notice_on: date | None = None,
    today: date,
    calendar: Calendar,
    limit: Limit,
) -> Acceptance:
    """How an application that is incomplete stands at the end of `today`. A notice of a later day is not sent yet.

    `further_notice_on` is the day of a second list of what the first one could have named. All has to be told at once,
    so a second list shows that the first did not tell all, and itself doesn't count: nothing complete was told, and the
    application counts as accepted from the day of receipt once the time is over. A list of what the applicant's own
    corrections brought with them is no such second list. Source: cn.law.admin-licensing.2019#art-32.
    """
    until = _deadline(DeadlineName.CORRECTION_NOTICE, limit, received_on, calendar)
    in_time = notice_sent_on is not None and notice_sent_on <= min(until.due_on, today)
    is_complete = further_notice_on is None or further_notice_on > today
    if in_time and is_complete:
        return Acceptance(state=AcceptanceState.CORRECTION_REQUESTED, until=until)
    if today <= until.due_on:
        return Acceptance(state=AcceptanceState.OPEN, until=until)
    return Acceptance(state=AcceptanceState.DEEMED_ACCEPTED, until=until, accepted_on=received_on)


def _deadline(name: DeadlineName, limit: Limit, start: date, calendar: Calendar, more: int = 0) -> Deadline:
    due_on = _due_on(start, limit.workdays + more, calendar)
    return Deadline(
        name=name,
        due_on=due_on,
        is_provisional=calendar.is_provisional_between(start, due_on),
        basis=tuple(limit.basis),
    )


def _due_on(start: date, workdays: int, calendar: Calendar) -> date:
    """On the spot is the same day, or the next working day when nobody works on it."""
    if workdays == 0 and calendar.is_workday(start):
        return start
    return calendar.plus_workdays(start, max(workdays, 1))
