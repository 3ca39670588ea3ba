"""A request is sent again when that can help and harms nothing, and a submission always under the same key."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from app.webhooks.signing import new_secret, signed_headers
from zhiban_client import BadSignature, Patience, Problem, Unreachable, Zhiban, ZhibanError, verify_webhook
from zhiban_client.errors import UnknownAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = httpx.Response | Exception
GONE = httpx.ReadError("gone")
RECEIVED = {"case_no": "ZB20260302-0A1B2C3D4E", "state": "received"}


def _problem(status: int, code: str, **headers: str) -> httpx.Response:
    content = {"type": "about:blank", "title": "", "status": status, "code": code, "detail": "no", "problems": ["x"]}
    return httpx.Response(status, json=content, headers={"content-type": "application/problem+json"} | headers)


def _client(*answers: Answer, tries: int = 3) -> tuple[Zhiban, list[httpx.Request]]:
    asked: list[httpx.Request] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Zhiban("http://zhiban.test", http=http, patience=Patience(tries=tries, first_wait_s=0.001)), asked


def test_a_submission_whose_answer_was_lost_is_sent_again_under_the_same_key() -> None:
    zhiban, asked = _client(GONE, _problem(503, "database_unavailable"), httpx.Response(202, json=RECEIVED))

    submitted = zhiban.submit({"item": "x", "form": {}}, later=True)

    assert (submitted.case_no, submitted.decision) == (RECEIVED["case_no"], None)
    assert len({one.headers["idempotency-key"] for one in asked}) == 1
    assert {one.content for one in asked} == {b'{"item":"x","form":{}}'}
    assert {one.headers["prefer"] for one in asked} == {"respond-async"}


@pytest.mark.parametrize(
    "call",
    [lambda zhiban: zhiban.withdraw("ZB1"), lambda zhiban: zhiban.correct("ZB1", {"form": {"a": 1}})],
    ids=["withdraw", "correct"],
)
def test_what_may_not_happen_twice_is_not_sent_again(call: Callable[[Zhiban], object]) -> None:
    zhiban, asked = _client(GONE)

    with pytest.raises(Unreachable):
        call(zhiban)
    assert len(asked) == 1


def test_what_never_arrived_is_sent_again_all_the_same() -> None:
    zhiban, asked = _client(httpx.ConnectError("refused"), _problem(409, "illegal_transition"))

    with pytest.raises(Problem, match="illegal_transition"):
        zhiban.withdraw("ZB1")
    assert len(asked) == 2


def test_it_waits_as_long_as_the_service_asks() -> None:
    zhiban, asked = _client(_problem(429, "too_many", **{"retry-after": "1"}), httpx.Response(204))
    begun = time.monotonic()

    zhiban.delete_upload("a/b")

    assert time.monotonic() - begun >= 1
    assert asked[0].url.raw_path == b"/api/v1/uploads/a%2Fb"


def test_a_problem_of_the_sender_is_told_at_once_with_every_mistake() -> None:
    zhiban, asked = _client(_problem(422, "bad_application"))

    with pytest.raises(Problem) as told:
        zhiban.case("ZB1")
    assert (told.value.status, told.value.code, told.value.detail, told.value.problems) == (
        422,
        "bad_application",
        "no",
        ("x",),
    )
    assert len(asked) == 1


def test_after_the_last_try_the_last_failure_is_told() -> None:
    zhiban, asked = _client(*[_problem(503, "database_unavailable")] * 3)

    with pytest.raises(Problem, match="database_unavailable"):
        zhiban.case("ZB1")
    assert len(asked) == 3


@pytest.mark.parametrize("answer", [httpx.Response(404, text="nginx"), httpx.Response(200, json={"case": 1})])
def test_an_answer_of_something_else_is_no_answer(answer: httpx.Response) -> None:
    zhiban, _asked = _client(answer)

    with pytest.raises(UnknownAnswer):
        zhiban.case("ZB1")


def test_a_webhook_of_the_service_is_known_by_its_signature() -> None:
    secret, body, now = new_secret(), '{"kind": "受理"}'.encode(), 1_772_415_000
    headers = {name.title(): value for name, value in signed_headers(secret, "sub-1", now, body).items()}

    assert verify_webhook(secret, headers, body, now=now + 300) == "sub-1"
    headers["Webhook-Signature"] = "v1,AAAA " + headers["Webhook-Signature"]
    assert verify_webhook(secret, headers, body, now=now) == "sub-1"


@pytest.mark.parametrize("change", ["body", "secret", "id", "old", "early", "stamp", "missing", "no secret"])
def test_a_webhook_that_was_changed_or_is_old_is_refused(change: str) -> None:
    secret, body, now = new_secret(), b"{}", 1_772_415_000
    headers = signed_headers(secret, "sub-1", now, body)
    match change:
        case "body":
            body = b"{ }"
        case "secret":
            secret = new_secret()
        case "id":
            headers["webhook-id"] = "sub-2"
        case "old" | "early":
            now += 301 if change == "old" else -301
        case "stamp":
            headers["webhook-timestamp"] = "yesterday"
        case "missing":
            del headers["webhook-signature"]
        case _:
            secret = base64.b64encode(b"x").decode() + "!"

    with pytest.raises(BadSignature) as refused:
        verify_webhook(secret, headers, body, now=now)
    assert isinstance(refused.value, ZhibanError)
