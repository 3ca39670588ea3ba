"""What the routes of conversations work with, put together once when the application starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, cast

from fastapi import Depends, Request

from app.assistant.sessions.errors import NoToken
from app.assistant.sessions.handoffs import Handoffs
from app.assistant.sessions.ratings import Ratings
from app.assistant.sessions.records import Session
from app.assistant.sessions.service import Conversations
from app.assistant.sessions.sign_in import CaseSignIn
from app.web.rate import PerMinute, address_of

if TYPE_CHECKING:
    from app.web.dependencies import Services

COOKIE: Final = "zhiban_conversation"
"""Holds the token where a page can send no header of its own, as for a stream of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    conversations: Conversations
    sign_in: CaseSignIn
    handoffs: Handoffs
    ratings: Ratings
    turns: PerMinute
    """Counted for each conversation."""
    requests: PerMinute
    """Counted for each address."""


def open_desk(services: Services) -> Desk:
    office, settings = services.office, services.settings
    sign_in = CaseSignIn(office.engine, office.clock)
    return Desk(
        conversations=Conversations(
            office=office,
            assistant=services.assistant,
            corpus=services.corpus,
            schemes=services.schemes,
            whose=sign_in,
            idle_days=settings.assistant_idle_days,
        ),
        sign_in=sign_in,
        handoffs=Handoffs(engine=office.engine, clock=office.clock),
        ratings=Ratings(engine=office.engine, clock=office.clock),
        turns=PerMinute(settings.assistant_turns_per_minute),
        requests=PerMinute(settings.assistant_requests_per_minute),
    )


def desk(request: Request) -> Desk:
    """The desk; every request counts for the address that it comes from."""
    found = cast("Desk", request.app.state.desk)
    found.requests.use(address_of(request))
    return found


AtDesk = Annotated[Desk, Depends(desk)]


def opened(at: AtDesk, request: Request, session_id: str) -> Session:
    """The conversation of the path, for who has its token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")
    if not given:
        raise NoToken
    return at.conversations.open(session_id, given)


Opened = Annotated[Session, Depends(opened)]
