"""补正, 容缺受理, 告知承诺, 中止, 撤回 and 退件: what may be asked, by when, and what becomes of the clocks."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases import accepting, committing, correcting, deferring, ending, reviewing, suspending
from app.cases.clocks import ClockName
from app.cases.committing import FORM, Commitment, CommitmentResult, commitments_of
from app.cases.correcting import Answer, Notice, corrections_of
from app.cases.errors import (
    BadGrounds,
    BadNotice,
    DeemedAccepted,
    IllegalTransition,
    NotDeferrable,
    NotReplaceable,
)
from app.cases.filed import SentFile
from app.cases.grounds import Grounds
from app.cases.reviewing import Opinion, Ruling
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import case, case_correction, upload
from app.errors import NotFound
from tests.casework import (
    APPROVER,
    BOTH,
    CORPUS,
    OWNER,
    PLAN,
    REVIEWER,
    Calendar,
    casework,
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
LATER = date(2026, 3, 20)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A case received on Monday 2 March 2026."""
    office, clock = casework(tmp_path, date(2026, 3, 2))
    return office, clock, waiting_case(office, clock)


def _ask(desk: Desk, *points: str, reason: str = "", is_late: bool = False, due_on: date = LATER) -> None:
    office, clock, case_no = desk
    notice = Notice(points=points, due_on=due_on, reason=reason, is_late=is_late)
    correcting.request_correction(office.engine, clock, REVIEWER, case_no, notice)


def _answer(desk: Desk, *files: SentFile) -> None:
    office, clock, case_no = desk
    answer = Answer(application='{"item": "prepackaged-food-filing"}', files=files)
    correcting.answer_correction(office.engine, office.files, clock, OWNER, case_no, answer)


def test_a_notice_names_everything_and_a_day_to_come(desk: Desk) -> None:
    for points, due_on in (((), LATER), (("签字", " "), LATER), (("签字",), date(2026, 3, 2))):
        with pytest.raises(BadNotice):
            _ask(desk, *points, due_on=due_on)

    assert state_of(desk[0], desk[2]) is CaseState.RECEIVED


def test_an_answer_is_kept_with_its_files_and_what_was_filed_before(desk: Desk) -> None:
    office, _, case_no = desk
    content = b"the signed form"
    file = SentFile(material="form", name="form.jpg", sha256=hashlib.sha256(content).hexdigest(), content=content)
    with reading(office.engine) as connection:
        filed = connection.execute(select(case.c.application)).scalar_one()
    _ask(desk, "申请表没有签字")

    _answer(desk, file, file)

    with reading(office.engine) as connection:
        (only,) = corrections_of(connection, case_no)
        assert connection.execute(select(case_correction.c.application_before)).scalar_one() == filed
        assert file.sha256 in connection.execute(select(upload.c.sha256)).scalars().all()
    assert (only.points, only.answered_at is None) == (("申请表没有签字",), False)
    assert office.files.read(file.sha256) == content
    require_whole_log(office)


def test_a_second_notice_needs_its_reason(desk: Desk) -> None:
    _ask(desk, "申请表没有签字")
    _answer(desk)

    with pytest.raises(BadNotice):
        _ask(desk, "又缺一页")
    _ask(desk, "新交的申请表缺一页", reason="补正后的申请表缺一页")

    with reading(desk[0].engine) as connection:
        assert [one.reason for one in corrections_of(connection, desk[2])] == [None, "补正后的申请表缺一页"]


def test_after_five_working_days_nothing_can_be_asked_for_any_more(desk: Desk) -> None:
    _, clock, _ = desk
    clock.pass_days(8)

    with pytest.raises(DeemedAccepted) as raised:
        _ask(desk, "申请表没有签字")

    assert raised.value.until == date(2026, 3, 9)


def test_what_could_have_been_told_before_can_not_be_told_after_five_days(desk: Desk) -> None:
    _, clock, _ = desk
    _ask(desk, "申请表没有签字")
    clock.pass_days(10)
    _answer(desk)

    with pytest.raises(DeemedAccepted):
        _ask(desk, "还缺一页", reason="第一次漏了", is_late=True)
    _ask(desk, "新交的申请表缺一页", reason="补正后的申请表缺一页")


def test_the_first_notice_can_not_be_late(desk: Desk) -> None:
    with pytest.raises(BadNotice):
        _ask(desk, "签字", reason="x", is_late=True)


def test_only_who_was_asked_answers_and_only_once(desk: Desk) -> None:
    office, clock, case_no = desk
    with pytest.raises(IllegalTransition):
        _answer(desk)
    _ask(desk, "签字")

    with pytest.raises(NotFound):
        correcting.answer_correction(office.engine, office.files, clock, REVIEWER, case_no, Answer(application="{}"))
    _answer(desk)
    with pytest.raises(IllegalTransition):
        _answer(desk)


def test_only_what_the_item_lets_wait_may_come_later(desk: Desk) -> None:
    office, clock, case_no = desk

    for materials in ((), ("business_license",), ("nothing",), (MATERIAL, "business_license")):
        with pytest.raises(NotDeferrable):
            deferring.accept_with_deferral(office.engine, clock, REVIEWER, case_no, materials)
    deferring.accept_with_deferral(office.engine, clock, REVIEWER, case_no, (MATERIAL,))

    with reading(office.engine) as connection:
        (only,) = deferring.deferrals_of(connection, case_no)
    assert (only.due_on, only.filed_at) == (date(2026, 3, 9), None)


