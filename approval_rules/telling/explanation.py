"""What an explanation consists of, in both languages at once; numbers that identify a person are shown in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both, masked
from approval_rules.telling.explanation_text import explanation_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from approval_rules.conditions.language import Truth
    from approval_rules.evidence import SourceKind, Support
    from approval_rules.items import Outcome
    from approval_rules.language_words import Language
    from approval_rules.telling.due import Due
    from approval_rules.verdict import Reason

Plain = dict[str, object]

NOTHING: Final = Both("", "")


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause by its id, with the title that the caller knows it by; that is Chinese, or empty."""

    clause: str
    title: str

    def to_json(self) -> Plain:
        return {"clause": self.clause, "title": self.title}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSaid:
    """What one source says of a fact, and the day it stands for."""

    kind: SourceKind
    source: Both
    value: Both
    as_of: date

    def to_json(self, language: Language) -> Plain:
        value = masked(self.value.in_(language))
        return {
            "kind": self.kind.value,
            "source": self.source.in_(language),
            "value": value,
            "as_of": self.as_of.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFact:
    """A fact that was looked at, with everything that was said of it."""

    fact: str
    title: Both
    support: Support
    said: tuple[SourceSaid, ...]

    def to_json(self, language: Language) -> Plain:
        return {
            "fact": self.fact,
            "title": self.title.in_(language),
            "support": self.support.value,
            "sources": [one.to_json(language) for one in self.said],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonTold:
    """One check that does not hold.

    Attributes:
        message: what the applicant is told.
        required: what has to be so; empty where there is no condition.
        found: what was found instead; empty where nothing was.
        missing: what is not known and has to be, each with why.
    """

    check: str
    reason: Reason
    holds: Truth
    leads_to: Outcome
    says: Both
    message: Both
    required: Both
    found: Both
    missing: tuple[Both, ...] = ()
    basis: tuple[Cited, ...] = ()

    def to_json(self, language: Language) -> Plain:
        return {
            "check": self.check,
            "reason": self.reason.value,
            "holds": self.holds.value,
            "leads_to": self.leads_to.value,
            "says": masked(self.says.in_(language)),
            "message": masked(self.message.in_(language)),
            "required": masked(self.required.in_(language)),
            "found": masked(self.found.in_(language)),
            "missing": [one.in_(language) for one in self.missing],
            "basis": cited_to_json(self.basis),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One check that holds; whether the sources of a fact agree is told with the fact."""

    check: str
    says: Both
    basis: tuple[Cited, ...]

    def to_json(self, language: Language) -> Plain:
        return {"check": self.check, "says": self.says.in_(language), "basis": cited_to_json(self.basis)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountTold:
    """The amount and how it came about; `steps` are empty where they can't be told."""

    cny: Decimal
    steps: tuple[Both, ...]
    basis: tuple[Cited, ...]

    def to_json(self, language: Language) -> Plain:
        return {
            "cny": str(self.cny),
            "steps": [one.in_(language) for one in self.steps],
            "basis": cited_to_json(self.basis),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a case was decided as it was. Made for whoever asks: PIPL art. 24, cn.law.pipl.2021#art-24.

    Attributes:
        case_no: None for a pre-check, which stores nothing.
        result: what was decided, by whom, in one sentence. next_step: what the applicant can do now.
        ask: how a person is asked for, in one step.
        deadlines: those that run; empty once the case is decided.
    """

    case_no: str | None
    item: str
    item_title: Both
    item_version: str
    received_on: date
    decided_on: date
    is_automated: bool
    outcome: Outcome
    proposal: Outcome
    result: Both
    next_step: Both
    reasons: tuple[ReasonTold, ...]
    met: tuple[Met, ...]
    facts: tuple[UsedFact, ...]
    amount: AmountTold | None
    deadlines: tuple[Due, ...]
    ask: Both
    ask_basis: tuple[Cited, ...]

    def to_json(self, language: Language) -> Plain:
        """Plain data, its words in that language."""
        return {
            "language": language.value,
            "case_no": self.case_no,
            "item": self.item,
            "item_title": self.item_title.in_(language),
            "item_version": self.item_version,
            "received_on": self.received_on.isoformat(),
            "decided_on": self.decided_on.isoformat(),
            "is_automated": self.is_automated,
            "outcome": self.outcome.value,
            "proposal": self.proposal.value,
            "result": self.result.in_(language),
            "next_step": self.next_step.in_(language),
            "reasons": [one.to_json(language) for one in self.reasons],
            "met": [one.to_json(language) for one in self.met],
            "facts": [one.to_json(language) for one in self.facts],
            "amount": None if self.amount is None else self.amount.to_json(language),
            "deadlines": [due_to_json(one, language) for one in self.deadlines],
            "ask_for_person": {"text": self.ask.in_(language), "basis": cited_to_json(self.ask_basis)},
        }

    def to_text(self, language: Language) -> str:
        """The whole explanation as a person reads it."""
        return explanation_text(self, language)


def cited_to_json(basis: Iterable[Cited]) -> list[Plain]:
    return [one.to_json() for one in basis]


def due_to_json(one: Due, language: Language) -> Plain:
    return {
        "name": one.name.value,
        "title": one.title.in_(language),
        "due_on": one.due_on.isoformat(),
        "workdays_left": one.workdays_left,
        "left": one.left.in_(language),
        "is_provisional": one.is_provisional,
        "basis": list(one.basis),
    }
