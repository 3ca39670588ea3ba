"""The pages to sign in at and of one's account, in English: words, mistakes, and what exists in Chinese alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Grant, Role
from app.accounts.service import Accounts
from app.web.look import COOKIE
from tests.accounts_for_tests import ORIGIN, PASSWORD, browser
from tests.office import FOOD
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def li(site: FastAPI) -> TestClient:
    office = services_of(site).office
    accounts = Accounts(engine=office.engine, clock=office.clock, known_items=office.items)
    grants = (Grant(role=Role.REVIEWER, district="310117"), Grant(role=Role.APPROVER, item_id=FOOD))
    made = accounts.add("li.ming", "Li Ming", grants, by="operator")
    accounts.set_password(made.account_id, PASSWORD, "operator")
    return _english(browser(site, made.account_id))


def _english(client: TestClient) -> TestClient:
    client.cookies.set(COOKIE, "en.auto.normal")
    return client


def _sent(client: TestClient, path: str, **fields: str) -> Any:  # noqa: ANN401  a response of the client
    return client.post(path, data=fields, headers={"origin": ORIGIN}, follow_redirects=False)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?over=1&next=/items", "/staff/sign-in", "/staff/set-password"])
def test_who_is_not_signed_in_reads_english(site: FastAPI, path: str) -> None:
    page = _english(visit(site)).get(path).text

    assert '<html lang="en"' in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.isascii() or not any("一" <= char <= "鿿" for char in main)


@pytest.mark.parametrize("path", ["/account", "/account/one-time-codes"])
def test_who_is_signed_in_reads_english(li: TestClient, path: str) -> None:
    main = li.get(path).text.partition("<main")[2].partition("</main>")[0]

    assert not any("一" <= char <= "鿿" for char in main)


def test_an_account_names_districts_and_items_as_people_do(li: TestClient) -> None:
    page = li.get("/account").text

    assert "Songjiang District" in page
    assert "every item" in page
    assert "Filing for selling prepackaged food only" in page
    assert "every district" in page


def test_mistakes_are_told_in_the_language_of_the_page(site: FastAPI, li: TestClient) -> None:
    stranger = _english(visit(site))
    wrong = _sent(stranger, "/staff/sign-in", name="li.ming", password="wrong")  # noqa: S106  of a test
    differ = _sent(stranger, "/staff/set-password", token="x", password="a", again="b")  # noqa: S106  of a test
    weak = _sent(li, "/account/password", old=PASSWORD, password="short", again="short")  # noqa: S106  of a test

    assert "The name, the password or the code is not right" in wrong.text
    assert "The two passwords are not the same" in differ.text
    assert "choose one that is longer and harder to guess" in weak.text
    assert (wrong.status_code, differ.status_code, weak.status_code) == (401, 422, 422)


def test_a_weak_password_is_told_in_full_in_chinese(li: TestClient) -> None:
    li.cookies.set(COOKIE, "zh.auto.normal")

    weak = _sent(li, "/account/password", old=PASSWORD, password="short", again="short")  # noqa: S106  of a test

    assert "密码需要" in weak.text


def test_one_time_codes_can_be_scanned_and_the_picture_is_drawn_without_style(li: TestClient) -> None:
    page = li.get("/account/one-time-codes").text
    drawn = page.partition('<div class="qr"')[2].partition("</div>")[0]

    assert "<svg" in drawn
    assert "style=" not in drawn
    assert "<text" not in drawn
    assert 'aria-label="QR code' in page
