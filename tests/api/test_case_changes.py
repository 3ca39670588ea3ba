"""Who sent a case in corrects it when asked to, and may take it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Grant, Principal, Role
from app.cases.correcting import Notice, request_correction
from tests.accounts_for_tests import key
from tests.office import COMPANY, LICENCE, OTHER, application, form_of, licence_of
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

REVIEWER = Principal(id="staff:r", name="初审", grants=(Grant(role=Role.REVIEWER),))


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    client = visit(site)
    client.headers.update(key(site, "portal"))
    return client


def _handed_over(client: TestClient) -> str:
    """Its licence is that of the company, and the form names another legal representative."""
    wrong = form_of(COMPANY) | {"legal_representative": "王别人"}
    filed = {"application": application(form=wrong).model_dump_json(exclude_none=True)}
    answer = client.post("/api/v1/applications", data=filed, files={"files": ("licence.jpg", LICENCE)})
    assert answer.json()["outcome"] != "approve", answer.text
    return str(answer.json()["case_no"])


def _asked(site: FastAPI, client: TestClient) -> str:
    """The path of a case whose applicant is asked to correct it."""
    case_no, office = _handed_over(client), services_of(site).office
    notice = Notice(points=("法定代表人填写有误",), due_on=date(2026, 3, 20))
    request_correction(office.engine, office.clock, REVIEWER, case_no, notice)
    return f"/api/v1/cases/{case_no}"


def _corrected(client: TestClient, path: str, correction: Any, **how: Any) -> Any:  # noqa: ANN401  JSON, a response
    return client.post(f"{path}/corrections", **({"json": correction} | how))


def test_a_field_corrected_is_decided_anew(site: FastAPI, client: TestClient) -> None:
    path = _asked(site, client)

    answer = _corrected(client, path, {"form": {"legal_representative": COMPANY.legal_representative}})

    assert (answer.status_code, answer.json()["state"], answer.json()["outcome"]) == (200, "granted", "approve")
    kinds = [one["kind"] for one in client.get(f"{path}/history").json()["events"]]
    assert kinds == ["case_handed_over", "correction_requested", "correction_answered", "case_granted"]


def test_a_file_takes_the_place_of_those_of_its_material(site: FastAPI, client: TestClient) -> None:
    path = _asked(site, client)
    reader = services_of(site).office.extractor
    reader.knows(b"another licence", "business_license", licence_of(OTHER))  # type: ignore[attr-defined]
    given = {"correction": '{"materials": [{"id": "business_license", "file": "new.jpg"}]}'}

    answer = client.post(f"{path}/corrections", data=given, files={"files": ("new.jpg", b"another licence")})

    assert (answer.status_code, answer.json()["state"]) == (200, "received"), answer.text
    facts = client.get(f"{path}/explanation").json()["facts"]
    named = {one["value"] for fact in facts for one in fact["sources"] if fact["fact"] == "company.company_name"}
    assert OTHER.company_name in named


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        ({}, "changes nothing"),
        ({"form": {}}, "changes nothing"),
        ({"form": {"colour": "red"}}, "no such field"),
        ({"form": {"uscc": None}}, "missing"),
        ({"form": {"uscc": "x"}, "form_file": "a.jpg"}, "form either"),
        ({"materials": [{"id": "business_license", "file": "a.jpg"}]}, "was not sent"),
        ({"materials": [{"id": "business_license", "file": "upload:0"}]}, "no upload"),
        ({"colour": "red"}, "not permitted"),
        ([], "dictionary"),
    ],
)
def test_a_correction_that_can_not_be_used_changes_nothing(
    site: FastAPI,
    client: TestClient,
    correction: Any,  # noqa: ANN401  JSON
    said: str,
) -> None:
    path = _asked(site, client)

    told = problem(_corrected(client, path, correction), 422, "bad_application")

    assert said in told["detail"]
    assert client.get(path).json()["state"] == "correction_requested"


def test_nothing_is_corrected_that_was_not_asked_for(client: TestClient) -> None:
    path = f"/api/v1/cases/{_handed_over(client)}"

    problem(_corrected(client, path, {"form": {"uscc": COMPANY.uscc}}), 409, "illegal_transition")


def test_a_case_is_withdrawn_once(client: TestClient) -> None:
    path = f"/api/v1/cases/{_handed_over(client)}"

    answer = client.post(f"{path}/withdrawals", json={"reason": "改日再办"})

    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    problem(client.post(f"{path}/withdrawals", json={}), 409, "illegal_transition")


def test_nobody_else_corrects_or_withdraws_it(site: FastAPI, client: TestClient) -> None:
    path = _asked(site, client)
    other = visit(site)
    other.headers.update(key(site, "kiosk"))

    problem(_corrected(other, path, {"form": {"uscc": COMPANY.uscc}}), 404, "not_found")
    problem(other.post(f"{path}/withdrawals", json={}), 404, "not_found")
