"""Accounts: made, granted, disabled, and given passwords. Each change is one transaction with its audit entry."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.errors import BadAccount, SignInRefused
from app.accounts.keys import sha256_of
from app.accounts.oidc.sign_in import link
from app.accounts.passwords import check_password, hashed, is_right
from app.accounts.places import checked_places
from app.accounts.principal import Grant, Role
from app.accounts.sessions import end_all
from app.accounts.store import AccountState, account_by_id, every_account, find_account
from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import account, account_grant, password_token, recovery_code
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, Engine

    from app.accounts.store import Account
    from app.clock import Clock

TOKEN_GOOD_FOR: Final = timedelta(hours=24)
_NAME_CHARS: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """`by` is who does it, as the audit log writes it. `known_items`: ids that a grant may be narrowed to."""

    engine: Engine
    clock: Clock
    known_items: Collection[str] = ()

    def add(self, name: str, title: str, grants: tuple[Grant, ...], *, by: str, issuer: str | None = None) -> Account:
        """A new account, which can't sign in yet: give it a password, or the issuer that vouches for it.

        Raises:
            BadAccount: the name is taken or can't be used, or a grant covers nothing.
        """
        _check_name(name)
        _check_name(title)
        self._check_grants(grants)
        account_id = secrets.token_hex(8)
        values = {
            "account_id": account_id,
            "name": name,
            "title": title,
            "state": AccountState.ACTIVE.value,
            "issuer": issuer,
            "created_at": self.clock.now().isoformat(),
        }
        try:
            with transaction(self.engine) as connection:
                connection.execute(insert(account).values(**values))
                for grant in grants:
                    connection.execute(insert(account_grant).values(account_id=account_id, **_row(grant)))
                content = {"name": name, "issuer": issuer or "", "grants": [_row(grant) for grant in grants]}
                self._write_down(connection, "account_added", account_id, by, content)
                return _required(connection, account_id)
        except IntegrityError as error:
            raise BadAccount(f"there is an account '{name}' already") from error

    def every(self) -> list[Account]:
        with reading(self.engine) as connection:
            return every_account(connection)

    def find(self, name: str) -> Account:
        """Raises NotFound: there is no account of that name."""
        with reading(self.engine) as connection:
            found = find_account(connection, name=name)
        if found is None:
            raise NotFound(f"there is no account '{name[:40]}'")
        return found

    def by_id(self, account_id: str) -> Account:
        """Raises NotFound: there is none of that id."""
        with reading(self.engine) as connection:
            return _required(connection, account_id)

    def grant(self, account_id: str, grant: Grant, by: str) -> Account:
        """Grant it; once more changes nothing. It holds from the account's next request on."""
        with transaction(self.engine) as connection:
            found = _required(connection, account_id, alone=True)
            if grant in found.grants:
                return found
            self._check_grants((*found.grants, grant))
            connection.execute(insert(account_grant).values(account_id=account_id, **_row(grant)))
            self._write_down(connection, "account_granted", account_id, by, _row(grant))
            return _required(connection, account_id)

    def revoke(self, account_id: str, grant: Grant, by: str) -> Account:
        """Take back exactly that grant.

        Raises:
            NotFound: there is no such account, or it has no such grant.
        """
        mine = account_grant.c.account_id == account_id
        with transaction(self.engine) as connection:
            found = _required(connection, account_id, alone=True)
            if grant not in found.grants:
                raise NotFound(f"'{found.name}' is not granted exactly that; `zhiban accounts list` shows what it is")
            row = _row(grant)
            is_it = [account_grant.c[name] == value for name, value in row.items()]
            connection.execute(delete(account_grant).where(mine, *is_it))
            self._write_down(connection, "account_grant_revoked", account_id, by, row)
            return _required(connection, account_id)

    def disable(self, account_id: str, by: str) -> Account:
        """It signs in no more, and is signed out everywhere; once more changes nothing."""
        return self._set_state(account_id, AccountState.DISABLED, by)

    def enable(self, account_id: str, by: str) -> Account:
        return self._set_state(account_id, AccountState.ACTIVE, by)

    def set_password(self, account_id: str, password: str, by: str) -> None:
        """Give it a password; it is signed out everywhere.

        Raises:
            WeakPassword: it is too easy to guess.
        """
        found = self.by_id(account_id)
        check_password(password, found.name, found.title)
        password_hash = hashed(password)
        with transaction(self.engine) as connection:
            self._set_password(connection, found, password_hash, by)

    def change_password(self, account_id: str, old: str, new: str) -> None:
        """As its owner does, who knows the old one.

        Raises:
            SignInRefused: the old one is wrong.
            WeakPassword: the new one is too easy to guess.
        """
        found = self.by_id(account_id)
        if not is_right(found.password_hash, old):
            raise SignInRefused
        self.set_password(account_id, new, found.principal().id)

    def new_token(self, account_id: str, by: str) -> str:
        """A secret with which its owner sets a password once, within a day; earlier ones are good no more."""
        token = secrets.token_urlsafe(32)
        expires_at = self.clock.now() + TOKEN_GOOD_FOR
        with transaction(self.engine) as connection:
            found = _required(connection, account_id)
            connection.execute(delete(password_token).where(password_token.c.account_id == account_id))
            values = {"token_sha256": sha256_of(token), "account_id": account_id, "expires_at": expires_at.isoformat()}
            connection.execute(insert(password_token).values(**values))
            self._write_down(connection, "password_token_made", found.account_id, by, {})
        return token

    def use_token(self, token: str, password: str) -> Account:
        """Set the password that the token's owner chose; the token is then used up.

        Raises:
            NotFound: the token is none, was used, or is too old.
            WeakPassword: it is too easy to guess; the token stays good.
        """
        found = self.owner_of(token)
        check_password(password, found.name, found.title)
        password_hash = hashed(password)
        with transaction(self.engine) as connection:
            is_it = password_token.c.token_sha256 == sha256_of(token)
            if connection.execute(delete(password_token).where(is_it)).rowcount != 1:
                raise _no_token()
            self._set_password(connection, found, password_hash, found.principal().id)
        return found

    def owner_of(self, token: str) -> Account:
        """Whose the token is.

        Raises:
            NotFound: the token is none, was used, or is too old.
        """
        wanted = select(password_token.c.account_id).where(
            password_token.c.token_sha256 == sha256_of(token),
            password_token.c.expires_at > self.clock.now().isoformat(),
        )
        with reading(self.engine) as connection:
            account_id = connection.execute(wanted).scalar_one_or_none()
            found = None if account_id is None else account_by_id(connection, account_id)
        if found is None or found.state is not AccountState.ACTIVE:
            raise _no_token()
        return found

    def link(self, account_id: str, issuer: str, subject: str, by: str) -> Account:
        """Bind it to somebody whom the sign-in service knows.

        Raises:
            BadAccount: another account of staff is bound to them.
        """
        with transaction(self.engine) as connection:
            _required(connection, account_id, alone=True)
            _change(connection, account_id, issuer=issuer)
            found = _required(connection, account_id)
            if not link(connection, found, subject):
                raise BadAccount("another account is bound to this subject; unbind or disable that one first")
            end_all(connection, account_id)
            self._write_down(connection, "account_linked", account_id, by, {"issuer": issuer})
            return _required(connection, account_id)

    def remove_totp(self, account_id: str, by: str) -> Account:
        """Ask for no one-time code any more, as when the telephone is lost; once more changes nothing."""
        with transaction(self.engine) as connection:
            found = _required(connection, account_id, alone=True)
            if found.totp_secret is not None:
                _change(connection, account_id, totp_secret=None, totp_used_step=None)
                connection.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
                self._write_down(connection, "totp_removed", account_id, by, {})
            return _required(connection, account_id)

    def _set_password(self, connection: Connection, found: Account, password_hash: str, by: str) -> None:
        _change(connection, found.account_id, password_hash=password_hash)
        connection.execute(delete(password_token).where(password_token.c.account_id == found.account_id))
        end_all(connection, found.account_id)
        self._write_down(connection, "password_set", found.account_id, by, {})

    def _set_state(self, account_id: str, state: AccountState, by: str) -> Account:
        with transaction(self.engine) as connection:
            found = _required(connection, account_id, alone=True)
            if found.state is not state:
                _change(connection, account_id, state=state.value)
                end_all(connection, account_id)
                self._write_down(connection, f"account_{_DONE[state]}", account_id, by, {})
            return _required(connection, account_id)

    def _check_grants(self, grants: Collection[Grant]) -> None:
        roles = {grant.role for grant in grants}
        if not roles or Role.SYSTEM in roles:
            raise BadAccount("an account needs a role of a person; for a system run `zhiban keys create`")
        if Role.APPLICANT in roles and len(roles) > 1:
            raise BadAccount("an applicant's account is not one of staff: make another account")
        checked_places((one.district for one in grants), (one.item_id for one in grants), self.known_items)

    def _write_down(
        self, connection: Connection, event: str, account_id: str, by: str, content: Mapping[str, object]
    ) -> None:
        audit.append(connection, at=self.clock.now(), actor=by, event=event, subject=account_id, content=content)


_DONE: Final = {AccountState.DISABLED: "disabled", AccountState.ACTIVE: "enabled"}


def _required(connection: Connection, account_id: str, *, alone: bool = False) -> Account:
    """The account; with `alone`, nobody else changes it until the transaction ends."""
    if alone:
        mine = account.c.account_id == account_id
        connection.execute(select(account.c.account_id).where(mine).with_for_update())
    found = account_by_id(connection, account_id)
    if found is None:
        raise NotFound(f"there is no account '{account_id[:40]}'")
    return found


def _change(connection: Connection, account_id: str, **values: object) -> None:
    connection.execute(update(account).where(account.c.account_id == account_id).values(**values))


def _row(grant: Grant) -> dict[str, str]:
    return {"role": grant.role.value, "district": grant.district, "item_id": grant.item_id}


def _check_name(name: str) -> None:
    if not name or name != " ".join(name.split()) or len(name) > _NAME_CHARS or not name.isprintable():
        raise BadAccount(f"a name has 1 to {_NAME_CHARS} visible characters, with no blanks around them")


def _no_token() -> NotFound:
    return NotFound("这个链接已经用过或过期了，请管理员重新生成")
