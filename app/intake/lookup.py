"""Asks the registers an item names; a register that is down or knows nothing is said so, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from app.operation.measures import LookUp, looked_up
from app.registries.service import RegisterRecord, register_namespace, register_title
from approval_rules.decide import Problem, ProblemCode
from approval_rules.evidence import Reading, SourceKind
from approval_rules.facts import load_vocabulary
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.registries.service import Answer, RegisterDown, Registers, Wanted
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUps:
    """What is to be asked for one application, and what can't be, for want of a key."""

    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]


def look_ups(version: ItemVersion, filed: Mapping[str, Value]) -> LookUps:
    """What to ask the registers of the version.

    Args:
        filed: by fact, the value that was filed; each register is asked with that of its `looked_up_by`.
    """
    wanted: list[Wanted] = []
    unasked: dict[str, list[str]] = {}
    for use in version.registers:
        asked_by = register_namespace(use.id)[1].looked_up_by
        if asked_by in filed:
            wanted.append((use.id, str(filed[asked_by])))
        else:
            unasked.setdefault(asked_by, []).append(use.id)
    problems = tuple(_key_unread(fact, ids) for fact, ids in unasked.items())
    return LookUps(wanted=tuple(wanted), problems=problems)


def answers_to(registers: Registers, asked: Sequence[LookUps]) -> list[Sequence[Answer]]:
    """What the registers answer to each, all of them asked at once."""
    begun = perf_counter()
    answers = registers.look_up_all([one for each in asked for one in each.wanted])
    seconds, rest = perf_counter() - begun, iter(answers)
    sorted_out = [list(islice(rest, len(each.wanted))) for each in asked]
    for each, found in zip(asked, sorted_out, strict=True):
        for (register, _), answer in zip(each.wanted, found, strict=True):
            looked_up(register, _came_of(answer), seconds)
    return list(sorted_out)


def register_readings(
    version: ItemVersion, asked: LookUps, answers: Sequence[Answer]
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """What the registers of the version say of the applicant, and what they could not say."""
    readings: list[Reading] = []
    problems = list(asked.problems)
    for (register, key), found in zip(asked.wanted, answers, strict=True):
        if isinstance(found, RegisterRecord):
            readings += _readings(found, version)
        else:
            problems.append(_no_record(register, key) if found is None else _down(found))
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


def _came_of(found: Answer) -> LookUp:
    if found is None:
        return LookUp.NO_RECORD
    return LookUp.FOUND if isinstance(found, RegisterRecord) else LookUp.DOWN


def _down(error: RegisterDown) -> Problem:
    return Problem(code=ProblemCode.REGISTER_DOWN, message=str(error))


def _no_record(register: str, key: str) -> Problem:
    """A person's number is not repeated: it stands with the readings, for those who may see it."""
    spec = load_vocabulary()[register_namespace(register)[1].looked_up_by]
    shown = "与所填" + spec.title + "相符" if spec.type is ValueType.RESIDENT_ID else f"{spec.title}为 {key} "
    return Problem(code=ProblemCode.NO_RECORD, message=f"“{register_title(register)}”中没有{shown}的记录")


def _key_unread(fact: str, registers: Sequence[str]) -> Problem:
    titles = "、".join(f"“{register_title(one)}”" for one in registers)
    message = f"未能读取{load_vocabulary()[fact].title}，无法查询{titles}"
    return Problem(code=ProblemCode.KEY_UNREAD, message=message)


def _readings(record: RegisterRecord, version: ItemVersion) -> list[Reading]:
    return [
        Reading(
            fact=fact,
            value=value,
            kind=SourceKind.REGISTER,
            source=record.register,
            reference=f"{record.register}/{record.key}@{record.version}",
            as_of=record.as_of,
            read_at=record.read_at,
        )
        for fact, value in record.facts.items()
        if fact in version.facts
    ]
