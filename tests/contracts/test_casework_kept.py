"""What every database owes to the work with cases: SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.accounts.principal import Role
from app.cases import accepting, assigning, correcting, deferring, ending, reviewing
from app.cases import service as cases
from app.cases.correcting import Answer, Notice, corrections_of
from app.cases.errors import CaseError
from app.cases.escalating import escalate_due
from app.cases.grounds import Grounds
from app.cases.queues import QueueView, queue
from app.cases.reviewing import Opinion, Ruling, rounds_of
from app.cases.states import CaseState
from app.db.engine import reading, transaction
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
    events_of,
    member,
    require_whole_log,
    state_of,
    waiting_case,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.flows.office import Office

MONDAY = date(2026, 3, 2)
NOTHING = Grounds(reason="")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Calendar]]:
    is_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgres else ""
    office, clock = casework(tmp_path_factory.mktemp("casework"), MONDAY, url)
    yield office, clock
    if is_postgres:
        with office.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    office.engine.dispose()


@pytest.fixture
def office(opened: tuple[Office, Calendar]) -> Office:
    return opened[0]


@pytest.fixture
def clock(opened: tuple[Office, Calendar]) -> Calendar:
    opened[1].day = MONDAY
    return opened[1]


@pytest.fixture
def case_no(office: Office, clock: Calendar) -> str:
    return waiting_case(office, clock)


def _reviewed(office: Office, clock: Calendar, case_no: str, opinion: Opinion, grounds: Grounds = NOTHING) -> None:
    accepting.accept(office.engine, clock, BOTH, case_no)
    reviewing.review(office.engine, clock, BOTH, case_no, opinion, grounds, known=CORPUS)


def _winners(work: Callable[[str], object]) -> int:
    """Of eight who try at once, how many did it; each of the others is told why not."""

    def tried(name: str) -> bool:
        try:
            work(name)
        except CaseError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(tried, [f"r{number}" for number in range(8)]))


def test_the_database_itself_keeps_reviewer_and_approver_apart(office: Office, clock: Calendar, case_no: str) -> None:
    _reviewed(office, clock, case_no, Opinion.GRANT)

    for change in ("approver_id = reviewer_id, ruling = 'grant'", "ruling = 'grant'", "approver_id = 'staff:other'"):
        with pytest.raises(IntegrityError), transaction(office.engine) as connection:
            connection.execute(text(f"UPDATE case_review SET {change} WHERE case_no = :of"), {"of": case_no})  # noqa: S608  ours


def test_two_people_never_take_the_same_case(office: Office, clock: Calendar, case_no: str) -> None:
    assert _winners(lambda name: assigning.take(office.engine, clock, member(Role.REVIEWER, name), case_no)) == 1
    assert events_of(office, case_no) == ["case_handed_over", "case_assigned"]


def test_a_case_is_accepted_once_however_many_try(office: Office, clock: Calendar, case_no: str) -> None:
    assert _winners(lambda name: accepting.accept(office.engine, clock, member(Role.REVIEWER, name), case_no)) == 1
    assert events_of(office, case_no) == ["case_handed_over", "case_accepted"]


def test_a_case_is_ruled_on_once_however_many_try(office: Office, clock: Calendar, case_no: str) -> None:
    _reviewed(office, clock, case_no, Opinion.REFUSE, REFUSED)

    assert (
        _winners(lambda name: reviewing.rule(office.engine, clock, member(Role.APPROVER, name), case_no, Ruling.REFUSE))
        == 1
    )
    assert state_of(office, case_no) is CaseState.REFUSED
    with reading(office.engine) as connection:
        assert [one.ruling for one in rounds_of(connection, case_no)] == [Ruling.REFUSE]


def test_an_applicant_and_staff_at_once_never_wait_for_each_other(
    office: Office, clock: Calendar, case_no: str
) -> None:
    others = [waiting_case(office, clock) for _ in range(3)]

    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(cases.request_review, office.engine, clock, one) for one in (case_no, *others)]
        done = [pool.submit(accepting.accept, office.engine, clock, REVIEWER, one) for one in (*others, case_no)]
        for one in (*asked, *done):
            one.result(timeout=30)

    assert {state_of(office, one) for one in (case_no, *others)} == {CaseState.ACCEPTED}


def test_a_correction_and_a_deferral_are_kept(office: Office, clock: Calendar, case_no: str) -> None:
    notice = Notice(points=("签字",), due_on=date(2026, 3, 20))
    correcting.request_correction(office.engine, clock, REVIEWER, case_no, notice)
    correcting.answer_correction(office.engine, office.files, clock, OWNER, case_no, Answer(application="{}"))
    deferring.accept_with_deferral(office.engine, clock, REVIEWER, case_no, (str(PLAN["id"]),))
    deferring.file_deferred(office.engine, clock, REVIEWER, case_no, str(PLAN["id"]))

    with reading(office.engine) as connection:
        assert [one.points for one in corrections_of(connection, case_no)] == [("签字",)]
        assert [one.filed_at is None for one in deferring.deferrals_of(connection, case_no)] == [False]
    require_whole_log(office)


def test_a_queue_is_sorted_and_read_page_by_page(office: Office, clock: Calendar, case_no: str) -> None:
    clock.pass_days(1)
    later = waiting_case(office, clock)
    seen: list[str] = []
    cursor: str | None = None

    while True:
        page = queue(office.engine, REVIEWER, QueueView.UNASSIGNED, cursor, 2)
        seen += [one.case_no for one in page.cases]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen))
    assert seen.index(case_no) < seen.index(later)


def test_what_is_late_is_escalated_once_however_many_look(office: Office, clock: Calendar, case_no: str) -> None:
    accepting.accept(office.engine, clock, REVIEWER, case_no)
    clock.day = date(2026, 3, 17)

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(escalate_due, office.engine, clock) for _ in range(4)]:
            one.result(timeout=60)

    assert events_of(office, case_no).count("case_escalated") == 1
    assert case_no in [one.case_no for one in queue(office.engine, APPROVER, QueueView.ESCALATED).cases]
    ending.withdraw(office.engine, clock, OWNER, case_no)
    assert case_no not in [one.case_no for one in queue(office.engine, APPROVER, QueueView.ESCALATED).cases]
