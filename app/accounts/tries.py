"""Wrong tries to sign in, counted in the database by account name and by address: each more makes the next wait longer.

Names that no account has are counted like those that one has, so that being told to wait says nothing.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.keys import sha256_of
from app.db.engine import transaction
from app.db.tables import sign_in_try as table
from app.errors import TooMany

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.clock import Clock

FREE_FOR_NAME: Final = 5
FREE_FOR_ADDRESS: Final = 20
"""An office may have one address for many people."""
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=24)
_FIRST_WAIT_S: Final = 15
_MOST_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    engine: Engine
    clock: Clock

    def count(self, name: str, address: str) -> None:
        """Count a try as a wrong one before it is looked at; tries made at the same time then all see each other.

        Raises:
            TooMany: it must wait; it is not counted, and not to be looked at.
        """
        now = self.clock.now()
        with transaction(self.engine) as connection:
            connection.execute(delete(table).where(table.c.tried_at <= (now - FORGOTTEN_AFTER).isoformat()))
            kept = [(_name(name), FREE_FOR_NAME), (_address(address), FREE_FOR_ADDRESS)]
            for digest, _ in kept:
                _begin(connection, digest, now)
            rows = {digest: _row(connection, digest) for digest, _ in kept}
            locked = max((row[1] for row in rows.values()), default="")
            if locked > now.isoformat():
                wait_s = (datetime.fromisoformat(locked) - now).total_seconds()
                raise TooMany("尝试次数过多，请稍后再试", math.ceil(wait_s))
            for digest, free in kept:
                _count(connection, digest, rows[digest][0] + 1, free, now)

    def forgive(self, connection: Connection, name: str, address: str) -> None:
        """The try was right: the name starts anew, and the address is one try better off."""
        connection.execute(delete(table).where(table.c.tried_sha256 == _name(name)))
        digest = _address(address)
        wrong, _ = _row(connection, digest)
        mine = table.c.tried_sha256 == digest
        connection.execute(update(table).where(mine).values(wrong_tries=max(0, wrong - 1), locked_until=None))


def _begin(connection: Connection, digest: str, now: datetime) -> None:
    """Have a row to count in; somebody else may write it at this very moment."""
    if connection.execute(select(table.c.tried_at).where(table.c.tried_sha256 == digest)).first() is not None:
        return
    with suppress(IntegrityError), connection.begin_nested():
        connection.execute(insert(table).values(tried_sha256=digest, wrong_tries=0, tried_at=now.isoformat()))


def _row(connection: Connection, digest: str) -> tuple[int, str]:
    """How many wrong tries there were, and until when the next one waits."""
    wanted = select(table.c.wrong_tries, table.c.locked_until).where(table.c.tried_sha256 == digest)
    row = connection.execute(wanted.with_for_update()).first()
    return (0, "") if row is None else (row.wrong_tries, row.locked_until or "")


def _count(connection: Connection, digest: str, wrong: int, free: int, now: datetime) -> None:
    over = wrong - free
    wait = min(LONGEST_WAIT, timedelta(seconds=_FIRST_WAIT_S * 2 ** min(over, _MOST_DOUBLINGS)))
    values = {
        "wrong_tries": wrong,
        "tried_at": now.isoformat(),
        "locked_until": (now + wait).isoformat() if over >= 0 else None,
    }
    connection.execute(update(table).where(table.c.tried_sha256 == digest).values(**values))


def _name(name: str) -> str:
    return sha256_of(f"name {name}")


def _address(address: str) -> str:
    return sha256_of(f"address {address}")
