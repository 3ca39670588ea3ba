"""Every endpoint gives what its documentation says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.cases import service as cases
from approval_rules.replay import replayed
from tests.office import COMPANY, LICENCE, application
from tests.website import CITATION, KNOWN, build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

CHECK = {"rule", "says", "holds", "leads_to", "reason", "facts", "basis", "message"}
DECISION = {
    "case_no",
    "outcome",
    "proposal",
    "amount_cny",
    "checks",
    "item_version",
    "dossier_sha256",
    "advice",
    "notice",
}
CASE = {
    "case_no",
    "item",
    "title",
    "state",
    "outcome",
    "received_on",
    "received_at",
    "amount_cny",
    "dossier_sha256",
    "review_requested",
}


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return visit(site)


def _sent(client: TestClient, path: str, *, ask: bool = False) -> Any:  # noqa: ANN401  a response of the client
    filed = application(ask=ask).model_dump_json(exclude_none=True)
    return client.post(path, data={"application": filed}, files={"files": ("licence.jpg", LICENCE)})


def test_an_application_in_order_is_created_and_granted(site: FastAPI, client: TestClient) -> None:
    answer = _sent(client, "/api/v1/applications")

    content = answer.json()
    stored = cases.find(services_of(site).office.engine, content["case_no"])
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/cases/{content['case_no']}"
    assert set(content) == DECISION
    assert content["outcome"] == "approve"
    assert content["checks"]
    assert all(set(check) == CHECK for check in content["checks"])
    assert "个人信息保护法" in content["notice"]
    assert replayed(stored.dossier) == stored.dossier


def test_a_name_sent_twice_and_a_file_nobody_named_are_refused(client: TestClient) -> None:
    filed = application().model_dump_json(exclude_none=True)
    parts = [("files", ("licence.jpg", LICENCE)), ("files", ("licence.jpg", b"a cat")), ("files", ("x.jpg", b"x"))]

    answer = client.post("/api/v1/applications", data={"application": filed}, files=parts)

    assert answer.status_code == 422
    assert [problem[:20] for problem in answer.json()["problems"]] == ["the file 'licence.jp", "the file 'x.jpg' was"]


def test_a_picture_of_no_known_document_is_unknown_with_no_fields(client: TestClient) -> None:
    answer = client.post("/api/v1/extractions", files={"file": ("cat.jpg", b"a cat")})

    assert (answer.status_code, answer.json()["kind"], answer.json()["fields"]) == (200, "unknown", {})


def test_a_pre_check_says_the_same_and_has_no_case(client: TestClient) -> None:
    told = _sent(client, "/api/v1/pre-checks")

    created = _sent(client, "/api/v1/applications")
    assert told.status_code == 200
    assert told.json()["case_no"] is None
    assert told.json() | {"case_no": ""} == created.json() | {"case_no": ""}


def test_a_case_is_shown_under_its_location(client: TestClient) -> None:
    created = _sent(client, "/api/v1/applications")

    content = client.get(created.headers["location"]).json()

    assert set(content) == CASE
    assert (content["state"], content["outcome"], content["received_on"]) == ("granted", "approve", "2026-03-02")
    assert content["dossier_sha256"] == created.json()["dossier_sha256"]
    assert content["review_requested"] is False


def test_asking_for_a_person_once_or_twice_is_the_same(client: TestClient) -> None:
    path = f"{_sent(client, '/api/v1/applications').headers['location']}/review-requests"

    first, second = client.post(path), client.post(path)

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.json()["review_requested"] is True


def test_a_case_handed_over_waits_for_a_person(client: TestClient) -> None:
    created = _sent(client, "/api/v1/applications", ask=True)

    assert created.status_code == 201
    assert created.json()["outcome"] == "escalate"
    assert client.get(created.headers["location"]).json()["state"] == "received"


def test_a_document_is_read_into_typed_fields(client: TestClient) -> None:
    answer = client.post("/api/v1/extractions", files={"file": ("licence.jpg", LICENCE)})

    content = answer.json()
    assert answer.status_code == 200
    assert {"file", "kind", "fields", "problems", "seconds"} <= set(content)
    assert (content["file"], content["kind"]) == ("licence.jpg", "business_license")
    assert content["fields"]["uscc"]["value"] == COMPANY.uscc
    assert {"value", "raw", "confidence", "page", "box", "checks"} <= set(content["fields"]["uscc"])


def test_a_question_gets_quotes_with_their_clause(client: TestClient) -> None:
    content = client.post("/api/v1/answers", json={"questions": [KNOWN], "on": "2026-03-02"}).json()

    assert set(content) >= {"answer", "citations", "abstained", "reason", "notice", "on"}
    assert content["abstained"] is False
    assert len(content["citations"]) == 1
    assert (
        content["citations"][0].items()
        >= {
            "clause": CITATION.clause,
            "title": CITATION.title,
            "quote": CITATION.quote,
            "url": None,
            "read_on": "2026-01-05",
            "page": "/sources/guide.prepackaged-food-filing#conditions",
        }.items()
    )


def test_a_question_without_basis_is_answered_with_200_and_a_reason(client: TestClient) -> None:
    answer = client.post("/api/v1/answers", json={"questions": ["今天会下雨吗？"]})

    assert answer.status_code == 200
    assert answer.json()["abstained"] is True
    assert answer.json()["citations"] == []
    assert answer.json()["reason"]
    assert answer.json()["on"] == "2026-03-02"


def test_a_company_is_matched_with_the_schemes_in_force(client: TestClient) -> None:
    profile = {"region": "310104", "employees": 60, "taxable_income_cny": "1200000.00"}

    content = client.post("/api/v1/matches", json={"profile": profile, "on": "2025-11-20"}).json()

    assert content["on"] == "2025-11-20"
    assert content["schemes"]
    for scheme in content["schemes"]:
        assert {"id", "from", "status", "amount_cny", "unmet", "missing"} <= set(scheme)


def test_the_facts_a_profile_may_hold_are_listed(client: TestClient) -> None:
    fields = client.get("/api/v1/profile-fields").json()

    assert {"region", "employees"} <= {field["name"] for field in fields}
    assert all(set(field) == {"name", "title", "type", "unit", "choices", "note"} for field in fields)


def test_health_answers_while_the_database_does(client: TestClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_schema_has_an_example_for_each_body_that_is_no_file(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    bodies = [
        (path, media)
        for path, methods in schema["paths"].items()
        for one in methods.values()
        for media in one.get("requestBody", {}).get("content", {}).values()
    ]

    assert len(bodies) >= 5
    for path, media in bodies:
        if "$ref" not in media["schema"]:
            assert media["example"], path
            continue
        body = schema["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
        texts = [one for one in body["properties"].values() if not _is_file(one)]
        assert media.get("example") or body.get("examples") or all(one.get("examples") for one in texts), path


def _is_file(described: dict[str, Any]) -> bool:
    inner = described.get("items", described)
    return inner.get("format") == "binary" or "contentMediaType" in inner


def test_the_examples_of_the_schema_are_taken(client: TestClient) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    for path, name in (("answers", "Asked"), ("matches", "Wanted")):
        assert schemas[name]["examples"]
        for example in schemas[name]["examples"]:
            assert client.post(f"/api/v1/{path}", json=example).status_code == 200


def test_the_example_application_has_the_form_of_one(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    body = schema["paths"]["/api/v1/pre-checks"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    described = schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]["properties"]["application"]
    example = described["examples"][0]

    answer = client.post(
        "/api/v1/pre-checks",
        data={"application": example},
        files={"files": (json.loads(example)["materials"][0]["file"], LICENCE)},
    )

    assert answer.status_code == 200
