"""Of every request there is an id, a line and a figure; none of them tells whose case it was about."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from app.operation.metrics import Metrics
from app.operation.requests import Requests
from app.operation.stopping import Stopping
from tests.website import build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.types import Message, Receive, Scope, Send

CASE = "/api/v1/cases/ZB20260302-0A1B2C3D4E"
MOST_US = 50.0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return build_site(tmp_path_factory.mktemp("site"))


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    written = [line for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, written) if line["event"] == "request_answered"]


def test_a_line_tells_the_route_and_never_the_path(site: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    answer = visit(site).get(CASE)

    (line,) = _lines(capsys)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/cases/{case_no}", answer.status_code)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "ZB2026" not in json.dumps(line)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/assistant/sessions/x", "/api/v1/assistant/sessions/{session_id}"),
        ("/static/zhiban.css", "/static"),
        ("/13812345678", "unmatched"),
    ],
)
def test_every_kind_of_path_has_a_template(
    site: FastAPI, capsys: pytest.CaptureFixture[str], path: str, route: str
) -> None:
    visit(site).get(path)

    assert [line["route"] for line in _lines(capsys)] == [route]


def test_a_sane_id_of_the_caller_is_kept(site: FastAPI) -> None:
    answer = visit(site).get("/healthz", headers={"X-Request-Id": "portal-0a1b.2c"})

    assert answer.headers["x-request-id"] == "portal-0a1b.2c"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space 1", 'quote"quote', "13812345678", "310115199001010002"]
)
def test_an_id_that_is_odd_or_tells_of_a_person_is_replaced(site: FastAPI, given: str) -> None:
    answer = visit(site).get("/healthz", headers={"X-Request-Id": given})

    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


def test_what_only_machines_ask_for_is_not_written_down(site: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    visit(site).get("/healthz")

    assert _lines(capsys) == []


def test_a_failure_is_noted_as_one(
    site: FastAPI, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the secret is quince")

    monkeypatch.setattr("app.subsidies.routes.profile_fields", fail)

    answer = visit(site).get("/api/v1/profile-fields")

    (line,) = _lines(capsys)
    assert (answer.status_code, line["status"]) == (500, 500)
    assert "quince" not in json.dumps(line)


def test_what_a_request_costs_to_be_noted_is_small(capsys: pytest.CaptureFixture[str]) -> None:
    metrics, stopping = Metrics(create_engine("sqlite://")), Stopping()

    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def no_send(_message: Message) -> None:
        pass

    async def no_receive() -> Message:
        return {"type": "http.disconnect"}

    noted = Requests(answer, metrics=metrics, tracing=None, stopping=stopping)
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"host", b"x")] * 8}

    async def microseconds(ask: Any) -> float:  # noqa: ANN401  either of the two applications
        best = float("inf")
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(200):
                await ask(dict(scope), no_receive, no_send)
            best = min(best, (time.perf_counter() - begun) / 200 * 1e6)
        return best

    with_it, without = asyncio.run(microseconds(noted)), asyncio.run(microseconds(answer))
    capsys.readouterr()

    assert with_it - without < 3 * MOST_US  # three times, because other work shares the cores of a test


def test_a_stream_ends_when_the_service_stops() -> None:
    stopping, sent = Stopping(), list["Message"]()

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        await asyncio.sleep(60)

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def run() -> None:
        noted = Requests(stream, metrics=None, tracing=None, stopping=stopping)
        going = asyncio.ensure_future(
            noted({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)
        )
        await asyncio.sleep(0.05)
        stopping.stop()
        await asyncio.wait_for(going, 2)

    asyncio.run(run())

    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_figures_are_for_this_machine_or_for_who_has_the_token(site: FastAPI) -> None:
    here = TestClient(site, client=("127.0.0.1", 1))
    elsewhere = TestClient(site, client=("192.0.2.7", 1))

    assert here.get("/metrics").status_code == 200
    assert elsewhere.get("/metrics").status_code == 403
    assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_with_a_token_set_the_machine_itself_needs_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_METRICS_TOKEN", "not-a-real-token")
    here = TestClient(build_site(tmp_path), client=("127.0.0.1", 1))

    refused, let_in = here.get("/metrics"), here.get("/metrics", headers={"Authorization": "Bearer not-a-real-token"})

    assert (refused.status_code, let_in.status_code) == (401, 200)
