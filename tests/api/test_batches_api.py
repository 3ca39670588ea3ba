from __future__ import annotations

import json
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.principal import Action
from app.db.engine import reading
from app.db.tables import batch_line, case
from app.intake.application import EXAMPLES
from app.work.batches.submitting import Submitting
from tests.accounts_for_tests import key
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PATH = "/api/v1/batches"
FORM = EXAMPLES["form_only"]


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    client = visit(site)
    client.headers.update(key(site, "portal"))
    return client


def line(number: int, application: object = FORM) -> dict[str, object]:
    return {"key": f"line-{number}", "application": application}


def submit(site: FastAPI) -> None:
    """As the worker does."""
    duty = Submitting(services_of(site).office, Event())
    while deeds := duty.due():
        for deed in deeds:
            duty.do(deed.of)


def cases(site: FastAPI) -> list[str]:
    with reading(services_of(site).office.engine) as connection:
        return list(connection.execute(select(case.c.case_no)).scalars())


def test_each_application_of_a_batch_becomes_a_case(site: FastAPI, client: TestClient) -> None:
    answer = client.post(PATH, json=[line(1), line(2)])
    waiting = client.get(answer.headers["location"]).json()
    submit(site)
    ended = client.get(answer.headers["location"]).json()

    assert answer.status_code == 202
    assert answer.json() == {"batch_id": waiting["batch_id"], "line_count": 2}
    assert (waiting["state"], waiting["done"]) == ("running", 0)
    assert (ended["state"], ended["done"], ended["submitted"], ended["invalid"]) == ("ended", 2, 2, 0)
    assert sorted(one["case_no"] for one in ended["lines"]) == sorted(cases(site))
    assert {one["outcome"] for one in ended["lines"]} <= {"approve", "correct", "escalate"}
    for one in ended["lines"]:
        assert client.get(f"/api/v1/cases/{one['case_no']}").status_code == 200


def test_a_batch_may_be_a_line_an_application(site: FastAPI, client: TestClient) -> None:
    body = "\n".join(json.dumps(line(number)) for number in range(3)) + "\n\n"

    answer = client.post(PATH, content=body, headers={"content-type": "application/x-ndjson"})
    submit(site)

    assert answer.json()["line_count"] == len(cases(site)) == 3


def test_an_application_that_can_not_be_used_is_told_by_its_line(site: FastAPI, client: TestClient) -> None:
    answer = client.post(
        PATH, json=[line(1, {"item": "no-such-item", "form": {}}), line(2, {"item": FORM["item"]}), line(3)]
    )
    submit(site)

    lines = client.get(answer.headers["location"]).json()["lines"]
    assert [(one["state"], one["code"]) for one in lines] == [
        ("invalid", "unknown_item"),
        ("invalid", "bad_application"),
        ("submitted", None),
    ]
    assert all(one["detail"] for one in lines[:2])


def test_a_batch_sent_twice_submits_nothing_twice(site: FastAPI, client: TestClient) -> None:
    first = client.post(PATH, json=[line(1), line(2)])
    second = client.post(PATH, json=[line(1), line(2)])
    submit(site)

    assert len(cases(site)) == 2
    of_both = [client.get(one.headers["location"]).json()["lines"] for one in (first, second)]
    assert [one["case_no"] for one in of_both[0]] == [one["case_no"] for one in of_both[1]]


def test_a_key_stands_for_the_same_application_here_and_alone(site: FastAPI, client: TestClient) -> None:
    alone = client.post("/api/v1/applications", json=FORM, headers={"idempotency-key": "line-1"}).json()
    same = client.post(PATH, json=[line(1)])
    other = client.post(PATH, json=[line(1, {**FORM, "ask_for_person": True})])
    submit(site)

    assert client.get(same.headers["location"]).json()["lines"][0]["case_no"] == alone["case_no"]
    assert client.get(other.headers["location"]).json()["lines"][0]["code"] == "idempotency_key_reused"


def test_the_application_is_not_kept_twice(site: FastAPI, client: TestClient) -> None:
    client.post(PATH, json=[line(1)])
    submit(site)

    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(batch_line.c.application)).scalar_one() == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "1 to 1000"),
        ([line(number) for number in range(1001)], "1 to 1000"),
        ({"key": "a"}, "a JSON list"),
        ([line(1), line(1)], "'line-1' stands 2 times"),
        ([{"key": "a"}], "line 1: "),
        ([{"key": 7, "application": FORM}], "line 1: "),
        ([{"key": "a b", "application": FORM}], "line 1: the Idempotency-Key"),
        ([line(1, [])], "line 1: "),
        ([line(1, {"form": {}})], "line 1: application.item"),
        ([line(1, {**FORM, "materials": [{"id": "a", "file": "b"}]})], "have no files"),
        ([line(1, {"item": FORM["item"], "form_file": "a.pdf"})], "have no files"),
    ],
)
def test_what_is_no_batch_is_refused_whole(site: FastAPI, client: TestClient, body: Any, said: str) -> None:  # noqa: ANN401  JSON
    refused = problem(client.post(PATH, json=body), 422, "bad_batch")

    assert said in refused["detail"]
    submit(site)
    assert cases(site) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1", b'[{"key": NaN}]', b"\xff", b"[" * 5000])
def test_what_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    for kind in ("application/json", "application/x-ndjson"):
        problem(client.post(PATH, content=body, headers={"content-type": kind}), 422, "bad_batch")


def test_another_kind_of_body_is_refused(client: TestClient) -> None:
    problem(client.post(PATH, content=b"a,b", headers={"content-type": "text/csv"}), 415, "unknown_body")


def test_nobody_sees_the_batch_of_another(site: FastAPI, client: TestClient) -> None:
    location = client.post(PATH, json=[line(1)]).headers["location"]
    other = visit(site)
    other.headers.update(key(site, "kiosk"))

    problem(other.get(location), 404, "not_found")
    problem(visit(site).get(location), 401, "not_signed_in")


def test_a_system_that_may_not_submit_an_item_can_not_do_it_in_a_batch(site: FastAPI) -> None:
    narrow = visit(site)
    narrow.headers.update(key(site, "narrow", Action.LIST_CASES, Action.SUBMIT, item="high-tech-enterprise-award"))

    problem(narrow.post(PATH, json=[line(1)]), 403, "not_permitted")
