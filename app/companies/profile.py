"""A company's profile (企业画像): what the registers know of it, each fact with source and day, and what it states."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.registries.service import RegisterDown, register_title
from approval_rules.matching.profile_sources import load_profile_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from app.companies.statements import Statement
    from app.registries.service import Answer, RegisterRecord, Registers
    from approval_rules.matching.profile_sources import ProfileSource, ProfileSources
    from approval_rules.values import Value

BATCH: Final = 500
_COMPANY: Final = "company_registry"
_ENDED: Final = frozenset({"revoked", "deregistered"})


class Silence(StrEnum):
    """Why a register tells nothing of a company, or not all it might."""

    DOWN = "down"
    STALE = "stale"
    NO_RECORD = "no_record"
    OTHER_YEAR = "other_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentRegister:
    """`as_of`: of a record that is too old, or the day for which it is known that there is none."""

    register: str
    reason: Silence
    as_of: date | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """The record that a fact was read from. `version` 0: of a source that counts none, or no record at all."""

    register: str
    version: int
    as_of: date
    read_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFact:
    """A fact that records give. `sources`: at least one, the one that matters most first.

    Attributes:
        is_absence: that there is no record is what tells it. The company may know better, and it proves nothing.
    """

    fact: str
    value: Value
    sources: tuple[FactSource, ...]
    is_absence: bool = False


@dataclass(frozen=True, kw_only=True)
class BusinessProfile:
    """What is known of one company on one day.

    Attributes:
        name: as registered; empty when the company register does not tell.
        status: the code of `company.status`; None when it is not known for the day.
        facts: what records give, by full name.
        statements: what the company says, by full name, also where a record says otherwise.
        silent: the registers that told nothing, or not all.
    """

    uscc: str
    on: date
    name: str
    status: str | None
    facts: Mapping[str, ProfileFact]
    statements: Mapping[str, Statement] = field(default_factory=dict)
    silent: tuple[SilentRegister, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether it was struck off or deregistered: then nothing fits it, and `values` is empty."""
        return self.status in _ENDED

    def values(self) -> dict[str, Value]:
        """Every fact there is, for matching: of records, and where those tell nothing of the company's own."""
        stated = {name: self.statements[name].value for name in self.stated}
        return {} if self.has_ended else self.recorded() | stated

    def recorded(self) -> dict[str, Value]:
        """As `values`, as though the company had stated nothing."""
        return {} if self.has_ended else {name: one.value for name, one in self.facts.items()}

    def proven(self) -> dict[str, Value]:
        """What records alone give, for payouts; nothing of a company that is not known to be in business."""
        if self.has_ended or self.status is None:
            return {}
        return {name: one.value for name, one in self.facts.items() if not one.is_absence}

    @cached_property
    def stated(self) -> frozenset[str]:
        """The facts for which the company's own word is taken: no record gives them."""
        return frozenset(name for name in self.statements if name not in self.facts or self.facts[name].is_absence)

    @cached_property
    def contradicted(self) -> frozenset[str]:
        """The facts of which a record, or that there is none, tells otherwise than the company."""
        return frozenset(
            name for name, one in self.statements.items() if name in self.facts and self.facts[name].value != one.value
        )


def profile_of(registers: Registers, statements: Sequence[Statement], uscc: str, on: date) -> BusinessProfile:
    """The profile of one company.

    Args:
        on: records that are too old on that day tell nothing.
    """
    return next(profiles_of(registers, [uscc], on, {uscc: statements}))


def profiles_of(
    registers: Registers,
    usccs: Iterable[str],
    on: date,
    statements: Mapping[str, Sequence[Statement]] | None = None,
) -> Iterator[BusinessProfile]:
    """The profiles in the order of the codes. The registers are asked for `BATCH` companies at once."""
    assembling = _Assembling(registers, on)
    rest = iter(usccs)
    while batch := list(islice(rest, BATCH)):
        yield from assembling.of(batch, statements or {})


