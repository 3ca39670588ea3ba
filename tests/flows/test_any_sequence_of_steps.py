"""Whatever people and times do to a case, in whatever order: the table holds, two people decide, the log tells all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.cases import accepting, assigning, correcting, deferring, ending, reviewing, suspending
from app.cases.clock_rows import clocks_of
from app.cases.correcting import Answer, Notice
from app.cases.escalating import escalate_due
from app.cases.grounds import Grounds
from app.cases.happened import events_of_case
from app.cases.reviewing import Opinion, Ruling, rounds_of
from app.cases.states import DECIDED, ENDS, TRANSITIONS, CaseState
from app.db.engine import reading
from app.db.tables import case
from app.errors import AppError
from app.storage.quotas import Allowance, UploadQuotas
from tests.casework import (
    APPROVER,
    BOTH,
    CORPUS,
    OWNER,
    PLAN,
    REFUSED,
    REVIEWER,
    Calendar,
    casework,
    require_whole_log,
    state_of,
    waiting_case,
)

if TYPE_CHECKING:
    from app.accounts.principal import Principal
    from app.flows.office import Office

OFTEN = {
    "accept": 4,
    "defer": 4,
    "file": 3,
    "ask": 2,
    "answer": 4,
    "review": 5,
    "against": 3,
    "resume": 4,
    "release": 3,
}
RULINGS = {"grant": 4, "refuse": 4, "back": 3}
ONCE = ("take", "not_accept", "suspend", "withdraw", "return", "close", "days")
STEPS = tuple(step for step, count in (OFTEN | RULINGS | dict.fromkeys(ONCE, 1)).items() for _ in range(count))
"""Those that lead on come often, those that end a case seldom."""
PEOPLE = (BOTH, BOTH, APPROVER, OWNER, REVIEWER)
MONDAY = date(2026, 3, 2)
NOTHING, PLAN_ID = Grounds(reason=""), str(PLAN["id"])


class Desk:
    """Says little of itself: hypothesis writes down what a test is given, and an office holds every item."""

    def __init__(self, office: Office, clock: Calendar) -> None:
        self.office, self.clock = office, clock


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    office, clock = casework(tmp_path_factory.mktemp("sequence"), MONDAY)
    enough = Allowance(files=10**6, megabytes=10**6)  # a sequence that fails is made smaller in thousands of tries
    quotas = UploadQuotas(engine=office.engine, clock=clock, each=enough, shared=enough, shared_by="applicant")
    return Desk(replace(office, admission=replace(office.admission, quotas=quotas)), clock)


def _take_step(office: Office, clock: Calendar, case_no: str, who: Principal, step: str) -> None:  # noqa: C901, PLR0912
    at = (office.engine, clock, who, case_no)
    match step:
        case "take":
            assigning.take(*at)
        case "release":
            assigning.release(*at)
        case "accept":
            accepting.accept(*at)
        case "defer":
            deferring.accept_with_deferral(*at, (PLAN_ID,))
        case "file":
            deferring.file_deferred(*at, PLAN_ID)
        case "not_accept":
            accepting.not_accept(*at, REFUSED, CORPUS)
        case "ask":
            notice = Notice(points=("签字",), due_on=clock.day + timedelta(days=9), reason="补正后的申请表又缺一页")
            correcting.request_correction(*at, notice)
        case "answer":
            correcting.answer_correction(office.engine, office.files, clock, who, case_no, Answer(application="{}"))
        case "review":
            reviewing.review(*at, Opinion.GRANT, NOTHING, known=CORPUS)
        case "against":
            reviewing.review(*at, Opinion.REFUSE, REFUSED, known=CORPUS)
        case "grant":
            reviewing.rule(*at, Ruling.GRANT)
        case "refuse":
            reviewing.rule(*at, Ruling.REFUSE)
        case "back":
            reviewing.rule(*at, Ruling.SEND_BACK, "请再看")
        case "suspend":
            suspending.suspend(*at, "核查")
        case "resume":
            suspending.resume(*at)
        case "withdraw":
            ending.withdraw(*at)
        case "return":
            ending.return_case(*at, "重复申请")
        case "close":
            ending.close(*at)
        case _:
            clock.pass_days(3)
            escalate_due(office.engine, clock)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STEPS)), min_size=40, max_size=80))
def test_every_sequence_keeps_the_table_the_two_people_and_the_log(
    desk: Desk, steps: list[tuple[Principal, str]]
) -> None:
    office, clock = desk.office, desk.clock
    clock.day = MONDAY
    case_no = waiting_case(office, clock)

    for who, step in steps:
        try:
            _take_step(office, clock, case_no, who, step)
        except AppError:
            continue

    state = state_of(office, case_no)
    steps_taken = [one for one in events_of_case(office.engine, case_no) if "state" in one.content]
    told = [CaseState(one.content["state"]) for one in steps_taken]
    left = [(frm, one.kind) for frm, one in zip(told, steps_taken[1:], strict=False) if one.kind != "case_withdrawn"]
    moves = [(frm, to) for frm, to in pairwise(told) if frm is not to]
    assert set(moves) <= set(TRANSITIONS)
    assert all((frm is CaseState.SUSPENDED) is (kind == "case_resumed") for frm, kind in left)
    assert told[-1] is state
    with reading(office.engine) as connection:
        rounds, clocks = rounds_of(connection, case_no), clocks_of(connection, case_no)
        result = connection.execute(select(case.c.result).where(case.c.case_no == case_no)).scalar_one()
    assert all(one.approver_id != one.reviewer_id for one in rounds)
    over = state in ENDS | DECIDED
    assert (result is not None) == over
    assert all((one.ended_on is not None) for one in clocks) or not over
    if CaseState.REFUSED in told or CaseState.GRANTED in told:
        assert rounds[-1].ruling in {Ruling.GRANT, Ruling.REFUSE}
    if state is CaseState.SUSPENDED:
        assert not any(one.is_running for one in clocks)


def test_after_all_of_them_the_log_is_whole(desk: Desk) -> None:
    office, clock = desk.office, desk.clock
    waiting_case(office, clock)

    require_whole_log(office)
