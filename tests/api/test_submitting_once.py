"""The same application under one key is one case, however often, and from however many threads, it is sent."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import case, case_event, submission_key
from app.intake import submission_keys
from app.intake.application import EXAMPLES
from tests.accounts_for_tests import key
from tests.office import LICENCE, NOW, application
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PATH = "/api/v1/applications"
FORM = EXAMPLES["form_only"]


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    client = visit(site)
    client.headers.update(key(site, "portal"))
    return client


def _sent(client: TestClient, given: str, body: Any = None, **headers: str) -> Any:  # noqa: ANN401  JSON, and a response
    return client.post(PATH, json=FORM if body is None else body, headers={"idempotency-key": given} | headers)


def _count(site: FastAPI, table: Any = case) -> int:  # noqa: ANN401  a table has no useful type
    with reading(services_of(site).office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_form_alone_is_submitted_as_json(client: TestClient) -> None:
    answer = client.post(PATH, json=FORM)

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PATH.replace('applications', 'cases')}/{answer.json()['case_no']}"
    assert "idempotent-replay" not in answer.headers


def test_the_same_again_is_the_same_case_and_answer(site: FastAPI, client: TestClient) -> None:
    first, again = _sent(client, "a-1"), _sent(client, '"a-1"')

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replay"] == "true"
    assert (_count(site), _count(site, case_event)) == (1, 1)


def test_the_order_of_keys_in_the_json_makes_no_difference(site: FastAPI, client: TestClient) -> None:
    turned = {"form": dict(reversed(FORM["form"].items())), "item": FORM["item"]}  # type: ignore[attr-defined]

    answers = [_sent(client, "a-1"), _sent(client, "a-1", turned)]

    assert answers[0].json() == answers[1].json()
    assert _count(site) == 1


def test_other_content_under_the_same_key_is_refused(site: FastAPI, client: TestClient) -> None:
    _sent(client, "a-1")
    other = FORM | {"ask_for_person": True}

    problem(_sent(client, "a-1", other), 422, "idempotency_key_reused")
    assert _count(site) == 1


def test_another_file_under_the_same_key_is_other_content(client: TestClient) -> None:
    filed = {"application": application(ask=True).model_dump_json(exclude_none=True)}
    headers = {"idempotency-key": "a-1"}

    first = client.post(PATH, data=filed, files={"files": ("licence.jpg", LICENCE)}, headers=headers)
    again = client.post(PATH, data=filed, files={"files": ("licence.jpg", LICENCE)}, headers=headers)
    other = client.post(PATH, data=filed, files={"files": ("licence.jpg", b"a cat")}, headers=headers)

    assert first.json()["case_no"] == again.json()["case_no"]
    problem(other, 422, "idempotency_key_reused")


def test_another_system_may_use_the_same_key(site: FastAPI, client: TestClient) -> None:
    first = _sent(client, "a-1")
    second = _sent(client, "a-1", **key(site, "kiosk"))

    assert first.json()["case_no"] != second.json()["case_no"]


def test_what_was_refused_may_be_sent_mended_under_the_same_key(site: FastAPI, client: TestClient) -> None:
    problem(_sent(client, "a-1", {"item": "no-such-item", "form": {}}), 422, "unknown_item")

    assert _sent(client, "a-1").status_code == 201
    assert _count(site) == 1


def test_many_at_once_under_one_key_are_one_case(site: FastAPI, client: TestClient) -> None:
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(_sent(client, "a-1"))) for _ in range(8)]

    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["case_no"] for one in answers}) == 1
    assert sum("idempotent-replay" not in one.headers for one in answers) == 1
    assert (_count(site), _count(site, submission_key)) == (1, 1)


@pytest.mark.parametrize("given", ["", " ", '""', "a b", "é", "x" * 81, "\x7f"])
def test_a_key_that_is_none_is_refused(site: FastAPI, client: TestClient, given: str) -> None:
    answer = client.post(PATH, json=FORM, headers={"idempotency-key": given.encode()})

    if given.strip():
        assert answer.status_code in {400, 422}
        assert _count(site) == 0
    else:
        assert answer.status_code in {201, 400}


def test_without_an_account_a_key_must_not_be_one_that_others_use(site: FastAPI) -> None:
    anybody = visit(site)

    problem(_sent(anybody, "1"), 400, "bad_idempotency_key")
    assert _sent(anybody, str(uuid.uuid4())).status_code == 201


def test_a_key_is_forgotten_after_thirty_days(site: FastAPI, client: TestClient) -> None:
    _sent(client, "a-1")
    engine = services_of(site).office.engine

    assert submission_keys.forget_old(engine, NOW + timedelta(days=30)) == 0
    assert submission_keys.forget_old(engine, NOW + timedelta(days=30, seconds=1)) == 1


def test_documents_may_be_read_later(site: FastAPI, client: TestClient) -> None:
    answer = _sent(client, "a-1", prefer="respond-async, wait=5")
    again = _sent(client, "a-1")

    content = answer.json()
    assert answer.status_code == again.status_code == 202
    assert answer.headers["preference-applied"] == "respond-async"
    assert content == again.json() == {"case_no": content["case_no"], "state": "received"}
    assert client.get(answer.headers["location"]).json()["outcome"] is None
    assert _count(site) == 1


def test_a_key_that_is_good_for_other_items_submits_nothing(site: FastAPI) -> None:
    headers = key(site, "kiosk", item="prepackaged-food-filing")

    problem(visit(site).post(PATH, json=FORM, headers=headers), 403, "not_permitted")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
def test_a_body_of_another_kind_is_told(client: TestClient, kind: str) -> None:
    problem(client.post(PATH, content=b"{}", headers={"content-type": kind}), 415, "unknown_body")
