"""One case through every room: correction, deferral, commitment, review, back, review, grant, closing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases import assigning, correcting, deferring, ending, reviewing, suspending
from app.cases.clocks import ClockName
from app.cases.committing import Commitment, CommitmentResult, check_commitment, commitments_of
from app.cases.correcting import Answer, Notice
from app.cases.deferring import deferrals_of
from app.cases.errors import SamePerson, StillOpen
from app.cases.grounds import Grounds
from app.cases.reviewing import Opinion, Ruling
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import case
from app.flows.approve import decide_received
from tests.casework import (
    APPROVER,
    BOTH,
    CORPUS,
    OWNER,
    PLAN,
    casework,
    events_of,
    require_whole_log,
    running,
    state_of,
    waiting_case,
)

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = date(2026, 3, 2)
OPINION = Grounds(reason="材料齐全", basis=())


def test_a_case_goes_through_two_people_from_receipt_to_closing(tmp_path: Path) -> None:
    office, clock = casework(tmp_path, MONDAY)
    engine, case_no = office.engine, waiting_case(office, clock)
    assert running(office, case_no)[ClockName.CORRECTION_NOTICE].due_on == date(2026, 3, 9)

    assigning.take(engine, clock, BOTH, case_no)
    clock.pass_days(1)
    notice = Notice(points=("经营场所证明缺一页", "申请表没有签字"), due_on=date(2026, 3, 20))
    correcting.request_correction(engine, clock, BOTH, case_no, notice)
    assert (state_of(office, case_no), running(office, case_no)) == (CaseState.CORRECTION_REQUESTED, {})

    clock.pass_days(6)
    with reading(engine) as connection:
        as_filed = connection.execute(select(case.c.application).where(case.c.case_no == case_no)).scalar_one()
    correcting.answer_correction(engine, office.files, clock, OWNER, case_no, Answer(application=as_filed))
    assert decide_received(office, case_no)
    assert running(office, case_no)[ClockName.CORRECTION_NOTICE].started_on == date(2026, 3, 9)

    clock.pass_days(1)
    promise = Commitment(material=str(PLAN["id"]), text="布局与承诺一致", check_due_on=date(2026, 5, 1))
    deferring.accept_with_deferral(engine, clock, BOTH, case_no, (str(PLAN["id"]),), (promise,))
    accepted = running(office, case_no)
    assert {name: one.due_on for name, one in accepted.items()} == {
        ClockName.STATUTORY_LIMIT: date(2026, 4, 8),
        ClockName.PROMISED_LIMIT: date(2026, 3, 24),
    }

    suspending.suspend(engine, clock, BOTH, case_no, "等待现场核查")
    clock.pass_days(2)
    suspending.resume(engine, clock, BOTH, case_no)
    assert state_of(office, case_no) is CaseState.ACCEPTED_WITH_DEFERRAL
    assert running(office, case_no)[ClockName.PROMISED_LIMIT].due_on == date(2026, 3, 26)

    reviewing.review(engine, clock, BOTH, case_no, Opinion.GRANT, OPINION, known=CORPUS)
    with pytest.raises(SamePerson):
        reviewing.rule(engine, clock, BOTH, case_no, Ruling.GRANT)
    with pytest.raises(StillOpen):
        reviewing.rule(engine, clock, APPROVER, case_no, Ruling.GRANT)
    reviewing.rule(engine, clock, APPROVER, case_no, Ruling.SEND_BACK, "请等平面图交齐")
    assert state_of(office, case_no) is CaseState.ACCEPTED_WITH_DEFERRAL

    deferring.file_deferred(engine, clock, BOTH, case_no, str(PLAN["id"]))
    reviewing.review(engine, clock, BOTH, case_no, Opinion.GRANT, OPINION, known=CORPUS)
    reviewing.rule(engine, clock, APPROVER, case_no, Ruling.GRANT)
    assert (state_of(office, case_no), running(office, case_no)) == (CaseState.GRANTED, {})

    check_commitment(engine, clock, BOTH, case_no, str(PLAN["id"]), CommitmentResult.KEPT)
    ending.close(engine, clock, BOTH, case_no, "备案凭证已送达")

    with reading(engine) as connection:
        row = connection.execute(select(case.c.state, case.c.result).where(case.c.case_no == case_no)).one()
        rounds = reviewing.rounds_of(connection, case_no)
        assert all(one.filed_at for one in deferrals_of(connection, case_no))
        assert [one.result for one in commitments_of(connection, case_no)] == [CommitmentResult.KEPT]
    assert (row.state, row.result) == (CaseState.CLOSED.value, CaseState.GRANTED.value)
    assert [one.ruling for one in rounds] == [Ruling.SEND_BACK, Ruling.GRANT]
    assert all(one.approver_id != one.reviewer_id for one in rounds)
    assert events_of(office, case_no) == [
        "case_handed_over",
        "case_assigned",
        "correction_requested",
        "correction_answered",
        "case_handed_over",
        "case_accepted_with_deferral",
        "case_suspended",
        "case_resumed",
        "case_reviewed",
        "case_sent_back",
        "deferral_filed",
        "case_reviewed",
        "case_granted",
        "commitment_checked",
        "case_closed",
    ]
    require_whole_log(office)
