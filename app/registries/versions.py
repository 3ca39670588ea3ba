"""Writes records with their versions: what a record said before it changed is kept, for those who ask later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.tables import register_record, register_record_past
from app.errors import BadRecords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

_KEPT: Final = register_record.c
_BEFORE: Final = select(register_record).where(
    _KEPT.register == bindparam("of_register"), _KEPT.key.in_(bindparam("keys", expanding=True))
)
_NEWEST: Final = select(func.max(_KEPT.as_of)).where(_KEPT.register == bindparam("of_register"))
_LOCKS: Final = 0x7A62
"""The advisory locks of PostgreSQL that registers are loaded under, one a register."""

_Kept = tuple[str, str, int, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What records are loaded from: `import_id` tells one table, and one day it stands for, from every other."""

    register: str
    import_id: str
    as_of: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A checked row: `key` as it is kept, `content` as canonical JSON."""

    row: int
    key: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the row of that number, from 1, was left out. It repeats no value: one may be a person's number."""

    row: int
    reason: str


def lock_register(connection: Connection, register: str) -> None:
    """One table at a time: two would count the same version twice. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, func.hashtext(register))))


def refuse_older(connection: Connection, register: str, as_of: date) -> None:
    """An older table must not bring back what a newer one has replaced."""
    newest = connection.execute(_NEWEST, {"of_register": register}).scalar()
    if newest is not None and newest > as_of.isoformat():
        raise BadRecords(f"{register} already holds records of {newest}; a table of {as_of} is older and is not loaded")


def write_records(
    connection: Connection, source: Source, records: Sequence[NewRecord], key_title: str
) -> tuple[int, list[Refusal]]:
    """Insert or replace; how many are new or changed, and those that were left out.

    The caller holds the register's lock.
    """
    before = _before(connection, source.register, [one.key for one in records])
    fresh: dict[str, NewRecord] = {}
    refusals: list[Refusal] = []
    for one in records:
        reason = _reason(before.get(one.key), source, key_title, is_repeated=one.key in fresh)
        if reason:
            refusals.append(Refusal(row=one.row, reason=reason))
        else:
            fresh[one.key] = one
    changed = {key for key, one in fresh.items() if key not in before or before[key].content != one.content}
    _keep_past(connection, source, [before[key] for key in fresh if key in before and key in changed])
    rows = [_values(one, source, before.get(key), is_changed=key in changed) for key, one in fresh.items()]
    _upsert(connection, rows)
    return len(changed), refusals


def _reason(before: Row[_Kept] | None, source: Source, key_title: str, *, is_repeated: bool) -> str:
    if is_repeated or (before is not None and before.import_id == source.import_id):
        return f"{key_title}: the same stands in an earlier row"
    if before is not None and before.as_of > source.as_of.isoformat():
        return f"{key_title}: a record of {before.as_of} came in meanwhile"
    return ""


def _before(connection: Connection, register: str, keys: Sequence[str]) -> Mapping[str, Row[_Kept]]:
    asked = {"of_register": register, "keys": list(keys)}
    return {row.key: row for row in connection.execute(_BEFORE, asked)}


def _keep_past(connection: Connection, source: Source, rows: Sequence[Row[_Kept]]) -> None:
    if rows:
        replaced_at = source.at.isoformat()
        connection.execute(insert(register_record_past), [row._asdict() | {"replaced_at": replaced_at} for row in rows])


def _values(one: NewRecord, source: Source, before: Row[_Kept] | None, *, is_changed: bool) -> dict[str, object]:
    return {
        "register": source.register,
        "key": one.key,
        "version": (before.version if before is not None else 0) + is_changed,
        "as_of": source.as_of.isoformat(),
        "since": source.at.isoformat() if before is None or is_changed else before.since,
        "import_id": source.import_id,
        "content": one.content,
    }


def _upsert(connection: Connection, values: list[dict[str, object]]) -> None:
    if not values:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(register_record)
    replaced = {name: statement.excluded[name] for name in ("version", "as_of", "since", "import_id", "content")}
    connection.execute(statement.on_conflict_do_update(index_elements=["register", "key"], set_=replaced), values)
