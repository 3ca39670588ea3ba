"""Puts before an approver what is about to be late or is, and takes in by law what nobody answered in time.

Nothing here refuses, returns or closes a case: a time that ran out brings it to a person.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, union, update

from app.cases import clocks
from app.cases.accepting import OFFICE, accept_by_law
from app.cases.clock_rows import clocks_of, rewrite
from app.cases.clocks import ClockName
from app.cases.committing import commitments_of
from app.cases.correcting import corrections_of
from app.cases.deferring import deferrals_of
from app.cases.events import EventKind, tell
from app.cases.opening import open_case
from app.cases.states import ACCEPTED, CaseState
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import case, case_clock, case_commitment, case_correction, case_deferral
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection, Engine

    from app.cases.clocks import CaseClock
    from app.cases.opening import OpenCase
    from app.clock import Clock
    from approval_rules.calendar import Calendar

NEAR_WORKDAYS: Final = 1
_LOOKED_AHEAD: Final = timedelta(days=5)
"""More than a new calendar brings a day forward: what it moves is still found in time."""


class Escalation(StrEnum):
    """Why a case is put before an approver."""

    NEARLY_DUE = "nearly_due"
    """One working day is left, or none."""
    OVERDUE = "overdue"
    CORRECTION_OVERDUE = "correction_overdue"
    DEFERRAL_OVERDUE = "deferral_overdue"
    COMMITMENT_UNCHECKED = "commitment_unchecked"


def escalate_due(engine: Engine, clock: Clock) -> int:
    """Escalate each case that gives a reason to, once; returns how many cases were changed.

    Each in its own transaction: a kill between two loses nothing, and running it twice changes nothing.

    Raises:
        CalendarMissing: a year that is needed has no calendar; told after every other case was looked at.
    """
    on, changed = today(clock), 0
    missing: CalendarMissing | None = None
    for case_no in _candidates(engine, on):
        try:
            changed += _look_at(engine, clock, case_no, on)
        except CalendarMissing as error:
            missing = error
    if missing is not None:
        raise missing
    return changed


def _candidates(engine: Engine, on: date) -> list[str]:
    """Cases that may give a reason; each is looked at again when it is its turn."""
    day = on.isoformat()
    running = case_clock.c.ended_on.is_(None) & case_clock.c.stopped_on.is_(None)
    late = (
        select(case_clock.c.case_no).where(running, case_clock.c.due_on <= (on + _LOOKED_AHEAD).isoformat()),
        select(case_correction.c.case_no).where(
            case_correction.c.answered_at.is_(None), case_correction.c.due_on < day
        ),
        select(case_deferral.c.case_no).where(
            case_deferral.c.filed_at.is_(None), case_deferral.c.deferral_due_on < day
        ),
        select(case_commitment.c.case_no).where(
            case_commitment.c.checked_at.is_(None), case_commitment.c.check_due_on < day
        ),
    )
    any_of = union(*late).subquery()
    calm = select(any_of.c.case_no).join(case, case.c.case_no == any_of.c.case_no).where(case.c.escalated_at.is_(None))
    untold = (
        select(case.c.case_no)
        .join(case_clock, case_clock.c.case_no == case.c.case_no)
        .where(
            case.c.state == CaseState.RECEIVED.value,
            case_clock.c.name == ClockName.CORRECTION_NOTICE.value,
            running,
            case_clock.c.due_on < day,
        )
    )
    wanted = union(calm, untold).subquery()
    with reading(engine) as connection:
        return list(connection.execute(select(wanted.c.case_no).order_by(wanted.c.case_no)).scalars())


def _look_at(engine: Engine, clock: Clock, case_no: str, on: date) -> bool:
    now = clock.now()
    with transaction(engine) as connection:
        opened, calendar = open_case(connection, case_no), load_calendar()
        running = _recounted(connection, case_no, calendar)
        is_changed = _accepted_by_law(connection, now, opened, running, on)
        if is_changed:
            opened = open_case(connection, case_no)
            running = [one for one in clocks_of(connection, case_no) if one.is_running]
        reasons = [*_due_reasons(running, on, calendar), *_late_reasons(connection, opened, on)]
        if opened.is_escalated or not reasons:
            return is_changed
        return _escalate(connection, now, opened, reasons) or is_changed


def _recounted(connection: Connection, case_no: str, calendar: Calendar) -> list[CaseClock]:
    """The running clocks, by today's calendar."""
    found = []
    for one in clocks_of(connection, case_no):
        if one.is_running:
            anew = clocks.recounted(one, calendar)
            rewrite(connection, case_no, one, anew)
            found.append(anew)
    return found


def _accepted_by_law(
    connection: Connection, at: datetime, opened: OpenCase, running: list[CaseClock], on: date
) -> bool:
    """Whether nobody told in time what is missing. A day that may still move decides nothing."""
    late = [
        one
        for one in running
        if one.name is ClockName.CORRECTION_NOTICE
        and one.due_on < on
        and not clocks.is_provisional(one, load_calendar())
    ]
    if opened.state is not CaseState.RECEIVED or not late:
        return False
    accept_by_law(connection, at, opened, late[0].started_on)
    return True


def _due_reasons(running: list[CaseClock], on: date, calendar: Calendar) -> Iterator[Escalation]:
    soon = calendar.plus_workdays(on, NEAR_WORKDAYS)
    if any(one.due_on < on for one in running):
        yield Escalation.OVERDUE
    elif any(one.due_on <= soon for one in running):
        yield Escalation.NEARLY_DUE


def _late_reasons(connection: Connection, opened: OpenCase, on: date) -> Iterator[Escalation]:
    rounds = corrections_of(connection, opened.case_no)
    if opened.state is CaseState.CORRECTION_REQUESTED and rounds and rounds[-1].due_on < on:
        yield Escalation.CORRECTION_OVERDUE
    if opened.state in ACCEPTED | {CaseState.REVIEWED} and any(
        one.filed_at is None and one.due_on < on for one in deferrals_of(connection, opened.case_no)
    ):
        yield Escalation.DEFERRAL_OVERDUE
    kept = commitments_of(connection, opened.case_no)
    if opened.state not in _DROPPED and any(one.result is None and one.commitment.check_due_on < on for one in kept):
        yield Escalation.COMMITMENT_UNCHECKED


_DROPPED: Final = frozenset({CaseState.WITHDRAWN, CaseState.RETURNED, CaseState.NOT_ACCEPTED, CaseState.REFUSED})
"""What was committed to has led to nothing."""


def _escalate(connection: Connection, at: datetime, opened: OpenCase, reasons: list[Escalation]) -> bool:
    changed = connection.execute(
        update(case)
        .where(case.c.case_no == opened.case_no, case.c.escalated_at.is_(None))
        .values(escalated_at=at.isoformat())
    )
    if changed.rowcount != 1:
        return False
    tell(
        connection, at=at, actor=OFFICE, kind=EventKind.CASE_ESCALATED, case_no=opened.case_no,
        owner=opened.scope.owner, content={"reasons": [one.value for one in reasons]}, shown={},
    )  # fmt: skip
    return True
