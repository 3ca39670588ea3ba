"""Moves a case from one state to the next: state, clocks, audit entry and event, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.cases import clock_rows
from app.cases.errors import CaseMovedOn, IllegalTransition
from app.cases.events import EventKind, tell
from app.cases.pinned import pinned_item
from app.cases.states import ACCEPTED, DECIDED, ENDS, CaseState, Mover, transition
from app.clock import SHANGHAI
from app.db.tables import case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.cases.opening import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a case is to go, and who takes it there.

    Attributes:
        actor: as the audit log writes it.
        content: for the audit log, beside the two states.
        shown: for the case's owner, beside the new state: no personal data.
        assigned_to: who works on it next; nobody where that changes hands.
        counts_from: the day that its clocks count from, where that is not today.
    """

    to: CaseState
    by: Mover
    actor: str
    kind: EventKind
    content: Mapping[str, object] = field(default_factory=dict)
    shown: Mapping[str, object] = field(default_factory=dict)
    assigned_to: str | None = None
    counts_from: date | None = None


def move(connection: Connection, at: datetime, opened: OpenCase, step: Step) -> int:
    """Take the step and return the number of its event.

    Raises:
        IllegalTransition: the table of states has no such step, or not for whoever takes it.
        CaseMovedOn: the case is no longer in the state it was opened in.
        CalendarMissing: a clock would end in a year without a calendar.
    """
    _require_resumed(opened.state, step)
    line = transition(opened.state, step.to, step.by)
    changed = connection.execute(
        update(case)
        .where(case.c.case_no == opened.case_no, case.c.state == opened.state.value)
        .values(**_values(at, step))
    )
    if changed.rowcount != 1:
        raise CaseMovedOn(opened.case_no)
    clock_rows.follow(
        connection,
        opened.case_no,
        (opened.state, step.to),
        step.counts_from or at.astimezone(SHANGHAI).date(),
        lambda: pinned_item(connection, opened.case_no).limits,
    )
    content = {"from": opened.state.value, "state": step.to.value, "basis_of_step": list(line.basis), **step.content}
    return tell(
        connection,
        at=at,
        actor=step.actor,
        kind=step.kind,
        case_no=opened.case_no,
        owner=opened.scope.owner,
        content=content,
        shown={"state": step.to.value, **step.shown},
    )


def _require_resumed(frm: CaseState, step: Step) -> None:
    """What is suspended goes on by being resumed, and nothing else is resumed; it may be withdrawn all the same."""
    is_suspended = frm is CaseState.SUSPENDED
    if step.kind is not EventKind.CASE_WITHDRAWN and (step.kind is EventKind.CASE_RESUMED) is not is_suspended:
        why = "it is suspended and has to be resumed first" if is_suspended else "it is not suspended"
        raise IllegalTransition(frm, step.to, why)


def _values(at: datetime, step: Step) -> dict[str, object]:
    values: dict[str, object] = {"state": step.to.value, "state_since": at.isoformat(), "assigned_to": step.assigned_to}
    if step.to in DECIDED | (ENDS - {CaseState.CLOSED}):
        values |= {"result": step.to.value, "result_at": at.isoformat()}
    if step.to not in ACCEPTED | {CaseState.RECEIVED, CaseState.REVIEWED, CaseState.SUSPENDED}:
        values["escalated_at"] = None  # what it was escalated for is over
    return values
