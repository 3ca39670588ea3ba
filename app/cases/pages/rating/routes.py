"""好差评: five grades for a decided case, changed within a day."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.principal import Action
from app.cases.pages.wording import WORDS
from app.cases.rating import (
    MOST_CHARS,
    GivenRating,
    Grade,
    NotRateable,
    RatingReason,
    ServiceRating,
    is_rateable,
    rate,
    rating_of,
)
from app.cases.reaching import CaseNo, reached
from app.clock import SHANGHAI
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.who import Who

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_GOOD: Final = (RatingReason.FAST, RatingReason.CLEAR, RatingReason.EASY, RatingReason.FRIENDLY)
_BAD: Final = tuple(one for one in RatingReason if one not in _GOOD)
_MOST_SENT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    grade: str = ""
    reasons: tuple[str, ...] = ()
    comment: str = ""


@router.get("/cases/{case_no}/rating")
def show_rating(served: Served, asking: Who, case_no: CaseNo, change: str = "") -> str:
    office = served.office
    reached(office.engine, asking, Action.FOLLOW_CASE, case_no)
    given = rating_of(office.engine, case_no)
    may_rate = is_rateable(office.engine, office.clock, case_no)
    if given is None and not may_rate:
        raise NotRateable(f"{case_no} is not decided: it can be rated once it is")
    if given is not None and not (change and may_rate):
        return _given(served, case_no, given, may_change=may_rate)
    return _form(served, case_no, _Typed() if given is None else _as_typed(given))


@router.post("/cases/{case_no}/rating", response_model=None)
def give_rating(
    served: Served,
    asking: Who,
    case_no: CaseNo,
    grade: Annotated[str, Form(max_length=40)] = "",
    reasons: Annotated[list[str] | None, Form(max_length=20)] = None,
    comment: Annotated[str, Form(max_length=_MOST_SENT)] = "",
) -> HTMLResponse | RedirectResponse:
    office = served.office
    reached(office.engine, asking, Action.CHANGE_CASE, case_no)
    comment = comment.replace("\r\n", "\n").strip()
    wrong = ["grade_missing"] if grade not in set(Grade) else []
    wrong += ["comment_long"] if len(comment) > MOST_CHARS else []
    chosen = tuple(RatingReason(one) for one in dict.fromkeys(reasons or ()) if one in set(RatingReason))
    if wrong:
        typed = _Typed(grade=grade, reasons=chosen, comment=comment)
        return HTMLResponse(_form(served, case_no, typed, wrong), status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    given = GivenRating(grade=Grade(grade), reasons=chosen, comment=comment)
    rate(office.engine, office.clock, case_no, given, asking.id)
    return RedirectResponse(f"/cases/{case_no}/rating", status_code=HTTPStatus.SEE_OTHER)


def _given(served: Services, case_no: str, given: ServiceRating, *, may_change: bool) -> str:
    at = given.created_at.astimezone(SHANGHAI)
    return page(
        served, "rating.html", WORDS, no=case_no, is_form=False, given=given, given_at=at, may_change=may_change
    )


def _form(served: Services, case_no: str, typed: _Typed, wrong: list[str] | None = None) -> str:
    return page(
        served,
        "rating.html",
        WORDS,
        no=case_no,
        is_form=True,
        given=None,
        typed=typed,
        wrong=wrong or [],
        grades=tuple(Grade),
        good=_GOOD,
        bad=_BAD,
    )


def _as_typed(given: ServiceRating) -> _Typed:
    return _Typed(grade=given.grade, reasons=given.reasons, comment=given.comment)
