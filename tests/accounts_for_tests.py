"""Those who sign in or send a key, made without a password: what they may do is what tests are about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from app.accounts.keys import Keys, KeyWanted
from app.accounts.principal import Action, Role
from app.accounts.sessions import SignInSessions
from app.accounts.store import AccountState
from app.db.engine import transaction
from app.db.tables import account, account_grant
from app.web.csrf import HEADER
from app.web.who import HTTP_COOKIE
from tests.office import NOW
from tests.website import services_of, visit

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office

ORIGIN = "http://testserver"


def staff(site: FastAPI, role: Role, district: str = "", item: str = "", *, name: str = "") -> TestClient:
    """A browser in which a new account of that role has signed in; it sends what pages of ours would."""
    return browser(site, new_account(services_of(site).office, role, district, item, name=name))


def browser(site: FastAPI, account_id: str) -> TestClient:
    """A browser in which that account has signed in."""
    office, client = services_of(site).office, visit(site)
    sessions = SignInSessions(engine=office.engine, clock=office.clock)
    with transaction(office.engine) as connection:
        token = sessions.begin(connection, account_id)
    signed_in = sessions.find(token)
    assert signed_in is not None
    client.cookies.set(HTTP_COOKIE, token)
    client.headers.update({"origin": ORIGIN, HEADER: signed_in.csrf_token})
    return client


def new_account(office: Office, role: Role, district: str = "", item: str = "", *, name: str = "") -> str:
    """The id of a new account; in the audit log it is `staff:<id>`, or `applicant:<id>`."""
    account_id = secrets.token_hex(8)
    values: dict[str, Any] = {
        "account_id": account_id,
        "name": name or account_id,
        "title": name or f"{role.value} {account_id[:4]}",
        "state": AccountState.ACTIVE.value,
        "created_at": office.clock.now().isoformat(),
    }
    granted = {"account_id": account_id, "role": role.value, "district": district, "item_id": item}
    with transaction(office.engine) as connection:
        connection.execute(insert(account).values(**values))
        connection.execute(insert(account_grant).values(**granted))
    return account_id


def key(site: FastAPI, client: str, *scopes: Action, district: str = "", item: str = "") -> dict[str, str]:
    """The headers that a system of that name sends; with no scopes named, those of submitting and following."""
    office = services_of(site).office
    wanted = KeyWanted(
        client=client,
        scopes=scopes or (Action.SUBMIT, Action.FOLLOW_CASE, Action.CHANGE_CASE, Action.LIST_CASES, Action.SUBSCRIBE),
        districts=(district,) if district else (),
        items=(item,) if item else (),
    )
    _, secret = Keys(engine=office.engine, clock=office.clock, known_items=office.items).create(wanted, "test")
    return {"authorization": f"Bearer {secret}"}


@dataclass(slots=True)
class Watch:
    """A clock that a test moves on."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


PASSWORD = "jilted-Otter-9-lantern"  # noqa: S105  of a test
