"""`/ask`: the help chat. A conversation in plain forms; a script, where there is one, has the answers streamed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.assistant.pages.holding import PATH, Held, Holding, begun, drop, keep, own_form
from app.assistant.pages.showing import (
    MOST_CONTACT,
    MOST_NOTE,
    MOST_TYPED,
    MOST_WORDS,
    MovedOn,
    Wrong,
    fragment,
    short_enough,
    what_was_wrong,
    whole_page,
)
from app.assistant.pages.wording import CASE_QUESTION, REASONS
from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.sessions.desk import AtDesk, Desk
from app.assistant.sessions.errors import NoConversation
from app.assistant.sessions.events import Event
from app.assistant.sessions.limits import SmallBody
from app.assistant.sessions.records import Session, Thumb, Turn
from app.assistant.sessions.service import cleaned
from app.assistant.sessions.streaming import sent, streamed
from app.assistant.sessions.typed import visible
from app.errors import AppError
from app.web.csrf import is_foreign
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.problems import problem_of
from app.web.who import AtDoor

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

Typed = Annotated[str, Form()]
After = Annotated[int, Form(ge=0, le=1_000_000)]
"""The number of the turn whose own question is answered: what was asked since then is not meant."""
Number = Annotated[int, Path(ge=1, le=1_000_000)]

router = APIRouter(
    prefix=PATH,
    include_in_schema=False,
    default_response_class=HTMLResponse,
    route_class=SmallBody,
    dependencies=[Depends(own_form)],
)


@router.get("", response_model=None)
def show(  # noqa: PLR0913  what an address of the page can say
    served: Served,
    at: AtDesk,
    door: AtDoor,
    request: Request,
    mine: Holding,
    *,
    q: str = "",
    why: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    shown: Annotated[str, Query(alias="all", max_length=1)] = "",
    notice: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The conversation. With `q`, as from the box of the home page, that question is asked first."""
    question = q.strip()
    if question and is_foreign(request.headers, door.netloc):
        return HTMLResponse(whole_page(served, at, mine, notice="foreign", typed={"question": question[:MOST_TYPED]}))
    if question:
        return _asked_from_elsewhere(served, at, request, mine, question)
    answer = HTMLResponse(whole_page(served, at, mine, why=why, is_whole=bool(shown or why), notice=notice))
    if mine.is_over:
        drop(request, answer)
    return answer


@router.post("", response_model=None)
def ask(  # noqa: PLR0913  what a route is handed, and its form
    *,
    served: Served,
    at: AtDesk,
    request: Request,
    mine: Holding,
    question: Typed = "",
    key: Typed = "",
    after: After = 0,
) -> Response:
    try:
        mine, turn = _accepted(at, mine, question, key, after)
    except AppError as error:
        return _again(served, at, request, mine, error, {"question": question})
    _settled(at, _session(mine), turn.number)
    return _to_turn(at, request, mine, turn)


@router.post("/stream", response_model=None)
def ask_streamed(  # noqa: PLR0913  what a route is handed, and its form
    *,
    served: Served,
    at: AtDesk,
    request: Request,
    mine: Holding,
    question: Typed = "",
    key: Typed = "",
    after: After = 0,
) -> Response:
    """The question and then its answer, as the page shows them. What can't be asked here is sent as a plain form."""
    mine, turn = _accepted(at, mine, question, key, after)
    session = _session(mine)
    first = Event(number=None, name="begun", data=fragment(served, at, session, turn, is_working=True))

    def answered() -> list[Event]:
        settled = _settled(at, session, turn.number)
        return [Event(number=None, name="answer", data=fragment(served, at, session, settled))]

    answer = streamed(_after(first, answered))
    keep(request, answer, mine, at.conversations.idle_days)
    return answer


@router.post("/turns/{number}/answer", response_model=None)
def answer_again(at: AtDesk, mine: Holding, number: Number) -> Response:
    """For a question that could not be answered when it was asked."""
    if mine.session is not None:
        at.turns.use(mine.session.session_id)
        _settled(at, mine.session, at.conversations.turn(mine.session, number).number)
    return _to(f"turn-{number}")


@router.post("/turns/{number}/rating", response_model=None)
def rate(  # noqa: PLR0913  what a route is handed, and its form
    *,
    served: Served,
    at: AtDesk,
    request: Request,
    mine: Holding,
    number: Number,
    thumb: Annotated[Thumb, Form()],
    reason: Typed = "",
    words: Typed = "",
) -> Response:
    if mine.session is None:
        return _to()
    said = visible(words)
    why = [REASONS[reason].zh] if reason in REASONS else []
    try:
        short_enough(said, MOST_WORDS, "words")
        at.ratings.rate(mine.session, number, thumb, "：".join([*why, *filter(None, [said])]))
    except AppError as error:
        typed = {"words": words, "reason": reason, "why": str(number)}
        return _again(served, at, request, mine, error, typed, where=f"words-{number}")
    asks_why = thumb is Thumb.DOWN and not why and not said
    return _to(f"opinion-{number}", **({"why": str(number)} if asks_why else {}))


@router.post("/person", response_model=None)
def hand_over(
    served: Served, at: AtDesk, request: Request, mine: Holding, note: Typed = "", contact: Typed = ""
) -> Response:
    """Ask for a person; who has no conversation yet begins one."""
    try:
        short_enough(visible(note), MOST_NOTE, "note")
        short_enough(visible(contact), MOST_CONTACT, "contact")
        mine = begun(at, mine)
        at.handoffs.ask(_session(mine), visible(note), visible(contact))
    except AppError as error:
        where = "contact" if len(visible(note)) <= MOST_NOTE else "note"
        return _again(served, at, request, mine, error, {"note": note, "contact": contact}, where=where)
    return _kept(at, request, mine, _to("person", **_first(mine)))


