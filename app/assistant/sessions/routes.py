"""`/api/v1/assistant/sessions`: conversations, kept and streamed, each for who has its token and for nobody else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Request, Response

from app.assistant.errors import BadQuestion
from app.assistant.sessions.desk import COOKIE, AtDesk, Opened
from app.assistant.sessions.limits import SmallBody
from app.assistant.sessions.records import TurnState
from app.assistant.sessions.service import Conversations
from app.assistant.sessions.streaming import MEDIA_TYPE, rest, stream
from app.assistant.sessions.views import (
    AskedTurn,
    Begun,
    BegunView,
    ConversationView,
    HandoffAsked,
    HandoffView,
    RatingGiven,
    SignedInView,
    SignIn,
    TurnView,
    handoff_view,
    turn_view,
)

PREFIX: Final = "/api/v1/assistant/sessions"
_DAY_S: Final = 24 * 60 * 60
_STREAM: Final = {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
_LAST_EVENT: Final = Header(alias="last-event-id", max_length=20, description="Events after this one are sent.")

router = APIRouter(prefix=PREFIX, tags=["conversations"], route_class=SmallBody)
one = APIRouter(prefix="/{session_id}", route_class=SmallBody)

Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.post("", status_code=HTTPStatus.CREATED, summary="Begin a conversation")
def begin(at: AtDesk, request: Request, response: Response, said: Begun) -> BegunView:
    session, token = at.conversations.begin(said.applicant, said.region)
    path, days = f"{PREFIX}/{session.session_id}", at.conversations.idle_days
    response.headers["location"] = path
    response.set_cookie(
        COOKIE,
        token,
        max_age=days * _DAY_S,
        path=path,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return BegunView(session_id=session.session_id, token=token, idle_days=days)


@one.get("", summary="The whole conversation")
def show(at: AtDesk, session: Opened) -> ConversationView:
    return ConversationView(
        session_id=session.session_id,
        begun_at=session.begun_at,
        signed_in_case_no=at.sign_in.case_of(session),
        turns=[turn_view(turn) for turn in at.conversations.transcript(session)],
        handoffs=[handoff_view(handoff) for handoff in at.handoffs.of(session)],
    )


@one.delete("", status_code=HTTPStatus.NO_CONTENT, summary="Erase the conversation")
def erase(at: AtDesk, session: Opened, response: Response) -> None:
    at.conversations.erase(session)
    response.delete_cookie(COOKIE, path=f"{PREFIX}/{session.session_id}", httponly=True, samesite="strict")


@one.post(
    "/turns",
    status_code=HTTPStatus.CREATED,
    response_model=TurnView,
    responses={200: {"description": "Asked before under this key; or the stream, for `Accept: text/event-stream`"}},
    summary="Ask, and get the reply whole or as a stream",
)
def ask(at: AtDesk, session: Opened, request: Request, response: Response, asked: AskedTurn) -> TurnView | Response:
    at.turns.use(session.session_id)
    turn, is_new = at.conversations.accept(session, asked.question, asked.on, asked.key)
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return stream(lambda: at.conversations.answered(session, turn.number))
    response.status_code = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    response.headers["location"] = f"{PREFIX}/{session.session_id}/turns/{turn.number}"
    return _answered(at.conversations, session, turn.number)


@one.get("/turns/{number}", summary="One turn with its reply")
def show_turn(at: AtDesk, session: Opened, number: Number) -> TurnView:
    return turn_view(at.conversations.answered(session, number))


@one.get(
    "/turns/{number}/events",
    response_class=Response,
    responses={200: _STREAM, 204: {"description": "Nothing follows the event named"}},
    summary="The reply as a stream of events, or the rest of it",
)
def events(at: AtDesk, session: Opened, number: Number, last: Annotated[str, _LAST_EVENT] = "") -> Response:
    """Events: begun, plain, sentence, citation, clarification, topics, suggestions, and at the end done or failed.

    `plain` comes with a language model only.
    """
    after = int(last) if last.isascii() and last.isdigit() else 0
    turn = at.conversations.turn(session, number)
    if turn.state is TurnState.ACCEPTED:
        return stream(lambda: at.conversations.answered(session, number), after)
    return rest(turn, after)


@one.post("/turns/{number}/rating", summary="Thumb up or down, with a word")
def rate(at: AtDesk, session: Opened, number: Number, given: RatingGiven) -> RatingGiven:
    kept = at.ratings.rate(session, number, given.thumb, given.word)
    return RatingGiven(thumb=kept.thumb, word=kept.word)


@one.post("/sign-in", summary="Sign in to one's own case, to be told how it stands")
def sign_in(at: AtDesk, session: Opened, given: SignIn) -> SignedInView:
    return SignedInView(case_no=at.sign_in.sign_in(session, given.case_no, given.applicant_key))


@one.post("/sign-out", status_code=HTTPStatus.NO_CONTENT, summary="Sign out of the case")
def sign_out(at: AtDesk, session: Opened) -> None:
    at.sign_in.sign_out(session)


@one.post("/handoffs", status_code=HTTPStatus.CREATED, summary="Ask for a person")
def hand_off(at: AtDesk, session: Opened, response: Response, asked: HandoffAsked) -> HandoffView:
    """The person gets the conversation as it is now; asking again while one is asked for changes nothing."""
    handoff, is_new = at.handoffs.ask(session, asked.note, asked.contact)
    response.status_code = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return handoff_view(handoff)


@one.get("/handoffs", summary="What became of asking for a person")
def handoffs(at: AtDesk, session: Opened) -> list[HandoffView]:
    return [handoff_view(handoff) for handoff in at.handoffs.of(session)]


router.include_router(one)


def _answered(conversations: Conversations, session: Opened, number: int) -> TurnView:
    turn = conversations.answered(session, number)
    if turn.state is TurnState.FAILED:
        raise BadQuestion("The question can't be used: put it in other words")
    return turn_view(turn)
