"""一审一核: who reviews never rules, what is refused has its grounds, and a race has one winner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from app.cases import accepting, ending, reviewing
from app.cases.errors import (
    BadGrounds,
    CaseMovedOn,
    CaseTaken,
    IllegalTransition,
    NotAgreed,
    SamePerson,
)
from app.cases.events import EventKind
from app.cases.grounds import Grounds
from app.cases.opening import open_case
from app.cases.reviewing import Opinion, Ruling, rounds_of
from app.cases.states import CaseState, Mover
from app.cases.transitions import Step, move
from app.db.engine import reading, transaction
from app.db.tables import case
from app.errors import AppError, NotFound
from tests.casework import (
    APPROVER,
    BOTH,
    CORPUS,
    OWNER,
    REFUSED,
    REVIEWER,
    SECOND_REVIEWER,
    Calendar,
    casework,
    events_of,
    require_whole_log,
    state_of,
    waiting_case,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.flows.office import Office

NOTHING = Grounds(reason="")
Desk = tuple["Office", Calendar, str]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    office, clock = casework(tmp_path, date(2026, 3, 2))
    case_no = waiting_case(office, clock)
    accepting.accept(office.engine, clock, BOTH, case_no)
    return office, clock, case_no


def _reviewed(desk: Desk, opinion: Opinion, grounds: Grounds = NOTHING) -> None:
    office, clock, case_no = desk
    reviewing.review(office.engine, clock, BOTH, case_no, opinion, grounds, known=CORPUS)


def test_whoever_reviewed_can_not_rule(desk: Desk) -> None:
    office, clock, case_no = desk
    _reviewed(desk, Opinion.GRANT)

    with pytest.raises(SamePerson):
        reviewing.rule(office.engine, clock, BOTH, case_no, Ruling.GRANT)
    with pytest.raises(SamePerson):
        reviewing.rule(office.engine, clock, BOTH, case_no, Ruling.SEND_BACK, "再看一遍")

    assert state_of(office, case_no) is CaseState.REVIEWED


def test_the_database_itself_refuses_the_same_person(desk: Desk) -> None:
    office, _, case_no = desk
    _reviewed(desk, Opinion.GRANT)
    same = "UPDATE case_review SET approver_id = reviewer_id, ruling = 'grant' WHERE case_no = :of"
    nobody = "UPDATE case_review SET ruling = 'grant' WHERE case_no = :of"

    for statement in (same, nobody):
        with pytest.raises(IntegrityError), transaction(office.engine) as connection:
            connection.execute(text(statement), {"of": case_no})


def test_both_have_to_agree(desk: Desk) -> None:
    office, clock, case_no = desk
    _reviewed(desk, Opinion.GRANT)

    with pytest.raises(NotAgreed):
        reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.REFUSE, "不同意")

    assert state_of(office, case_no) is CaseState.REVIEWED


def test_a_refusal_is_told_with_the_grounds_of_the_review(desk: Desk) -> None:
    office, clock, case_no = desk
    _reviewed(desk, Opinion.REFUSE, REFUSED)

    reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.REFUSE)

    assert state_of(office, case_no) is CaseState.REFUSED
    with reading(office.engine) as connection:
        told = connection.execute(text("SELECT content FROM case_event WHERE kind = 'case_refused'")).scalar_one()
        (only,) = rounds_of(connection, case_no)
    assert REFUSED.reason in told
    assert REFUSED.basis[0] in told
    assert (only.opinion, only.ruling, only.basis) == (Opinion.REFUSE, Ruling.REFUSE, REFUSED.basis)
    require_whole_log(office)


@pytest.mark.parametrize(
    ("grounds", "problems"),
    [
        (NOTHING, 2),
        (Grounds(reason="不符合"), 1),
        (Grounds(reason=" ", basis=REFUSED.basis), 1),
        (Grounds(reason="不符合", basis=("cn.law.invented#art-1", *REFUSED.basis)), 1),
    ],
)
def test_nothing_is_refused_without_grounds(desk: Desk, grounds: Grounds, problems: int) -> None:
    office, _, case_no = desk

    with pytest.raises(BadGrounds) as raised:
        _reviewed(desk, Opinion.REFUSE, grounds)

    assert len(raised.value.problems) == problems
    assert state_of(office, case_no) is CaseState.ACCEPTED


def test_a_clause_of_the_item_will_do_even_if_the_corpus_has_it_no_more(desk: Desk) -> None:
    office, _, case_no = desk

    _reviewed(desk, Opinion.REFUSE, Grounds(reason="不符合", basis=("cn.law.food-safety.2021#art-35",)))

    assert state_of(office, case_no) is CaseState.REVIEWED


def test_what_is_sent_back_goes_to_whoever_reviewed_it_with_the_reason(desk: Desk) -> None:
    office, clock, case_no = desk
    _reviewed(desk, Opinion.GRANT)

    with pytest.raises(BadGrounds):
        reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.SEND_BACK)
    reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.SEND_BACK, "请核对经营场所")

    with reading(office.engine) as connection:
        assert open_case(connection, case_no).assigned_to == BOTH.id
    with pytest.raises(CaseTaken):
        reviewing.review(office.engine, clock, SECOND_REVIEWER, case_no, Opinion.GRANT, NOTHING, known=CORPUS)


def test_nobody_rules_before_a_review(desk: Desk) -> None:
    office, clock, case_no = desk

    with pytest.raises(CaseTaken):
        reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.GRANT)
    with pytest.raises(IllegalTransition):
        reviewing.rule(office.engine, clock, BOTH, case_no, Ruling.GRANT)


def test_a_role_alone_gives_no_other_right(desk: Desk) -> None:
    office, clock, case_no = desk

    for tried in (
        lambda: reviewing.review(office.engine, clock, APPROVER, case_no, Opinion.GRANT, NOTHING, known=CORPUS),
        lambda: reviewing.rule(office.engine, clock, REVIEWER, case_no, Ruling.GRANT),
        lambda: accepting.accept(office.engine, clock, OWNER, case_no),
        lambda: ending.withdraw(office.engine, clock, REVIEWER, case_no),
        lambda: ending.close(office.engine, clock, OWNER, case_no),
    ):
        with pytest.raises(NotFound):
            tried()


def test_a_step_from_a_state_that_is_past_changes_nothing(desk: Desk) -> None:
    office, clock, case_no = desk
    with reading(office.engine) as connection:
        opened = open_case(connection, case_no)
    with transaction(office.engine) as connection:
        connection.execute(update(case).values(state=CaseState.SUSPENDED.value))
    step = Step(to=CaseState.REVIEWED, by=Mover.REVIEWER, actor=REVIEWER.id, kind=EventKind.CASE_REVIEWED)
    before = events_of(office, case_no)

    with pytest.raises(CaseMovedOn), transaction(office.engine) as connection:
        move(connection, clock.now(), opened, step)

    assert events_of(office, case_no) == before


def test_of_many_who_rule_at_once_one_does(desk: Desk) -> None:
    office, clock, case_no = desk
    _reviewed(desk, Opinion.GRANT)

    def rule() -> bool:
        try:
            reviewing.rule(office.engine, clock, APPROVER, case_no, Ruling.GRANT)
        except AppError as error:
            assert error.status == 409  # noqa: PT017  all the others are told the same
            return False
        return True

    assert _at_once(rule) == 1
    assert events_of(office, case_no).count("case_granted") == 1
    require_whole_log(office)


def test_an_application_that_is_not_taken_in_names_its_clause(desk: Desk) -> None:
    office, clock, _ = desk
    other = waiting_case(office, clock)

    with pytest.raises(BadGrounds):
        accepting.not_accept(office.engine, clock, REVIEWER, other, NOTHING, CORPUS)
    accepting.not_accept(office.engine, clock, REVIEWER, other, REFUSED, CORPUS)

    assert state_of(office, other) is CaseState.NOT_ACCEPTED
    ending.close(office.engine, clock, REVIEWER, other)
    require_whole_log(office)


def _at_once(work: Callable[[], bool]) -> int:
    """How many of eight threads did it."""
    with ThreadPoolExecutor(8) as pool:
        return sum(one.result() for one in [pool.submit(work) for _ in range(8)])
