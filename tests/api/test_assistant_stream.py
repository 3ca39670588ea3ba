"""Replies as a stream of events, and the rest of a stream that was cut off."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from app.assistant.sessions import service, streaming
from app.errors import DatabaseUnavailable
from retrieval.errors import RetrievalError
from tests.conversation import Asker, begin, events
from tests.website import CITATION, KNOWN, build_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return begin(build_site(tmp_path))


def _names(told: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in told]


def test_a_question_is_answered_as_a_stream_at_once(asker: Asker) -> None:
    told = asker.stream(KNOWN)

    assert _names(told) == ["begun", "sentence", "citation", "done"]
    assert [one["number"] for one in told] == [1, 2, 3, 4]
    assert told[1]["data"] == {"text": CITATION.quote}
    assert told[2]["data"]["clause"] == CITATION.clause
    assert told[3]["data"]["abstained"] is False


def test_the_stream_can_be_had_again_and_is_the_same(asker: Asker) -> None:
    told = asker.stream(KNOWN)

    assert asker.events(1) == told
    assert asker.stream(KNOWN, key="a") != []
    assert asker.events(1) == told


@pytest.mark.parametrize("last", ["1", "2", "3"])
def test_after_an_event_comes_the_rest_without_loss_or_doubling(asker: Asker, last: str) -> None:
    told = asker.stream(KNOWN)

    assert told[: int(last)] + asker.events(1, last) == told


def test_after_the_last_event_a_browser_is_told_not_to_come_back(asker: Asker) -> None:
    last = asker.stream(KNOWN)[-1]["number"]

    assert asker.get("/turns/1/events", **{"last-event-id": str(last)}).status_code == 204


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "%00"])
def test_an_event_that_never_was_gets_the_whole_stream(asker: Asker, last: str) -> None:
    told = asker.stream(KNOWN)

    assert asker.events(1, last) == told


def test_a_turn_is_asked_once_and_streamed_many_times_under_its_key(asker: Asker) -> None:
    first, second = asker.stream(KNOWN, key="1"), asker.stream(KNOWN, key="1")

    assert first == second
    assert len(asker.turns()) == 1


def test_while_the_answer_is_awaited_the_line_is_kept_alive(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "KEEP_ALIVE_S", 0.02)
    answer = service.answer

    def slow(*given: Any, **more: Any) -> Any:  # noqa: ANN401  whatever the flow takes
        time.sleep(0.3)
        return answer(*given, **more)

    monkeypatch.setattr(service, "answer", slow)

    text = asker.post("/turns", {"question": KNOWN}, accept="text/event-stream").text

    assert text.startswith(": still here\n\n")
    assert _names(events(text)) == ["begun", "sentence", "citation", "done"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RetrievalError("index gone"), RetrievalError.code),
        (DatabaseUnavailable("down"), "database_unavailable"),
        (RuntimeError("secret"), "internal_error"),
    ],
)
def test_what_can_not_be_answered_now_says_so_and_can_be_asked_for_again(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(service, "answer", _raising(error))
        told = asker.stream(KNOWN)
        whole = asker.get("/turns/1")

    assert (_names(told), told[0]["number"]) == (["failed"], None)
    assert (told[0]["data"]["code"], told[0]["data"]["again"]) == (code, True)
    assert "secret" not in str(told)
    assert whole.json()["code"] == code
    assert _names(asker.events(1)) == ["begun", "sentence", "citation", "done"]


def _raising(error: Exception) -> Any:  # noqa: ANN401  takes whatever the flow takes
    def fail(*_given: object, **_more: object) -> None:
        raise error

    return fail


def test_a_question_that_can_not_be_used_ends_its_stream_with_the_reason(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.assistant.errors import BadQuestion

    with monkeypatch.context() as broken:
        broken.setattr(service, "answer", _raising(BadQuestion("no")))
        told = asker.stream("什么")

    assert _names(told) == ["begun", "failed"]
    assert told[1]["data"]["code"] == "bad_question"
    assert asker.events(1) == told
    assert asker.turns()[0]["state"] == "failed"


def test_a_stream_is_never_kept_by_anybody_in_between(asker: Asker) -> None:
    answer = asker.post("/turns", {"question": KNOWN}, accept="text/event-stream")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"
