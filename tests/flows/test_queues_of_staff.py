"""Who sees which cases waiting, in which order, and that two people never take the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from app.accounts.principal import Role
from app.cases import accepting, assigning, ending, reviewing
from app.cases import service as cases
from app.cases.errors import BadCursor, CaseTaken, IllegalTransition, NotAssignable
from app.cases.grounds import Grounds
from app.cases.queues import QueueView, queue, waiting_count
from app.cases.reviewing import Opinion
from app.db.engine import transaction
from app.db.tables import account, account_grant, case
from app.errors import NotFound
from tests.casework import (
    APPROVER,
    BOTH,
    CORPUS,
    OWNER,
    REVIEWER,
    SECOND_REVIEWER,
    Calendar,
    casework,
    events_of,
    member,
    require_whole_log,
    waiting_case,
)
from tests.office import FOOD, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from app.accounts.principal import Principal
    from app.flows.office import Office

Desk = tuple["Office", Calendar]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return casework(tmp_path, date(2026, 3, 2))


def _shown(office: Office, who: Principal, view: QueueView = QueueView.WAITING) -> list[str]:
    page = queue(office.engine, who, view)
    assert waiting_count(office.engine, who, view) == len(page.cases)
    return [one.case_no for one in page.cases]


def _set(office: Office, case_no: str, **values: str) -> None:
    with transaction(office.engine) as connection:
        connection.execute(update(case).where(case.c.case_no == case_no).values(**values))


def test_escalated_cases_come_first_and_then_those_due_first(desk: Desk) -> None:
    office, clock = desk
    first = waiting_case(office, clock)
    clock.pass_days(1)
    later, escalated = waiting_case(office, clock), waiting_case(office, clock)
    _set(office, escalated, escalated_at="2026-03-03T01:00:00+00:00")

    assert _shown(office, REVIEWER) == [escalated, first, later]
    assert _shown(office, APPROVER, QueueView.ESCALATED) == [escalated]


def test_a_queue_holds_the_districts_and_items_of_who_asks(desk: Desk) -> None:
    office, clock = desk
    here, there = waiting_case(office, clock), waiting_case(office, clock)
    _set(office, here, district="310117")
    _set(office, there, district="310115")

    assert _shown(office, member(Role.REVIEWER, district="310117")) == [here]
    assert _shown(office, member(Role.REVIEWER, district="310117", item=FOOD)) == [here]
    assert _shown(office, member(Role.REVIEWER, item="food-permit-renewal")) == []
    assert _shown(office, member(Role.ADMIN)) == []
    assert _shown(office, OWNER) == []
    assert set(_shown(office, member(Role.AUDITOR))) == {here, there}


def test_the_views_part_what_is_free_what_is_mine_and_what_is_to_approve(desk: Desk) -> None:
    office, clock = desk
    free, mine, reviewed = (waiting_case(office, clock) for _ in range(3))
    assigning.take(office.engine, clock, BOTH, mine)
    accepting.accept(office.engine, clock, BOTH, reviewed)
    reviewing.review(office.engine, clock, BOTH, reviewed, Opinion.GRANT, Grounds(reason=""), known=CORPUS)

    assert _shown(office, BOTH, QueueView.UNASSIGNED) == [free]
    assert _shown(office, BOTH, QueueView.MINE) == [mine]
    assert _shown(office, BOTH, QueueView.TO_APPROVE) == []
    assert _shown(office, APPROVER, QueueView.TO_APPROVE) == [reviewed]


def test_a_granted_case_waits_only_when_its_applicant_asked_for_a_person(desk: Desk) -> None:
    office, clock = desk
    case_no = submitted(office, on=clock.day).case_no or ""
    assert _shown(office, REVIEWER) == []

    cases.request_review(office.engine, clock, case_no)
    assert _shown(office, REVIEWER) == [case_no]

    ending.close(office.engine, clock, REVIEWER, case_no, "已复核，维持原决定")
    assert _shown(office, REVIEWER) == []


def test_every_case_is_on_one_page(desk: Desk) -> None:
    office, clock = desk
    waiting = {waiting_case(office, clock) for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = None

    for _ in range(3):
        page = queue(office.engine, REVIEWER, QueueView.WAITING, cursor, 2)
        seen += [one.case_no for one in page.cases]
        cursor = page.next_cursor

    assert cursor is None
    assert len(seen) == 5
    assert set(seen) == waiting


@pytest.mark.parametrize("cursor", ["x", "AAAA", "资料", "fHx8fHx8fHx8"])
def test_a_place_that_was_not_given_out_is_refused(desk: Desk, cursor: str) -> None:
    office, _ = desk

    with pytest.raises(BadCursor):
        queue(office.engine, REVIEWER, QueueView.WAITING, cursor)


def test_of_many_who_take_a_case_at_once_one_does(desk: Desk) -> None:
    office, clock = desk
    case_no = waiting_case(office, clock)

    def take(name: str) -> bool:
        try:
            assigning.take(office.engine, clock, member(Role.REVIEWER, name), case_no)
        except CaseTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, [f"r{number}" for number in range(8)])) == 1
    assert events_of(office, case_no).count("case_assigned") == 1


def test_taking_twice_and_releasing_twice_is_told_once(desk: Desk) -> None:
    office, clock = desk
    case_no = waiting_case(office, clock)

    for change in (assigning.take, assigning.take, assigning.release, assigning.release):
        change(office.engine, clock, REVIEWER, case_no)

    assert events_of(office, case_no) == ["case_handed_over", "case_assigned", "case_released"]
    require_whole_log(office)


def test_only_an_approver_takes_a_case_from_another(desk: Desk) -> None:
    office, clock = desk
    case_no = waiting_case(office, clock)
    assigning.take(office.engine, clock, REVIEWER, case_no)

    with pytest.raises(CaseTaken):
        assigning.release(office.engine, clock, SECOND_REVIEWER, case_no)
    assigning.release(office.engine, clock, APPROVER, case_no)
    assigning.take(office.engine, clock, SECOND_REVIEWER, case_no)

    assert _shown(office, SECOND_REVIEWER, QueueView.MINE) == [case_no]


def test_a_case_is_assigned_only_to_staff_of_its_place(desk: Desk) -> None:
    office, clock = desk
    case_no = waiting_case(office, clock)
    _set(office, case_no, district="310117")
    _account(office, "here", "310117")
    _account(office, "there", "310115")
    _account(office, "gone", "310117", state="disabled")

    for nobody in ("staff:there", "staff:gone", "staff:nobody", "here", "system:here"):
        with pytest.raises(NotAssignable):
            assigning.assign(office.engine, clock, APPROVER, case_no, nobody)
    assigning.assign(office.engine, clock, APPROVER, case_no, "staff:here")

    assert _shown(office, member(Role.REVIEWER, "here", "310117"), QueueView.MINE) == [case_no]


def test_a_case_that_is_over_is_nobodys(desk: Desk) -> None:
    office, clock = desk
    case_no = waiting_case(office, clock)
    ending.withdraw(office.engine, clock, OWNER, case_no)

    with pytest.raises(IllegalTransition):
        assigning.take(office.engine, clock, REVIEWER, case_no)
    with pytest.raises(NotFound):
        assigning.take(office.engine, clock, OWNER, case_no)
    assert _shown(office, REVIEWER) == []


def _account(office: Office, name: str, district: str, state: str = "active") -> None:
    with transaction(office.engine) as connection:
        connection.execute(
            insert(account).values(
                account_id=name, name=name, title=name, state=state, created_at="2026-03-01T00:00:00+00:00"
            )
        )
        connection.execute(
            insert(account_grant).values(account_id=name, role="reviewer", district=district, item_id="")
        )
