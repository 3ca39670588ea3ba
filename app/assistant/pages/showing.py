"""The page of the help chat, and one question with its answer as a piece of it; and what is said of a wrong form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from app.assistant.pages.telling import SHOWN, Teller
from app.assistant.pages.wording import ASK, REASONS
from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.sessions.records import HandoffState
from app.clock import today
from app.errors import AppError, BadInput, TooMany
from app.pages.templating import mistake, page
from app.pages.wording import Spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.assistant.pages.holding import Held
    from app.assistant.sessions.desk import Desk
    from app.assistant.sessions.records import Session, Turn
    from app.web.dependencies import Services

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


class TooLong(BadInput):
    """More was typed than is kept."""

    code = "too_long"


class MovedOn(AppError):
    """What was answered is no longer asked."""

    code = "moved_on"
    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What was wrong with a form: `where` is the id of the field to mend, and `typed` what stands in the fields."""

    said: str
    where: str
    typed: Mapping[str, str] = field(default_factory=dict)
    is_over: bool = False


def whole_page(  # noqa: PLR0913  what the page shows
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


def fragment(
    served: Services, at: Desk, session: Session, turn: Turn, *, is_working: bool = False
) -> dict[str, object]:
    teller = Teller(corpus=served.corpus, today=today(served.office.clock))
    told = teller.told(turn, is_last=True, signs_in=at.sign_in.case_of(session) is None)
    key = secrets.token_hex(8)
    html = page(
        served, "ask_turn.html", ASK, told=told, key=key, why=0, wrong=None, is_working=is_working, typed={}, **_FIXED
    )
    return {"turn": turn.number, "html": html, "key": key}


def what_was_wrong(error: AppError, where: str) -> str:
    t = Spoken(ASK)
    if isinstance(error, TooMany):
        return t.tries_over if where == "case_no" else t.too_many_requests.format(error.headers["retry-after"])
    if isinstance(error, TooLong):
        return str(error)
    return t[error.code] if error.code in ASK else mistake(error)


def short_enough(text: str, most: int, name: str) -> None:
    if len(text) > most:
        t = Spoken(ASK)
        raise TooLong((t.too_long if name == "question" else t.word_too_long).format(most, len(text)))
