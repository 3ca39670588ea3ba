"""Schemes (惠企政策) as data, and what one scheme says of one business on one day.

A scheme whose conditions are known only in part never answers eligible, only possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approval_rules import strict_yaml
from approval_rules.amounts import Amount, AmountSpec, Money, amount_of, facts_of
from approval_rules.clauses import Clause, InForce, ItemId
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth, facts_read
from approval_rules.conditions.parsing import ConditionField
from approval_rules.errors import BadRuleFile
from approval_rules.items import Claim
from approval_rules.matching.shortfall_words import Told, tell
from approval_rules.matching.shortfalls import shortfalls
from approval_rules.unmet import MissingFact, Unmet, missing_facts, titled, unmet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from approval_rules.values import Value

SCHEME_FILE = "scheme.yaml"
RECEIVED_ON = "application.received_on"
RecordId = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)?-[0-9]{2}$")]


class Completeness(StrEnum):
    FULL = "full"
    PARTIAL = "partial"


class MatchStatus(StrEnum):
    """`possible`: all that is known is met, but the conditions are known only in part."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"
    POSSIBLE = "possible"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stacking(_Spec):
    """What this scheme and those named pay one company together is `cap` at most, in one year."""

    with_: Annotated[list[ItemId], Field(alias="with", min_length=1)]
    cap: Money
    basis: Clause


class Budget(_Spec):
    """What the office has for the scheme in all, where its text says so."""

    cny: Money
    basis: Clause


class SchemeVersion(_Spec):
    """The scheme in one period. The first clause of `basis` states the conditions and is cited for what fails."""

    in_force: InForce
    window: InForce | None = None
    basis: Annotated[list[Clause], Field(min_length=1)]
    eligible: ConditionField
    amount: AmountSpec
    materials: list[str] = []
    stacking: list[Stacking] = []
    budget: Budget | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> SchemeVersion:
        for period in (self.in_force, self.window):
            if period and period.end and period.end < period.start:
                raise ValueError(f"the period {period} ends before it begins")
        foreign = sorted(name for name in self.facts if not name.startswith("profile.") and name != RECEIVED_ON)
        if foreign:
            raise ValueError(f"a scheme reads profile facts and {RECEIVED_ON} only, not {', '.join(foreign)}")
        return self

    @property
    def facts(self) -> frozenset[str]:
        return facts_read(self.eligible.condition) | facts_of(self.amount)

    @property
    def last_on(self) -> date | None:
        """The last day to claim it, inclusive; None where no end is set."""
        ends = (self.in_force.end, self.window.end if self.window else None)
        return min((end for end in ends if end is not None), default=None)


class Scheme(_Spec):
    """One folder of `corpora/schemes`; `record` is the id of the record that its facts come from.

    Attributes:
        item: the item under which it is claimed or confirmed here, where there is one.
        not_with: schemes of which a company gets one at most beside this one, in one year.
    """

    id: ItemId
    title: str
    record: Annotated[RecordId, Field(alias="from")]
    claim: Claim
    conditions: Completeness
    item: ItemId | None = None
    not_with: list[ItemId] = []
    versions: Annotated[list[SchemeVersion], Field(min_length=1)]

    @model_validator(mode="after")
    def _versions_follow_each_other(self) -> Scheme:
        for earlier, later in pairwise(self.versions):
            if earlier.in_force.end is None or earlier.in_force.end >= later.in_force.start:
                raise ValueError(f"the version from {later.in_force.start} begins before the one ahead of it ends")
        return self

    def version_on(self, on: date) -> SchemeVersion | None:
        return next((version for version in self.versions if version.in_force.covers(on)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeMatch:
    """What a scheme says of a business. `amount_cny` is a figure only when eligible or possible.

    Attributes:
        shortfalls: what each failing sentence lacks, the nearest of alternatives; only when ineligible.
        last_on: the last day to claim it: that of the window or of the version, whichever is first; None: no end.
    """

    id: str
    title: str
    record: str
    status: MatchStatus
    amount_cny: Decimal | None
    amount_note: str
    unmet: tuple[Unmet, ...]
    missing: tuple[MissingFact, ...]
    amount_missing: tuple[MissingFact, ...]
    citations: tuple[str, ...]
    claim: Claim
    in_force: InForce
    window: InForce | None
    materials: tuple[str, ...]
    not_with: tuple[str, ...]
    stacking: tuple[Stacking, ...]
    shortfalls: tuple[Told, ...]
    last_on: date | None


def load_scheme(folder: Path) -> Scheme:
    """The scheme of one folder.

    Raises:
        BadRuleFile: the file can't be read or breaks the format, or its id is not the folder's name.
    """
    path = folder / SCHEME_FILE
    scheme = strict_yaml.load_model(path, Scheme)
    if scheme.id != folder.name:
        raise BadRuleFile(path, 1, f"the id '{scheme.id}' is not the folder's name", f"Write id: {folder.name}")
    return scheme


def match(scheme: Scheme, facts: Mapping[str, Value], on: date) -> SchemeMatch | None:
    """What the scheme says of these facts on that day; None when it is not in force then."""
    version = scheme.version_on(on)
    if version is None:
        return None
    known = {**facts, RECEIVED_ON: on}
    condition = version.eligible.condition
    truth = evaluate(condition, known).truth
    amount = amount_of(version.amount, known) if truth is Truth.TRUE else Amount(cny=None)
    return SchemeMatch(
        id=scheme.id,
        title=scheme.title,
        record=scheme.record,
        status=_status(truth, scheme.conditions),
        amount_cny=amount.cny,
        amount_note=amount.note,
        unmet=unmet(condition, known, version.basis[0]) if truth is Truth.FALSE else (),
        missing=titled(missing_facts(condition, known)),
        amount_missing=titled(amount.missing),
        citations=tuple(dict.fromkeys([*version.basis, *version.amount.basis])),
        claim=scheme.claim,
        in_force=version.in_force,
        window=version.window,
        materials=tuple(version.materials),
        not_with=tuple(scheme.not_with),
        stacking=tuple(version.stacking),
        shortfalls=tuple(tell(one, known) for one in shortfalls(condition, known, version.last_on)),
        last_on=version.last_on,
    )


def _status(truth: Truth, conditions: Completeness) -> MatchStatus:
    match truth, conditions:
        case Truth.FALSE, _:
            return MatchStatus.INELIGIBLE
        case Truth.UNKNOWN, _:
            return MatchStatus.UNKNOWN
        case _, Completeness.PARTIAL:
            return MatchStatus.POSSIBLE
        case _:
            return MatchStatus.ELIGIBLE
