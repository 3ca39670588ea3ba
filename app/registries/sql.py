"""Registers kept in our own database, filled by `zhiban records import`; every version of a record stays there."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import bindparam, func, select, union_all

from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.sealed import vault_of
from app.db.tables import register_import, register_record, register_record_past
from app.errors import AppError, DatabaseUnavailable
from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    Registers,
    is_kept_by_person,
    record_of,
    register_columns,
    register_key,
    register_namespace,
    register_title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine, Row

    from app.clock import Clock
    from app.registries.service import Answer, Wanted
    from approval_rules.values import Value

_Found: TypeAlias = "Row[str, str, int, str, str]"

_NOW: Final = register_record.c
_THEN: Final = register_record_past.c
_SHORT_CHARS: Final = 4_000
"""A longer content is not remembered, so that what is stays small."""
_COLUMNS: Final = (_NOW.register, _NOW.key, _NOW.version, _NOW.as_of, _NOW.content)
_WANTED: Final = select(*_COLUMNS).where(
    _NOW.register.in_(bindparam("registers", expanding=True)), _NOW.key.in_(bindparam("keys", expanding=True))
)
_COUNT: Final = select(func.count()).select_from(register_record).where(_NOW.register == bindparam("register"))
_LOADED: Final = select(func.max(register_import.c.as_of)).where(
    register_import.c.register == bindparam("register"), register_import.c.ended_at.is_not(None)
)
_THIS_NOW: Final = (_NOW.register == bindparam("of_register"), _NOW.key == bindparam("of_key"))
_THIS_THEN: Final = (_THEN.register == bindparam("of_register"), _THEN.key == bindparam("of_key"))
_VERSIONS: Final = union_all(
    select(_NOW.version, _NOW.since).where(*_THIS_NOW), select(_THEN.version, _THEN.since).where(*_THIS_THEN)
).subquery()
_KNOWN_BY: Final = select(func.max(_VERSIONS.c.version)).where(_VERSIONS.c.since < bindparam("before"))
_VERSION_NOW: Final = select(*_COLUMNS).where(*_THIS_NOW, _NOW.version == bindparam("of_version"))
_VERSION_THEN: Final = select(_THEN.register, _THEN.key, _THEN.version, _THEN.as_of, _THEN.content).where(
    *_THIS_THEN, _THEN.version == bindparam("of_version")
)


class SqlRegisters(Registers):
    """Look-ups while a table is being loaded find each record whole, as it was or as it will be; `as_of` tells which.

    The key of a register of people is stored as what it is found by, so that no number stands in the table.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        return record_of(self.look_up_all([(register, key)])[0])

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        """All in one query."""
        if not wanted:
            return []
        keys = [(register, register_key(register, key)) for register, key in wanted]
        try:
            with reading(self._engine) as connection:
                stored = [(register, kept_key(connection, register, key)) for register, key in keys]
                rows = _rows(connection, stored)
        except AppError as error:
            return self._one_by_one(wanted, error)
        read_at = self._clock.now().isoformat()
        return [
            None if (row := rows.get(where)) is None else _answer(row, key, read_at)
            for where, (_, key) in zip(stored, keys, strict=True)
        ]

    def is_at_hand(self, register: str) -> bool:
        del register
        return True

    def complete_as_of(self, register: str) -> date | None:
        """The day of the newest table that was loaded to its end."""
        with reading(self._engine) as connection:
            day = connection.execute(_LOADED, {"register": register}).scalar_one()
        return None if day is None else date.fromisoformat(day)

    def at_version(self, register: str, key: str, version: int) -> RegisterRecord | None:
        """A version that a decision names, however often the record has changed since.

        Its `as_of` is the last day that was known of it.
        """
        with reading(self._engine) as connection:
            row = _version(connection, register, kept_key(connection, register, register_key(register, key)), version)
        return None if row is None else self._record(row, register_key(register, key))

    def as_known_on(self, register: str, key: str, day: date) -> RegisterRecord | None:
        """What a look-up at the end of that day in Shanghai would have found, whatever came in later."""
        end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
        with reading(self._engine) as connection:
            kept = kept_key(connection, register, register_key(register, key))
            asked = {"of_register": register, "of_key": kept, "before": end.isoformat()}
            version = connection.execute(_KNOWN_BY, asked).scalar_one()
            row = None if version is None else _version(connection, register, kept, version)
        return None if row is None else self._record(row, register_key(register, key))

    def count(self, register: str) -> int:
        with reading(self._engine) as connection:
            return int(connection.execute(_COUNT, {"register": register}).scalar_one())

    def _one_by_one(self, wanted: Sequence[Wanted], error: AppError) -> Sequence[Answer]:
        """One record that can't be opened is no reason to doubt the others; a database that is gone is."""
        if len(wanted) > 1 and not isinstance(error, DatabaseUnavailable):
            return [self.look_up_all([one])[0] for one in wanted]
        return [_down(register, "暂时无法查询", error) for register, _ in wanted]

    def _record(self, row: _Found, key: str) -> RegisterRecord | None:
        return record_of(_answer(row, key, self._clock.now().isoformat()))


def kept_key(bound: Engine | Connection, register: str, key: str) -> str:
    """What stands in the table for a key: of a person's number only what finds it again."""
    return vault_of(bound).index(key) if is_kept_by_person(register) else key


def _rows(connection: Connection, stored: Sequence[tuple[str, str]]) -> dict[tuple[str, str], _Found]:
    asked = {"registers": list({register for register, _ in stored}), "keys": list({key for _, key in stored})}
    return {(row.register, row.key): row for row in connection.execute(_WANTED, asked)}


def _version(connection: Connection, register: str, kept: str, version: int) -> _Found | None:
    asked = {"of_register": register, "of_key": kept, "of_version": version}
    return connection.execute(_VERSION_NOW, asked).first() or connection.execute(_VERSION_THEN, asked).first()


def _answer(row: _Found, key: str, read_at: str) -> Answer:
    register, _, version, as_of, content = row
    try:
        facts = _remembered(register, content) if len(content) <= _SHORT_CHARS else _facts(register, content)
    except ValueError as error:
        return _down(register, "中的这条记录无法读取", error)
    return RegisterRecord(
        register=register, key=key, version=version, as_of=date.fromisoformat(as_of), read_at=read_at, facts=facts
    )


def _down(register: str, what: str, cause: Exception) -> RegisterDown:
    down = RegisterDown(f"“{register_title(register)}”{what}")
    down.__cause__ = cause
    return down


@lru_cache(maxsize=1_024)
def _remembered(register: str, content: str) -> Mapping[str, Value]:
    """The facts of a content that was read before: who asks first for a pre-check comes back to submit."""
    return MappingProxyType(_facts(register, content))


def _facts(register: str, content: str) -> dict[str, Value]:
    """The stored columns as typed facts; a column that the register has no longer is passed over."""
    space, specs = register_namespace(register)[0], register_columns(register)
    return {f"{space}.{name}": specs[name].parse(raw) for name, raw in json.loads(content).items() if name in specs}
