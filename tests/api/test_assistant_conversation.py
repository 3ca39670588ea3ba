"""Conversations over HTTP: begun, continued by who has the token, read, and erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import assistant_session, assistant_turn, metadata
from app.errors import TooMany
from tests.conversation import SESSIONS, Asker, begin
from tests.office import NOW, FixedClock
from tests.website import CITATION, KNOWN, build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from sqlalchemy import Table

UNKNOWN = "今天会下雨吗？"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


def _count(site: FastAPI, table: Table) -> int:
    with reading(services_of(site).office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    monkeypatch.setattr(FixedClock, "now", lambda _clock: NOW + timedelta(**passed))


def test_a_conversation_is_begun_with_a_secret_that_is_not_stored(site: FastAPI) -> None:
    asker = begin(site, applicant="individual_business", region="310115")

    with reading(services_of(site).office.engine) as connection:
        row = connection.execute(select(assistant_session)).one()
    assert len(asker.token) >= 43
    assert asker.token not in str(row)
    assert (row.applicant, row.region) == ("individual_business", "310115")


def test_a_question_is_answered_with_its_citation(asker: Asker) -> None:
    answer = asker.ask(KNOWN)

    turn = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{asker.path}/turns/1"
    assert (turn["number"], turn["state"], turn["about"], turn["on"]) == (1, "answered", "texts", "2026-03-02")
    assert turn["reply"]["answer"] == CITATION.quote
    assert turn["reply"]["citations"][0]["clause"] == CITATION.clause
    assert turn["reply"]["citations"][0]["page"] == "/sources/guide.prepackaged-food-filing#conditions"
    assert asker.get("/turns/1").json() == turn


def test_an_abstention_is_an_answer_too(asker: Asker) -> None:
    reply = asker.ask(UNKNOWN).json()["reply"]

    assert (reply["abstained"], reply["doubt"], reply["citations"]) == (True, "no_basis", [])


def test_the_same_person_goes_on_later_and_elsewhere(site: FastAPI, asker: Asker) -> None:
    asker.ask(KNOWN)

    elsewhere = Asker(visit(site), asker.path, asker.token)
    elsewhere.ask(UNKNOWN)

    assert [turn["question"] for turn in asker.turns()] == [KNOWN, UNKNOWN]


def test_a_server_that_starts_anew_knows_the_conversation(asker: Asker, tmp_path: Path) -> None:
    asker.ask(KNOWN)
    before = asker.get().json()

    again = Asker(visit(build_site(tmp_path)), asker.path, asker.token)

    assert again.get().json() == before


def test_the_token_may_come_as_a_cookie_that_no_script_can_read(site: FastAPI) -> None:
    client = visit(site)
    begun = client.post(SESSIONS, json={})
    path = begun.headers["location"]

    shown = client.get(path)

    cookie = begun.headers["set-cookie"].lower()
    assert shown.status_code == 200
    assert all(part in cookie for part in ("httponly", "samesite=strict", f"path={path}".lower()))


def test_a_question_asked_again_under_its_key_is_the_same_turn(asker: Asker) -> None:
    first, again = asker.ask(KNOWN, key="1"), asker.ask(KNOWN, key="1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(asker.turns()) == 1


def test_another_question_under_the_same_key_is_refused(asker: Asker) -> None:
    asker.ask(KNOWN, key="1")

    problem(asker.ask(UNKNOWN, key="1"), 409, "key_reused")
    problem(asker.ask(KNOWN, key="1", on="2025-01-01"), 409, "key_reused")


def test_follow_ups_are_answered_in_the_light_of_what_was_asked(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    _listening(monkeypatch, heard)

    for question in ("一", "二", "我的办到哪了", "三", "四", "五", "六"):
        asker.ask(question)

    assert heard[1] == ["一", "二"]
    assert heard[-1] == ["二", "三", "四", "五", "六"]


def test_what_is_known_of_the_asker_is_told_to_the_answer(site: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[Any] = []
    _listening(monkeypatch, [], known)

    begin(site, applicant="individual_business", region="310115").ask(KNOWN)

    assert (known[0].applicant, known[0].region) == ("individual_business", "310115")


def _listening(monkeypatch: pytest.MonkeyPatch, heard: list[list[str]], known: list[Any] | None = None) -> None:
    from app.assistant.sessions import service

    answer = service.answer

    def listening(turns: list[str], **more: Any) -> Any:  # noqa: ANN401  whatever the flow takes
        heard.append(list(turns))
        if known is not None:
            known.append(more["known"])
        return answer(turns, **more)

    monkeypatch.setattr(service, "answer", listening)


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/turns", {"question": KNOWN}),
        ("GET", "/turns/1", None),
        ("GET", "/turns/1/events", None),
        ("POST", "/turns/1/rating", {"thumb": "up"}),
        ("POST", "/sign-in", {"case_no": "ZB20260302-0000000000", "applicant_key": "91310117MY0000004E"}),
        ("POST", "/sign-out", None),
        ("POST", "/handoffs", {}),
        ("GET", "/handoffs", None),
    ],
)
def test_another_persons_conversation_is_as_if_it_were_not(
    site: FastAPI, asker: Asker, method: str, path: str, sent: object
) -> None:
    asker.ask(KNOWN)
    stranger = begin(site)
    theirs, nobodys = asker.path, f"{SESSIONS}/S00000000000000000000"

    refused = visit(site).request(method, theirs + path, json=sent, headers=stranger.headers)
    unknown = visit(site).request(method, nobodys + path, json=sent, headers=stranger.headers)
    without = visit(site).request(method, theirs + path, json=sent)

    assert problem(refused, 404, "no_conversation") == problem(unknown, 404, "no_conversation")
    problem(without, 401, "no_token")
    assert len(asker.turns()) == 1


@pytest.mark.parametrize("token", ["", "x", "Bearer", "\u00e9", "a" * 5000, "' OR 1=1 --"])
def test_a_token_that_is_none_opens_nothing(site: FastAPI, asker: Asker, token: str) -> None:
    answer = visit(site).get(asker.path, headers={"authorization": f"Bearer {token}".encode("latin-1")})

    assert answer.status_code in {401, 404}


def test_an_erased_conversation_leaves_no_word(site: FastAPI, asker: Asker) -> None:
    asker.ask("独一无二的问题要什么材料")
    asker.post("/turns/1/rating", {"thumb": "down", "word": "独一无二的话"})
    asker.post("/handoffs", {"note": "独一无二的留言", "contact": "dywe@example.com"})

    erased = asker.client.delete(asker.path, headers=asker.headers)

    assert erased.status_code == 204
    problem(asker.get(), 404, "no_conversation")
    assert "独一无二" not in _everything(site)
    assert "dywe@" not in _everything(site)
    assert _count(site, assistant_turn) == 0


def _everything(site: FastAPI) -> str:
    with reading(services_of(site).office.engine) as connection:
        return "".join(str(connection.execute(select(table)).all()) for table in metadata.tables.values())


def test_an_idle_conversation_is_over_and_goes_when_the_next_begins(
    site: FastAPI, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker.ask(KNOWN)
    _later(monkeypatch, days=30, seconds=1)

    problem(asker.get(), 404, "no_conversation")
    begin(site)

    assert _count(site, assistant_turn) == 0
    assert _count(site, assistant_session) == 1


def test_reading_a_conversation_keeps_it(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (29, 58, 87):
        _later(monkeypatch, days=days)

        assert asker.get().status_code == 200


def test_no_more_turns_are_kept_than_the_limit(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assistant.sessions.service.MOST_TURNS", 2)
    for question in ("一", "二"):
        asker.ask(question)

    problem(asker.ask("三"), 409, "conversation_full")
    assert len(asker.turns()) == 2


def test_too_many_questions_a_minute_are_refused_with_the_time_to_wait(asker: Asker) -> None:
    answers = [asker.ask("问题") for _ in range(21)]

    assert [one.status_code for one in answers] == [201] * 20 + [429]
    problem(answers[-1], 429, "too_many_requests")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


def test_too_many_requests_from_one_address_are_refused(site: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = begin(site)

    def refuse(_key: str) -> None:
        raise TooMany("later", 5)

    monkeypatch.setattr(site.state.desk.requests, "use", refuse)

    problem(asker.get(), 429, "too_many_requests")
    problem(visit(site).post(SESSIONS, json={}), 429, "too_many_requests")


@pytest.mark.parametrize("number", ["0", "2", "-1", "999999999999", "x", "%00"])
def test_a_turn_that_is_not_there_is_a_problem(asker: Asker, number: str) -> None:
    asker.ask(KNOWN)

    assert asker.get(f"/turns/{number}").status_code in {404, 422}
    assert asker.get(f"/turns/{number}/events").status_code in {404, 422}
