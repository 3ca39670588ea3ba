"""Every answer keeps itself to itself: pages, problems, redirects, files and failures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.pages.templating import TEMPLATES_DIR
from app.web.headers import SECURITY_HEADERS
from tests.accounts_for_tests import browser, new_account, staff
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PAGES = (
    "/", "/items", "/items/prepackaged-food-filing", "/ask", "/apply", "/apply/prepackaged-food-filing",
    "/staff/sign-in", "/sign-in", "/staff/set-password", "/static/zhiban.css", "/api/v1/openapi.json", "/api/v1/items",
    "/nowhere", "/api/v1/nowhere", "/cases/ZB0-0", "/api/v1/cases/ZB0-0", "/staff/cases", "/healthz",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return build_site(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(site: FastAPI) -> TestClient:
    return visit(site)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers_once(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)

    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value], name


@pytest.mark.parametrize("path", ["/staff/cases", "/account", "/account/one-time-codes"])
def test_pages_of_staff_have_them_too(site: FastAPI, path: str) -> None:
    answer = staff(site, Role.REVIEWER).get(path)

    assert SECURITY_HEADERS.items() <= dict(answer.headers).items()


def test_what_runs_on_a_page_and_what_is_loaded_is_ours() -> None:
    policy = dict(part.strip().split(" ", 1) for part in SECURITY_HEADERS["content-security-policy"].split(";"))

    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
        "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip


def test_no_template_needs_what_the_policy_forbids() -> None:
    ours = r"<script(?! src=\"/static/[a-z-]+\.js\" defer></script>)"
    forbidden = re.compile(ours + r"|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<base", re.IGNORECASE)
    for path in TEMPLATES_DIR.rglob("*.html"):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path


def test_a_failure_has_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build_site(tmp_path)
    monkeypatch.setattr("app.pages.routes.open_items", lambda *_: 1 / 0)

    answer = visit(site).get("/")

    assert answer.status_code == 500
    assert SECURITY_HEADERS.items() <= dict(answer.headers).items()


def test_browsers_are_told_to_come_back_with_tls_only_where_there_is_tls(client: TestClient, tmp_path: Path) -> None:
    proxied = visit(build_site(tmp_path, public_url="https://zhiban.example"))

    assert "strict-transport-security" not in client.get("/").headers
    assert proxied.get("/").headers["strict-transport-security"] == "max-age=31536000"


def test_the_host_that_is_asked_for_is_never_answered_back(site: FastAPI) -> None:
    account = new_account(services_of(site).office, Role.REVIEWER)
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example"}

    for client, path in ((visit(site), "/staff/cases"), (visit(site), "/"), (browser(site, account), "/account")):
        answer = client.get(path, headers=evil, follow_redirects=False)

        assert "evil" not in answer.text + str(answer.headers)