def test_what_came_later_is_written_down_once(desk: Desk) -> None:
    office, clock, case_no = desk
    deferring.accept_with_deferral(office.engine, clock, REVIEWER, case_no, (MATERIAL,))

    deferring.file_deferred(office.engine, clock, REVIEWER, case_no, MATERIAL)

    with pytest.raises(NotFound):
        deferring.file_deferred(office.engine, clock, REVIEWER, case_no, MATERIAL)
    with pytest.raises(NotFound):
        deferring.file_deferred(office.engine, clock, REVIEWER, case_no, "business_license")
    require_whole_log(office)


@pytest.mark.parametrize(
    "commitment",
    [
        Commitment(material="business_license", text="属实", check_due_on=LATER),
        Commitment(material=MATERIAL, text=" ", check_due_on=LATER),
        Commitment(material=MATERIAL, text="属实", check_due_on=date(2026, 3, 2)),
    ],
)
def test_a_commitment_stands_only_for_what_the_item_says_and_is_checked_later(
    desk: Desk, commitment: Commitment
) -> None:
    office, clock, case_no = desk

    with pytest.raises(NotReplaceable):
        accepting.accept(office.engine, clock, REVIEWER, case_no, (commitment,))

    assert state_of(office, case_no) is CaseState.RECEIVED


def test_a_commitment_is_checked_by_a_person_once(desk: Desk) -> None:
    office, clock, case_no = desk
    promised = tuple(Commitment(material=one, text="属实", check_due_on=LATER) for one in (MATERIAL, FORM))
    with pytest.raises(NotReplaceable):
        accepting.accept(office.engine, clock, REVIEWER, case_no, (*promised, promised[0]))
    accepting.accept(office.engine, clock, REVIEWER, case_no, promised)

    committing.check_commitment(office.engine, clock, REVIEWER, case_no, FORM, CommitmentResult.BROKEN)

    with pytest.raises(NotFound):
        committing.check_commitment(office.engine, clock, REVIEWER, case_no, FORM, CommitmentResult.KEPT)
    with reading(office.engine) as connection:
        found = {one.commitment.material: one.result for one in commitments_of(connection, case_no)}
    assert found == {FORM: CommitmentResult.BROKEN, MATERIAL: None}


def test_while_a_case_is_suspended_its_clocks_stand_still(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, REVIEWER, case_no)
    before = running(office, case_no)[ClockName.PROMISED_LIMIT].due_on
    with pytest.raises(BadGrounds):
        suspending.suspend(office.engine, clock, REVIEWER, case_no, " ")

    suspending.suspend(office.engine, clock, REVIEWER, case_no, "等待听证")
    stopped = running(office, case_no)
    clock.pass_days(7)
    suspending.resume(office.engine, clock, REVIEWER, case_no)

    assert {one.stopped_on for one in stopped.values()} == {date(2026, 3, 2)}
    assert (before, running(office, case_no)[ClockName.PROMISED_LIMIT].due_on) == (date(2026, 3, 16), date(2026, 3, 23))
    assert state_of(office, case_no) is CaseState.ACCEPTED


def test_a_suspended_case_is_resumed_before_anything_else(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, BOTH, case_no)
    suspending.suspend(office.engine, clock, BOTH, case_no, "等待听证")
    at = (office.engine, clock, BOTH, case_no)

    for step in (
        lambda: accepting.accept(*at),
        lambda: deferring.accept_with_deferral(*at, (str(PLAN["id"]),)),
        lambda: reviewing.review(*at, Opinion.GRANT, Grounds(reason=""), known=CORPUS),
        lambda: reviewing.rule(*at, Ruling.GRANT),
        lambda: reviewing.rule(*at, Ruling.SEND_BACK, "请再看"),
    ):
        with pytest.raises(IllegalTransition):
            step()
    assert state_of(office, case_no) is CaseState.SUSPENDED

    suspending.resume(*at)
    assert state_of(office, case_no) is CaseState.ACCEPTED


def test_nothing_is_resumed_that_was_not_suspended(desk: Desk) -> None:
    office, clock, case_no = desk

    with pytest.raises(IllegalTransition):
        suspending.resume(office.engine, clock, REVIEWER, case_no)

    assert state_of(office, case_no) is CaseState.RECEIVED


def test_a_case_without_clocks_goes_the_same_way(tmp_path: Path) -> None:
    from tests.office import open_office

    office, clock = open_office(tmp_path), Calendar(date(2026, 3, 2))
    case_no = waiting_case(office, clock)

    accepting.accept(office.engine, clock, REVIEWER, case_no)
    suspending.suspend(office.engine, clock, REVIEWER, case_no, "核查")
    suspending.resume(office.engine, clock, REVIEWER, case_no)

    assert (state_of(office, case_no), running(office, case_no)) == (CaseState.ACCEPTED, {})


def test_an_applicant_may_withdraw_until_it_is_decided(desk: Desk) -> None:
    office, clock, case_no = desk
    accepting.accept(office.engine, clock, REVIEWER, case_no)

    ending.withdraw(office.engine, clock, OWNER, case_no, "不办了")

    assert (state_of(office, case_no), running(office, case_no)) == (CaseState.WITHDRAWN, {})
    with pytest.raises(IllegalTransition):
        ending.withdraw(office.engine, clock, OWNER, case_no)
    require_whole_log(office)


def test_an_application_is_returned_with_its_reason_and_not_once_accepted(desk: Desk) -> None:
    office, clock, case_no = desk
    other = waiting_case(office, clock)
    accepting.accept(office.engine, clock, REVIEWER, other)

    with pytest.raises(BadGrounds):
        ending.return_case(office.engine, clock, APPROVER, case_no, "")
    ending.return_case(office.engine, clock, APPROVER, case_no, "重复申请")
    with pytest.raises(IllegalTransition):
        ending.return_case(office.engine, clock, REVIEWER, other, "重复申请")

    assert state_of(office, case_no) is CaseState.RETURNED
