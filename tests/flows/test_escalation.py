"""Times that run out: a person is told once, the law takes an application in, and nothing is ever refused."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.cases import accepting, clocks, committing, correcting, deferring, ending, reviewing
from app.cases import escalating as escalation
from app.cases.clocks import ClockName
from app.cases.committing import Commitment, CommitmentResult
from app.cases.correcting import Answer, Notice
from app.cases.escalating import Escalation, escalate_due
from app.cases.grounds import Grounds
from app.cases.queues import QueueView, queue
from app.cases.reviewing import Opinion, Ruling
from app.cases.states import AGAINST, CaseState
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, case, case_clock
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing
from tests.casework import (
    APPROVER,
    CORPUS,
    OWNER,
    PLAN,
    REVIEWER,
    Calendar,
    casework,
    events_of,
    require_whole_log,
    running,
    state_of,
    waiting_case,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office

Desk = tuple["Office", Calendar, str]
MATERIAL = str(PLAN["id"])
NOTHING = Grounds(reason="")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A case received on Monday 2 March 2026."""
    office, clock = casework(tmp_path, date(2026, 3, 2))
    return office, clock, waiting_case(office, clock)


def _reasons(office: Office, case_no: str) -> list[list[str]]:
    wanted = select(audit_entry.c.content).where(
        audit_entry.c.subject == case_no, audit_entry.c.event == "case_escalated"
    )
    with reading(office.engine) as connection:
        return [json.loads(one)["reasons"] for one in connection.execute(wanted).scalars()]


def _escalated(office: Office, case_no: str) -> bool:
    return case_no in [one.case_no for one in queue(office.engine, APPROVER, QueueView.ESCALATED).cases]


def test_a_case_is_escalated_once_when_one_working_day_is_left(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 12)
    assert escalate_due(office.engine, clock) == 0

    clock.day = date(2026, 3, 13)  # a Friday; due on Monday the 16th
    assert escalate_due(office.engine, clock) == 1
    assert escalate_due(office.engine, clock) == 0
    clock.day = date(2026, 3, 18)
    assert escalate_due(office.engine, clock) == 0

    assert _reasons(office, case_no) == [[Escalation.NEARLY_DUE]]
    assert _escalated(office, case_no)
    require_whole_log(office)


def test_what_is_late_already_says_so(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 17)

    escalate_due(office.engine, clock)

    assert _reasons(office, case_no) == [[Escalation.OVERDUE]]


def test_an_application_nobody_answered_in_five_days_is_accepted_by_law_from_its_receipt(desk: Desk) -> None:
    office, clock, case_no = desk
    clock.day = date(2026, 3, 9)
    escalate_due(office.engine, clock)
    assert state_of(office, case_no) is CaseState.RECEIVED

    clock.day = date(2026, 3, 10)
    assert escalate_due(office.engine, clock) == 1
    assert escalate_due(office.engine, clock) == 0

    assert state_of(office, case_no) is CaseState.ACCEPTED
    assert running(office, case_no)[ClockName.STATUTORY_LIMIT].started_on == date(2026, 3, 2)
    assert events_of(office, case_no) == ["case_handed_over", "case_escalated", "case_accepted"]
    require_whole_log(office)


def test_a_day_that_may_still_move_takes_nothing_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office, clock, case_no = desk
    monkeypatch.setattr(clocks, "is_provisional", lambda _clock, _calendar: True)
    clock.day = date(2026, 3, 10)

    escalate_due(office.engine, clock)

    assert state_of(office, case_no) is CaseState.RECEIVED
    assert _reasons(office, case_no) == [[Escalation.OVERDUE]]


def test_a_correction_that_does_not_come_goes_to_a_person_and_is_never_refused(desk: Desk) -> None:
    office, clock, case_no = desk
    notice = Notice(points=("签字",), due_on=date(2026, 3, 20))
    correcting.request_correction(office.engine, clock, REVIEWER, case_no, notice)
    clock.day = date(2026, 3, 20)
    assert escalate_due(office.engine, clock) == 0

    clock.day = date(2026, 6, 1)
    assert escalate_due(office.engine, clock) == 1

    assert _reasons(office, case_no) == [[Escalation.CORRECTION_OVERDUE]]
    assert state_of(office, case_no) is CaseState.CORRECTION_REQUESTED
    assert _escalated(office, case_no)
    correcting.answer_correction(office.engine, office.files, clock, OWNER, case_no, Answer(application="{}"))
    assert state_of(office, case_no) is CaseState.RECEIVED


