"""A case, its events and its explanation as the API shows them."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.cases.examples import CASE, EVENT, EXPLANATION, PAGE, RESULT
from app.cases.states import CaseState
from app.intake.json_text import check_text
from approval_rules.conditions.language import Truth
from approval_rules.deadlines import DeadlineName
from approval_rules.evidence import SourceKind, Support
from approval_rules.items import Outcome
from approval_rules.language_words import Language
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.cases.happened import Happened
    from app.cases.service import CaseStanding
    from approval_rules.items import Item


class CaseView(BaseModel):
    """Where a case stands. What was decided is null while its documents are being read."""

    model_config = ConfigDict(json_schema_extra={"examples": [CASE]})

    case_no: str
    item: str
    title: str
    state: CaseState
    outcome: Outcome | None
    received_on: date
    received_at: dt.datetime
    amount_cny: str | None
    dossier_sha256: str | None
    review_requested: bool


class CasePageView(BaseModel):
    """One page; `next` is the `after` of the next one, null on the last. The `Link` header says the same."""

    model_config = ConfigDict(json_schema_extra={"examples": [PAGE]})

    cases: list[CaseView]
    next: str | None


class CaseEventView(BaseModel):
    """Something that happened to a case. Numbers rise and have gaps; `content` depends on the kind."""

    model_config = ConfigDict(json_schema_extra={"examples": [EVENT]})

    number: int
    case_no: str
    kind: str
    at: dt.datetime
    content: dict[str, Any]


class CaseHistoryView(BaseModel):
    """Oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": [EVENT]}]})

    events: list[CaseEventView]


class WithdrawalGiven(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "材料需要重新准备，改日再办"}, {}]}
    )

    reason: Annotated[str, StringConstraints(max_length=500), AfterValidator(check_text)] = Field(
        "", description="Kept with the case, for the office."
    )


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


class NoticeView(BaseModel):
    """The notice of a decision that grants what was asked for; `text` is the whole of it, as it is printed."""

    language: Language
    number: str
    title: str
    applicant: str
    authority: str
    received_on: date
    decided_on: date
    is_automated: bool
    granted: str
    amount_cny: str | None
    basis: list[CitedView]
    dossier_sha256: str
    text: str


class ResultView(BaseModel):
    """What a case led to. The notice is null while nothing was granted."""

    model_config = ConfigDict(json_schema_extra={"examples": [RESULT]})

    case_no: str
    state: CaseState
    notice: NoticeView | None


class AskView(BaseModel):
    text: str
    basis: list[CitedView]


class ExplanationView(BaseModel):
    """Why a case was decided as it was, in one language; identity numbers are shown in part."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXPLANATION]})

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


def case_view(one: CaseStanding, items: Mapping[str, Item]) -> CaseView:
    item = items.get(one.item_id)
    return CaseView(
        case_no=one.case_no,
        item=one.item_id,
        title=one.item_id if item is None else item.title,
        state=one.state,
        outcome=one.outcome,
        received_on=one.received_on,
        received_at=dt.datetime.fromisoformat(one.received_at),
        amount_cny=one.amount_cny,
        dossier_sha256=one.dossier_sha256,
        review_requested=one.review_requested,
    )


def event_view(one: Happened) -> CaseEventView:
    return CaseEventView(number=one.number, case_no=one.case_no, kind=one.kind, at=one.at, content=dict(one.content))
