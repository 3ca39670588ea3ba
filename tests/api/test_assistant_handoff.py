"""A person is asked for once, gets the conversation as it was, and what is asked later beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.accounts.principal import Role
from app.audit import service as audit
from app.db.engine import reading
from app.db.tables import assistant_handoff, audit_entry
from tests.accounts_for_tests import staff
from tests.conversation import Asker, begin
from tests.website import KNOWN, build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

QUEUE = "/api/v1/assistant/handoffs"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


@pytest.fixture
def clerk(site: FastAPI) -> TestClient:
    return staff(site, Role.REVIEWER)


def _events(site: FastAPI) -> list[str]:
    with reading(services_of(site).office.engine) as connection:
        return list(connection.execute(select(audit_entry.c.event).order_by(audit_entry.c.number)).scalars())


def test_the_asker_gets_a_number_and_staff_the_transcript(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    asked = asker.post("/handoffs", {"note": "想问分店", "contact": "clerk@example.com"})

    number = asked.json()["handoff_no"]
    file = clerk.get(f"{QUEUE}/{number}").json()
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    assert [one["handoff_no"] for one in clerk.get(QUEUE).json()] == [number]
    assert [turn["question"] for turn in file["turns"]] == [KNOWN]
    assert (file["note"], file["contact"]) == ("想问分店", "clerk@example.com")
    assert asker.get().json()["handoffs"] == [asked.json()]


def test_asking_twice_changes_nothing(site: FastAPI, asker: Asker) -> None:
    first = asker.post("/handoffs", {"note": "一"})

    second = asker.post("/handoffs", {"note": "二"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert _events(site) == ["handoff_requested"]


def test_what_is_asked_later_is_added_where_it_can_be_seen(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    number = asker.post("/handoffs", {}).json()["handoff_no"]
    before = clerk.get(f"{QUEUE}/{number}").json()

    asker.ask("还有一个问题")
    asker.post("/turns/1/rating", {"thumb": "down"})

    after = clerk.get(f"{QUEUE}/{number}").json()
    assert after["turns"] == before["turns"]
    assert [turn["question"] for turn in after["added"]] == ["还有一个问题"]


def test_staff_take_and_close_it_and_the_asker_sees_so(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number = asker.post("/handoffs", {"contact": "clerk@example.com"}).json()["handoff_no"]

    taken = clerk.post(f"{QUEUE}/{number}/take").json()
    seen = asker.get("/handoffs").json()[0]["state"]
    closed = clerk.post(f"{QUEUE}/{number}/close").json()

    assert (taken["state"], seen) == ("taken", "taken")
    assert taken["taken_by"].startswith("staff:")
    assert (closed["state"], closed["closed_by"], closed["contact"]) == ("closed", taken["taken_by"], "")
    assert asker.get("/handoffs").json()[0]["state"] == "closed"
    assert _events(site) == ["handoff_requested", "handoff_taken", "handoff_closed"]


def test_one_that_was_taken_is_nobody_elses(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number = asker.post("/handoffs", {}).json()["handoff_no"]
    first = clerk.post(f"{QUEUE}/{number}/take").json()

    assert clerk.post(f"{QUEUE}/{number}/take").json() == first
    problem(staff(site, Role.REVIEWER).post(f"{QUEUE}/{number}/take"), 409, "not_now")


def test_one_that_is_closed_stays_so(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number = asker.post("/handoffs", {}).json()["handoff_no"]
    first = clerk.post(f"{QUEUE}/{number}/close").json()

    assert staff(site, Role.APPROVER).post(f"{QUEUE}/{number}/close").json() == first
    problem(clerk.post(f"{QUEUE}/{number}/take"), 409, "not_now")
    assert _events(site).count("handoff_closed") == 1


def test_after_one_is_closed_another_can_be_asked_for(asker: Asker, clerk: TestClient) -> None:
    first = asker.post("/handoffs", {}).json()["handoff_no"]
    clerk.post(f"{QUEUE}/{first}/close")

    second = asker.post("/handoffs", {})

    assert second.status_code == 201
    assert second.json()["handoff_no"] != first


def test_an_erased_conversation_takes_its_words_out_of_the_queue(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    number = asker.post("/handoffs", {"note": "一", "contact": "clerk@example.com"}).json()["handoff_no"]

    asker.client.delete(asker.path, headers=asker.headers)

    file = clerk.get(f"{QUEUE}/{number}").json()
    assert clerk.get(QUEUE).json() == []
    assert (file["state"], file["closed_by"], file["note"], file["contact"]) == ("closed", "applicant", "", "")
    assert file["turns"] == file["added"] == []


def test_without_its_audit_entry_no_person_is_asked_for(
    site: FastAPI, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:  # noqa: ANN401  whatever is appended
        raise RuntimeError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(audit, "append", fail)
        problem(asker.post("/handoffs", {}), 500, "internal_error")

    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(assistant_handoff)).scalar_one() == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/RG20260302-00000000"),
        ("POST", "/RG20260302-00000000/take"),
        ("POST", "/RG20260302-00000000/close"),
    ],
)
def test_only_staff_see_the_queue(site: FastAPI, asker: Asker, method: str, path: str) -> None:
    stranger = visit(site).request(method, QUEUE + path, headers=asker.headers)
    wrong = visit(site).request(method, QUEUE + path, auth=("staff", "guess"))

    problem(stranger, 401, "bad_key")
    problem(wrong, 401, "bad_key")
    problem(visit(site).request(method, QUEUE + path), 401, "not_signed_in")
    problem(staff(site, Role.AUDITOR).request(method, QUEUE + path), 403, "not_permitted")


def test_a_number_that_is_none_is_not_found(clerk: TestClient) -> None:
    for path in ("/x", "/x/take", "/x/close"):
        answer = clerk.get(QUEUE + path) if path == "/x" else clerk.post(QUEUE + path)

        problem(answer, 404, "not_found")
