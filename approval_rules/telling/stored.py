"""A stored decision, read back with its types: what was decided, on which facts, by which version. Decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from approval_rules.calendar import Calendar
from approval_rules.conditions.evaluating import Step
from approval_rules.conditions.language import Atom, Sentence, Truth, atoms
from approval_rules.dossier import reading_from_json
from approval_rules.errors import RulesError
from approval_rules.evidence import Support, Weighed, weigh
from approval_rules.items import ItemVersion, Outcome
from approval_rules.values import ValueType, parse
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.conditions.language import Condition
    from approval_rules.values import Value


class UnexplainedDossier(RulesError):
    """The dossier was written by a release whose dossiers this one can't read; explain it with that release."""

    code = "unexplained_dossier"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheck:
    """A check as stored; `facts` and `trace` are still plain data."""

    rule: str
    says: str
    holds: Truth
    leads_to: Outcome
    reason: Reason | None
    facts: Mapping[str, Any]
    trace: tuple[Mapping[str, Any], ...]
    basis: tuple[str, ...]
    message: str

    @property
    def fact(self) -> str:
        """The fact whose sources were weighed; empty with every other check."""
        gate, _, fact = self.rule.partition(".")
        return fact if gate == "evidence" and "." in fact else ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> StoredCheck:
        return cls(
            rule=stored["rule"],
            says=stored["says"],
            holds=Truth(stored["holds"]),
            leads_to=Outcome(stored["leads_to"]),
            reason=None if stored["reason"] is None else Reason(stored["reason"]),
            facts=stored["facts"],
            trace=tuple(stored["trace"]),
            basis=tuple(stored["basis"]),
            message=stored["message"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """`world` has the facts that were supported with one value, `weighed` every one that was looked at."""

    version: ItemVersion
    received_on: date
    outcome: Outcome
    proposal: Outcome
    amount_cny: Decimal | None
    checks: tuple[StoredCheck, ...]
    weighed: Mapping[str, Weighed]
    world: Mapping[str, Value]
    calendar: Calendar | None

    @classmethod
    def read(cls, content: bytes) -> StoredDecision:
        """The decision inside a dossier.

        Raises:
            UnexplainedDossier: it is no dossier, or not of a kind that this release knows.
        """
        try:
            return _read(json.loads(content))
        except (ValueError, KeyError, TypeError) as error:
            raise UnexplainedDossier("this is no dossier that this release can explain") from error

    def value_of(self, fact: str) -> Value | None:
        """The value that was looked at, supported or not."""
        found = self.weighed.get(fact)
        return found.values[0] if found is not None and found.values else None


def steps_of(condition: Condition, check: StoredCheck, version: ItemVersion) -> tuple[Step, ...]:
    """The steps of a rule as they were stored, with the sentences they belong to."""
    return tuple(
        Step(
            atom=atom,
            actual=_actual(atom, one["actual"], version),
            required=None,
            truth=Truth(one["truth"]),
            rows=tuple(one.get("rows", ())),
        )
        for atom, one in zip(atoms(condition), check.trace, strict=True)
    )


def _read(stored: Mapping[str, Any]) -> StoredDecision:
    version = ItemVersion.read(stored["item_version"])
    received_on, verdict = date.fromisoformat(stored["received_on"]), stored["verdict"]
    readings = [reading_from_json(one, version.facts) for one in stored["readings"]]
    checks = tuple(StoredCheck.read(one) for one in verdict["checks"])
    gated = [one.fact for one in checks if one.fact in version.facts]
    looked_at = dict.fromkeys([*version.decisive_facts, *gated])
    weighed = weigh(looked_at, readings, version.facts, received_on, version.max_age_days)
    agreed = [one for one in weighed.values() if one.support is Support.AGREED and len(one.values) == 1]
    return StoredDecision(
        version=version,
        received_on=received_on,
        outcome=Outcome(verdict["outcome"]),
        proposal=Outcome(verdict["proposal"]),
        amount_cny=None if verdict["amount_cny"] is None else Decimal(verdict["amount_cny"]),
        checks=checks,
        weighed=weighed,
        world={one.fact: one.values[0] for one in agreed},
        calendar=None if stored["calendar"] is None else Calendar.from_json(stored["calendar"]),
    )


def _actual(atom: Atom, plain: object, version: ItemVersion) -> Value | None:
    if plain is None:
        return None
    if not isinstance(atom, Sentence):
        return parse(plain, ValueType.INTEGER)
    is_sum = len(atom.subject) > 1
    return parse(plain, ValueType.NUMBER) if is_sum else version.facts[atom.fact].parse(plain)
