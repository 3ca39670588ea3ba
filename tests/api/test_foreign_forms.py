"""What another site's page can make a browser send changes nothing here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.datastructures import Headers

from app.accounts.principal import Role
from app.pages.templating import TEMPLATES_DIR
from app.web.csrf import FIELD, HEADER, is_foreign
from tests.accounts_for_tests import ORIGIN, key, staff
from tests.website import build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

TAKE = "/api/v1/assistant/handoffs/RG20260302-00000000/take"
EVIL = "https://evil.example"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


def _take(site: FastAPI, **headers: str | None) -> Any:  # noqa: ANN401  a response of the client
    client = staff(site, Role.REVIEWER)
    for name, value in headers.items():
        if value is None:
            del client.headers[name.replace("_", "-")]
        else:
            client.headers[name.replace("_", "-")] = value
    return client.post(TAKE)


def test_a_change_of_a_page_of_ours_is_let_through(site: FastAPI) -> None:
    problem(_take(site), 404, "not_found")
    problem(_take(site, origin=None, sec_fetch_site="same-origin"), 404, "not_found")


@pytest.mark.parametrize(
    "headers",
    [
        {"x_csrf_token": None},
        {"x_csrf_token": "x" * 43},
        {"x_csrf_token": ""},
        {"origin": EVIL},
        {"origin": "null"},
        {"origin": None},
        {"origin": "http://testserver.evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": None, "sec_fetch_site": "cross-site"},
    ],
)
def test_a_change_with_a_cookie_needs_the_token_and_our_own_page(site: FastAPI, headers: dict[str, str | None]) -> None:
    problem(_take(site, **headers), 403, "foreign_form")


def test_the_token_of_another_sign_in_is_none(site: FastAPI) -> None:
    other = staff(site, Role.REVIEWER).headers[HEADER]

    problem(_take(site, x_csrf_token=other), 403, "foreign_form")


def test_the_token_may_come_as_a_field_of_the_form(site: FastAPI) -> None:
    client = staff(site, Role.REVIEWER)
    token = client.headers.pop(HEADER)

    refused = client.post("/sign-out", follow_redirects=False)
    done = client.post("/sign-out", data={FIELD: token}, follow_redirects=False)

    assert (refused.status_code, done.status_code) == (403, 303)


def test_a_system_needs_no_token_and_names_no_page(site: FastAPI) -> None:
    answer = visit(site).post("/api/v1/pre-checks", data={"application": "{}"}, headers=key(site, "portal"))

    assert answer.status_code == 422


def test_a_key_is_asked_and_not_the_cookie_that_comes_with_it(site: FastAPI) -> None:
    client = staff(site, Role.REVIEWER)

    problem(client.get("/api/v1/assistant/handoffs", headers=key(site, "portal")), 403, "not_permitted")


def test_without_an_account_another_sites_form_is_refused_by_its_name(site: FastAPI) -> None:
    path = "/cases/ZB20260302-0000000000/review-requests"

    assert visit(site).post(path, headers={"origin": EVIL}).status_code == 403
    assert visit(site).post(path, headers={"origin": ORIGIN}).status_code == 404
    assert visit(site).post(path).status_code == 404


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"host": "a.example", "origin": "https://a.example"}, False),
        ({"host": "a.example:8000", "origin": "http://a.example:8000"}, False),
        ({"host": "inside:8000", "origin": "https://zhiban.example"}, False),
        ({"host": "a.example", "origin": "https://a.example:8443"}, True),
        ({"host": "a.example", "origin": ""}, True),
        ({"host": "", "origin": "null"}, True),
        ({"origin": "null"}, True),
        ({"host": "a.example"}, False),
        ({"host": "a.example", "sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"host": "a.example", "sec-fetch-site": "none"}, False),
    ],
)
def test_a_page_is_foreign_by_what_the_browser_names(headers: dict[str, str], *, foreign: bool) -> None:
    assert is_foreign(Headers(headers), "zhiban.example") is foreign


def test_every_form_that_changes_something_has_the_field() -> None:
    anonymous = {"staff_sign_in.html", "set_password.html"}
    forms = {
        path.name: re.findall(r"<form[^>]*post.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL)
        for path in TEMPLATES_DIR.rglob("*.html")
    }
    without = [name for name, found in forms.items() if any("csrf_field()" not in form for form in found)]

    assert sum(map(len, forms.values())) > 5
    assert sorted(set(without) - anonymous) == []
