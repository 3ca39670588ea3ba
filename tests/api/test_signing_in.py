"""Signing in and out on pages: who gets in, where they come out, and what their browser keeps."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from app.accounts.passwords import is_right
from app.accounts.principal import Grant, Role
from app.accounts.service import Accounts
from app.web.returning import own_path
from tests.accounts_for_tests import ORIGIN, PASSWORD, browser, staff
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from app.accounts.store import Account

PAGE = "/staff/sign-in"
ACCOUNT = "/account"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def li(site: FastAPI) -> Account:
    return _added(site, Role.REVIEWER)


def _accounts(site: FastAPI) -> Accounts:
    office = services_of(site).office
    return Accounts(engine=office.engine, clock=office.clock)


def _added(site: FastAPI, role: Role, name: str = "li.ming") -> Account:
    made = _accounts(site).add(name, "黎明", (Grant(role=role),), by="operator")
    _accounts(site).set_password(made.account_id, PASSWORD, "operator")
    return _accounts(site).by_id(made.account_id)


def _sign_in(client: Any, **typed: str) -> Any:  # noqa: ANN401  a response of the client
    form = {"name": "li.ming", "password": PASSWORD} | typed
    return client.post(PAGE, data=form, headers={"origin": ORIGIN}, follow_redirects=False)


def test_staff_get_in_with_their_password_and_out_again(site: FastAPI, li: Account) -> None:
    client = visit(site)
    entered = _sign_in(client)
    inside = client.get("/staff/cases")
    token = client.get(ACCOUNT).text.split('name="csrf_token" value="')[1].split('"')[0]

    left = client.post("/sign-out", data={"csrf_token": token}, headers={"origin": ORIGIN}, follow_redirects=False)

    assert (entered.status_code, entered.headers["location"]) == (303, "/staff/cases")
    assert inside.status_code == 200
    assert (left.status_code, left.headers["location"]) == (303, PAGE)
    assert client.get("/staff/cases", follow_redirects=False).status_code == 303
    assert li.account_id


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(site: FastAPI, li: Account) -> None:
    cookie = _sign_in(visit(site)).headers["set-cookie"].lower()
    secure = visit(build_site_of(site, "https://zhiban.example"))
    safe = _sign_in(secure).headers["set-cookie"].lower()

    assert li.name
    assert cookie.startswith("zhiban=")
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/"))
    assert safe.startswith("__host-zhiban=")
    assert "secure" in safe
    assert "domain" not in safe


def build_site_of(site: FastAPI, public_url: str) -> FastAPI:
    """The same installation, reached through a proxy with TLS."""
    return build_site(services_of(site).settings.home, public_url=public_url)


def test_over_tls_a_cookie_of_the_plain_name_is_nobodys(site: FastAPI, li: Account) -> None:
    secure = build_site_of(site, "https://zhiban.example")
    client = browser(secure, li.account_id)

    assert client.get("/staff/cases", follow_redirects=False).status_code == 303


def test_what_is_wrong_is_not_told_and_the_name_stays_typed(site: FastAPI, li: Account) -> None:
    pages = [_sign_in(visit(site), **typed) for typed in ({"password": "wrong"}, {"name": "nobody"}, {"password": " "})]

    assert li.name
    assert {page.status_code for page in pages} == {401}
    assert all("用户名、密码或验证码不正确" in page.text for page in pages)
    assert 'value="nobody"' in pages[1].text
    assert all("set-cookie" not in page.headers for page in pages)


def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(li: Account) -> None:
    def seconds(password_hash: str | None) -> float:
        best = 9.0
        for _ in range(5):
            begun = time.perf_counter()
            is_right(password_hash, "wrong")
            best = min(best, time.perf_counter() - begun)
        return best

    is_right(None, "warm")

    assert 0.5 < seconds(None) / seconds(li.password_hash) < 2


def test_a_session_that_was_put_into_the_browser_is_not_the_one_that_signs_in(site: FastAPI, li: Account) -> None:
    other = staff(site, Role.AUDITOR)
    planted = other.cookies["zhiban"]
    client = visit(site)
    client.cookies.set("zhiban", planted)

    entered = _sign_in(client)

    assert li.name
    assert planted not in entered.headers["set-cookie"]
    assert other.get(ACCOUNT, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/\t/evil",
        "/a\r\nb",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(site: FastAPI, li: Account, elsewhere: str) -> None:
    page = visit(site).get(PAGE, params={"next": elsewhere})
    entered = _sign_in(visit(site), next=elsewhere)

    assert li.name
    assert own_path(elsewhere) == ""
    assert 'name="next" value=""' in page.text
    assert all(own_path(link) for link in re.findall(r'(?:href|action|src)="([^"]*)"', page.text) if link != "#main")
    assert entered.headers["location"] == "/staff/cases"


def test_who_was_sent_to_sign_in_goes_on_where_they_were(site: FastAPI, li: Account) -> None:
    sent = visit(site).get("/staff/cases?page=1", follow_redirects=False).headers["location"]
    page = visit(site).get(sent)

    entered = _sign_in(visit(site), next="/staff/cases?page=1")

    assert li.name
    assert 'name="next" value="/staff/cases?page=1"' in page.text
    assert entered.headers["location"] == "/staff/cases?page=1"


def test_whoever_reads_no_cases_starts_at_their_account(site: FastAPI) -> None:
    _added(site, Role.ADMIN)

    assert _sign_in(visit(site)).headers["location"] == ACCOUNT


def test_another_sites_form_signs_nobody_in(site: FastAPI, li: Account) -> None:
    form = {"name": li.name, "password": PASSWORD}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        answer = visit(site).post(PAGE, data=form, headers=headers, follow_redirects=False)

        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_too_many_tries_from_one_address_are_refused(site: FastAPI, li: Account) -> None:
    few = build_site(services_of(site).settings.home, sign_ins_per_minute=3)
    client = visit(few)

    pages = [_sign_in(client, password="wrong").status_code for _ in range(4)]  # noqa: S106  wrong on purpose

    assert li.name
    assert pages == [401, 401, 401, 429]


def test_after_too_many_wrong_tries_the_page_says_to_wait(site: FastAPI, li: Account) -> None:
    client = visit(site)
    for _ in range(5):
        _sign_in(client, password="wrong")  # noqa: S106  wrong on purpose

    page = _sign_in(client)

    assert li.name
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) > 0
    assert "稍后再试" in page.text


def test_a_token_of_the_administrator_sets_the_first_password(site: FastAPI) -> None:
    made = _accounts(site).add("li.ming", "黎明", (Grant(role=Role.REVIEWER),), by="operator")
    token, client = _accounts(site).new_token(made.account_id, "operator"), visit(site)

    def put(**typed: str) -> Any:  # noqa: ANN401  a response of the client
        form = {"token": token, "password": PASSWORD, "again": PASSWORD} | typed
        headers = {"origin": ORIGIN}
        return client.post("/staff/set-password", data=form, headers=headers, follow_redirects=False)

    assert put(again="another").status_code == 422
    assert put(password="password1234", again="password1234").status_code == 422  # noqa: S106  weak on purpose
    assert put().headers["location"] == PAGE
    assert put().status_code == 404
    assert _sign_in(client).status_code == 303


def test_a_changed_password_signs_out_everywhere_else(site: FastAPI, li: Account) -> None:
    here, there = browser(site, li.account_id), browser(site, li.account_id)
    new = "another-Heron-7-window"

    def change(old: str, again: str = new) -> Any:  # noqa: ANN401  a response of the client
        form = {"old": old, "password": new, "again": again}
        return here.post("/account/password", data=form, follow_redirects=False)

    assert change("wrong").status_code == 401
    assert change(PASSWORD, "typo").status_code == 422
    assert change(PASSWORD).status_code == 303
    assert here.get(ACCOUNT).status_code == 200
    assert there.get(ACCOUNT, follow_redirects=False).status_code == 303
    assert _sign_in(visit(site)).status_code == 401
    assert _sign_in(visit(site), password=new).status_code == 303


def test_one_time_codes_are_turned_on_with_a_code_that_is_right(site: FastAPI, li: Account) -> None:
    client = browser(site, li.account_id)
    shown = client.get("/account/one-time-codes").text
    secret = shown.split('name="secret" value="')[1].split('"')[0]
    now = services_of(site).office.clock.now()

    wrong = client.post("/account/one-time-codes", data={"secret": secret, "code": "000000"})
    done = client.post("/account/one-time-codes", data={"secret": secret, "code": pyotp.TOTP(secret).at(now)})

    assert f"otpauth://totp/Zhiban:li.ming?secret={secret}" in shown.replace("&amp;", "&")
    assert wrong.status_code == 422
    assert done.text.count("<code>") == 8
    recovery = done.text.split("<code>")[1].split("</code>")[0]
    assert _sign_in(visit(site)).status_code == 401
    assert _sign_in(visit(site), code=recovery).status_code == 303
    assert client.get("/account/one-time-codes").status_code == 403


def test_a_secret_of_ones_own_choice_has_to_be_as_long_as_ours(site: FastAPI, li: Account) -> None:
    client = browser(site, li.account_id)

    for secret in ("AAAA", "!", "", "中"):
        answer = client.post("/account/one-time-codes", data={"secret": secret, "code": "000000"})

        assert answer.status_code == 422
    assert _accounts(site).by_id(li.account_id).totp_secret is None
