"""What is written of an application: as it was filed, as it was judged, and the new case of both."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cases.states import CaseState
from app.clock import today
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from app.clock import Clock
    from app.db.writes import Writes
    from approval_rules.items import ItemVersion
    from approval_rules.verdict import Verdict

    Also = Callable[[Writes, str], None]
    """Adds what else is written in the case's transaction, given its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who the case is for, as far as the application told.

    Attributes:
        name: shown in lists, decided by nothing.
        key: the 统一社会信用代码 of a company, the 公民身份号码 of a person; what was granted before is found by it.
    """

    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as filed: `name` is how the application names it."""

    material: str
    name: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An application as it was sent in."""

    version: ItemVersion
    application: str
    """In JSON."""
    received_on: date
    owner: str
    applicant: Applicant
    district: str
    files: tuple[SentFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the rules said of it, with everything that they looked at.

    `item_version` is the version that it was decided by: that of the item, or its copy as narrowed by staff.
    """

    item_version: str
    verdict: Verdict
    dossier: bytes
    dossier_sha256: str
    applicant: Applicant
    district: str
    read: Mapping[str, str] = field(default_factory=dict)
    """By the SHA-256 of a file, what was read from it and where it stood, as JSON: for who looks at the case."""
    seen_through: int | None = None
    """The number of the last event there was before the records were looked up, where a grant may hang on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be written with its decision."""

    case_no: str
    now: datetime
    filed: Filed
    judged: Judged
    also: Also | None = None

    @property
    def state(self) -> CaseState:
        return state_of(self.judged.verdict)


def new_case(clock: Clock, filed: Filed, judged: Judged, also: Also | None = None) -> NewCase:
    return NewCase(case_no=new_case_no(clock), now=clock.now(), filed=filed, judged=judged, also=also)


def state_of(verdict: Verdict) -> CaseState:
    return CaseState.GRANTED if verdict.outcome is Outcome.APPROVE else CaseState.RECEIVED


def new_case_no(clock: Clock) -> str:
    """ZB, the day in Shanghai, and 40 random bits: nobody can guess another's."""
    return f"ZB{today(clock):%Y%m%d}-{secrets.token_hex(5).upper()}"
