"""Who is signed in: sessions kept in the database by the SHA-256 of their token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, delete, insert, or_, select, update

from app.accounts.keys import sha256_of
from app.accounts.store import ACCOUNTS, AccountState, account_of
from app.db.engine import reading, transaction
from app.db.tables import account, sign_in_session

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.accounts.store import Account
    from app.clock import Clock

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_NOTED_EVERY: Final = timedelta(minutes=1)
"""That a session is in use is written down no more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One session that is good now."""

    token_sha256: str
    account: Account
    principal: Principal
    csrf_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSessions:
    engine: Engine
    clock: Clock

    def begin(self, connection: Connection, account_id: str) -> str:
        """A new session; returns its token, which only the browser keeps. Old ones are cleared away."""
        now, token = self.clock.now(), secrets.token_urlsafe(32)
        is_over = or_(
            sign_in_session.c.expires_at <= now.isoformat(), sign_in_session.c.used_at <= (now - IDLE).isoformat()
        )
        connection.execute(delete(sign_in_session).where(is_over))
        connection.execute(
            insert(sign_in_session).values(
                session_sha256=sha256_of(token),
                account_id=account_id,
                csrf_token=secrets.token_urlsafe(32),
                begun_at=now.isoformat(),
                used_at=now.isoformat(),
                expires_at=(now + LONGEST).isoformat(),
            )
        )
        return token

    def find(self, token: str) -> SignedIn | None:
        """Whose session it is; None when it has ended, by itself or with its account."""
        now, digest = self.clock.now(), sha256_of(token)
        columns = (*ACCOUNTS, sign_in_session.c.csrf_token, sign_in_session.c.used_at)
        is_good = and_(
            sign_in_session.c.session_sha256 == digest,
            sign_in_session.c.expires_at > now.isoformat(),
            sign_in_session.c.used_at > (now - IDLE).isoformat(),
            account.c.state == AccountState.ACTIVE.value,
        )
        wanted = select(*columns).join(sign_in_session, sign_in_session.c.account_id == account.c.account_id)
        with reading(self.engine) as connection:
            row = connection.execute(wanted.where(is_good)).mappings().first()
            found = None if row is None else account_of(connection, row)
        if row is None or found is None:
            return None
        if now - datetime.fromisoformat(row["used_at"]) >= _NOTED_EVERY:
            self._note(digest, now)
        return SignedIn(token_sha256=digest, account=found, principal=found.principal(), csrf_token=row["csrf_token"])

    def end(self, token_sha256: str) -> None:
        with transaction(self.engine) as connection:
            connection.execute(delete(sign_in_session).where(sign_in_session.c.session_sha256 == token_sha256))

    def _note(self, digest: str, now: datetime) -> None:
        mine = sign_in_session.c.session_sha256 == digest
        with transaction(self.engine) as connection:
            connection.execute(update(sign_in_session).where(mine).values(used_at=now.isoformat()))


def end_all(connection: Connection, account_id: str) -> None:
    """Sign the account out everywhere."""
    connection.execute(delete(sign_in_session).where(sign_in_session.c.account_id == account_id))
