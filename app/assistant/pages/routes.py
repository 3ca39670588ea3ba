"""`/ask`: the help chat. A conversation in plain forms; a script, where there is one, has the answers streamed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.assistant.pages.holding import PATH, Held, Holding, begun, drop, keep, own_form
from app.assistant.pages.telling import SHOWN, Teller
from app.assistant.pages.wording import ASK, CASE_QUESTION, REASONS
from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.sessions.desk import AtDesk, Desk
from app.assistant.sessions.errors import NoConversation
from app.assistant.sessions.events import Event
from app.assistant.sessions.limits import SmallBody
from app.assistant.sessions.records import HandoffState, Session, Thumb, Turn
from app.assistant.sessions.service import cleaned
from app.assistant.sessions.streaming import sent, streamed
from app.assistant.sessions.typed import visible
from app.clock import today
from app.errors import AppError, BadInput, TooMany
from app.pages.templating import mistake, page
from app.pages.wording import Spoken
from app.web.csrf import is_foreign
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.problems import problem_of
from app.web.who import AtDoor

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

MOST_WORDS: Final = 150
"""Characters of what somebody adds to a thumb down."""
MOST_NOTE: Final = 200
MOST_CONTACT: Final = 100
MOST_TYPED: Final = 5000
"""Characters of what was typed and can't be used, shown again."""

_FIXED: Final[Mapping[str, object]] = {
    "reasons": REASONS,
    "limits": {"question": MAX_QUESTION_CHARS, "words": MOST_WORDS, "note": MOST_NOTE, "contact": MOST_CONTACT},
}
"""What every page and piece of one is made with."""

Typed = Annotated[str, Form()]
Number = Annotated[int, Path(ge=1, le=1_000_000)]

router = APIRouter(
    prefix=PATH,
    include_in_schema=False,
    default_response_class=HTMLResponse,
    route_class=SmallBody,
    dependencies=[Depends(own_form)],
)


class TooLong(BadInput):
    """More was typed than is kept."""

    code = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What was wrong with a form: `where` is the id of the field to mend, and `typed` what stands in the fields."""

    said: str
    where: str
    typed: Mapping[str, str] = field(default_factory=dict)
    is_over: bool = False


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
        return HTMLResponse(_page(served, at, mine, notice="foreign", typed={"question": question[:MOST_TYPED]}))
    if question:
        return _asked_from_elsewhere(served, at, request, mine, question)
    answer = HTMLResponse(_page(served, at, mine, why=why, is_whole=bool(shown or why), notice=notice))
    if mine.is_over:
        drop(request, answer)
    return answer


@router.post("", response_model=None)
def ask(served: Served, at: AtDesk, request: Request, mine: Holding, question: Typed = "", key: Typed = "") -> Response:
    try:
        mine, turn = _accepted(at, mine, question, key)
    except AppError as error:
        return _again(served, at, request, mine, error, {"question": question})
    _settled(at, _session(mine), turn.number)
    return _to_turn(at, request, mine, turn)


@router.post("/stream", response_model=None)
def ask_streamed(
    served: Served, at: AtDesk, request: Request, mine: Holding, question: Typed = "", key: Typed = ""
) -> Response:
    """The question and then its answer, as the page shows them. What can't be asked here is sent as a plain form."""
    mine, turn = _accepted(at, mine, question, key)
    session = _session(mine)
    first = Event(number=None, name="begun", data=_fragment(served, at, session, turn, is_working=True))

    def answered() -> list[Event]:
        settled = _settled(at, session, turn.number)
        return [Event(number=None, name="answer", data=_fragment(served, at, session, settled))]

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
        _short_enough(said, MOST_WORDS, "words")
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
        _short_enough(visible(note), MOST_NOTE, "note")
        _short_enough(visible(contact), MOST_CONTACT, "contact")
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


def _accepted(at: Desk, mine: Held, question: str, key: str) -> tuple[Held, Turn]:
    """The question written down. The same one sent twice from one page is one.

    Raises:
        AppError: it can't be asked.
    """
    if mine.is_over:
        raise NoConversation
    _short_enough(question, MAX_QUESTION_CHARS, "question")
    cleaned(question)
    mine = begun(at, mine)
    session = _session(mine)
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


def _fragment(
    served: Services, at: Desk, session: Session, turn: Turn, *, is_working: bool = False
) -> dict[str, object]:
    teller = Teller(corpus=served.corpus, today=today(served.office.clock))
    told = teller.told(turn, signs_in=at.sign_in.case_of(session) is None)
    key = secrets.token_hex(8)
    html = page(
        served, "ask_turn.html", ASK, told=told, key=key, why=0, wrong=None, is_working=is_working, typed={}, **_FIXED
    )
    return {"turn": turn.number, "html": html, "key": key}


def _page(  # noqa: PLR0913  what the page shows
    served: Services,
    at: Desk,
    mine: Held,
    *,
    why: int = 0,
    is_whole: bool = False,
    notice: str = "",
    wrong: Wrong | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    session = mine.session
    turns = at.conversations.transcript(session) if session else []
    handoffs = at.handoffs.of(session) if session else []
    case_no = at.sign_in.case_of(session) if session else None
    shown = turns if is_whole else turns[-SHOWN:]
    if len(shown) < len(turns):
        handoffs_shown = [one for one in handoffs if one.asked_at >= shown[0].asked_at or one is handoffs[-1]]
    else:
        handoffs_shown = handoffs
    teller = Teller(corpus=served.corpus, today=today(served.office.clock))
    return page(
        served,
        "ask.html",
        ASK,
        entries=teller.entries(shown, handoffs_shown, is_signed_in=case_no is not None),
        hidden=len(turns) - len(shown),
        has_session=session is not None,
        open_handoff=next((one for one in handoffs if one.state is not HandoffState.CLOSED), None),
        is_closed=bool(handoffs),
        case_no=case_no,
        notice="over" if mine.is_over and not wrong else notice,
        wrong=wrong,
        typed=typed or (wrong.typed if wrong else {}),
        why=why,
        key=secrets.token_hex(8),
        idle_days=at.conversations.idle_days,
        **_FIXED,
    )


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
    wrong = Wrong(said=_said(error, where), where=where, typed=kept)
    why = int(kept["why"]) if "why" in kept else 0
    is_over = isinstance(error, NoConversation)
    status = HTTPStatus.CONFLICT if is_over else error.status
    shown = Held() if is_over else mine
    answer = HTMLResponse(
        _page(served, at, shown, why=why, wrong=wrong), status_code=status, headers=getattr(error, "headers", None)
    )
    if is_over:
        drop(request, answer)
    return answer


def _said(error: AppError, where: str) -> str:
    t = Spoken(ASK)
    if isinstance(error, TooMany):
        return t.tries_over if where == "case_no" else t.too_many_requests.format(error.headers["retry-after"])
    if isinstance(error, TooLong):
        return str(error)
    return t[error.code] if error.code in ASK else mistake(error)


def _short_enough(text: str, most: int, name: str) -> None:
    if len(text) > most:
        t = Spoken(ASK)
        raise TooLong((t.too_long if name == "question" else t.word_too_long).format(most, len(text)))


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
