"""A system lists its own cases page by page, in one order, and sees what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.accounts.principal import Action
from app.intake.application import EXAMPLES
from tests.accounts_for_tests import key
from tests.office import LICENCE, application
from tests.website import build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PATH = "/api/v1/cases"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    client = visit(site)
    client.headers.update(key(site, "portal"))
    return client


def _granted(client: TestClient) -> str:
    filed = {"application": application().model_dump_json(exclude_none=True)}
    answer = client.post("/api/v1/applications", data=filed, files={"files": ("licence.jpg", LICENCE)})
    return str(answer.json()["case_no"])


def _handed_over(client: TestClient) -> str:
    return str(client.post("/api/v1/applications", json=EXAMPLES["form_only"]).json()["case_no"])


def _numbers(answer: Any) -> list[str]:  # noqa: ANN401  a response of the client
    return [one["case_no"] for one in answer.json()["cases"]]


def test_every_case_is_on_one_page_and_no_other(client: TestClient) -> None:
    sent = sorted(_handed_over(client) for _ in range(5))

    seen: list[str] = []
    page = client.get(PATH, params={"limit": 2})
    pages = 1
    while page.json()["next"]:
        seen += _numbers(page)
        after = parse_qs(urlsplit(page.headers["link"].partition(">")[0].strip("<")).query)["after"]
        assert after == [page.json()["next"]]
        page = client.get(page.headers["link"].partition(">")[0].strip("<"))
        pages += 1
    seen += _numbers(page)

    assert (seen, pages) == (sent, 3)
    assert "link" not in page.headers


def test_a_page_stays_the_same_while_others_are_received(client: TestClient) -> None:
    first = sorted(_handed_over(client) for _ in range(3))
    page = client.get(PATH, params={"limit": 2})
    later = _handed_over(client)

    rest = client.get(PATH, params={"after": page.json()["next"], "limit": 200})

    assert set(_numbers(page)) | set(_numbers(rest)) >= set(first)
    assert not set(_numbers(page)) & set(_numbers(rest))
    assert later in [*first, *_numbers(client.get(PATH))]


def test_cases_of_one_state_or_item_are_picked(client: TestClient) -> None:
    granted, handed_over = _granted(client), _handed_over(client)

    assert _numbers(client.get(PATH, params={"state": "granted"})) == [granted]
    assert _numbers(client.get(PATH, params={"item": "one-off-hiring-subsidy"})) == [handed_over]
    assert _numbers(client.get(PATH, params={"state": "refused"})) == []


def test_another_system_sees_none_of_them(site: FastAPI, client: TestClient) -> None:
    number = _granted(client)
    other = visit(site)
    other.headers.update(key(site, "kiosk"))

    assert _numbers(other.get(PATH)) == []
    for path in ("", "/explanation", "/result", "/history"):
        problem(other.get(f"{PATH}/{number}{path}"), 404, "not_found")
    problem(other.post(f"{PATH}/{number}/review-requests"), 404, "not_found")


def test_listing_asks_for_a_key_that_may_list(site: FastAPI) -> None:
    problem(visit(site).get(PATH), 401, "not_signed_in")
    problem(visit(site).get(PATH, headers=key(site, "sender", Action.SUBMIT)), 403, "not_permitted")


@pytest.mark.parametrize("after", ["x", "!!", "W10", "WzEsMl0", "e30", "WyJ4IiwieSJd", "\x00", "A" * 200])
def test_a_cursor_that_was_never_given_out_is_told(client: TestClient, after: str) -> None:
    problem(client.get(PATH, params={"after": after}), 422, "bad_cursor")


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "state=lost", "after=" + "A" * 201])
def test_a_query_of_another_form_is_told(client: TestClient, query: str) -> None:
    problem(client.get(f"{PATH}?{query}"), 422, "bad_request")


def test_what_was_granted_comes_with_its_notice(client: TestClient) -> None:
    number = _granted(client)

    content = client.get(f"{PATH}/{number}/result").json()

    assert (content["state"], content["notice"]["number"]) == ("granted", number)
    assert content["notice"]["applicant"] == "上海样例食品有限公司"
    assert number in content["notice"]["text"]
    assert client.get(f"{PATH}/{number}/result?language=en").json()["notice"]["language"] == "en"


def test_what_is_not_granted_has_no_notice(client: TestClient) -> None:
    content = client.get(f"{PATH}/{_handed_over(client)}/result").json()

    assert (content["state"], content["notice"]) == ("received", None)


def test_the_history_tells_what_happened_in_order(client: TestClient) -> None:
    number = _handed_over(client)
    client.post(f"{PATH}/{number}/review-requests")

    events = client.get(f"{PATH}/{number}/history").json()["events"]

    assert [one["kind"] for one in events] == ["case_handed_over", "review_requested"]
    assert events[0]["number"] < events[1]["number"]
