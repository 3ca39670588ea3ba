"""Registers the rules may ask: what each knows of one company or person, as of which day, and when it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.errors import AppError, BadRecords
from approval_rules.facts import load_namespaces
from approval_rules.values import ValueType, comparable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from approval_rules.facts import FactSpec, Namespace
    from approval_rules.values import Value


class RegisterDown(AppError):
    """The register did not answer, or not with something that can be relied on. A decision is handed to a person."""

    code = "register_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRecord:
    """What one register holds under one key.

    Attributes:
        key: in the form that `register_key` gives it.
        version: counts up when the content changes; 0 from a source that counts none.
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


Wanted: TypeAlias = tuple[str, str]
"""A register, and the value of its key as it was filed."""
Answer: TypeAlias = RegisterRecord | RegisterDown | None
"""A record; why there is no answer; or None when the register has no record."""


class Registers(Protocol):
    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        """The record, or None when the register has none.

        Args:
            key: the value of the register's key, as it was filed.

        Raises:
            RegisterDown: it could not be asked.
        """

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        """One answer for each, in their order; one register that is down keeps no other from answering."""
        return [answer(self, *one) for one in wanted]

    def is_at_hand(self, register: str) -> bool:
        """Whether it answers from our own tables: then many may ask at once, and none waits for a slow one."""
        del register
        return False

    def complete_as_of(self, register: str) -> date | None:
        """The day for which having no record of something tells that there is none; None when it tells nothing."""
        del register
        return None


def answer(registers: Registers, register: str, key: str) -> Answer:
    """What `look_up` gives, a register that is down being an answer too."""
    try:
        return registers.look_up(register, key)
    except RegisterDown as error:
        return error


def record_of(found: Answer) -> RegisterRecord | None:
    """The record of an answer, or None; raises RegisterDown when it is one."""
    if isinstance(found, RegisterDown):
        raise found
    return found


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
def register_columns(register: str) -> Mapping[str, FactSpec]:
    """The columns of the register by name."""
    return {fact.name: fact for fact in register_namespace(register)[1].facts}


@cache
def key_column(register: str) -> FactSpec:
    """The column by which the register's records are kept."""
    return register_columns(register)[register_namespace(register)[1].key]


def register_key(register: str, key: Value) -> str:
    """The form in which a register keeps a key, and is asked for it: without the spaces and stops printers vary."""
    return str(comparable(key, key_column(register).type))


def is_kept_by_person(register: str) -> bool:
    """Whether its keys are people's numbers."""
    return key_column(register).type is ValueType.RESIDENT_ID
