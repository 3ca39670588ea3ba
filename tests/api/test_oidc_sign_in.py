"""Signing in at a real sign-in service that runs in a process of its own, and everything that is not such a sign-in."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select, update

from app.accounts.desk import CALLBACK
from app.accounts.errors import SignInNotProven, SignInServiceDown
from app.accounts.oidc.provider import Client, Provider
from app.accounts.principal import Grant, Role
from app.accounts.service import Accounts
from app.companies.acting import bind
from app.db.engine import reading, transaction
from app.db.tables import account, oidc_sign_in
from app.errors import BadSetting
from tests.accounts_for_tests import ORIGIN
from tests.office import COMPANY, OTHER, FixedClock
from tests.oidc_provider import SignInService, is_random, query_of, running_service
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

pytestmark = pytest.mark.loopback
BEGIN = "/sign-in/oidc"
SECRET = "secret"  # noqa: S105  of a test


@pytest.fixture(scope="module")
def service() -> Iterator[SignInService]:
    with running_service() as running:
        yield running


@pytest.fixture(autouse=True)
def _on_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is that of the service."""
    monkeypatch.setattr(FixedClock, "now", lambda _clock: datetime.now(UTC))


@pytest.fixture
def site(service: SignInService, tmp_path: Path) -> FastAPI:
    return _site(service, tmp_path)


def _site(service: SignInService, home: Path, **settings: Any) -> FastAPI:  # noqa: ANN401  as a setting takes it
    here: dict[str, Any] = {"oidc_issuer": service.issuer, "public_url": ORIGIN, "oidc_client_secret": SECRET}
    return build_site(home, **(here | settings))


