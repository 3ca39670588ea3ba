"""The help chat with a script: the same answers as the page has, sent as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Role
from app.assistant.pages.holding import COOKIE
from app.pages.templating import STATIC_DIR
from retrieval.errors import EmptyCorpus
from tests.accounts_for_tests import staff
from tests.answers import FOLLOWED, NEAR, NEXT
from tests.conversation import events
from tests.website import KNOWN, PreparedAssistant, build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> TestClient:
    return visit(site)


def _streamed(asker: TestClient, question: str, **fields: str) -> list[dict[str, Any]]:
    answer = asker.post("/ask/stream", data={"question": question, **fields})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return events(answer.text)


def test_a_question_is_shown_at_once_and_then_its_answer(asker: TestClient) -> None:
    begun, answer = _streamed(asker, FOLLOWED)

    assert (begun["name"], answer["name"]) == ("begun", "answer")
    assert (begun["data"]["turn"], answer["data"]["turn"]) == (1, 1)
    assert "正在查找依据" in begun["data"]["html"]
    assert "<mark>办理仅销售预包装食品备案要交法定代表人的身份证。</mark>" in answer["data"]["html"]
    assert f'name="question" value="{NEXT[0]}"' in answer["data"]["html"]


def test_what_is_streamed_is_what_the_page_shows(asker: TestClient) -> None:
    html = _streamed(asker, NEAR)[1]["data"]["html"]
    key = _key_less(html)

    assert key in _key_less(asker.get("/ask").text)
    assert "没有找到有把握的依据" in html


def test_it_begins_a_conversation_and_goes_on_with_it(asker: TestClient) -> None:
    _streamed(asker, KNOWN)
    _, answer = _streamed(asker, FOLLOWED)

    assert COOKIE in asker.cookies
    assert answer["data"]["turn"] == 2
    assert asker.get("/ask").text.count('id="turn-') == 2


def test_it_speaks_the_language_of_the_page(asker: TestClient) -> None:
    asker.get("/?lang=en")

    begun, answer = _streamed(asker, NEAR)

    assert "Looking for the texts" in begun["data"]["html"]
    assert "No text answers this for certain" in answer["data"]["html"]


def test_forms_of_an_answer_carry_the_token_of_who_is_signed_in(site: FastAPI) -> None:
    clerk = staff(site, Role.REVIEWER)

    html = _streamed(clerk, KNOWN)[1]["data"]["html"]

    assert f'name="csrf_token" value="{clerk.headers["x-csrf-token"]}"' in html


def test_the_same_form_sent_again_plainly_is_the_same_question(asker: TestClient) -> None:
    _streamed(asker, KNOWN, key="k1")

    again = asker.post("/ask", data={"question": KNOWN, "key": "k1"}, follow_redirects=False)

    assert again.headers["location"] == "/ask#turn-1"


def test_what_is_hostile_stays_text(asker: TestClient) -> None:
    for event in _streamed(asker, HOSTILE):
        assert "<script" not in event["data"]["html"]
        assert "&lt;script&gt;" in event["data"]["html"]


@pytest.mark.parametrize(("question", "status"), [("", 422), ("x" * 501, 422), ("问" * 20_000, 413)])
def test_what_can_not_be_asked_is_refused_before_anything_is_sent(
    asker: TestClient, question: str, status: int
) -> None:
    answer = asker.post("/ask/stream", data={"question": question})

    assert answer.status_code == status
    assert COOKIE not in asker.cookies


def test_a_failure_ends_with_the_question_to_be_tried_again(asker: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise EmptyCorpus("no texts")

    monkeypatch.setattr(PreparedAssistant, "retrieve", fails)

    _, answer = _streamed(asker, KNOWN)

    assert "这个问题还没有回答" in answer["data"]["html"]
    assert 'action="/ask/turns/1/answer"' in answer["data"]["html"]


def test_the_script_is_small() -> None:
    assert (STATIC_DIR / "chat.js").stat().st_size <= 8 * 1024


def _key_less(html: str) -> str:
    """Without the keys of forms, which are drawn anew each time."""
    return "\n".join(line.strip() for line in html.strip().split("\n") if 'name="key"' not in line and line.strip())
