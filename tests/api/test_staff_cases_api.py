"""The API of staff: who may do what with whose cases, what is refused and how, and that every look is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.principal import Role
from app.cases.states import DECIDING
from app.db.engine import reading
from app.db.tables import audit_entry
from tests.accounts_for_tests import browser, key, new_account, staff
from tests.office import FOOD, application, submitted
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from fastapi import FastAPI

CASES = "/api/v1/staff/cases"
ELSEWHERE = "310115"
CHANGES: dict[str, tuple[Role, dict[str, Any]]] = {
    "take": (Role.REVIEWER, {}),
    "assign": (Role.REVIEWER, {"to": "staff:0000"}),
    "release": (Role.REVIEWER, {}),
    "accept": (Role.REVIEWER, {"commitments": []}),
    "accept-with-deferral": (Role.REVIEWER, {"materials": ["premises_plan"]}),
    "not-accept": (Role.REVIEWER, {"reason": "不属于本机关", "basis": [DECIDING]}),
    "correction-requests": (Role.REVIEWER, {"points": ["签字"], "due_on": "2026-03-20"}),
    "reviews": (Role.REVIEWER, {"opinion": "grant"}),
    "rulings": (Role.APPROVER, {"ruling": "grant"}),
    "suspend": (Role.REVIEWER, {"reason": "核查"}),
    "resume": (Role.REVIEWER, {}),
    "return": (Role.REVIEWER, {"reason": "重复申请"}),
    "close": (Role.REVIEWER, {"note": ""}),
    "deferrals/premises_plan/filed": (Role.REVIEWER, {}),
    "commitments/premises_plan/check": (Role.REVIEWER, {"result": "kept"}),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def case_no(site: FastAPI) -> str:
    case_no = submitted(services_of(site).office, application(ask=True)).case_no
    assert case_no is not None
    return case_no


def _entries(site: FastAPI, case_no: str) -> list[tuple[str, str]]:
    with reading(services_of(site).office.engine) as connection:
        wanted = select(audit_entry.c.event, audit_entry.c.actor).where(audit_entry.c.subject == case_no)
        return [(row.event, row.actor) for row in connection.execute(wanted.order_by(audit_entry.c.number))]


def test_two_people_bring_a_case_to_its_grant(site: FastAPI, case_no: str) -> None:
    reviewer, approver = staff(site, Role.REVIEWER), staff(site, Role.APPROVER)

    accepted = reviewer.post(f"{CASES}/{case_no}/accept", json={}).json()
    reviewed = reviewer.post(f"{CASES}/{case_no}/reviews", json={"opinion": "grant"}).json()
    waiting = approver.get(CASES, params={"view": "to_approve"}).json()["cases"]
    granted = approver.post(f"{CASES}/{case_no}/rulings", json={"ruling": "grant"}).json()
    closed = approver.post(f"{CASES}/{case_no}/close", json={"note": "已送达"}).json()

    assert [one["state"] for one in (accepted, reviewed, granted, closed)] == [
        "accepted",
        "reviewed",
        "granted",
        "closed",
    ]
    assert case_no in [one["case_no"] for one in waiting]
    assert [event for event, _ in _entries(site, case_no)][1:] == [
        "case_accepted",
        "case_reviewed",
        "case_granted",
        "case_closed",
    ]


def test_a_refusal_needs_its_reason_and_a_clause_that_exists(site: FastAPI, case_no: str) -> None:
    reviewer, to = staff(site, Role.REVIEWER), f"{CASES}/{case_no}/reviews"
    reviewer.post(f"{CASES}/{case_no}/accept", json={})

    without = reviewer.post(to, json={"opinion": "refuse"})
    invented = reviewer.post(to, json={"opinion": "refuse", "reason": "不符合", "basis": ["cn.law.invented#art-1"]})
    right = reviewer.post(to, json={"opinion": "refuse", "reason": "不符合", "basis": [DECIDING]})

    assert len(problem(without, 422, "bad_grounds")["problems"]) == 2
    problem(invented, 422, "bad_grounds")
    assert right.json()["state"] == "reviewed"


def test_an_illegal_step_tells_what_may_be_done(site: FastAPI, case_no: str) -> None:
    found = problem(staff(site, Role.REVIEWER).post(f"{CASES}/{case_no}/close", json={}), 409, "illegal_transition")

    assert "correction_requested" in found["detail"]


def test_what_another_has_taken_is_left_alone(site: FastAPI, case_no: str) -> None:
    first, second = staff(site, Role.REVIEWER), staff(site, Role.REVIEWER)

    assert first.post(f"{CASES}/{case_no}/take").status_code == 200
    problem(second.post(f"{CASES}/{case_no}/take"), 409, "case_taken")
    problem(second.post(f"{CASES}/{case_no}/accept", json={}), 409, "case_taken")
    assert first.post(f"{CASES}/{case_no}/release").status_code == 200
    assert second.post(f"{CASES}/{case_no}/take").status_code == 200


def test_a_case_is_given_only_to_who_may_work_on_it(site: FastAPI, case_no: str) -> None:
    office, approver = services_of(site).office, staff(site, Role.APPROVER)
    fit, unfit = new_account(office, Role.REVIEWER), new_account(office, Role.AUDITOR)

    problem(approver.post(f"{CASES}/{case_no}/assign", json={"to": f"staff:{unfit}"}), 422, "not_assignable")
    problem(approver.post(f"{CASES}/{case_no}/assign", json={"to": "staff:nobody"}), 422, "not_assignable")
    assert approver.post(f"{CASES}/{case_no}/assign", json={"to": f"staff:{fit}"}).status_code == 200


def test_every_look_at_a_case_is_written_down(site: FastAPI, case_no: str) -> None:
    auditor = new_account(services_of(site).office, Role.AUDITOR)
    shown = browser(site, auditor).get(f"{CASES}/{case_no}").json()

    assert (shown["form"], shown["nexts"]) == ({}, [])
    assert ("case_viewed", f"staff:{auditor}") in _entries(site, case_no)


def test_who_works_on_a_case_sees_its_form_and_what_may_follow(site: FastAPI, case_no: str) -> None:
    shown = staff(site, Role.REVIEWER).get(f"{CASES}/{case_no}").json()

    assert shown["form"]["uscc"]
    assert set(shown["nexts"]) == {
        "correction_requested",
        "accepted",
        "accepted_with_deferral",
        "not_accepted",
        "returned",
    }
    assert [one["name"] for one in shown["clocks"]] == ["correction_notice"]


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_nobody_changes_a_case_without_the_right_to(site: FastAPI, case_no: str, change: str) -> None:
    role, body = CHANGES[change]
    other = Role.APPROVER if role is Role.REVIEWER else Role.REVIEWER
    of_both = {"take", "assign", "release", "suspend", "resume", "return", "close"}
    to = f"{CASES}/{case_no}/{change}"

    problem(visit(site).post(to, json=body), 401, "not_signed_in")
    problem(visit(site).post(to, json=body, headers=key(site, "portal")), 403, "not_permitted")
    for unfit in (Role.AUDITOR, Role.ITEM_OWNER, Role.ADMIN, *(() if change in of_both else (other,))):
        problem(staff(site, unfit).post(to, json=body), 403, "not_permitted")
    for elsewhere in (staff(site, role, ELSEWHERE), staff(site, role, "", "food-permit-renewal")):
        problem(elsewhere.post(to, json=body), 404, "not_found")
    assert {event for event, _ in _entries(site, case_no)} == {"case_handed_over"}


def test_a_case_of_elsewhere_is_not_there(site: FastAPI, case_no: str) -> None:
    elsewhere = staff(site, Role.REVIEWER, ELSEWHERE)

    problem(elsewhere.get(f"{CASES}/{case_no}"), 404, "not_found")
    assert elsewhere.get(CASES).json() == {"cases": [], "next": None}


def test_the_queue_is_read_page_by_page(site: FastAPI, case_no: str) -> None:
    reviewer = staff(site, Role.REVIEWER, "", FOOD)
    submitted(services_of(site).office, application(ask=True))
    seen: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        page = reviewer.get(CASES, params={"limit": 1, "cursor": cursor}).json()
        seen += [one["case_no"] for one in page["cases"]]
        cursor = page["next"]

    assert case_no in seen
    assert len(seen) == len(set(seen)) > 1
    problem(reviewer.get(CASES, params={"cursor": "x"}), 422, "bad_queue_cursor")
