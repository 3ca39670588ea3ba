"""Keys of systems: made, rotated and revoked. The secret is shown once; what is kept is its SHA-256.

A key reads `zb_<key id>_<secret>`. The secret has 256 random bits, so that no slow hash is needed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update

from app.accounts.errors import BadAccount
from app.accounts.places import checked_places
from app.accounts.principal import ALLOWED, ANYWHERE, Action, Grant, Principal, Role
from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import api_key
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Engine, RowMapping

    from app.clock import Clock

PREFIX: Final = "zb_"
MOST_DAYS: Final = 366
MOST_OVERLAP_DAYS: Final = 30
_CLIENT_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key, without its secret; `districts` and `items` are empty where it is good for every one."""

    key_id: str
    client: str
    scopes: tuple[Action, ...]
    districts: tuple[str, ...]
    items: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_on: str | None
    secret_sha256: str

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at

    def principal(self) -> Principal:
        grants = tuple(
            Grant(role=Role.SYSTEM, district=district, item_id=item)
            for district in self.districts or (ANYWHERE,)
            for item in self.items or (ANYWHERE,)
        )
        return Principal(id=f"system:{self.client}", name=self.client, grants=grants, scopes=frozenset(self.scopes))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWanted:
    """What a new key is to be good for. `days`: from now until it expires."""

    client: str
    scopes: tuple[Action, ...]
    districts: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """`known_items`: ids that a key may be narrowed to."""

    engine: Engine
    clock: Clock
    known_items: Collection[str] = ()

    def create(self, wanted: KeyWanted, by: str) -> tuple[ApiKey, str]:
        """A new key and what the system sends, which can't be shown again.

        Raises:
            BadAccount: the client's name, a scope, a place or the number of days can't be used.
        """
        _check(wanted, self.known_items)
        with transaction(self.engine) as connection:
            return self._made(connection, wanted, by)

    def every(self) -> list[ApiKey]:
        """All keys, also those that are good no more; the newest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(api_key).order_by(api_key.c.created_at.desc(), api_key.c.key_id))
            return [_key(row) for row in rows.mappings()]

    def find(self, key_id: str) -> ApiKey | None:
        with reading(self.engine) as connection:
            return _found(connection, key_id)

    def revoke(self, key_id: str, by: str) -> ApiKey:
        """End it now; once more changes nothing.

        Raises:
            NotFound: there is no such key.
        """
        now = self.clock.now()
        with transaction(self.engine) as connection:
            key = _required(connection, key_id)
            if key.revoked_at is None:
                _change(connection, key_id, revoked_at=now.isoformat())
                self._write_down(connection, "api_key_revoked", key, by, {})
            return _required(connection, key_id)

    def rotate(self, key_id: str, *, days: int, overlap_days: int, by: str) -> tuple[ApiKey, str]:
        """A new key for what this one is good for; this one works for `overlap_days` more.

        Raises:
            NotFound: there is no such key.
            BadAccount: it is good no more, or one of the numbers can't be used.
        """
        if not 0 <= overlap_days <= MOST_OVERLAP_DAYS:
            raise BadAccount(f"the old key may go on for 0 to {MOST_OVERLAP_DAYS} days")
        now = self.clock.now()
        with transaction(self.engine) as connection:
            old = _required(connection, key_id)
            if not old.is_good(now):
                raise BadAccount(f"key {key_id} has expired or was revoked; create a new one")
            wanted = KeyWanted(
                client=old.client, scopes=old.scopes, districts=old.districts, items=old.items, days=days
            )
            _check(wanted, old.items)
            new, secret = self._made(connection, wanted, by)
            ends_at = min(old.expires_at, now + timedelta(days=overlap_days))
            _change(connection, key_id, expires_at=ends_at.isoformat())
            self._write_down(connection, "api_key_rotated", old, by, {"new": new.key_id, "ends": ends_at.isoformat()})
            return new, secret

    def expiring(self, within_days: int) -> list[ApiKey]:
        """Those that are good now and expire within that many days; the next one first."""
        now = self.clock.now()
        last = now + timedelta(days=within_days)
        good = [key for key in self.every() if key.is_good(now) and key.expires_at <= last]
        return sorted(good, key=lambda key: key.expires_at)

    def used(self, key: ApiKey) -> str:
        """Note that it is in use today, and return today; one write a day and key."""
        day = today(self.clock).isoformat()
        if key.used_on != day:
            with transaction(self.engine) as connection:
                _change(connection, key.key_id, used_on=day)
        return day

    def _made(self, connection: Connection, wanted: KeyWanted, by: str) -> tuple[ApiKey, str]:
        now, key_id, secret = self.clock.now(), secrets.token_hex(6), secrets.token_urlsafe(32)
        values = {
            "key_id": key_id,
            "client": wanted.client,
            "secret_sha256": sha256_of(secret),
            "scopes": json.dumps(sorted(wanted.scopes)),
            "districts": json.dumps(sorted(wanted.districts)),
            "items": json.dumps(sorted(wanted.items)),
            "created_by": by,
            "created_at": now.isoformat(),
            "expires_at": (now + timedelta(days=wanted.days)).isoformat(),
        }
        connection.execute(insert(api_key).values(**values))
        key = _required(connection, key_id)
        said = {name: values[name] for name in ("client", "scopes", "districts", "items", "expires_at")}
        self._write_down(connection, "api_key_created", key, by, said)
        return key, f"{PREFIX}{key_id}_{secret}"

    def _write_down(
        self, connection: Connection, event: str, key: ApiKey, by: str, content: dict[str, object] | dict[str, str]
    ) -> None:
        audit.append(connection, at=self.clock.now(), actor=by, event=event, subject=key.key_id, content=content)


def sha256_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def parts_of(given: str) -> tuple[str, str] | None:
    """(key id, secret) of what was sent; None when it is no key."""
    if not given.startswith(PREFIX):
        return None
    key_id, _, secret = given.removeprefix(PREFIX).partition("_")
    return (key_id, secret) if key_id.isascii() and key_id.isalnum() and secret else None


def _check(wanted: KeyWanted, known_items: Collection[str]) -> None:
    client = wanted.client
    if not (client.isascii() and client.replace("-", "").isalnum() and len(client) <= _CLIENT_CHARS):
        raise BadAccount("a client is named with letters, figures and dashes, 60 at most")
    allowed = ALLOWED[Role.SYSTEM]
    if not wanted.scopes or not allowed.issuperset(wanted.scopes):
        raise BadAccount(f"a key needs scopes out of: {', '.join(sorted(allowed))}")
    if not 1 <= wanted.days <= MOST_DAYS:
        raise BadAccount(f"a key is good for 1 to {MOST_DAYS} days")
    checked_places(wanted.districts, wanted.items, known_items)


def _found(connection: Connection, key_id: str) -> ApiKey | None:
    row = connection.execute(select(api_key).where(api_key.c.key_id == key_id)).mappings().first()
    return None if row is None else _key(row)


def _required(connection: Connection, key_id: str) -> ApiKey:
    key = _found(connection, key_id) if key_id.isascii() and key_id.isalnum() else None
    if key is None:
        raise NotFound(f"there is no key '{key_id[:40]}'")
    return key


def _change(connection: Connection, key_id: str, **values: str) -> None:
    connection.execute(update(api_key).where(api_key.c.key_id == key_id).values(**values))


def _key(row: RowMapping) -> ApiKey:
    revoked = row["revoked_at"]
    return ApiKey(
        key_id=row["key_id"],
        client=row["client"],
        scopes=tuple(Action(one) for one in json.loads(row["scopes"])),
        districts=tuple(json.loads(row["districts"])),
        items=tuple(json.loads(row["items"])),
        created_by=row["created_by"],
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        revoked_at=None if revoked is None else datetime.fromisoformat(revoked),
        used_on=row["used_on"],
        secret_sha256=row["secret_sha256"],
    )