def _begun(client: TestClient, **query: str) -> str:
    answer = client.get(BEGIN, params=query, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def _back(client: TestClient, query: dict[str, str]) -> Any:  # noqa: ANN401  a response of the client
    return client.get(CALLBACK, params=query, follow_redirects=False)


def _signed_in(site: FastAPI, service: SignInService, subject: str) -> TestClient:
    client = visit(site)
    back = _back(client, service.approve(_begun(client), subject))
    assert back.status_code == 303, back.text
    return client


def _subjects(site: FastAPI) -> dict[str | None, str]:
    with reading(services_of(site).office.engine) as connection:
        return {row.subject: row.state for row in connection.execute(select(account.c.subject, account.c.state))}


def _accounts(site: FastAPI) -> Accounts:
    office = services_of(site).office
    return Accounts(engine=office.engine, clock=office.clock)


def test_whom_we_do_not_know_gets_an_applicants_account(site: FastAPI, service: SignInService) -> None:
    client = _signed_in(site, service, "u-1")

    page = client.get("/account")
    assert "我的办件" in page.text
    assert client.get("/staff/cases").status_code == 403
    assert client.get("/api/v1/cases").status_code == 200
    assert visit(site).get("/api/v1/cases").status_code == 401
    assert _subjects(site) == {"u-1": "active"}


def test_the_same_person_is_the_same_account(site: FastAPI, service: SignInService) -> None:
    for _ in range(2):
        _signed_in(site, service, "u-1")

    assert _subjects(site) == {"u-1": "active"}


def test_what_is_sent_along_is_random_each_time_and_bound_to_the_browser(site: FastAPI) -> None:
    client = visit(site)
    one, other = query_of(_begun(client, next="/account")), query_of(_begun(client))

    assert one["response_type"] == "code"
    assert one["code_challenge_method"] == "S256"
    assert one["redirect_uri"] == ORIGIN + CALLBACK
    assert all(is_random(one[name]) and one[name] != other[name] for name in ("state", "nonce", "code_challenge"))
    assert client.cookies["zhiban-oidc"] == other["state"]


def test_one_goes_on_where_one_was_and_nowhere_else(site: FastAPI, service: SignInService) -> None:
    client = visit(site)

    here = _back(client, service.approve(_begun(client, next="/ask?q=x"), "u-1"))
    away = _back(client, service.approve(_begun(client, next="//evil.example"), "u-1"))

    assert (here.headers["location"], away.headers["location"]) == ("/ask?q=x", "/account")


def test_what_was_begun_in_another_browser_is_none(site: FastAPI, service: SignInService) -> None:
    """An attacker's own code and state, put before somebody else, sign nobody in."""
    query = service.approve(_begun(visit(site)), "attacker")
    victim = visit(site)
    victim.cookies.set("zhiban-oidc", "x" * 43)

    for client in (visit(site), victim):
        answer = _back(client, query)

        assert answer.status_code == 401
        assert "zhiban=" not in str(answer.headers)
    assert _subjects(site) == {}


@pytest.mark.parametrize("change", [{"state": "x" * 43}, {"state": ""}, {"code": ""}, {"code": "nonsense"}])
def test_what_comes_back_changed_is_no_sign_in(site: FastAPI, service: SignInService, change: dict[str, str]) -> None:
    client = visit(site)
    query = service.approve(_begun(client), "u-1")

    assert _back(client, query | change).status_code == 401
    assert _subjects(site) == {}


def test_what_came_back_is_good_once(site: FastAPI, service: SignInService) -> None:
    client = visit(site)
    address = _begun(client)
    state, query = client.cookies["zhiban-oidc"], service.approve(address, "u-1")
    _back(client, query)
    client.cookies.set("zhiban-oidc", state)

    assert _back(client, query).status_code == 401


def test_a_code_that_was_used_signs_nobody_in_anew(site: FastAPI, service: SignInService) -> None:
    client = visit(site)
    used = service.approve(_begun(client), "u-1")
    _back(client, used)
    fresh = query_of(_begun(client))

    assert _back(client, {"state": fresh["state"], "code": used["code"]}).status_code == 401


def test_a_token_of_another_sign_in_proves_nothing(site: FastAPI, service: SignInService) -> None:
    """Its nonce is not the one that this browser was sent with."""
    client = visit(site)
    query = service.approve(_begun(client), "u-1")
    with transaction(services_of(site).office.engine) as connection:
        connection.execute(update(oidc_sign_in).values(nonce="another"))

    assert _back(client, query).status_code == 401
    assert _subjects(site) == {}


def test_who_comes_back_too_late_begins_anew(
    site: FastAPI, service: SignInService, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit(site)
    query = service.approve(_begun(client), "u-1")
    monkeypatch.setattr(FixedClock, "now", lambda _clock: datetime.now(UTC) + timedelta(minutes=10))

    assert _back(client, query).status_code == 401


def test_a_token_that_has_expired_proves_nothing(
    service: SignInService, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit(site)
    query = service.approve(_begun(client), "u-1")
    with transaction(services_of(site).office.engine) as connection:
        connection.execute(update(oidc_sign_in).values(expires_at="2999-01-01T00:00:00+00:00"))
    monkeypatch.setattr(FixedClock, "now", lambda _clock: datetime.now(UTC) + timedelta(hours=1, minutes=2))

    assert _back(client, query).status_code == 401
    assert _subjects(site) == {}


def test_an_account_that_waits_is_known_by_the_name_that_is_vouched_for(service: SignInService, tmp_path: Path) -> None:
    site = _site(service, tmp_path, oidc_name_claim="preferred_username")
    grants = (Grant(role=Role.REVIEWER),)
    _accounts(site).add("li.ming", "黎明", grants, by="operator", issuer=service.issuer)
    service.knows("u-7", preferred_username="li.ming")
    service.knows("u-8", preferred_username="li.ming")

    first = _signed_in(site, service, "u-7")
    other = _signed_in(site, service, "u-8")

    assert first.get("/staff/cases").status_code != 403
    assert other.get("/staff/cases").status_code == 403
    assert _accounts(site).find("li.ming").subject == "u-7"


@pytest.mark.parametrize("claim", ["", "nickname"])
def test_a_name_alone_makes_nobody_staff(service: SignInService, tmp_path: Path, claim: str) -> None:
    site = _site(service, tmp_path, oidc_name_claim=claim)
    _accounts(site).add("li.ming", "黎明", (Grant(role=Role.ADMIN),), by="operator", issuer=service.issuer)
    _accounts(site).add("with.password", "别人", (Grant(role=Role.ADMIN),), by="operator")
    service.knows("u-9", preferred_username="li.ming", nickname="with.password")

    client = _signed_in(site, service, "u-9")

    assert client.get("/api/v1/admin/accounts").status_code == 403


def test_who_was_bound_to_an_account_of_staff_is_no_applicant_any_more(site: FastAPI, service: SignInService) -> None:
    before = _signed_in(site, service, "u-1")
    made = _accounts(site).add("li.ming", "黎明", (Grant(role=Role.REVIEWER),), by="operator")
    _accounts(site).link(made.account_id, service.issuer, "u-1", "operator")

    after = _signed_in(site, service, "u-1")

    assert before.get("/account", follow_redirects=False).status_code == 303
    assert "审查" in after.get("/account").text


def test_a_disabled_account_is_not_let_in_by_the_service(site: FastAPI, service: SignInService) -> None:
    _signed_in(site, service, "u-1")
    _accounts(site).disable(_accounts(site).every()[0].account_id, "operator")
    client = visit(site)

    assert _back(client, service.approve(_begun(client), "u-1")).status_code == 401


def _provider(service: SignInService, client_id: str = "zhiban") -> Provider:
    made = Client(
        issuer=service.issuer,
        client_id=client_id,
        client_secret=SECRET,
        scopes="openid",
        redirect_uri=ORIGIN + CALLBACK,
    )
    return Provider(made)


def _good(service: SignInService) -> str:
    """A token for the nonce `n`, as the service gives it."""
    provider, verifier = _provider(service), "v" * 43
    return provider.redeem(service.approve(provider.address("s", "n", verifier), "u-1")["code"], verifier)


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _decoded(part: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return said


FORGED: dict[str, Callable[[str, str, str], str]] = {
    "alg none": lambda _head, body, _sign: f"{_encoded({'alg': 'none'})}.{body}.",
    "alg none, signed": lambda _head, body, sign: f"{_encoded({'alg': 'none'})}.{body}.{sign}",
    "another's key": lambda head, body, _sign: jwt.encode(_decoded(head), _decoded(body), RSAKey.generate_key(2048)),
    "a shared secret": lambda _h, body, _s: jwt.encode({"alg": "HS256"}, _decoded(body), OctKey.generate_key(256)),
    "another subject": lambda head, body, sign: f"{head}.{_encoded(_decoded(body) | {'sub': 'boss'})}.{sign}",
    "no signature": lambda head, body, _sign: f"{head}.{body}.",
    "half": lambda head, body, _sign: f"{head}.{body}",
    "nonsense": lambda _head, _body, _sign: "a.b.c",
    "nothing": lambda _head, _body, _sign: "",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_the_service_did_not_sign_proves_nothing(service: SignInService, how: str) -> None:
    head, body, sign = _good(service).split(".")

    with pytest.raises(SignInNotProven):
        _provider(service).check(FORGED[how](head, body, sign), "n", datetime.now(UTC))


def test_a_token_is_good_for_its_own_client_sign_in_and_time(service: SignInService) -> None:
    token, now = _good(service), datetime.now(UTC)

    assert _provider(service).check(token, "n", now).subject == "u-1"
    for client, nonce, at in (
        ("other", "n", now), ("zhiban", "another", now), ("zhiban", "", now), ("zhiban", "n", now + timedelta(hours=2)),
        ("zhiban", "n", now - timedelta(hours=2)),
    ):  # fmt: skip
        with pytest.raises(SignInNotProven):
            _provider(service, client).check(token, nonce, at)


def test_a_service_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    site = _site(SignInService("http://127.0.0.1:9"), tmp_path)

    answer = visit(site).get(BEGIN, follow_redirects=False)

    assert answer.status_code == 503
    assert "统一登录服务暂时无法使用" in answer.text


def test_a_service_that_names_itself_otherwise_is_not_trusted(service: SignInService) -> None:
    other = SignInService(service.issuer + "/")

    with pytest.raises(SignInServiceDown):
        _provider(other).address("s", "n", "v" * 43)


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "http://sign-in.example", "public_url": ORIGIN},
        {"oidc_issuer": "https://sign-in.example", "public_url": ""},
        {"oidc_issuer": "https://sign-in.example", "public_url": ORIGIN, "oidc_scopes": "profile"},
    ],
)
def test_settings_that_would_not_be_safe_are_refused_at_the_start(tmp_path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(BadSetting):
        build_site(tmp_path, **settings)


def test_without_a_service_there_is_nothing_to_sign_in_at(tmp_path: Path) -> None:
    client = visit(build_site(tmp_path))

    assert client.get(BEGIN).status_code == 404
    assert client.get(CALLBACK, params={"code": "x", "state": "y"}).status_code == 404
    assert BEGIN not in client.get("/sign-in").text


def _companies_of(client: TestClient) -> list[str]:
    return [one["uscc"] for one in client.get("/api/v1/companies").json()]


def test_the_company_that_the_service_names_is_the_one_acted_for(service: SignInService, tmp_path: Path) -> None:
    site = _site(service, tmp_path, oidc_company_claim="uscc")
    service.knows("u-2", uscc=COMPANY.uscc)

    client = _signed_in(site, service, "u-2")

    assert _companies_of(client) == [COMPANY.uscc]


@pytest.mark.parametrize("claims", [{}, {"uscc": ""}, {"uscc": "91310117MY0000004F"}, {"uscc": OTHER.uscc}])
def test_a_company_that_the_service_names_no_longer_is_acted_for_no_longer(
    service: SignInService, tmp_path: Path, claims: dict[str, str]
) -> None:
    site = _site(service, tmp_path, oidc_company_claim="uscc")
    service.knows("u-3", uscc=COMPANY.uscc)
    _signed_in(site, service, "u-3")
    service.knows("u-3", **claims)

    client = _signed_in(site, service, "u-3")

    assert _companies_of(client) == ([OTHER.uscc] if OTHER.uscc in claims.values() else [])


def test_what_an_administrator_bound_stays_whatever_the_service_names(service: SignInService, tmp_path: Path) -> None:
    site = _site(service, tmp_path, oidc_company_claim="uscc")
    office = services_of(site).office
    _signed_in(site, service, "u-4")
    [account_id] = [one.account_id for one in _accounts(site).every() if one.subject == "u-4"]
    bind(office.engine, office.clock, account_id, COMPANY.uscc, "operator")
    service.knows("u-4", uscc=OTHER.uscc)
    _signed_in(site, service, "u-4")
    service.knows("u-4", uscc="")

    client = _signed_in(site, service, "u-4")

    assert _companies_of(client) == [COMPANY.uscc]


def test_without_the_setting_no_claim_binds_anybody(site: FastAPI, service: SignInService) -> None:
    service.knows("u-5", uscc=COMPANY.uscc)

    assert _companies_of(_signed_in(site, service, "u-5")) == []


def test_a_member_of_staff_acts_for_no_company_whatever_the_service_says(
    service: SignInService, tmp_path: Path
) -> None:
    site = _site(service, tmp_path, oidc_company_claim="uscc", oidc_name_claim="uscc")
    grant = Grant(role=Role.REVIEWER)
    _accounts(site).add(COMPANY.uscc, "staff", (grant,), by="test", issuer=service.issuer)
    service.knows("u-6", uscc=COMPANY.uscc)

    client = _signed_in(site, service, "u-6")

    assert client.get("/api/v1/companies").status_code == 403
