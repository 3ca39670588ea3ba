"""补正: everything that is missing is told at once, and the applicant sends it in again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.accounts.principal import Action
from app.cases.errors import BadNotice, DeemedAccepted
from app.cases.events import EventKind
from app.cases.opening import open_for_owner, open_for_staff
from app.cases.pinned import pinned_item
from app.cases.states import CaseState, Mover, transition
from app.cases.transitions import Step, move
from app.clock import SHANGHAI, today
from app.db.engine import transaction
from app.db.tables import case, case_correction, upload
from app.masking import masked
from approval_rules.calendar import load_calendar
from approval_rules.canonical import canonical_json
from approval_rules.deadlines import AcceptanceState, acceptance

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

    from app.accounts.principal import Principal
    from app.cases.filed import SentFile
    from app.cases.opening import OpenCase
    from app.clock import Clock
    from app.storage.files import FileStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is to be corrected, all of it at once, and until when.

    Attributes:
        reason: of a second notice: what the applicant's own correction brought, or why this was not told before.
        is_late: a point of it could have been told the first time. By law it then doesn't count as told in time.
    """

    points: tuple[str, ...]
    due_on: date
    reason: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The application as corrected, whole and in JSON, and the files that came with it, named in it by content."""

    application: str
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRound:
    """`reason` is None of the first round, `answered_at` until it is answered."""

    round: int
    requested_by: str
    requested_at: str
    points: tuple[str, ...]
    reason: str | None
    due_on: date
    answered_at: str | None


def request_correction(engine: Engine, clock: Clock, who: Principal, case_no: str, notice: Notice) -> int:
    """Tell the applicant what to correct; returns the number of the event.

    Raises:
        NotFound, CaseTaken, IllegalTransition: nothing is changed.
        BadNotice: it names nothing, is due on no day to come, or is a second one without its reason.
        DeemedAccepted: the time to tell it is over.
    """
    now, on = clock.now(), today(clock)
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.REVIEW_CASE, case_no)
        transition(opened.state, CaseState.CORRECTION_REQUESTED, Mover.REVIEWER)
        before = corrections_of(connection, case_no)
        _require_notice(notice, before, on)
        _require_in_time(connection, opened, notice, before, on)
        number = len(before) + 1
        said = {"round": number, "points": [masked(one) for one in notice.points], "due_on": notice.due_on.isoformat()}
        step = Step(
            to=CaseState.CORRECTION_REQUESTED,
            by=Mover.REVIEWER,
            actor=who.id,
            kind=EventKind.CORRECTION_REQUESTED,
            content=said | {"reason": masked(notice.reason), "is_late": notice.is_late},
            shown=said,
            assigned_to=who.id,
        )
        event = move(connection, now, opened, step)
        row = {"case_no": case_no, "round": number, "requested_by": who.id, "requested_at": now.isoformat()}
        row |= {"notice": canonical_json(list(notice.points)).decode(), "due_on": notice.due_on.isoformat()}
        connection.execute(insert(case_correction).values(**row, reason=notice.reason.strip() or None))
        return event


def answer_correction(
    engine: Engine, files: FileStore, clock: Clock, who: Principal, case_no: str, answer: Answer
) -> int:
    """Take in the corrected application, to be decided anew; returns the number of the event.

    The application as it stood is kept with the round. Files that it named before and names no longer stay.

    Raises:
        NotFound, IllegalTransition: nothing is changed.
    """
    for one in answer.files:
        files.save(one.sha256, one.content)
    now = clock.now()
    with transaction(engine) as connection:
        opened = open_for_owner(connection, who, case_no)
        transition(opened.state, CaseState.RECEIVED, Mover.APPLICANT)
        before = connection.execute(select(case.c.application).where(case.c.case_no == case_no)).scalar_one()
        number = corrections_of(connection, case_no)[-1].round
        connection.execute(
            update(case_correction)
            .where(case_correction.c.case_no == case_no, case_correction.c.round == number)
            .values(answered_at=now.isoformat(), application_before=before)
        )
        corrected = {"application": answer.application, "undecided_since": now.isoformat()}
        connection.execute(update(case).where(case.c.case_no == case_no).values(**corrected))
        _add_files(connection, case_no, answer.files)
        step = Step(
            to=CaseState.RECEIVED,
            by=Mover.APPLICANT,
            actor=who.id,
            kind=EventKind.CORRECTION_ANSWERED,
            content={"round": number, "files": [one.sha256 for one in answer.files]},
            shown={"round": number},
            assigned_to=opened.assigned_to,
        )
        return move(connection, now, opened, step)


def corrections_of(connection: Connection, case_no: str) -> tuple[CorrectionRound, ...]:
    """Every round, the first one first."""
    wanted = select(case_correction).where(case_correction.c.case_no == case_no).order_by(case_correction.c.round)
    return tuple(_round(row) for row in connection.execute(wanted))


def _require_notice(notice: Notice, before: tuple[CorrectionRound, ...], on: date) -> None:
    problems = []
    if not notice.points or not all(one.strip() for one in notice.points):
        problems.append("name everything that is to be corrected, each in words")
    if notice.due_on <= on:
        problems.append(f"it has to be due after {on}")
    if before and not notice.reason.strip():
        problems.append(
            "everything has to be told at once: say what the correction brought, or why it is told only now"
        )
    if notice.is_late and not before:
        problems.append("the first notice can't be late for an earlier one")
    if problems:
        raise BadNotice(*problems)


def _require_in_time(
    connection: Connection, opened: OpenCase, notice: Notice, before: tuple[CorrectionRound, ...], on: date
) -> None:
    """See that the law does not yet count the application as accepted. Source: cn.law.admin-licensing.2019#art-32."""
    limit = pinned_item(connection, opened.case_no).limits.correction_notice
    if limit is None:
        return
    answered = [_day(one.answered_at) for one in before if one.answered_at is not None]
    is_new = not notice.is_late
    found = acceptance(
        received_on=answered[-1] if is_new and answered else opened.received_on,
        notice_sent_on=on if is_new else _day(before[0].requested_at),
        further_notice_on=None if is_new else on,
        today=on,
        calendar=load_calendar(),
        limit=limit,
    )
    if found.state is AcceptanceState.DEEMED_ACCEPTED:
        raise DeemedAccepted(found.until.due_on)


def _add_files(connection: Connection, case_no: str, files: tuple[SentFile, ...]) -> None:
    held = select(upload.c.material, upload.c.sha256).where(upload.c.case_no == case_no)
    there = {(row.material, row.sha256) for row in connection.execute(held)}
    for one in {(one.material, one.sha256): one for one in files}.values():
        if (one.material, one.sha256) not in there:
            row = {"material": one.material, "name": one.name, "sha256": one.sha256, "size_bytes": len(one.content)}
            connection.execute(insert(upload).values(case_no=case_no, **row))


def _round(row: Row[Any]) -> CorrectionRound:
    return CorrectionRound(
        round=row.round,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        points=tuple(json.loads(row.notice)) if row.notice else (),  # erased
        reason=row.reason,
        due_on=date.fromisoformat(row.due_on),
        answered_at=row.answered_at,
    )


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date()
