"""Asks each register where the registers file says: our own tables, or a gateway; all of a case side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    Registers,
    record_of,
    register_columns,
    register_namespace,
)
from approval_rules.values import comparable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from app.clock import Clock
    from app.registries.gateway.register import GatewayRegister
    from app.registries.service import Answer, Wanted


class SourcedRegisters(Registers):
    """What a gateway answers is asked for each decision; nothing of it is kept.

    Args:
        kept: answers every register that no gateway answers.
        compared: registers whose gateway is held against `kept`; where the two differ, neither is believed.
    """

    def __init__(self, kept: Registers, gateways: Mapping[str, GatewayRegister], compared: frozenset[str]) -> None:
        self._kept, self._gateways, self._compared = kept, gateways, compared

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        return record_of(self.look_up_all([(register, key)])[0])

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        under_way = [
            self._gateways[register].ask(key) if register in self._gateways else None for register, key in wanted
        ]
        near = [one for one in wanted if one[0] not in self._gateways or one[0] in self._compared]
        kept = dict(zip(near, self._kept.look_up_all(near), strict=True))
        return [
            kept[one] if asked is None else self._weighed(one, asked.answer(), kept)
            for one, asked in zip(wanted, under_way, strict=True)
        ]

    def is_at_hand(self, register: str) -> bool:
        return register not in self._gateways and self._kept.is_at_hand(register)

    def complete_as_of(self, register: str) -> date | None:
        gateway = self._gateways.get(register)
        return self._kept.complete_as_of(register) if gateway is None else gateway.complete_as_of()

    def close(self) -> None:
        for one in self._gateways.values():
            one.close()

    def _weighed(self, wanted: Wanted, told: Answer, kept: Mapping[Wanted, Answer]) -> Answer:
        if wanted[0] not in self._compared or isinstance(told, RegisterDown):
            return told
        other = kept[wanted]
        return other if isinstance(other, RegisterDown) else _agreed(wanted[0], told, other)


def build_registers(kept: Registers, registers_file: Path | None, clock: Clock) -> Registers:
    """`kept` alone, or with the gateways of the file.

    Raises:
        BadSetting: the file, or a certificate or secret that it names, can't be used.
    """
    if registers_file is None:
        return kept
    from app.registries.gateway.building import build_gateways
    from app.registries.gateway.config import load_registers_file

    read = load_registers_file(registers_file)
    compared = frozenset(register for register, source in read.registers.items() if source.also_kept)
    return SourcedRegisters(kept, build_gateways(read, clock), compared)


def _agreed(register: str, told: RegisterRecord | None, kept: RegisterRecord | None) -> Answer:
    """The gateway's answer, unless the kept record says otherwise of anything that both speak of."""
    if told is None and kept is None:
        return None
    if told is None or kept is None:
        return _contradicted(register, "一方没有记录")
    space, _ = register_namespace(register)
    differing = [
        spec.title
        for name, spec in register_columns(register).items()
        if (fact := f"{space}.{name}") in told.facts
        and fact in kept.facts
        and comparable(told.facts[fact], spec.type) != comparable(kept.facts[fact], spec.type)
    ]
    return _contradicted(register, "、".join(differing)) if differing else told


def _contradicted(register: str, about: str) -> RegisterDown:
    from app.registries.gateway.reasons import DownReason, down

    return down(register, DownReason.CONTRADICTED, about)
