"""Thumbs, and how a thumbs-down becomes a question of the bank."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.accounts.principal import Role
from app.commands.assistant import command
from eval.answers.questions import read_given
from tests.accounts_for_tests import staff
from tests.conversation import Asker, begin
from tests.website import CITATION, KNOWN, build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

INBOX = "/api/v1/assistant/regressions"
RIGHT = "guide.prepackaged-food-filing#materials"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


@pytest.fixture
def clerk(site: FastAPI) -> TestClient:
    return staff(site, Role.REVIEWER)


def _down(asker: Asker, number: int = 1, word: str = "答非所问") -> Any:  # noqa: ANN401  a response of the client
    return asker.post(f"/turns/{number}/rating", {"thumb": "down", "word": word})


def _inbox(clerk: TestClient, state: str = "open") -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = clerk.get(INBOX, params={"state": state}).json()
    return shown


def _reported(clerk: TestClient, question: str) -> str:
    return next(str(one["regression_id"]) for one in _inbox(clerk) if one["turns"][-1] == question)


def test_a_rating_is_kept_with_its_turn_and_can_be_changed(asker: Asker) -> None:
    asker.ask(KNOWN)
    _down(asker)
    asker.post("/turns/1/rating", {"thumb": "up"})

    assert asker.turns()[0]["rating"] == {"thumb": "up", "word": ""}


def test_a_thumb_down_is_put_before_staff_with_the_questions_that_led_to_it(asker: Asker, clerk: TestClient) -> None:
    asker.ask("先问一句")
    asker.ask(KNOWN)

    _down(asker, 2)

    shown = _inbox(clerk)
    assert [one["turns"] for one in shown] == [["先问一句", KNOWN]]
    assert shown[0]["reply"]["citations"][0]["clause"] == CITATION.clause
    assert (shown[0]["word"], shown[0]["on"], shown[0]["state"]) == ("答非所问", "2026-03-02", "open")


def test_a_thumb_up_makes_no_case_and_takes_an_open_one_back(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    asker.post("/turns/1/rating", {"thumb": "up"})
    assert _inbox(clerk) == []
    _down(asker)
    _down(asker, word="还是不对")
    assert [one["word"] for one in _inbox(clerk)] == ["还是不对"]

    asker.post("/turns/1/rating", {"thumb": "up"})

    assert _inbox(clerk) == []


def test_what_staff_judged_stays_judged(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    _down(asker)
    one = _inbox(clerk)[0]["regression_id"]
    clerk.post(f"{INBOX}/{one}/dismiss")

    _down(asker, word="我再说一次")

    assert _inbox(clerk) == []
    assert [found["word"] for found in _inbox(clerk, "dismissed")] == ["答非所问"]
    problem(clerk.post(f"{INBOX}/{one}/confirm", json={}), 409, "not_now")


def test_an_expected_clause_has_to_be_one(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    _down(asker)
    one = _inbox(clerk)[0]["regression_id"]

    problem(clerk.post(f"{INBOX}/{one}/confirm", json={"clauses": ["no#such"]}), 422, "bad_expectation")
    assert _inbox(clerk)[0]["state"] == "open"


def test_the_confirmed_ones_are_exported_as_questions_of_the_bank(
    asker: Asker, clerk: TestClient, tmp_path: Path
) -> None:
    for question in (KNOWN, "今天会下雨吗？", "没问题的"):
        asker.ask(question)
    for number in (1, 2, 3):
        _down(asker, number)
    first, second = _reported(clerk, KNOWN), _reported(clerk, "今天会下雨吗？")
    clerk.post(f"{INBOX}/{first}/confirm", json={"clauses": [RIGHT]})
    clerk.post(f"{INBOX}/{second}/confirm", json={})
    out = tmp_path / "regressions.json"

    ran = CliRunner().invoke(
        command,
        ["regressions", "--out", str(out), "--json"],
        env={"ZHIBAN_HOME": str(tmp_path), "ZHIBAN_DATABASE_URL": ""},
    )

    bank, read = json.loads(out.read_text(encoding="utf-8")), read_given(out).questions
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout) == {"file": str(out), "questions": 2}
    assert [set(one) for one in bank] == [{"id", "turns", "on", "expect"}] * 2
    assert {json.dumps(one["expect"]) for one in bank} == {
        json.dumps({"clauses": [RIGHT]}), json.dumps({"abstain": True}),
    }  # fmt: skip
    assert {one.turns[-1] for one in read} == {KNOWN, "今天会下雨吗？"}
    assert all(one.expect is not None for one in read)


def test_a_file_that_can_not_be_written_is_said_so(tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        command, ["regressions", "--out", str(tmp_path / "no" / "x.json")], env={"ZHIBAN_HOME": str(tmp_path)}
    )

    assert "can't be written" in str(ran.exception)


def test_only_a_reply_can_be_rated(asker: Asker) -> None:
    problem(_down(asker), 404, "no_turn")
    for sent in ({"thumb": "sideways"}, {}, {"thumb": "up", "word": "x" * 201}, {"thumb": "up", "stars": 5}):
        problem(asker.post("/turns/1/rating", sent), 422, "bad_request")


def test_a_rating_of_what_was_told_of_a_case_is_not_reported(asker: Asker, clerk: TestClient) -> None:
    asker.ask("我的办到哪了")

    assert _down(asker).status_code == 200
    assert _inbox(clerk) == []


def test_only_staff_see_what_was_not_liked(site: FastAPI, asker: Asker) -> None:
    for answer in (
        visit(site).get(INBOX, headers=asker.headers),
        visit(site).post(f"{INBOX}/x/confirm", json={}, headers=asker.headers),
        visit(site).post(f"{INBOX}/x/dismiss", auth=("staff", "guess")),
    ):
        problem(answer, 401, "bad_key")
    problem(visit(site).get(INBOX), 401, "not_signed_in")
    problem(staff(site, Role.ADMIN).get(INBOX), 403, "not_permitted")
