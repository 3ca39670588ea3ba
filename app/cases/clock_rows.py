"""The clocks of a case as stored, and what each change of state does with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import delete, insert, select, update

from app.cases import clocks
from app.cases.clocks import CaseClock, ClockName
from app.cases.states import ACCEPTED, DECIDED, CaseState
from app.db.tables import case_clock
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Row

    from approval_rules.deadlines import Limits

log = structlog.get_logger()

_NEW: Final = insert(case_clock)
_STANDS_STILL: Final = frozenset({CaseState.CORRECTION_REQUESTED, CaseState.SUSPENDED})
_OVER: Final = DECIDED | {CaseState.WITHDRAWN, CaseState.RETURNED, CaseState.CLOSED}


def clocks_of(connection: Connection, case_no: str) -> tuple[CaseClock, ...]:
    rows = connection.execute(select(case_clock).where(case_clock.c.case_no == case_no).order_by(case_clock.c.due_on))
    return tuple(read(row) for row in rows)


def at_receipt(case_no: str, limits: Limits, received_on: date) -> list[dict[str, object]]:
    """The row of the clock of the correction notice; a case that is granted at once needs none.

    An application is taken in even in a year without a calendar: it then has no clock, and the log says so.
    """
    try:
        started = clocks.at_receipt(limits, received_on, load_calendar())
    except CalendarMissing as error:
        log.warning("clock_not_started", case_no=case_no, year=error.year)
        return []
    return [_row(case_no, one) for one in started]


def end_all(connection: Connection, case_no: str, on: date) -> None:
    """The case is decided, or goes no further."""
    _change(connection, case_no, lambda one: clocks.ended(one, on))


def follow(
    connection: Connection, case_no: str, step: tuple[CaseState, CaseState], on: date, limits: Callable[[], Limits]
) -> None:
    """Have the clocks of a case follow it from one state to the next.

    A notice of corrections in time ends the clock of the notice; what comes in again is new, and so is its clock.

    Args:
        on: the day of the step; of an acceptance by law, the day it counts from.
        limits: of the item version that is pinned to the case; asked for when a clock starts.

    Raises:
        CalendarMissing: a clock would end in a year without a calendar.
    """
    calendar = load_calendar()
    match step:
        case (_, to) if to in _OVER:
            end_all(connection, case_no, on)
        case (_, to) if to in _STANDS_STILL:
            _end_notice(connection, case_no, on)
            _change(connection, case_no, lambda one: clocks.stopped(one, on))
        case (_, CaseState.RECEIVED):
            _begin(connection, case_no, clocks.at_receipt(limits(), on, calendar))
        case (CaseState.RECEIVED, to) if to in ACCEPTED:
            _end_notice(connection, case_no, on)
            _begin(connection, case_no, clocks.at_acceptance(limits(), on, calendar))
        case (CaseState.SUSPENDED, _):
            _change(connection, case_no, lambda one: clocks.resumed(one, on, calendar))
        case _:
            pass


def read(row: Row[tuple[object, ...]]) -> CaseClock:
    return CaseClock(
        name=ClockName(row.name),
        workdays=row.workdays,
        started_on=date.fromisoformat(row.started_on),
        due_on=date.fromisoformat(row.due_on),
        stopped_on=_day(row.stopped_on),
        stopped_workdays=row.stopped_workdays,
        ended_on=_day(row.ended_on),
    )


def rewrite(connection: Connection, case_no: str, before: CaseClock, after: CaseClock) -> None:
    if after != before:
        of = (case_clock.c.case_no == case_no) & (case_clock.c.name == before.name.value)
        connection.execute(update(case_clock).where(of).values(**_row(case_no, after)))


def _end_notice(connection: Connection, case_no: str, on: date) -> None:
    _change(connection, case_no, lambda one: clocks.ended(one, on) if one.name is ClockName.CORRECTION_NOTICE else one)


def _change(connection: Connection, case_no: str, change: Callable[[CaseClock], CaseClock]) -> None:
    for one in clocks_of(connection, case_no):
        rewrite(connection, case_no, one, change(one))


def _begin(connection: Connection, case_no: str, started: Iterable[CaseClock]) -> None:
    for one in started:
        of = (case_clock.c.case_no == case_no) & (case_clock.c.name == one.name.value)
        connection.execute(delete(case_clock).where(of))
        connection.execute(_NEW, _row(case_no, one))


def _row(case_no: str, one: CaseClock) -> dict[str, object]:
    return {
        "case_no": case_no,
        "name": one.name.value,
        "workdays": one.workdays,
        "started_on": one.started_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "stopped_on": None if one.stopped_on is None else one.stopped_on.isoformat(),
        "stopped_workdays": one.stopped_workdays,
        "ended_on": None if one.ended_on is None else one.ended_on.isoformat(),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
