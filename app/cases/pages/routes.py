"""A case as its applicant follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.principal import Action
from app.cases import service as cases
from app.cases.happened import events_of_case
from app.cases.reaching import reached
from app.clock import today
from app.intake.views import AUTOMATED
from app.items.telling import (
    explanation_of,
    notice_of,
)
from app.pages.wording import wording
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.who import Who
from approval_rules.decision_notice import DecisionNotice
from approval_rules.language_words import Language
from approval_rules.telling.explanation import Explanation
from approval_rules.telling.stored import UnexplainedDossier

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_NOTHING_SAID: Final[dict[str, Any]] = {
    "points": [], "due_on": "", "reason": "", "note": "", "basis": [], "remedies": [], "by_law": False,
    "deferral_due_on": {},
}  # fmt: skip


@router.get("/cases/{case_no}")
def case(served: Served, lang: Lang, asking: Who, case_no: str) -> str:
    reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    found = cases.find(served.office.engine, case_no)
    explanation, notice = _told(served, found)
    return _page(
        served,
        "case.html",
        found=found,
        verdict=found.content["verdict"],
        automated=AUTOMATED,
        explanation=explanation,
        notice=notice,
        said=_said(served, found),
        **wording(lang),
    )


@router.post("/cases/{case_no}/review-requests", response_model=None)
def ask_for_person(served: Served, lang: Lang, asking: Who, case_no: str) -> RedirectResponse:
    reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    cases.request_review(served.office.engine, served.office.clock, case_no, asking.id)
    query = "" if lang is Language.ZH else f"?lang={lang.value}"
    return RedirectResponse(f"/cases/{case_no}{query}", status_code=303)


def _told(served: Services, found: cases.CaseFile) -> tuple[Explanation | None, DecisionNotice | None]:
    """The explanation and the notice; neither for a dossier of a release that is known no longer."""
    given = (found, served.office.items, served.corpus, today(served.office.clock))
    try:
        return explanation_of(*given), notice_of(*given)
    except UnexplainedDossier:
        return None, None


def _said(served: Services, found: cases.CaseFile) -> Mapping[str, Any]:
    """What its applicant was told with the state that the case is in."""
    events = events_of_case(served.office.engine, found.summary.case_no)
    told = [one.content for one in events if one.content.get("state") == found.summary.state.value]
    return _NOTHING_SAID | dict(told[-1]) if told else _NOTHING_SAID


def _page(served: Services, template: str, **content: object) -> str:
    return served.templates.get_template(template).render(**content)
