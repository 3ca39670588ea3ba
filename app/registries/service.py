"""Registers the rules may ask: what each knows of one company, and on which day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import register_record
from app.errors import AppError
from approval_rules.facts import load_namespaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from approval_rules.facts import Namespace
    from approval_rules.values import Value


class RegisterDown(AppError):
    """The register did not answer. A decision that needs it is handed to a person."""

    code = "register_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRecord:
    """One company in one register; `facts` by full name, those the register does not know left out."""

    register: str
    uscc: str
    version: int
    as_of: date
    facts: Mapping[str, Value]


class Registers(Protocol):
    def look_up(self, register: str, uscc: str) -> RegisterRecord | None:
        """The record, or None when the register has none.

        Raises:
            RegisterDown: it could not be asked.
        """


class SqlRegisters:
    """Registers kept in our own database, filled by `zhiban records import`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def look_up(self, register: str, uscc: str) -> RegisterRecord | None:
        wanted = select(register_record).where(register_record.c.register == register, register_record.c.uscc == uscc)
        try:
            with reading(self._engine) as connection:
                row = connection.execute(wanted).first()
        except AppError as error:
            raise RegisterDown(f"登记信息 {register} 暂时无法查询") from error
        if row is None:
            return None
        space, namespace = register_namespace(register)
        specs = {fact.name: fact for fact in namespace.facts}
        try:
            stored = json.loads(row.content).items()
            facts = {f"{space}.{name}": specs[name].parse(raw) for name, raw in stored if name in specs}
        except ValueError as error:
            raise RegisterDown(f"登记信息 {register} 的这条记录无法读取") from error
        return RegisterRecord(
            register=register, uscc=uscc, version=row.version, as_of=date.fromisoformat(row.as_of), facts=facts
        )

    def count(self, register: str) -> int:
        wanted = select(func.count()).select_from(register_record).where(register_record.c.register == register)
        with reading(self._engine) as connection:
            return int(connection.execute(wanted).scalar_one())


def register_ids() -> tuple[str, ...]:
    return tuple(space.register_id for space in load_namespaces().values() if space.register_id)


def register_namespace(register: str) -> tuple[str, Namespace]:
    """The namespace whose facts are this register's columns, with its name."""
    return next((name, space) for name, space in load_namespaces().items() if space.register_id == register)
