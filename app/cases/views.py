"""A case and its explanation as the API shows them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from approval_rules.conditions.language import Truth
from approval_rules.deadlines import DeadlineName
from approval_rules.evidence import SourceKind, Support
from approval_rules.items import Outcome
from approval_rules.language_words import Language
from approval_rules.verdict import Reason


class CitedView(BaseModel):
    """A clause; its title is Chinese, and empty where it is in no text of ours."""

    clause: str
    title: str


class ReasonView(BaseModel):
    """One check that does not hold: what is told, what is required, what was found, what is not known."""

    check: str
    reason: Reason
    holds: Truth
    leads_to: Outcome
    says: str
    message: str
    required: str
    found: str
    missing: list[str]
    basis: list[CitedView]


class MetView(BaseModel):
    check: str
    says: str
    basis: list[CitedView]


class SourceSaidView(BaseModel):
    kind: SourceKind
    source: str
    value: str
    as_of: date


class UsedFactView(BaseModel):
    fact: str
    title: str
    support: Support
    sources: list[SourceSaidView]


class AmountView(BaseModel):
    """Yuan as decimal text, and how it came about."""

    cny: str
    steps: list[str]
    basis: list[CitedView]


class DueView(BaseModel):
    """A deadline that runs; provisional while a year that it counts through has no published calendar."""

    name: DeadlineName
    title: str
    due_on: date
    workdays_left: int
    left: str
    is_provisional: bool
    basis: list[str]


class AskView(BaseModel):
    text: str
    basis: list[CitedView]


class ExplanationView(BaseModel):
    """Why a case was decided as it was, in one language; identity numbers are shown in part."""

    language: Language
    case_no: str | None
    item: str
    item_title: str
    item_version: str
    received_on: date
    decided_on: date
    is_automated: bool
    outcome: Outcome
    proposal: Outcome
    result: str
    next_step: str
    reasons: list[ReasonView]
    met: list[MetView]
    facts: list[UsedFactView]
    amount: AmountView | None
    deadlines: list[DueView]
    ask_for_person: AskView
