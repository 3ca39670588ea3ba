"""Registers the rules may ask: what each knows of one company or person, as of which day, and when it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import register_record
from app.errors import AppError, BadRecords
from approval_rules.facts import load_namespaces
from approval_rules.values import comparable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine, Row

    from app.clock import Clock
    from approval_rules.facts import FactSpec, Namespace
    from approval_rules.values import Value


class RegisterDown(AppError):
    """The register did not answer. A decision that needs it is handed to a person."""

    code = "register_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRecord:
    """What one register holds under one key.

    Attributes:
        key: in the form that `register_key` gives it.
        version: counts up when the content changes.
        as_of: the day the record stands for; its freshness counts from it.
        read_at: the instant at which the register was asked, as ISO text in UTC.
        facts: by full name; those the register does not know are left out.
    """

    register: str
    key: str
    version: int
    as_of: date
    read_at: str
    facts: Mapping[str, Value]


class Registers(Protocol):
    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        """The record, or None when the register has none.

        Args:
            key: the value of the register's key, as it was filed.

        Raises:
            RegisterDown: it could not be asked.
        """


class SqlRegisters:
    """Registers kept in our own database, filled by `zhiban records import`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        kept = register_key(register, key)
        wanted = select(register_record).where(register_record.c.register == register, register_record.c.key == kept)
        try:
            with reading(self._engine) as connection:
                row = connection.execute(wanted).first()
        except AppError as error:
            raise RegisterDown(f"“{register_title(register)}”暂时无法查询") from error
        return None if row is None else self._record(row)

    def count(self, register: str) -> int:
        wanted = select(func.count()).select_from(register_record).where(register_record.c.register == register)
        with reading(self._engine) as connection:
            return int(connection.execute(wanted).scalar_one())

    def _record(self, row: Row[tuple[str, str, int, str, str]]) -> RegisterRecord:
        try:
            facts = _facts(row.register, row.content)
        except ValueError as error:
            raise RegisterDown(f"“{register_title(row.register)}”中的这条记录无法读取") from error
        return RegisterRecord(
            register=row.register,
            key=row.key,
            version=row.version,
            as_of=date.fromisoformat(row.as_of),
            read_at=self._clock.now().isoformat(),
            facts=facts,
        )


def _facts(register: str, content: str) -> dict[str, Value]:
    """The stored columns as typed facts; a column that the register has no longer is passed over."""
    space, namespace = register_namespace(register)
    specs = {fact.name: fact for fact in namespace.facts}
    return {f"{space}.{name}": specs[name].parse(raw) for name, raw in json.loads(content).items() if name in specs}


def register_ids() -> tuple[str, ...]:
    return tuple(space.register_id for space in load_namespaces().values() if space.register_id)


def require_register(register: str) -> None:
    """Raises BadRecords with the registers there are when this is none of them."""
    if register not in register_ids():
        raise BadRecords(f"there is no register '{register}'; the registers are: {', '.join(register_ids())}")


@cache
def register_namespace(register: str) -> tuple[str, Namespace]:
    """The namespace whose facts are this register's columns, with its name."""
    return next((name, space) for name, space in load_namespaces().items() if space.register_id == register)


def register_title(register: str) -> str:
    return register_namespace(register)[1].title


@cache
def key_column(register: str) -> FactSpec:
    """The column by which the register's records are kept."""
    _, namespace = register_namespace(register)
    return next(fact for fact in namespace.facts if fact.name == namespace.key)


def register_key(register: str, key: Value) -> str:
    """The form in which a register keeps a key, and is asked for it: without the spaces and stops printers vary."""
    return str(comparable(key, key_column(register).type))
