"""`/api/v1/cases`: what became of a case, and the way to a person. The case number is the key: it can't be guessed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from app.cases import service
from app.cases.states import CaseState
from app.cases.views import ExplanationView
from app.clock import today
from app.items.telling import explanation_of
from app.web.dependencies import Served
from approval_rules.items import Outcome
from approval_rules.language_words import Language

router = APIRouter(prefix="/api/v1/cases", tags=["cases"])


class CaseView(BaseModel):
    case_no: str
    item: str
    title: str
    state: CaseState
    outcome: Outcome
    received_on: date
    amount_cny: str | None
    dossier_sha256: str
    review_requested: bool


@router.get("/{case_no}", summary="State and result of a case")
def show(served: Served, case_no: str) -> CaseView:
    found = service.find(served.office.engine, case_no)
    return CaseView(
        case_no=found.summary.case_no,
        item=found.summary.item_id,
        title=found.summary.title,
        state=found.summary.state,
        outcome=found.summary.outcome,
        received_on=found.summary.received_on,
        amount_cny=found.amount_cny,
        dossier_sha256=found.dossier_sha256,
        review_requested=found.summary.review_requested,
    )


@router.get("/{case_no}/explanation", summary="Why a case was decided as it was")
def explanation(served: Served, case_no: str, language: Language = Language.ZH) -> ExplanationView:
    """Reasons in plain words with their clauses, the facts used, the amount, the deadlines, and the way to a person."""
    office = served.office
    found = service.find(office.engine, case_no)
    told = explanation_of(found, office.items, served.corpus, today(office.clock))
    return ExplanationView.model_validate(told.to_json(language))


@router.post("/{case_no}/review-requests", status_code=HTTPStatus.ACCEPTED, summary="Ask for a person")
def ask_for_person(served: Served, case_no: str) -> CaseView:
    service.request_review(served.office.engine, served.office.clock, case_no)
    return show(served, case_no)
