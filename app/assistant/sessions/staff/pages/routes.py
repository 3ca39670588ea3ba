"""Pages for staff: people who asked for a person, and answers that were not liked. What the API does, with buttons."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import Action, Principal
from app.accounts.titles import titles_of
from app.assistant.sessions.desk import AtDesk, Desk
from app.assistant.sessions.errors import BadExpectation, BadReply, NotNow
from app.assistant.sessions.handoffs import PAGE
from app.assistant.sessions.records import HandoffState, RegressionState
from app.assistant.sessions.staff.pages.telling import Judged, clock_time, judged_rows, people_of, queued, told
from app.assistant.sessions.staff.pages.wording import RATINGS, TALKS
from app.assistant.sessions.typed import visible
from app.clock import today
from app.items.telling import clause_titles
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.staff import staff_only
from app.web.who import Permitted

MAX_FIELDS: Final = 10
MOST_CLAUSES: Final = 20
MOST_NOTE_CHARS: Final = 200
MOST_TYPED_CHARS: Final = 5000
"""Of what was typed and can't be used, shown again."""

Clerk = Annotated[Principal, Depends(Permitted(Action.SERVE_CONVERSATION))]
Page = Annotated[int, Query(alias="page", ge=1, le=10_000)]
Key = Annotated[str, Path(max_length=60)]

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


class TalkAct(StrEnum):
    """A button of a conversation's page, as its form's address names it."""

    TAKE = "take"
    REPLY = "reply"
    CLOSE = "close"


class Judgement(StrEnum):
    """A button of the inbox of poor answers, as its form's address names it."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"


class Inbox(StrEnum):
    """Which poor answers are listed."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ALL = "all"

    @property
    def states(self) -> tuple[RegressionState, ...]:
        return tuple(RegressionState) if self is Inbox.ALL else (RegressionState(self.value),)


@router.get("/conversations")
def talks(
    served: Served, at: AtDesk, clerk: Clerk, state: HandoffState = HandoffState.WAITING, number: Page = 1
) -> str:
    office = served.office
    found = at.handoffs.waiting(state, number)
    return page(
        served,
        "talks.html",
        TALKS,
        found=[queued(one, office.clock.now()) for one in found],
        state=state,
        counts=at.handoffs.counts(),
        titles=titles_of(office.engine, people_of(found)),
        me=clerk.id,
        number=number,
        has_next=len(found) == PAGE,
    )


@router.get("/conversations/{handoff_no}")
def talk(served: Served, at: AtDesk, clerk: Clerk, handoff_no: Key, moved: str = "") -> str:
    return _talk_page(served, at, clerk, handoff_no, problem="moved" if moved else "")


@router.post("/conversations/{handoff_no}/{talk_act}")
async def change(
    served: Served, at: AtDesk, clerk: Clerk, request: Request, handoff_no: Key, talk_act: TalkAct
) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        said = str(sent.get("said", ""))
    return await run_in_threadpool(_change, served, at, clerk, handoff_no, talk_act, said)


@router.get("/ratings")
def ratings(
    served: Served, at: AtDesk, _clerk: Clerk, shown: Inbox = Inbox.OPEN, word: str = "", number: Page = 1
) -> str:
    return _inbox(served, at, shown, number, with_word=bool(word))


@router.post("/ratings/{regression_id}/{judgement}")
async def judge(
    served: Served, at: AtDesk, clerk: Clerk, request: Request, regression_id: Key, judgement: Judgement
) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        typed = Judged(
            regression_id=regression_id,
            clauses=str(sent.get("clauses", "")),
            note=visible(str(sent.get("note", "")))[:MOST_NOTE_CHARS],
        )
    return await run_in_threadpool(_judge, served, at, clerk, judgement, typed)


def _talk_page(
    served: Services, at: Desk, clerk: Principal, handoff_no: str, *, problem: str = "", typed: str = ""
) -> str:
    found, turns, added = at.handoffs.find(handoff_no)
    return page(
        served,
        "talk.html",
        TALKS,
        one=queued(found, served.office.clock.now()),
        said=told(found, turns, added),
        titles=titles_of(served.office.engine, people_of([found])),
        me=clerk.id,
        problem=problem,
        typed=typed[:MOST_TYPED_CHARS],
        time=clock_time,
    )


def _change(served: Services, at: Desk, clerk: Principal, handoff_no: str, act: TalkAct, said: str) -> Response:
    here = f"/staff/conversations/{handoff_no}"
    try:
        match act:
            case TalkAct.TAKE:
                at.handoffs.take(handoff_no, clerk.id)
            case TalkAct.REPLY:
                at.handoffs.reply(handoff_no, clerk.id, said)
            case TalkAct.CLOSE:
                at.handoffs.close(handoff_no, clerk.id)
    except BadReply as error:
        again = _talk_page(served, at, clerk, handoff_no, problem="bad_reply", typed=said)
        return HTMLResponse(again, status_code=error.status)
    except NotNow as error:
        again = _talk_page(served, at, clerk, handoff_no, problem="moved", typed=said)
        return HTMLResponse(again, status_code=error.status)
    return RedirectResponse(here, status_code=HTTPStatus.SEE_OTHER)


def _judge(served: Services, at: Desk, clerk: Principal, judgement: Judgement, typed: Judged) -> Response:
    clauses = typed.clauses.split()
    try:
        if judgement is Judgement.DISMISS:
            at.ratings.dismiss(typed.regression_id, clerk.id, typed.note)
        else:
            known = served.corpus.clauses if len(clauses) <= MOST_CLAUSES else ()
            at.ratings.confirm(typed.regression_id, clerk.id, clauses, known, typed.note)
    except (BadExpectation, NotNow) as error:
        shown = _inbox(served, at, Inbox.OPEN, 1, wrong=typed, problem=error.code)
        return HTMLResponse(shown, status_code=error.status)
    return RedirectResponse("/staff/ratings", status_code=HTTPStatus.SEE_OTHER)


def _inbox(  # noqa: PLR0913  what the inbox is made of
    served: Services,
    at: Desk,
    shown: Inbox,
    number: int,
    *,
    with_word: bool = False,
    wrong: Judged | None = None,
    problem: str = "",
) -> str:
    found, has_next = at.ratings.newest(shown.states, number, with_word=with_word)
    unknown = [one for one in wrong.clauses.split() if one not in served.corpus.clauses] if wrong else []
    counts = at.ratings.counts()
    return page(
        served,
        "talk_ratings.html",
        RATINGS,
        found=judged_rows(found),
        shown=shown,
        counts={one: sum(counts[state] for state in one.states) for one in Inbox},
        with_word=with_word,
        titles=titles_of(served.office.engine, (one.judged_by for one in found)),
        clause_titles=clause_titles(served.corpus),
        number=number,
        has_next=has_next,
        wrong=wrong,
        problem=problem,
        unknown=unknown[0][:120] if unknown else "",
        today=today(served.office.clock),
    )
