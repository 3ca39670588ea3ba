"""`/api/v1/cases` and `/api/v1/events`: what became of a case, what to do with it, what happens to one's own.

To an applicant the case number is the key: it can't be guessed. A system sees the cases that it sent in.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.cases import service
from app.cases.errors import CaseErased
from app.cases.following import MEDIA_TYPE, Followers, TooManyStreams
from app.cases.happened import events_of_case
from app.cases.listing import MOST, BadCursor, Cursor, list_cases
from app.cases.reaching import CaseNo, reached
from app.cases.service import CaseStanding
from app.cases.states import CaseState
from app.cases.views import (
    CaseHistoryView,
    CasePageView,
    CaseView,
    ExplanationView,
    NoticeView,
    ResultView,
    case_view,
    event_view,
)
from app.clock import today
from app.errors import NotDecidedYet, NotFound
from app.items.telling import explanation_of, notice_of
from app.web.callers import WithKey
from app.web.dependencies import Served, Services
from app.web.describing import KEY_OR_NOBODY, WITH_KEY, problems
from app.web.who import Who
from approval_rules.language_words import Language

router = APIRouter(prefix="/api/v1")
cases = APIRouter(prefix="/cases", tags=["cases"])
events = APIRouter(prefix="/events", tags=["events"])

_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events until the client or the service goes away",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": (
                    'event: case_granted\nid: 412\ndata: {"number": 412, "case_no": "ZB20260302-0A1B2C3D4E",'
                    ' "kind": "case_granted", "at": "2026-03-02T01:30:00+00:00", "content": {"outcome": "approve"}}\n\n'
                ),
            }
        },
    }
}
_LINK: Final = {"Link": {"description": 'The next page, as `<…>; rel="next"`', "schema": {"type": "string"}}}
_MOST_NUMBER: Final = 2**53


Lister = Annotated[Principal, Depends(WithKey(Action.LIST_CASES))]
Subscriber = Annotated[Principal, Depends(WithKey(Action.SUBSCRIBE))]


@cases.get(
    "",
    operation_id="list_cases",
    summary="The cases that a system sent in, page by page",
    responses={**problems(NotSignedIn, NotPermitted, BadCursor), 200: {"headers": _LINK}},
    openapi_extra=WITH_KEY,
)
def list_own(  # noqa: PLR0913, PLR0917  each is a parameter of the query
    served: Served,
    asking: Lister,
    request: Request,
    response: Response,
    after: Annotated[str, Query(max_length=200, description="`next` of the page before")] = "",
    state: CaseState | None = None,
    item: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> CasePageView:
    """In the order they were received. A page stays the same however many are received meanwhile."""
    cursor = Cursor.parse(after) if after else None
    page = list_cases(served.office.engine, asking.id, after=cursor, state=state, item_id=item, limit=limit)
    if page.following:
        path = request.url.include_query_params(after=page.following)
        response.headers["link"] = f'<{path.path}?{path.query}>; rel="next"'
    return CasePageView(cases=[case_view(one, served.office.items) for one in page.cases], next=page.following or None)


@cases.get(
    "/{case_no}",
    operation_id="get_case",
    summary="State and result of a case",
    responses=problems(NotFound),
    openapi_extra=KEY_OR_NOBODY,
)
def show(served: Served, asking: Who, case_no: CaseNo) -> CaseView:
    return case_view(reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no), served.office.items)


@cases.get(
    "/{case_no}/explanation",
    operation_id="get_case_explanation",
    summary="Why a case was decided as it was",
    responses=problems(NotFound, NotDecidedYet, CaseErased),
    openapi_extra=KEY_OR_NOBODY,
)
def explanation(served: Served, asking: Who, case_no: CaseNo, language: Language = Language.ZH) -> ExplanationView:
    """Reasons in plain words with their clauses, the facts used, the amount, the deadlines, and the way to a person."""
    reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    office = served.office
    told = explanation_of(service.find(office.engine, case_no), office.items, served.corpus, today(office.clock))
    return ExplanationView.model_validate(told.to_json(language))


@cases.get(
    "/{case_no}/result",
    operation_id="get_case_result",
    summary="What a case led to, with the notice of what was granted",
    responses=problems(NotFound, CaseErased),
    openapi_extra=KEY_OR_NOBODY,
)
def result(served: Served, asking: Who, case_no: CaseNo, language: Language = Language.ZH) -> ResultView:
    stands = reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    return ResultView(case_no=case_no, state=stands.state, notice=_notice(served, stands, language))


@cases.get(
    "/{case_no}/history",
    operation_id="get_case_history",
    summary="What happened to a case",
    responses=problems(NotFound),
    openapi_extra=KEY_OR_NOBODY,
)
def history(served: Served, asking: Who, case_no: CaseNo) -> CaseHistoryView:
    reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    return CaseHistoryView(events=[event_view(one) for one in events_of_case(served.office.engine, case_no)])


@cases.post(
    "/{case_no}/review-requests",
    operation_id="request_case_review",
    status_code=HTTPStatus.ACCEPTED,
    summary="Ask for a person",
    responses=problems(NotFound),
    openapi_extra=KEY_OR_NOBODY,
)
def ask_for_person(served: Served, asking: Who, case_no: CaseNo) -> CaseView:
    """Asking again changes nothing."""
    reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    service.request_review(served.office.engine, served.office.clock, case_no, asking.id)
    return show(served, asking, case_no)


@events.get(
    "",
    operation_id="follow_events",
    summary="What happens to the cases of a system, as it happens",
    response_class=Response,
    responses={**problems(NotSignedIn, NotPermitted, TooManyStreams), **_STREAM},
    openapi_extra=WITH_KEY,
)
async def follow(
    asking: Subscriber,
    request: Request,
    after: Annotated[int, Query(ge=0, le=_MOST_NUMBER, description="The number of the last event known; 0: all")] = 0,
    last: Annotated[str, Header(alias="last-event-id", max_length=20, description="The same; it goes first")] = "",
) -> Response:
    """Server-sent events, each with its number as `id`. A comment comes every 15 seconds while nothing happens.

    Whoever comes back with the last number misses nothing and is told nothing twice.
    """
    followers: Followers = request.app.state.followers
    followers.admit(asking.id)
    number = min(int(last), _MOST_NUMBER) if last.isascii() and last.isdigit() else after
    return StreamingResponse(
        followers.stream(asking.id, number), media_type=MEDIA_TYPE, headers={"x-accel-buffering": "no"}
    )


router.include_router(cases)
router.include_router(events)


def _notice(served: Services, stands: CaseStanding, language: Language) -> NoticeView | None:
    if stands.state is not CaseState.GRANTED:
        return None
    office = served.office
    found = service.find(office.engine, stands.case_no)
    notice = notice_of(found, office.items, served.corpus, today(office.clock))
    if notice is None:
        return None
    return NoticeView.model_validate(notice.to_json(language) | {"text": notice.to_text(language)})
