"""Registers to try the service with, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    Registers,
    register_key,
    register_namespace,
    register_title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.clock import Clock


class RegistersInMemory(Registers):
    """Knows what it was told; `asked` lists the registers in the order in which they were asked."""

    def __init__(self, clock: Clock) -> None:
        self.asked: list[str] = []
        self._clock = clock
        self._records: dict[tuple[str, str], RegisterRecord] = {}
        self._down: set[str] = set()
        self._complete: dict[str, date] = {}

    def knows(self, register: str, row: Mapping[str, object], as_of: date, *, version: int = 1) -> None:
        space, namespace = register_namespace(register)
        specs = {fact.name: fact for fact in namespace.facts}
        facts = {name: specs[name].parse(raw) for name, raw in row.items() if raw is not None}
        key = register_key(register, facts[namespace.key])
        self._records[register, key] = RegisterRecord(
            register=register,
            key=key,
            version=version,
            as_of=as_of,
            read_at=self._clock.now().isoformat(),
            facts={f"{space}.{name}": value for name, value in facts.items()},
        )

    def goes_down(self, register: str) -> None:
        self._down.add(register)

    def is_complete(self, register: str, as_of: date) -> None:
        """What it has no record of was not there on that day."""
        self._complete[register] = as_of

    def complete_as_of(self, register: str) -> date | None:
        return self._complete.get(register)

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        self.asked.append(register)
        if register in self._down:
            raise RegisterDown(f"“{register_title(register)}”暂时无法查询")
        return self._records.get((register, register_key(register, key)))


class RegistersThatAreDown(Registers):
    def look_up(self, register: str, key: str) -> RegisterRecord | None:  # noqa: ARG002  no register ever answers
        raise RegisterDown(f"“{register_title(register)}”暂时无法查询")