def test_a_material_that_does_not_come_is_escalated(desk: Desk) -> None:
    office, clock, case_no = desk
    deferring.accept_with_deferral(office.engine, clock, REVIEWER, case_no, (MATERIAL,))
    clock.day = date(2026, 3, 10)

    assert escalate_due(office.engine, clock) == 1

    assert _reasons(office, case_no) == [[Escalation.DEFERRAL_OVERDUE]]


def test_a_commitment_nobody_checked_is_escalated_even_when_the_case_is_closed(desk: Desk) -> None:
    office, clock, case_no = desk
    promised = Commitment(material=MATERIAL, text="属实", check_due_on=date(2026, 3, 20))
    accepting.accept(office.engine, clock, REVIEWER, case_no, (promised,))
    reviewing.review(office.engine, clock, REVIEWER, case_no, Opinion.GRANT, NOTHING, known=CORPUS)
    reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.GRANT)
    ending.close(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 23)

    assert escalate_due(office.engine, clock) == 1
    assert _reasons(office, case_no) == [[Escalation.COMMITMENT_UNCHECKED]]
    assert _escalated(office, case_no)

    committing.check_commitment(office.engine, clock, REVIEWER, case_no, MATERIAL, CommitmentResult.KEPT)
    assert not _escalated(office, case_no)


def test_what_is_decided_is_no_longer_escalated(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 16)
    escalate_due(office.engine, clock)
    reviewing.review(office.engine, clock, REVIEWER, case_no, Opinion.GRANT, NOTHING, known=CORPUS)
    reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.GRANT)

    clock.day = date(2026, 4, 30)

    assert not _escalated(office, case_no)
    assert escalate_due(office.engine, clock) == 0


def test_however_long_nobody_does_anything_nothing_is_decided_against_anybody(desk: Desk) -> None:
    office, clock, case_no = desk
    asked = waiting_case(office, clock)
    notice = Notice(points=("签字",), due_on=date(2026, 3, 20))
    correcting.request_correction(office.engine, clock, REVIEWER, asked, notice)

    for _ in range(12):
        clock.pass_days(20)
        escalate_due(office.engine, clock)

    with reading(office.engine) as connection:
        states = {CaseState(one) for one in connection.execute(select(case.c.state)).scalars()}
    assert states == {CaseState.ACCEPTED, CaseState.CORRECTION_REQUESTED}
    assert not states & AGAINST
    assert state_of(office, case_no) is CaseState.ACCEPTED
    require_whole_log(office)


def test_a_failure_in_one_case_leaves_those_before_it_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office, clock, first = desk
    second = waiting_case(office, clock)
    for case_no in (first, second):
        accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 16)
    right, last = escalation._escalate, max(first, second)

    def fails_on_the_last(connection: object, at: object, opened: object, reasons: object) -> bool:
        if opened.case_no == last:  # type: ignore[attr-defined]
            raise RuntimeError("killed")
        return right(connection, at, opened, reasons)  # type: ignore[arg-type]

    monkeypatch.setattr(escalation, "_escalate", fails_on_the_last)
    with pytest.raises(RuntimeError, match="killed"):
        escalate_due(office.engine, clock)
    monkeypatch.undo()

    assert escalate_due(office.engine, clock) == 1
    assert events_of(office, first).count("case_escalated") == events_of(office, second).count("case_escalated") == 1


def test_a_year_without_a_calendar_is_named_and_keeps_no_other_case_waiting(desk: Desk) -> None:
    office, clock, _ = desk
    cases = sorted([waiting_case(office, clock) for _ in range(3)])
    for case_no in cases:
        accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 16)
    far = {"started_on": f"{load_calendar().years[-1].year}-12-20", "workdays": 20, "due_on": "2026-03-16"}
    with transaction(office.engine) as connection:
        connection.execute(update(case_clock).where(case_clock.c.case_no == cases[0]).values(**far))

    with pytest.raises(CalendarMissing):
        escalate_due(office.engine, clock)

    assert [events_of(office, case_no).count("case_escalated") for case_no in cases] == [0, 1, 1]
