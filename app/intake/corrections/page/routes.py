"""The page on which an applicant corrects what was asked for: without script, and as the API takes it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.principal import Action, Principal
from app.cases import service as cases
from app.cases.progress import progress_of
from app.cases.reaching import CaseNo, reached
from app.cases.service import CaseFile, CaseStanding
from app.cases.states import RECEIVING, CaseState
from app.clock import SHANGHAI, today
from app.errors import AppError
from app.intake.corrections.page.filling import (
    FieldShown,
    Mistake,
    Unchanged,
    application_of,
    correction_of,
    fields_of,
    materials_of,
    mistakes_of,
    typed_of,
)
from app.intake.corrections.page.wording import WORDS
from app.intake.corrections.service import correct
from app.items.telling import clause_titles
from app.pages.codes import CODES
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.who import Who
from approval_rules.document_spec import DocumentSpec
from approval_rules.items import ItemVersion, find_item
from approval_rules.language_words import Both

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_MOST_FILES: Final = 20
_MOST_FIELDS: Final = 60


@router.get("/cases/{case_no}/correction")
def show_correction(served: Served, asking: Who, case_no: CaseNo) -> str:
    stands = reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    return _page(served, stands, cases.find(served.office.engine, case_no))


@router.post("/cases/{case_no}/correction", response_model=None)
async def send_correction(
    served: Served, asking: Who, request: Request, case_no: CaseNo
) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as sent:
        return await run_in_threadpool(_send, served, asking, case_no, sent)


def _send(served: Services, asking: Principal, case_no: str, sent: FormData) -> HTMLResponse | RedirectResponse:
    stands = reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    found = cases.find(served.office.engine, case_no)
    _, spec = _item(served, stands)
    try:
        correction, uploads = correction_of(sent, found, spec)
        correct(served.office, asking, stands, correction, uploads)
    except AppError as error:
        shown = _page(served, stands, found, error=error, typed=typed_of(sent))
        return HTMLResponse(shown, status_code=error.status)
    return RedirectResponse(f"/cases/{case_no}", status_code=HTTPStatus.SEE_OTHER)


def _page(
    served: Services,
    stands: CaseStanding,
    found: CaseFile,
    *,
    error: AppError | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    version, spec = _item(served, stands)
    application = application_of(found)
    rounds = progress_of(served.office.engine, stands.case_no).corrections
    is_open = stands.state is CaseState.CORRECTION_REQUESTED
    fields = fields_of(application, spec, typed)
    titles = clause_titles(served.corpus)
    return page(
        served,
        "correction.html",
        WORDS,
        stands=stands,
        title=Both(version.title, version.title_en),
        asked=rounds[-1] if is_open and rounds else None,
        earlier=[one for one in rounds if one.answered_at is not None],
        is_late=bool(rounds) and rounds[-1].due_on < today(served.office.clock),
        basis_of=_basis_of(found),
        by_law=RECEIVING,
        clause_titles=titles,
        fields=fields,
        is_form_filed=application.form is None,
        materials=materials_of(version, found),
        mistakes=() if error is None else _mistakes(error, fields),
        zone=SHANGHAI,
    )


def _item(served: Services, stands: CaseStanding) -> tuple[ItemVersion, DocumentSpec]:
    version = find_item(stands.item_id, served.office.items).version_on(stands.received_on)
    return version, served.office.documents[version.form]


def _basis_of(found: CaseFile) -> dict[str, list[str]]:
    """The clauses of each check by what it tells the applicant, so that a point of a notice is found again."""
    checks = found.content["verdict"]["checks"]
    return {str(one["message"]).strip(): list(one["basis"]) for one in checks if one.get("message")}


def _mistakes(error: AppError, fields: tuple[FieldShown, ...]) -> tuple[Mistake, ...]:
    if isinstance(error, Unchanged):
        return (Mistake(field="form", said=WORDS["unchanged"]),)
    known = CODES.get(error.code, Both(str(error), str(error)))
    found = mistakes_of(error.problems, fields)
    return found or (Mistake(field="", said=known, detail=str(error)),)
