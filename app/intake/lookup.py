"""Asks the registers an item names; a register that is down or knows nothing is said so, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.registries.service import RegisterDown
from approval_rules.evidence import Reading, SourceKind

if TYPE_CHECKING:
    from datetime import date

    from app.registries.service import RegisterRecord, Registers
    from approval_rules.items import ItemVersion


def register_readings(
    version: ItemVersion, registers: Registers, uscc: str | None
) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """What the registers say of the company, and in plain words what they could not say."""
    readings: list[Reading] = []
    problems: list[str] = []
    for use in version.registers:
        if uscc is None:
            problems.append("未能读取统一社会信用代码，无法查询登记信息")
            break
        try:
            record = registers.look_up(use.id, uscc)
        except RegisterDown as error:
            problems.append(str(error))
            continue
        if record is None:
            problems.append(f"{use.id} 中没有统一社会信用代码为 {uscc} 的记录")
            continue
        readings += _readings(record, version)
    return tuple(readings), tuple(problems)


def system_readings(received_on: date, today: date) -> tuple[Reading, ...]:
    """The facts the service itself vouches for; a day of receipt other than today was given by its operator."""
    return (
        Reading(
            fact="application.received_on",
            value=received_on,
            kind=SourceKind.SYSTEM,
            source="system",
            reference="clock" if received_on == today else "operator",
            as_of=received_on,
        ),
    )


def _readings(record: RegisterRecord, version: ItemVersion) -> list[Reading]:
    return [
        Reading(
            fact=fact,
            value=value,
            kind=SourceKind.REGISTER,
            source=record.register,
            reference=f"{record.register}/{record.uscc}@{record.version}",
            as_of=record.as_of,
        )
        for fact, value in record.facts.items()
        if fact in version.facts
    ]
