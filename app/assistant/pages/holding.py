"""The conversation of a browser: which one it is and its token stand in a cookie that only the pages under `/ask` get.

No script can read it, and no other site's form sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request

from app.accounts.errors import ForeignForm
from app.assistant.sessions.desk import AtDesk  # noqa: TC001  FastAPI reads the annotations when the routes are made
from app.assistant.sessions.errors import NoConversation
from app.assistant.sessions.records import Session  # noqa: TC001  likewise
from app.web.csrf import SAFE, is_foreign
from app.web.who import AtDoor, door_of

if TYPE_CHECKING:
    from fastapi import Response

    from app.assistant.sessions.desk import Desk

COOKIE: Final = "zhiban_ask"
PATH: Final = "/ask"
_DAY_S: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`session` with its `token`, or None for who has no conversation; `is_over`: there was one, and it has ended."""

    session: Session | None = None
    token: str = ""
    is_new: bool = False
    is_over: bool = False


def held(at: AtDesk, request: Request) -> Held:
    """The conversation that the cookie opens. Somebody else's is not told apart from one that has ended."""
    session_id, _, token = request.cookies.get(COOKIE, "").partition(".")
    if not session_id:
        return Held()
    try:
        return Held(session=at.conversations.open(session_id, token), token=token)
    except NoConversation:
        return Held(is_over=True)


Holding = Annotated[Held, Depends(held)]


async def own_form(request: Request, door: AtDoor) -> None:
    """Whoever else let it through: a change of a conversation is sent by a page of ours.

    Raises:
        ForeignForm: the browser names another site.
    """
    if request.method not in SAFE and is_foreign(request.headers, door.netloc):
        raise ForeignForm


def begun(at: Desk, mine: Held) -> Held:
    """The conversation, begun now for who has none."""
    if mine.session is not None:
        return mine
    session, token = at.conversations.begin(None, None)
    return Held(session=session, token=token, is_new=True)


def keep(request: Request, answer: Response, mine: Held, days: int) -> None:
    """Have the browser keep it for as long as the conversation may lie unused."""
    if mine.session is not None:
        answer.set_cookie(
            COOKIE,
            f"{mine.session.session_id}.{mine.token}",
            max_age=days * _DAY_S,
            path=PATH,
            httponly=True,
            samesite="lax",
            secure=door_of(request).is_https(request.scope["scheme"]),
        )


def drop(request: Request, answer: Response) -> None:
    """Have the browser forget it."""
    is_https = door_of(request).is_https(request.scope["scheme"])
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=is_https)
