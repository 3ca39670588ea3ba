"""Who asks: found once a request, and what a route asks of them.

A key or a session that is not good is refused, and never taken for somebody without an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from app.accounts.errors import BadKey, ForeignForm, NotPermitted, NotSignedIn, SignInOver
from app.accounts.key_ring import KeyRing
from app.accounts.keys import Keys
from app.accounts.principal import APPLICANT, Action, Principal
from app.accounts.sessions import SignedIn, SignInSessions
from app.web.csrf import SAFE, is_foreign, remember, require_own_form
from app.web.rate import Rates, address_of, names_a_case, open_rates
from app.web.visitor import welcome

if TYPE_CHECKING:
    from app.web.dependencies import Services

ASKER: Final = "asker"
"""Of a request's state: who asks for a case, by whom misses are counted."""
HTTPS_COOKIE: Final = "__Host-zhiban"
HTTP_COOKIE: Final = "zhiban"
"""Where there is no TLS, as on a machine of one's own: a browser takes no `__Host-` cookie there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What tells who asks. `public_url`: as the setting of that name."""

    ring: KeyRing
    sessions: SignInSessions
    rates: Rates
    public_url: str

    @property
    def netloc(self) -> str:
        return urlsplit(self.public_url).netloc

    def is_https(self, scheme: str) -> bool:
        """Whether the browser reaches us by TLS, itself or through a proxy, for a request of that scheme."""
        return scheme == "https" or self.public_url.startswith("https:")

    def cookie(self, request: Request) -> str:
        return HTTPS_COOKIE if self.is_https(request.scope["scheme"]) else HTTP_COOKIE


def open_door(services: Services) -> Door:
    office, settings = services.office, services.settings
    return Door(
        ring=KeyRing(Keys(engine=office.engine, clock=office.clock, known_items=office.items)),
        sessions=SignInSessions(engine=office.engine, clock=office.clock),
        rates=open_rates(settings),
        public_url=settings.public_url,
    )


def door_of(request: Request) -> Door:
    return cast("Door", request.app.state.door)


async def _door(request: Request) -> Door:
    return door_of(request)


AtDoor = Annotated[Door, Depends(_door)]


async def who(request: Request) -> Principal:
    """The system whose key was sent, the staff member or applicant who signed in, or an applicant nobody knows.

    Raises:
        BadKey, SignInOver: what was sent is good no more.
        ForeignForm: a change by who signed in was not sent by a page of ours.
        TooMany: too many requests a minute.
    """
    at = door_of(request)
    try:
        asking = await _found(request, at)
    except NotSignedIn:
        at.rates.addresses.use(address_of(request))
        raise
    is_known = asking is not APPLICANT
    asker = asking.id if is_known else address_of(request)
    (at.rates.known if is_known else at.rates.addresses).use(asker)
    if names_a_case(request.scope["path"]):
        at.rates.misses.check(asker)
        setattr(request.state, ASKER, asker)
    return asking


Who = Annotated[Principal, Depends(who)]


async def session_of(request: Request, at: AtDoor) -> SignedIn | None:
    """The session of the cookie, if one came; a change must be of a page of ours.

    Raises:
        SignInOver: it has ended.
        ForeignForm: the change was sent by another page.
    """
    remember("")
    welcome(None)
    token = request.cookies.get(at.cookie(request))
    if token is None:
        if request.method not in SAFE and is_foreign(request.headers, at.netloc):
            raise ForeignForm
        return None
    signed_in = await run_in_threadpool(at.sessions.find, token)
    if signed_in is None:
        raise SignInOver
    remember(signed_in.csrf_token)
    welcome(signed_in.principal)
    if request.method not in SAFE:
        await require_own_form(request, signed_in.csrf_token, at.netloc)
    return signed_in


async def _found(request: Request, at: Door) -> Principal:
    header = request.headers.get("authorization")
    if header is None:
        signed_in = await session_of(request, at)
        return APPLICANT if signed_in is None else signed_in.principal
    remember("")
    welcome(None)
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer":
        raise BadKey
    key = given.strip()
    known = at.ring.at_once(key)
    return known if known is not None else await run_in_threadpool(at.ring.looked_up, key)


class Permitted:
    """A dependency that lets in who is permitted the action for any object; routes then look at the object itself."""

    def __init__(self, action: Action) -> None:
        self._action = action

    async def __call__(self, asking: Who) -> Principal:
        if asking.may_anywhere(self._action):
            return asking
        raise NotSignedIn if asking is APPLICANT else NotPermitted