class _Assembling:
    """One run: the file of sources, and for which day each register is complete, asked once."""

    def __init__(self, registers: Registers, on: date) -> None:
        self._registers, self._on = registers, on
        self._sources: ProfileSources = load_profile_sources()
        self._uses = tuple(self._sources.max_age_days.items())
        self._complete: dict[str, date | None] = {}

    def of(self, usccs: Sequence[str], statements: Mapping[str, Sequence[Statement]]) -> Iterator[BusinessProfile]:
        wanted = [(register, uscc) for uscc in usccs for register, _ in self._uses]
        answers = iter(self._registers.look_up_all(wanted))
        for uscc in usccs:
            told = {register: next(answers) for register, _ in self._uses}
            yield self._profile(uscc, told, statements.get(uscc, ()))

    def _profile(self, uscc: str, told: Mapping[str, Answer], statements: Sequence[Statement]) -> BusinessProfile:
        silent = [one for register, days in self._uses if (one := self._silence(register, told[register], days))]
        without = {one.register for one in silent}
        records = {
            name: record
            for name, record in told.items()
            if name not in without and record is not None and not isinstance(record, RegisterDown)
        }
        absent = {one.register: one.as_of for one in silent if one.reason is Silence.NO_RECORD and one.as_of}
        facts = self._facts(records, absent)
        company = told[_COMPANY]
        registered = {} if company is None or isinstance(company, RegisterDown) else company.facts
        status = registered.get("company.status")
        return BusinessProfile(
            uscc=uscc,
            on=self._on,
            name=str(registered.get("company.company_name", "")),
            status=str(status) if status in _ENDED or (status is not None and _COMPANY in records) else None,
            facts=facts,
            statements={one.fact: one for one in statements},
            silent=(*silent, *self._of_other_years(records)),
        )

    def _silence(self, register: str, found: Answer, max_age_days: int) -> SilentRegister | None:
        title = register_title(register)
        if isinstance(found, RegisterDown):
            return SilentRegister(register=register, reason=Silence.DOWN, as_of=None, message=str(found))
        if found is None:
            as_of = self._complete_as_of(register, max_age_days)
            message = f"“{title}”中没有这个企业的记录"
            return SilentRegister(register=register, reason=Silence.NO_RECORD, as_of=as_of, message=message)
        if (self._on - found.as_of).days > max_age_days:
            message = f"“{title}”中的记录是{found.as_of}的，已超过{max_age_days}天，没有采用"
            return SilentRegister(register=register, reason=Silence.STALE, as_of=found.as_of, message=message)
        return None

    def _complete_as_of(self, register: str, max_age_days: int) -> date | None:
        """The day of a register that lacks a record, unless it is too long ago to tell anything."""
        if register not in self._complete:
            self._complete[register] = self._registers.complete_as_of(register)
        as_of = self._complete[register]
        return None if as_of is None or (self._on - as_of).days > max_age_days else as_of

    def _of_other_years(self, records: Mapping[str, RegisterRecord]) -> Iterator[SilentRegister]:
        for register in dict.fromkeys(one.registers[0] for one in self._sources.facts if one.this_year):
            record = records.get(register)
            if record is not None and record.as_of.year != self._on.year:
                message = (
                    f"“{register_title(register)}”中的记录是{record.as_of}的，“上一年度”的情况还没有更新，没有采用"
                )
                yield SilentRegister(register=register, reason=Silence.OTHER_YEAR, as_of=record.as_of, message=message)

    def _facts(self, records: Mapping[str, RegisterRecord], absent: Mapping[str, date]) -> dict[str, ProfileFact]:
        known: dict[str, Value] = {}
        for record in records.values():
            known |= record.facts
        read = {register: _source(record) for register, record in records.items()}
        made = (_absence(one, absent) or self._fact(one, known, read) for one in self._sources.facts)
        return {one.fact: one for one in made if one is not None}

    def _fact(
        self, source: ProfileSource, known: Mapping[str, Value], read: Mapping[str, FactSource]
    ) -> ProfileFact | None:
        if not all(register in read for register in source.registers):
            return None
        sources = tuple(read[register] for register in source.registers)
        if source.this_year and any(one.as_of.year != self._on.year for one in sources):
            return None
        value = source.value(known)
        return None if value is None else ProfileFact(fact=source.fact, value=value, sources=sources)


def _absence(source: ProfileSource, absent: Mapping[str, date]) -> ProfileFact | None:
    """What the fact is because a register has no record."""
    without = source.without_record
    if without is None or without.register_id not in absent:
        return None
    told = FactSource(register=without.register_id, version=0, as_of=absent[without.register_id], read_at="")
    return ProfileFact(fact=source.fact, value=source.spec.parse(without.value), sources=(told,), is_absence=True)


def _source(record: RegisterRecord) -> FactSource:
    return FactSource(register=record.register, version=record.version, as_of=record.as_of, read_at=record.read_at)
