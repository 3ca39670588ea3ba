"""`/api/v1`: read a document, pre-check an application, submit it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, File, Header, Response, UploadFile
from pydantic import BaseModel

from app.accounts.errors import NotPermitted
from app.accounts.principal import Action
from app.clock import today
from app.errors import BadApplication, DatabaseUnavailable
from app.flows.approve import approve
from app.intake.application import EXAMPLES, Application, ApplicationForm, named_in, parse_application
from app.intake.body import JSON, SentBody, in_part
from app.intake.errors import BadIdempotencyKey, IdempotencyKeyReused, UnknownBody
from app.intake.extraction_views import ExtractionView
from app.intake.parts.desk import Parts
from app.intake.submission_keys import parse_key
from app.intake.submitting import Submission, Submitted, check_permitted, submit, submitted_before
from app.intake.views import DecisionView, ReceivedView, decision_view
from app.storage.errors import OF_FILES
from app.web.dependencies import Served
from app.web.describing import KEY_OR_NOBODY, problems
from app.web.uploads import received
from app.web.who import Permitted, Who
from app.work.waking import wake

router = APIRouter(prefix="/api/v1", tags=["applications"])

MODELS: Final = (Application, ApplicationForm)
"""Bodies that the routes read by themselves."""

_REPLAY: Final = {
    "description": "`true` when the case was submitted before under this key",
    "schema": {"type": "string"},
}
_LOCATION: Final = {"description": "Where the case is", "schema": {"type": "string"}}
_CREATED: Final = {
    "description": "Decided: approved, or handed to a person",
    "headers": {"Location": _LOCATION, "Idempotent-Replay": _REPLAY},
}
_ACCEPTED: Final = {
    "model": ReceivedView,
    "description": "Taken in (`Prefer: respond-async`); its documents are read and it is decided next",
    "headers": {"Location": _LOCATION, "Idempotent-Replay": _REPLAY},
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/Application"},
                "examples": {name: {"value": example} for name, example in EXAMPLES.items()},
            },
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/ApplicationForm"}},
        },
    }
}

SentIn = Annotated[SentBody, Depends(in_part("application"))]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description=(
            "Sent again with the same application within 30 days, the answer is that of the same case; with another"
            " application it is refused. 1 to 80 visible characters, such as a UUID; without an API key 20 or more."
        ),
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
Prefer = Annotated[
    str,
    Header(max_length=200, description="`respond-async`: do not wait until the documents are read", examples=[""]),
]


@router.post(
    "/extractions",
    operation_id="extract_document",
    summary="Read one certificate or form into typed fields",
    response_model_exclude_unset=True,
    dependencies=[Depends(Permitted(Action.SUBMIT))],
    responses=problems(*OF_FILES, NotPermitted),
    openapi_extra=KEY_OR_NOBODY,
)
def extract(served: Served, asking: Who, file: Annotated[UploadFile, File()]) -> ExtractionView:
    """A document of a kind that is not known is `unknown`, with its text, whom and what it names, and no fields."""
    upload = received(file)
    served.office.admission.admit(asking.id, [upload])
    return ExtractionView.model_validate(served.office.extractor.extract(upload.content, upload.name).to_json())


@router.post(
    "/pre-checks",
    operation_id="pre_check_application",
    summary="Tell what would be decided; store nothing",
    response_model=DecisionView,
    responses=problems(BadApplication, *OF_FILES, UnknownBody),
    openapi_extra=KEY_OR_NOBODY | _BODY,
)
def pre_check(served: Served, asking: Who, parts: Parts, sent: SentIn) -> Response:
    """The same body as for an application. Everything that would be wrong is told at once."""
    application = parse_application(sent.content, "application")
    check_permitted(asking, application)
    uploads = sent.uploads(named_in(application)) | parts.named_by(asking.id, named_in(application))
    decided = approve(served.office, application, uploads, today(served.office.clock), store=False, owner=asking.id)
    return _json(decision_view(decided), HTTPStatus.OK)


@router.post(
    "/applications",
    operation_id="submit_application",
    status_code=HTTPStatus.CREATED,
    summary="Submit an application: approved, or to a person",
    response_model=DecisionView,
    responses={
        **problems(
            BadApplication,
            *OF_FILES,
            BadIdempotencyKey,
            IdempotencyKeyReused,
            NotPermitted,
            UnknownBody,
            DatabaseUnavailable,
        ),
        201: _CREATED,
        202: _ACCEPTED,
    },
    openapi_extra=KEY_OR_NOBODY | _BODY,
)
def submit_application(
    served: Served,
    asking: Who,
    parts: Parts,
    sent: SentIn,
    idempotency_key: IdempotencyKey = "",
    prefer: Prefer = "",
) -> Response:
    """A JSON body for a form alone, or with files that were uploaded in parts; a form with parts for files beside it.

    Send it with an `Idempotency-Key`, and again under the same key when the answer did not arrive: there is one case.
    """
    key = parse_key(idempotency_key, asking.id) if idempotency_key else ""
    application = parse_application(sent.content, "application")
    check_permitted(asking, application)
    names = named_in(application)
    files = sent.uploads(names)
    before = submitted_before(served.office, asking, application, files, key)
    if before is not None:
        return _answer(before)
    one = Submission(
        who=asking,
        application=application,
        sent=files,
        uploads=files | parts.named_by(asking.id, named_in(application)),
        key=key,
    )
    submitted = submit(served.office, one, later=_is_later(prefer))
    if submitted.decision is None:
        wake()
    return _answer(submitted)


def _answer(submitted: Submitted) -> Response:
    if submitted.decision is None:
        answer = _json(ReceivedView(case_no=submitted.case_no), HTTPStatus.ACCEPTED)
        answer.headers["preference-applied"] = "respond-async"
    else:
        answer = _json(submitted.decision, HTTPStatus.CREATED)
    answer.headers["location"] = f"/api/v1/cases/{submitted.case_no}"
    if submitted.is_replay:
        answer.headers["idempotent-replay"] = "true"
    return answer


def _json(view: BaseModel, status: HTTPStatus) -> Response:
    """Written once: what comes from a view of ours need not be held against it again."""
    return Response(view.model_dump_json(), status_code=status, media_type=JSON)


def _is_later(prefer: str) -> bool:
    return "respond-async" in {one.partition(";")[0].strip().lower() for one in prefer.split(",")}
