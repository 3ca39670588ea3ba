"""Signing in with name and password, and a one-time code where the account asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.accounts.errors import SignInRefused
from app.accounts.keys import sha256_of
from app.accounts.passwords import hashed, is_outdated, is_right
from app.accounts.store import AccountState, find_account
from app.accounts.totp import use_code
from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import account

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.accounts.sessions import SignInSessions
    from app.accounts.store import Account
    from app.accounts.tries import Tries
    from app.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into the form, and the address it came from."""

    name: str
    password: str
    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSignIn:
    engine: Engine
    clock: Clock
    sessions: SignInSessions
    tries: Tries

    def sign_in(self, typed: Typed) -> str:
        """A new session, by its token.

        The work is the same for a name that nobody has: neither the answer nor the time tells which it was.

        Raises:
            SignInRefused: name, password or code is wrong.
            TooMany: too many wrong tries; this one was not looked at.
        """
        self.tries.count(typed.name, typed.address)
        with reading(self.engine) as connection:
            found = find_account(connection, name=typed.name)
        knows = is_right(None if found is None else found.password_hash, typed.password)
        new_hash = self._new_hash(found, typed.password) if knows else None
        with transaction(self.engine) as connection:
            token = self._begun(connection, found, typed) if knows and found is not None else None
            if token is None:
                self._write_down(connection, typed, None)
            elif new_hash is not None and found is not None:
                mine = account.c.account_id == found.account_id
                connection.execute(update(account).where(mine).values(password_hash=new_hash))
        if token is None:
            raise SignInRefused
        return token

    def _begun(self, connection: Connection, found: Account, typed: Typed) -> str | None:
        """A session, unless the code is wrong or the account was changed meanwhile."""
        again = find_account(connection, name=found.name)
        is_same = again is not None and (again.state, again.password_hash) == (AccountState.ACTIVE, found.password_hash)
        if again is None or not is_same or not use_code(connection, again, typed.code, self.clock.now()):
            return None
        self.tries.forgive(connection, typed.name, typed.address)
        self._write_down(connection, typed, again)
        return self.sessions.begin(connection, again.account_id)

    def _write_down(self, connection: Connection, typed: Typed, found: Account | None) -> None:
        """Neither the address nor a name that was typed wrongly: it may be the password."""
        if found is None:
            actor, event, subject = "applicant", "account_sign_in_refused", sha256_of(typed.name)[:32]
        else:
            actor, event, subject = found.principal().id, "account_signed_in", found.account_id
        audit.append(connection, at=self.clock.now(), actor=actor, event=event, subject=subject, content={})

    def _new_hash(self, found: Account | None, password: str) -> str | None:
        """The password hashed anew, when it was hashed with older parameters."""
        is_old = found is not None and found.password_hash is not None and is_outdated(found.password_hash)
        return hashed(password) if is_old else None
