"""Signing in at a sign-in service: begun with secrets that only this browser and we know, ended once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.errors import SignInNotProven, SignInRefused
from app.accounts.keys import sha256_of
from app.accounts.principal import Role
from app.accounts.store import ACCOUNTS, AccountState, account_of, find_account
from app.audit import service as audit
from app.companies.acting import follow_sign_in
from app.db.engine import transaction
from app.db.tables import account, account_grant, oidc_sign_in

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.accounts.oidc.provider import Claims, Provider
    from app.accounts.sessions import SignInSessions
    from app.accounts.store import Account
    from app.clock import Clock

GOOD_FOR: Final = timedelta(minutes=10)
APPLICANT_TITLE: Final = "申请人"
"""Of an account made at a first sign-in: no name is kept of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """`state` stays in the browser's cookie, `address` is where it goes."""

    state: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSignIn:
    """What is asked of the service's claims; empty where nothing is.

    Attributes:
        name_claim: what an account that waits for its first sign-in is known by.
        company_claim: the code of the company that an applicant acts for.
    """

    engine: Engine
    clock: Clock
    sessions: SignInSessions
    provider: Provider
    name_claim: str
    company_claim: str

    def begin(self, next_path: str) -> Begun:
        """Raises SignInServiceDown: the service can't be reached."""
        now, state, nonce = self.clock.now(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        code_verifier = secrets.token_urlsafe(48)
        address = self.provider.address(state, nonce, code_verifier)
        with transaction(self.engine) as connection:
            connection.execute(delete(oidc_sign_in).where(oidc_sign_in.c.expires_at <= now.isoformat()))
            connection.execute(
                insert(oidc_sign_in).values(
                    state_sha256=sha256_of(state),
                    nonce=nonce,
                    code_verifier=code_verifier,
                    next_path=next_path,
                    expires_at=(now + GOOD_FOR).isoformat(),
                )
            )
        return Begun(state=state, address=address)

    def end(self, *, state: str, cookie: str, code: str) -> tuple[str, str]:
        """The token of a new session, and the page to go on at.

        Raises:
            SignInNotProven: not begun in this browser, ended before, too late, or the service vouches for nobody.
            SignInRefused: the account is disabled.
            SignInServiceDown: the service can't be reached.
        """
        if not state or not secrets.compare_digest(state.encode(), cookie.encode()):
            raise SignInNotProven("begun in another browser")
        nonce, code_verifier, next_path = self._taken(state)
        id_token = self.provider.redeem(code, code_verifier)
        claims = self.provider.check(id_token, nonce, self.clock.now())
        return self._signed_in(claims), next_path

    def _taken(self, state: str) -> tuple[str, str, str]:
        """Nonce, code verifier and page to go on at, as written down at the beginning; they are good once."""
        is_it = oidc_sign_in.c.state_sha256 == sha256_of(state)
        is_good = oidc_sign_in.c.expires_at > self.clock.now().isoformat()
        columns = (oidc_sign_in.c.nonce, oidc_sign_in.c.code_verifier, oidc_sign_in.c.next_path)
        with transaction(self.engine) as connection:
            row = connection.execute(select(*columns).where(is_it, is_good).with_for_update()).first()
            connection.execute(delete(oidc_sign_in).where(is_it))
        if row is None:
            raise SignInNotProven("not begun, ended before, or too late")
        return row.nonce, row.code_verifier, row.next_path

    def _signed_in(self, claims: Claims) -> str:
        try:
            return self._begun(claims)
        except IntegrityError:  # the same person signed in for the first time twice at once
            return self._begun(claims)

    def _begun(self, claims: Claims) -> str:
        with transaction(self.engine) as connection:
            found = self._linked(connection, claims) or self._named(connection, claims) or self._new(connection, claims)
            is_active = found.state is AccountState.ACTIVE
            event = "account_signed_in" if is_active else "account_sign_in_refused"
            self._write_down(connection, event, found)
            if is_active and found.is_applicant:
                claimed = claims.named.get(self.company_claim, "") if self.company_claim else ""
                follow_sign_in(connection, self.clock.now(), found.account_id, claimed)
            token = self.sessions.begin(connection, found.account_id) if is_active else None
        if token is None:
            raise SignInRefused
        return token

    def _linked(self, connection: Connection, claims: Claims) -> Account | None:
        is_it = (account.c.issuer == self.provider.client.issuer) & (account.c.subject == claims.subject)
        row = connection.execute(select(*ACCOUNTS).where(is_it)).mappings().first()
        return None if row is None else account_of(connection, row)

    def _named(self, connection: Connection, claims: Claims) -> Account | None:
        """The account that waits for its first sign-in under the name that the service vouches for."""
        name = claims.named.get(self.name_claim, "") if self.name_claim else ""
        found = find_account(connection, name=name) if name else None
        if found is None or found.issuer != self.provider.client.issuer or found.subject is not None:
            return None
        is_free = (account.c.account_id == found.account_id) & account.c.subject.is_(None)
        if connection.execute(update(account).where(is_free).values(subject=claims.subject)).rowcount != 1:
            return None
        self._write_down(connection, "account_linked", found)
        return found

    def _new(self, connection: Connection, claims: Claims) -> Account:
        """An applicant's account: whoever the service knows may have one, and it lists what they sent in."""
        account_id = secrets.token_hex(8)
        values = {
            "account_id": account_id,
            "name": f"applicant-{account_id}",
            "title": APPLICANT_TITLE,
            "state": AccountState.ACTIVE.value,
            "issuer": self.provider.client.issuer,
            "subject": claims.subject,
            "created_at": self.clock.now().isoformat(),
        }
        connection.execute(insert(account).values(**values))
        granted = {"account_id": account_id, "role": Role.APPLICANT.value, "district": "", "item_id": ""}
        connection.execute(insert(account_grant).values(**granted))
        found = self._linked(connection, claims)
        if found is None:
            raise SignInRefused
        self._write_down(connection, "account_added", found)
        return found

    def _write_down(self, connection: Connection, event: str, found: Account) -> None:
        actor = found.principal().id
        audit.append(connection, at=self.clock.now(), actor=actor, event=event, subject=found.account_id, content={})


def link(connection: Connection, found: Account, subject: str) -> bool:
    """Bind an account to a subject of its issuer; False when another account of staff is bound to it.

    Somebody who signed in before they were staff has an applicant's account: it gives the subject up and is disabled.
    """
    is_it = (account.c.issuer == found.issuer) & (account.c.subject == subject)
    row = connection.execute(select(*ACCOUNTS).where(is_it).with_for_update()).mappings().first()
    other = None if row is None else account_of(connection, row)
    if other is not None and other.account_id != found.account_id:
        if not other.is_applicant:
            return False
        given_up = {"subject": None, "state": AccountState.DISABLED.value}
        connection.execute(update(account).where(account.c.account_id == other.account_id).values(**given_up))
    connection.execute(update(account).where(account.c.account_id == found.account_id).values(subject=subject))
    return True
