"""`/api/v1/cases/{case_no}/corrections` and `/withdrawals`: what who sent a case in may still change."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends

from app.accounts.principal import Action
from app.cases import service
from app.cases.ending import withdraw
from app.cases.errors import CaseMovedOn, IllegalTransition
from app.cases.reaching import CaseNo, reached
from app.cases.views import CaseView, WithdrawalGiven, case_view
from app.errors import BadApplication, NotFound
from app.intake.body import JSON, SentBody, in_part
from app.intake.corrections.service import EXAMPLES, Correction, CorrectionForm, correct, parse_correction
from app.intake.errors import UnknownBody
from app.intake.parts.desk import Parts
from app.storage.errors import OF_FILES
from app.web.dependencies import Served
from app.web.describing import KEY_OR_NOBODY, problems
from app.web.who import Who

router = APIRouter(prefix="/api/v1/cases/{case_no}", tags=["cases"])

MODELS: Final = (Correction, CorrectionForm)
"""Bodies that the route reads by itself."""

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/Correction"},
                "examples": {name: {"value": example} for name, example in EXAMPLES.items()},
            },
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/CorrectionForm"}},
        },
    }
}

SentIn = Annotated[SentBody, Depends(in_part("correction"))]


@router.post(
    "/corrections",
    operation_id="correct_case",
    summary="Send in what was asked to be corrected",
    responses=problems(NotFound, IllegalTransition, CaseMovedOn, BadApplication, *OF_FILES, UnknownBody),
    openapi_extra=KEY_OR_NOBODY | _BODY,
)
def send_correction(served: Served, asking: Who, parts: Parts, case_no: CaseNo, sent: SentIn) -> CaseView:
    """While the case is `correction_requested`. It is decided anew at once, as corrected."""
    stands = reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    correction = parse_correction(sent.content)
    names = [correction.form_file, *(one.file for one in correction.materials)]
    uploads = sent.uploads(names) | parts.named_by(asking.id, names)
    correct(served.office, asking, stands, correction, uploads)
    return case_view(service.stands(served.office.engine, case_no), served.office.items)


@router.post(
    "/withdrawals",
    operation_id="withdraw_case",
    status_code=HTTPStatus.OK,
    summary="Take an application back",
    responses=problems(NotFound, IllegalTransition, CaseMovedOn),
    openapi_extra=KEY_OR_NOBODY,
)
def take_back(served: Served, asking: Who, case_no: CaseNo, given: WithdrawalGiven) -> CaseView:
    """Until it is decided. A case once withdrawn stays so; apply anew instead."""
    office = served.office
    reached(office.engine, asking, Action.CHANGE_CASE, case_no)
    withdraw(office.engine, office.clock, asking, case_no, given.reason)
    return case_view(service.stands(office.engine, case_no), office.items)