@router.post("/case", response_model=None)
def sign_in(  # noqa: PLR0913  what a route is handed, and its form
    *,
    served: Served,
    at: AtDesk,
    request: Request,
    mine: Holding,
    lang: Lang,
    case_no: Typed = "",
    applicant_key: Typed = "",
) -> Response:
    """Sign in to a case, and be told how it stands."""
    if mine.session is None:
        return _to()
    try:
        at.sign_in.sign_in(mine.session, case_no[:MOST_CONTACT], applicant_key[:MOST_CONTACT])
        session = at.conversations.open(mine.session.session_id, mine.token)
        turn, _ = at.conversations.accept(session, CASE_QUESTION.in_(lang), None, None)
    except AppError as error:
        return _again(served, at, request, mine, error, {"case_no": case_no}, where="case_no")
    _settled(at, session, turn.number)
    return _to_turn(at, request, mine, turn)


@router.post("/case/leave", response_model=None)
def sign_out(at: AtDesk, mine: Holding) -> Response:
    if mine.session is not None:
        at.sign_in.sign_out(mine.session)
    return _to()


@router.post("/end", response_model=None)
def end(at: AtDesk, request: Request, mine: Holding) -> Response:
    """Erase what was said, at once."""
    if mine.session is not None:
        at.conversations.erase(mine.session)
    answer = _to(notice="erased")
    drop(request, answer)
    return answer


def _asked_from_elsewhere(served: Services, at: Desk, request: Request, mine: Held, question: str) -> Response:
    """A question of a link: asked once, however often the link is followed; who has no conversation begins one."""
    try:
        last = at.conversations.transcript(mine.session)[-1:] if mine.session else []
        if last and last[0].question == cleaned(question):
            return _to_turn(at, request, mine, last[0])
        mine, turn = _accepted(at, Held() if mine.is_over else mine, question, secrets.token_hex(8))
    except AppError as error:
        return _again(served, at, request, mine, error, {"question": question})
    _settled(at, _session(mine), turn.number)
    return _to_turn(at, request, mine, turn)


def _accepted(at: Desk, mine: Held, question: str, key: str, after: int = 0) -> tuple[Held, Turn]:
    """The question written down. The same one sent twice from one page is one.

    Raises:
        AppError: it can't be asked.
    """
    if mine.is_over:
        raise NoConversation
    short_enough(question, MAX_QUESTION_CHARS, "question")
    said = cleaned(question)
    mine = begun(at, mine)
    session = _session(mine)
    if after and any(one.question != said for one in at.conversations.transcript(session)[after:]):
        raise MovedOn
    at.turns.use(session.session_id)
    form = hashlib.sha256(f"{key}\n{question}".encode("utf-8", "replace")).hexdigest() if key else None
    turn, _ = at.conversations.accept(session, question, None, form)
    return mine, turn


def _settled(at: Desk, session: Session, number: int) -> Turn:
    """The turn, answered if that can be done now; else it is shown as it is, and may be answered later."""
    try:
        return at.conversations.answered(session, number)
    except Exception as error:  # noqa: BLE001  the question is kept: whatever it is, the page says that it isn't answered
        log.error("turn_not_settled", code=problem_of(error).code, error=type(error).__name__)  # noqa: TRY400  a traceback may hold words
        return at.conversations.turn(session, number)


async def _after(first: Event, made: Callable[[], list[Event]]) -> AsyncIterator[bytes]:
    yield first.encoded()
    async for piece in sent(made):
        yield piece


def _again(  # noqa: PLR0913  what the page shows
    served: Services,
    at: Desk,
    request: Request,
    mine: Held,
    error: AppError,
    typed: Mapping[str, str],
    *,
    where: str = "question",
) -> Response:
    """The page once more, with what was wrong and everything that was typed."""
    kept = {name: value[:MOST_TYPED] for name, value in typed.items()}
    wrong = Wrong(said=what_was_wrong(error, where), where=where, typed=kept)
    why = int(kept["why"]) if "why" in kept else 0
    is_over = isinstance(error, NoConversation)
    status = HTTPStatus.CONFLICT if is_over else error.status
    if status is HTTPStatus.FORBIDDEN:  # of a case and its code, not of the page
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    shown = Held() if is_over else mine
    answer = HTMLResponse(
        whole_page(served, at, shown, why=why, wrong=wrong), status_code=status, headers=getattr(error, "headers", None)
    )
    if is_over:
        drop(request, answer)
    return answer


def _session(mine: Held) -> Session:
    if mine.session is None:
        raise NoConversation
    return mine.session


def _to_turn(at: Desk, request: Request, mine: Held, turn: Turn) -> Response:
    return _kept(at, request, mine, _to(f"turn-{turn.number}", **_first(mine)))


def _first(mine: Held) -> dict[str, str]:
    """Told to the page that is first to get the cookie, so that it notices when none comes."""
    return {"notice": "begun"} if mine.is_new else {}


def _kept(at: Desk, request: Request, mine: Held, answer: Response) -> Response:
    keep(request, answer, mine, at.conversations.idle_days)
    return answer


def _to(anchor: str = "", **query: str) -> RedirectResponse:
    address = f"{PATH}?{urlencode(query)}" if query else PATH
    return RedirectResponse(f"{address}#{anchor}" if anchor else address, status_code=HTTPStatus.SEE_OTHER)
