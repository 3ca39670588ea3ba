"""A company's profile over the API: who may look, what may be stated, what a look leaves behind."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.principal import Action, Role
from app.companies.acting import bind
from app.db.engine import reading
from app.db.tables import audit_entry
from app.registries.importing import import_records
from tests.accounts_for_tests import browser, key, new_account, staff
from tests.office import COMPANY, ON, OTHER
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

URL = f"/api/v1/companies/{COMPANY.uscc}"
ELSEWHERE = "310115"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    """A browser of somebody who acts for the company."""
    office = services_of(site).office
    account_id = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, account_id, COMPANY.uscc, "test")
    return browser(site, account_id)


def _state(client: TestClient, **facts: object) -> Any:  # noqa: ANN401  a response of the client
    return client.put(f"{URL}/statements", json={"facts": facts})


def _fact(shown: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((one for one in shown["facts"] if one["fact"] == name), None)


def test_a_profile_tells_each_fact_with_its_register_its_version_and_its_day(client: TestClient) -> None:
    shown = client.get(URL).json()

    assert (shown["name"], shown["status"], shown["has_ended"]) == (COMPANY.company_name, "operating", False)
    region = _fact(shown, "region")
    assert region is not None
    assert (region["value"], region["title"], region["is_absence"]) == ("310117", "注册地", False)
    [source] = region["sources"]
    assert (source["register"], source["version"], source["as_of"]) == ("company_registry", 1, ON.isoformat())
    assert source["read_at"]
    assert {one["register"] for one in shown["silent"]} >= {"social_insurance", "tax_registry"}


def test_ones_own_companies_are_listed_and_no_others(site: FastAPI, client: TestClient) -> None:
    listed = client.get("/api/v1/companies").json()

    assert listed == [{"uscc": COMPANY.uscc, "name": COMPANY.company_name, "status": "operating"}]
    assert browser(site, new_account(services_of(site).office, Role.APPLICANT)).get("/api/v1/companies").json() == []


def test_another_company_is_as_though_it_were_not_there(site: FastAPI, client: TestClient) -> None:
    import_records(services_of(site).office.engine, [OTHER], "company_registry", ON)

    for path in ("", "/matches"):
        problem(client.get(f"/api/v1/companies/{OTHER.uscc}{path}"), 404, "not_found")
        problem(client.get(f"/api/v1/companies/91310117MY0000999X{path}"), 404, "not_found")


@pytest.mark.parametrize("code", ["1", "91310117MY0000004F", "%3Cscript%3E", "..%2F..", "9" * 400])
def test_what_is_no_code_is_not_found(client: TestClient, code: str) -> None:
    assert client.get(f"/api/v1/companies/{code}").status_code == 404


def test_nobody_and_staff_may_not_look(site: FastAPI) -> None:
    problem(visit(site).get(URL), 401, "not_signed_in")
    problem(staff(site, Role.REVIEWER).get(URL), 403, "not_permitted")


def test_what_is_stated_is_shown_as_the_companys_own_word(client: TestClient) -> None:
    shown = _state(client, employees=60, annual_revenue_cny="1000.50").json()

    stated = {one["fact"]: one for one in shown["statements"]}
    assert stated["employees"] == {
        "fact": "employees", "title": "从业人数", "value": 60, "stated_on": ON.isoformat(),
        "is_used": True, "is_contradicted": False,
    }  # fmt: skip
    assert stated["annual_revenue_cny"]["value"] == "1000.50"
    assert _fact(shown, "employees") is None


def test_what_a_register_tells_can_not_be_stated(client: TestClient) -> None:
    refused = problem(_state(client, employees=60, region=ELSEWHERE), 422, "fact_on_record")

    assert refused["problems"] == ["“注册地”以“企业登记信息”的记录为准"]
    assert client.get(URL).json()["statements"] == []


def test_a_record_that_comes_in_later_wins_and_the_difference_is_told(site: FastAPI, client: TestClient) -> None:
    _state(client, tax_region=ELSEWHERE)
    rows = [{"uscc": COMPANY.uscc, "region": "310117", "has_arrears": False}]
    import_records(services_of(site).office.engine, rows, "tax_registry", ON)

    shown = client.get(URL).json()

    tax_region = _fact(shown, "tax_region")
    assert tax_region is not None
    assert tax_region["value"] == "310117"
    [stated] = shown["statements"]
    assert (stated["value"], stated["is_used"], stated["is_contradicted"]) == (ELSEWHERE, False, True)


def test_a_statement_is_taken_back_and_once_more_changes_nothing(client: TestClient) -> None:
    _state(client, employees=60)

    for _ in range(2):
        shown = client.delete(f"{URL}/statements/employees").json()
        assert shown["statements"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"facts": {}},
        {"facts": []},
        {"facts": {"employees": "sixty"}},
        {"facts": {"employees": 1.5}},
        {"facts": {"employees": -1}},
        {"facts": {"no_such_fact": 1}},
        {"facts": {"size": "<script>alert(1)</script>"}},
        {"facts": {"qualifications": ["made_up"]}},
        {"facts": {"annual_revenue_cny": "1e400"}},
        {"facts": {"employees": {"$ne": 0}}},
        {"facts": {"employees": 60}, "uscc": OTHER.uscc},
    ],
)
def test_what_can_not_be_stated_is_refused_and_nothing_of_it_is_kept(client: TestClient, body: Any) -> None:  # noqa: ANN401  JSON
    refused = client.put(f"{URL}/statements", json=body)

    assert refused.status_code == 422, refused.text
    assert client.get(URL).json()["statements"] == []


def test_a_change_without_the_token_of_the_sign_in_is_refused(client: TestClient) -> None:
    refused = client.put(f"{URL}/statements", json={"facts": {"employees": 60}}, headers={"x-csrf-token": "other"})

    problem(refused, 403, "foreign_form")


def test_matches_tell_what_rests_on_the_companys_own_word(client: TestClient) -> None:
    _state(
        client, employees=60, taxable_income_cny="1200000", total_assets_cny="30000000", is_restricted_industry=False
    )

    told = client.get(f"{URL}/matches").json()

    found = {one["id"]: one for one in told["schemes"]}
    small = found["small-low-profit-income-tax"]
    assert (small["status"], small["amount_cny"]) == ("eligible", "240000.00")
    assert small["rests_on_statements"] == [
        "employees", "is_restricted_industry", "taxable_income_cny", "total_assets_cny",
    ]  # fmt: skip
    assert all(not one["rests_on_statements"] for one in told["schemes"] if one["status"] == "ineligible")
    assert told["next_question"]["fact"] not in {"employees", "region"}
    assert told["best"]["chosen"]


@pytest.mark.parametrize("status", ["revoked", "deregistered"])
def test_no_scheme_fits_a_company_that_has_ended(site: FastAPI, client: TestClient, status: str) -> None:
    import_records(services_of(site).office.engine, [replace(COMPANY, status=status)], "company_registry", ON)
    _state(client, employees=60)

    told = client.get(f"{URL}/matches").json()

    assert {one["status"] for one in told["schemes"]} <= {"unknown", "ineligible"}
    assert client.get(URL).json()["has_ended"] is True


def test_each_look_of_a_system_stands_in_the_audit_log_without_any_fact(site: FastAPI, client: TestClient) -> None:
    headers = key(site, "portal", Action.ACT_FOR_COMPANY, district=COMPANY.region)

    visit(site).get(URL, headers=headers)
    visit(site).get(f"{URL}/matches", headers=headers)
    client.get(URL)

    with reading(services_of(site).office.engine) as connection:
        wanted = select(audit_entry).where(audit_entry.c.event == "company_viewed").order_by(audit_entry.c.number)
        rows = connection.execute(wanted).all()
    assert [(row.actor, row.subject, json.loads(row.content)) for row in rows] == [
        ("system:portal", COMPANY.uscc, {"what": "profile"}),
        ("system:portal", COMPANY.uscc, {"what": "matches"}),
    ]


def test_a_system_looks_at_companies_of_its_district_alone(site: FastAPI) -> None:
    here = key(site, "portal", Action.ACT_FOR_COMPANY, district=COMPANY.region)
    elsewhere = key(site, "kiosk", Action.ACT_FOR_COMPANY, district=ELSEWHERE)

    assert visit(site).get(URL, headers=here).status_code == 200
    problem(visit(site).get(URL, headers=elsewhere), 404, "not_found")
    problem(visit(site).put(f"{URL}/statements", json={"facts": {"employees": 1}}, headers=elsewhere), 404, "not_found")


def test_an_account_that_is_let_go_sees_the_company_no_longer(site: FastAPI) -> None:
    office = services_of(site).office
    admin = staff(site, Role.ADMIN)
    account_id = new_account(office, Role.APPLICANT)
    path = f"/api/v1/admin/accounts/{account_id}/companies/{COMPANY.uscc}"
    client = browser(site, account_id)

    bound = admin.put(path)
    seen = client.get(URL).status_code
    ended = admin.delete(path)

    assert (bound.json(), seen, ended.json()) == ([COMPANY.uscc], 200, [])
    problem(client.get(URL), 404, "not_found")
    problem(admin.delete(path), 404, "not_found")


def test_no_account_of_staff_is_bound_to_a_company(site: FastAPI) -> None:
    reviewer = new_account(services_of(site).office, Role.REVIEWER)

    refused = staff(site, Role.ADMIN).put(f"/api/v1/admin/accounts/{reviewer}/companies/{COMPANY.uscc}")

    problem(refused, 422, "bad_account")
