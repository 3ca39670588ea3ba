"""Whatever is wrong with a request, the answer is one problem in one shape, and nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

import app.web.guards
from app.db.engine import reading
from app.db.tables import case
from app.errors import NotReady
from extractors.errors import EngineUnavailable
from tests.office import COMPANY, LICENCE, PreparedReadings, application, form_of
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

SECURE = ("content-security-policy", "x-content-type-options", "referrer-policy", "cache-control")


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> Iterator[TestClient]:
    yield visit(site)

    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(case)).scalar_one() == 0


def _filed(client: TestClient, content: str, name: str = "licence.jpg", file: bytes = LICENCE) -> Any:  # noqa: ANN401  a response
    return client.post("/api/v1/applications", data={"application": content}, files={"files": (name, file)})


def _json(**changes: object) -> str:
    return application().model_copy(update=changes).model_dump_json(exclude_none=True)


def test_an_unknown_item_names_those_there_are(client: TestClient) -> None:
    told = problem(_filed(client, _json(item="no-such-item")), 422, "unknown_item")

    assert "prepackaged-food-filing" in told["detail"]


def test_every_missing_field_is_listed(client: TestClient) -> None:
    told = problem(_filed(client, _json(form={"uscc": COMPANY.uscc})), 422, "bad_application")

    assert len(told["problems"]) == 7
    assert told["problems"][0].startswith("form.company_name: missing")


def test_a_field_of_the_wrong_type_is_named(client: TestClient) -> None:
    told = problem(_filed(client, _json(form=form_of(COMPANY) | {"uscc": 5})), 422, "bad_application")

    assert told["problems"][0].startswith("form.uscc")


@pytest.mark.parametrize("content", ["{", "not json", "[]", "5", '{"item": "a", "item": "b"}', ""])
def test_what_is_no_application_is_told(client: TestClient, content: str) -> None:
    answer = _filed(client, content)

    assert answer.json()["code"] in {"bad_application", "bad_request"}
    problem(answer, 422, answer.json()["code"])


def test_a_file_that_was_not_sent_is_named(client: TestClient) -> None:
    told = problem(client.post("/api/v1/applications", data={"application": _json()}), 422, "bad_application")

    assert "'licence.jpg'" in told["detail"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no picture", "this is no picture"), (b"a cat", "no document we know"), (b"another form", "not the 营业执照")],
)
def test_a_file_of_another_kind_is_told(client: TestClient, content: bytes, said: str) -> None:
    assert said in problem(_filed(client, _json(), file=content), 422, "bad_upload")["detail"]


def test_a_file_that_can_not_be_read_is_told_by_the_reader_too(client: TestClient) -> None:
    answer = client.post("/api/v1/extractions", files={"file": ("licence.jpg", b"no picture")})

    assert "licence.jpg: this is no picture" in problem(answer, 422, "unreadable_file")["detail"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/v1/applications", {"data": {}}),
        ("/api/v1/applications", {"data": {"application": "{}", "files": "text"}}),
        ("/api/v1/applications", {"content": b"--x\r\nbroken", "headers": {"content-type": "multipart/form-data"}}),
        ("/api/v1/extractions", {}),
        ("/api/v1/extractions", {"data": {"file": "text"}}),
        ("/api/v1/answers", {"json": {}}),
        ("/api/v1/answers", {"json": {"questions": []}}),
        ("/api/v1/answers", {"json": {"questions": [""]}}),
        ("/api/v1/answers", {"json": {"questions": "why?"}}),
        ("/api/v1/answers", {"json": {"questions": ["why?"], "on": "2026-02-30"}}),
        ("/api/v1/answers", {"json": {"questions": ["why?"], "colour": "red"}}),
        ("/api/v1/answers", {"json": {"questions": ["x" * 501]}}),
        ("/api/v1/answers", {"content": b'{"questions": ["\\ud800"]}'}),
        ("/api/v1/answers", {"json": {"questions": ["  "]}}),
        ("/api/v1/answers", {"content": b"{"}),
        ("/api/v1/answers", {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}),
        ("/api/v1/matches", {"json": {"profile": {"shoe_size": 44}}}),
        ("/api/v1/matches", {"json": {"profile": {"employees": "many"}}}),
        ("/api/v1/matches", {"content": b'{"profile": {"\\ud800": 1}}'}),
        ("/api/v1/matches", {"json": {"profile": []}}),
        ("/api/v1/matches", {"content": b'{"profile": {"employees": NaN}}'}),
        ("/api/v1/matches", {"content": b'{"profile": {"taxable_income_cny": 1e30}}'}),
    ],
)
def test_a_request_of_another_form_is_a_problem_of_its_sender(
    client: TestClient, path: str, sent: dict[str, Any]
) -> None:
    if "content" in sent:
        sent = {"headers": {"content-type": "application/json"}} | sent

    answer = client.post(path, **sent)

    assert answer.status_code in {400, 415, 422}
    problem(answer, answer.status_code, answer.json()["code"])


def test_an_unknown_case_is_not_found(client: TestClient) -> None:
    for number in ("ZB20260302-0000000000", "x", "%00", "样例", "a" * 500):
        problem(client.get(f"/api/v1/cases/{number}"), 404, "not_found")
        problem(client.post(f"/api/v1/cases/{number}/review-requests"), 404, "not_found")


def test_an_unknown_route_is_json_for_systems_and_a_page_for_people(client: TestClient) -> None:
    problem(client.get("/api/v1/nothing"), 404, "http_error")
    page = client.get("/nothing")

    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "没有找到" in page.text


def test_another_method_is_a_problem(client: TestClient) -> None:
    problem(client.delete("/api/v1/answers"), 405, "http_error")


def test_a_body_over_the_limit_is_cut_off(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.web.guards, "MAX_BODY_BYTES", 3 * 1024 * 1024)
    large = b"x" * (3 * 1024 * 1024)

    told = problem(_filed(client, _json(), file=large), 413, "too_large")

    assert "larger than 3 MB" in told["detail"]


def test_a_body_on_the_limit_is_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b'{"questions": ["why?"]}'
    monkeypatch.setattr(app.web.guards, "MAX_BODY_BYTES", len(body))

    fits = client.post("/api/v1/answers", content=body, headers={"content-type": "application/json"})
    over = client.post("/api/v1/answers", content=body + b" ", headers={"content-type": "application/json"})

    assert (fits.status_code, over.status_code) == (200, 413)


def test_an_engine_that_is_not_there_says_what_to_do(
    site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(_self: object, _source: bytes, _name: str) -> None:
        raise EngineUnavailable("run `zhiban models prepare`")

    monkeypatch.setattr(PreparedReadings, "extract", unavailable)

    told = problem(_filed(client, _json()), 503, NotReady.code)

    assert "zhiban models prepare" in told["detail"]
    assert site is not None


@pytest.mark.parametrize("path", ["/api/v1/profile-fields", "/apply"])
def test_a_failure_nobody_foresaw_says_nothing_of_its_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("app.subsidies.routes.profile_fields", fail)
    monkeypatch.setattr("app.intake.pages.routes.open_items", fail)

    answer = visit(build_site(tmp_path)).get(path)

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text
    assert all(name in answer.headers for name in SECURE)
    if path.startswith("/api"):
        problem(answer, 500, "internal_error")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ask",
        "/apply",
        "/healthz",
        "/static/zhiban.css",
        "/static/nothing.css",
        "/nothing",
        "/staff/cases",
        "/api/v1/openapi.json",
        "/api/v1/nothing",
        "/cases/x",
    ],
)
def test_every_answer_keeps_the_page_to_itself(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert all(name in headers for name in SECURE)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
