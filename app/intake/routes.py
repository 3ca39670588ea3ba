"""`/api/v1`: read a document, pre-check an application, submit it."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile

from app.clock import today
from app.errors import BadApplication
from app.flows.approve import Decided, approve
from app.intake.application import Application, Upload, parse_application
from app.intake.views import DecisionView, decision_view
from app.web.dependencies import Served, Services
from app.web.uploads import received

router = APIRouter(prefix="/api/v1", tags=["applications"])

APPLICATION_EXAMPLE = (
    '{"item": "prepackaged-food-filing", "form": {"uscc": "91310117MY0000004E", "company_name": "…",'
    ' "legal_representative": "…", "premises_address": "…", "premises_use": "商业用房",'
    ' "food_safety_system": "已制定并承诺执行", "special_food": "不销售", "online_sales": "不从事"},'
    ' "materials": [{"id": "business_license", "file": "licence.jpg"}]}'
)

ApplicationPart = Annotated[
    str,
    Form(description="The application as JSON; its files are named as the parts are.", examples=[APPLICATION_EXAMPLE]),
]
FileParts = Annotated[list[UploadFile], File(description="The files that the application names.")]


@router.post("/extractions", summary="Read one certificate or form into typed fields")
def extract(served: Served, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """A document of a kind that is not known is `unknown`, with its text, whom and what it names, and no fields."""
    upload = received(file)
    return dict(served.office.extractor.extract(upload.content, upload.name).to_json())


@router.post("/pre-checks", summary="Tell what would be decided; store nothing")
def pre_check(served: Served, application: ApplicationPart, files: FileParts = []) -> DecisionView:  # noqa: B006  FastAPI copies it
    return decision_view(decided(served, application, files, store=False))


@router.post("/applications", status_code=HTTPStatus.CREATED, summary="Submit an application: approved, or to a person")
def submit(served: Served, response: Response, application: ApplicationPart, files: FileParts = []) -> DecisionView:  # noqa: B006  FastAPI copies it
    view = decision_view(decided(served, application, files, store=True))
    response.headers["location"] = f"/api/v1/cases/{view.case_no}"
    return view


def decided(served: Services, application: str, files: list[UploadFile], *, store: bool) -> Decided:
    """Decide what was sent, received today."""
    parsed = parse_application(application.encode(), "application")
    uploads = _by_name(files, parsed)
    return approve(served.office, parsed, uploads, today(served.office.clock), store=store)


def _by_name(files: list[UploadFile], application: Application) -> dict[str, Upload]:
    """The parts by name: each name once, and only those that the application names."""
    uploads = [received(file) for file in files]
    counted = Counter(upload.name for upload in uploads)
    named = {one.file for one in application.materials} | {application.form_file}
    problems = [f"the file '{name}' was sent {count} times" for name, count in counted.items() if count > 1]
    problems += [
        f"the file '{name}' was sent and is not named in the application" for name in counted if name not in named
    ]
    if problems:
        raise BadApplication(*problems)
    return {upload.name: upload for upload in uploads}
