"""A case as its applicant follows it, and the list of one's own."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.principal import APPLICANT, Action, Principal, Role
from app.cases import service as cases
from app.cases.ending import withdraw
from app.cases.listing import Cursor, latest_cases, list_cases
from app.cases.pages.papers.paper import seen
from app.cases.pages.telling import told_of
from app.cases.pages.wording import CLOCKS, WORDS
from app.cases.progress import due_days
from app.cases.rating import is_rateable, rating_of
from app.cases.reaching import CaseNo, reached
from app.cases.service import CaseFile, CaseStanding
from app.cases.states import CaseState
from app.clock import SHANGHAI, today
from app.errors import NotDecidedYet
from app.intake.drafts import Drafts
from app.items.telling import clause_titles, explanation_of, item_names
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.who import Who
from approval_rules.language_words import Both
from approval_rules.telling.explanation import Explanation
from approval_rules.telling.stored import UnexplainedDossier

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PAGE_CASES: Final = 20
_MOST_WAITING: Final = 50
_MOST_NUMBER: Final = 40
_WAITS: Final = (CaseState.CORRECTION_REQUESTED, CaseState.ACCEPTED_WITH_DEFERRAL)


_NOTHING: Final = {"cases": (), "waiting": (), "due": {}, "following": "", "drafts": ()}


@router.get("/my/cases", response_model=None)
def my_cases(
    served: Served,
    asking: Who,
    case: Annotated[str | None, Query(max_length=200)] = None,
    before: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse | RedirectResponse:
    """Those of who signed in; a box for a case number is there for everybody."""
    number = "" if case is None else "".join(case.split()).upper()
    if _is_number(number):
        return RedirectResponse(f"/cases/{quote(number, safe='')}", status_code=HTTPStatus.SEE_OTHER)
    is_listed = asking is not APPLICANT and Role.APPLICANT in asking.roles
    shown = _listed(served, asking, before) if is_listed else _NOTHING
    is_wrong = case is not None
    content = page(
        served,
        "my_cases.html",
        WORDS,
        is_listed=is_listed,
        typed=case or "",
        is_wrong=is_wrong,
        names=item_names(served.office.items),
        is_first=not before,
        **shown,
    )
    return HTMLResponse(content, status_code=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK)


@router.get("/cases/{case_no}")
def case(served: Served, asking: Who, case_no: CaseNo) -> str:
    office = served.office
    stands = reached(office.engine, asking, Action.FOLLOW_CASE, case_no)
    found = _found(served, stands)
    return page(
        served,
        "case.html",
        WORDS,
        stands=stands,
        found=found,
        title=_title(served, stands, found),
        told=told_of(office.engine, stands),
        explanation=None if found is None else _explained(served, found),
        amount=None if stands.amount_cny is None else Decimal(stands.amount_cny),
        rating=rating_of(office.engine, case_no),
        is_rateable=is_rateable(office.engine, office.clock, case_no),
        clocks=CLOCKS,
        clause_titles=clause_titles(served.corpus),
        material_titles=_materials(found),
    )


@router.post("/cases/{case_no}/review-requests", response_model=None)
def ask_for_person(served: Served, asking: Who, case_no: CaseNo) -> RedirectResponse:
    reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    cases.request_review(served.office.engine, served.office.clock, case_no, asking.id)
    return RedirectResponse(f"/cases/{case_no}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/cases/{case_no}/withdrawals", response_model=None)
def take_back(
    served: Served, asking: Who, case_no: CaseNo, reason: Annotated[str, Form(max_length=1000)] = ""
) -> RedirectResponse:
    reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    withdraw(served.office.engine, served.office.clock, asking, case_no, reason)
    return RedirectResponse(f"/cases/{case_no}", status_code=HTTPStatus.SEE_OTHER)


def _listed(served: Services, asking: Principal, before: str) -> dict[str, object]:
    engine = served.office.engine
    listed = latest_cases(engine, asking.id, before=Cursor.parse(before) if before else None, limit=PAGE_CASES)
    waiting: list[CaseStanding] = []
    if not before:
        for state in _WAITS:
            waiting += list_cases(engine, asking.id, state=state, limit=_MOST_WAITING).cases
    first = {one.case_no for one in waiting}
    others = [one for one in listed.cases if one.case_no not in first]
    due = due_days(engine, [one.case_no for one in (*others, *waiting)])
    drafts = [] if before else Drafts(engine=engine, clock=served.office.clock).of(asking.id)
    told = [(draft_id, item_id, until.astimezone(SHANGHAI).date()) for draft_id, item_id, _, until in drafts]
    return {"cases": others, "waiting": waiting, "due": due, "following": listed.following, "drafts": told}


def _is_number(text: str) -> bool:
    allowed = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    return 0 < len(text) <= _MOST_NUMBER and set(text) <= allowed


def _found(served: Services, stands: CaseStanding) -> CaseFile | None:
    """None while its documents are being read."""
    try:
        return cases.find(served.office.engine, stands.case_no)
    except NotDecidedYet:
        return None


def _title(served: Services, stands: CaseStanding, found: CaseFile | None) -> Both:
    """By the version that is pinned to it, otherwise as the item is called now."""
    if found is not None:
        version = found.content["item_version"]
        return Both(seen(version["title"]), seen(version.get("title_en") or version["title"]))
    return item_names(served.office.items).get(stands.item_id, Both(stands.item_id, stands.item_id))


def _materials(found: CaseFile | None) -> dict[str, Both]:
    if found is None:
        return {}
    materials = found.content["item_version"]["materials"]
    return {one["id"]: Both(one["title"], one.get("title_en") or one["title"]) for one in materials}


def _explained(served: Services, found: CaseFile) -> Explanation | None:
    """None for a dossier of a release that is known no longer."""
    try:
        return explanation_of(found, served.office.items, served.corpus, today(served.office.clock))
    except UnexplainedDossier:
        return None
