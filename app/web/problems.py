"""Every error as one JSON shape (RFC 9457 problem details), or as one plain page for a person."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.accounts.errors import NotSignedIn, SignInOver
from app.errors import AppError
from app.pages.codes import CODES
from app.pages.home_wording import PROBLEM
from app.pages.marking import marked
from app.pages.wording import Spoken, is_chinese
from app.web.headers import SECURITY_HEADERS
from app.web.look import the_look
from app.web.returning import forget, to_sign_in
from approval_rules.errors import NotInForce, RulesError, UnknownItem
from extractors.errors import ExtractionError, UnreadableFile
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request, Response
    from jinja2 import Environment

log = structlog.get_logger()

API = "/api/"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error. `code` is stable; `problems` lists every single mistake where there can be several."""

    status: HTTPStatus
    code: str
    detail: str
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
            "problems": list(self.problems),
        }


class ProblemView(BaseModel):
    """RFC 9457 problem details. `code` is stable; `problems` lists every single mistake."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    problems: list[str]


def problem_of(error: Exception) -> Problem:
    """The problem to show for an error; one that nobody foresaw says nothing of its inside."""
    match error:
        case AppError():
            return Problem(status=error.status, code=error.code, detail=str(error), problems=error.problems)
        case UnreadableFile() | UnknownItem() | NotInForce():
            return Problem(status=HTTPStatus.UNPROCESSABLE_ENTITY, code=error.code, detail=str(error))
        case RulesError() | ExtractionError() | RetrievalError():
            return Problem(status=HTTPStatus.SERVICE_UNAVAILABLE, code=error.code, detail=str(error))
        case RequestValidationError():
            found = tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            detail = "the request does not have the stated form"
            return Problem(status=HTTPStatus.UNPROCESSABLE_ENTITY, code="bad_request", detail=detail, problems=found)
        case HTTPException():
            return Problem(status=HTTPStatus(error.status_code), code="http_error", detail=str(error.detail))
        case _:
            detail = "something went wrong here; nothing was decided. Try again, or ask for a person"
            return Problem(status=HTTPStatus.INTERNAL_SERVER_ERROR, code="internal_error", detail=detail)


_KINDS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.NOT_FOUND: "missing",
    HTTPStatus.FORBIDDEN: "kept_out",
    HTTPStatus.UNAUTHORIZED: "kept_out",
    HTTPStatus.TOO_MANY_REQUESTS: "busy",
}


def _told(problem: Problem) -> dict[str, object]:
    """What the page of a problem is given. Its `detail` is in one language, which need not be that of the page."""
    t, language = Spoken(PROBLEM), the_look().language
    kind = _KINDS.get(problem.status, "failed" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "wrong")
    code = "not_found" if problem.status is HTTPStatus.NOT_FOUND and problem.code == "http_error" else problem.code
    known = CODES.get(code)
    said = t[kind] if known is None else known.in_(language)
    is_foreign = is_chinese(problem.detail) is the_look().is_english
    detail = "" if problem.detail in (problem.status.phrase, said) else problem.detail
    return {
        "t": t,
        "lang": language,
        "kind": kind,
        "said": said,
        "detail": detail,
        "is_foreign": is_foreign,
        "problems": problem.problems,
    }


def add_problem_handlers(app: FastAPI, templates: Environment) -> None:
    def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request_failed", path=request.url.path, error=type(error).__name__)
        headers = getattr(error, "headers", None)
        if problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
            headers = SECURITY_HEADERS  # this answer is made outside every middleware
        if request.url.path.startswith(API):
            content = problem.to_json()
            said = JSONResponse(content, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
            if isinstance(error, SignInOver):
                forget(request, said)
            return said
        if isinstance(error, NotSignedIn):
            return to_sign_in(request, error)
        page = templates.get_template("problem.html").render(**_told(problem))
        page = marked(page) if the_look().is_english else page
        return HTMLResponse(page, status_code=problem.status, headers=headers)

    for kind in (
        AppError,
        RulesError,
        ExtractionError,
        RetrievalError,
        RequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, answer)
