"""What every request and answer goes through: a limit on the body, and headers that keep the pages to themselves."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi.responses import JSONResponse

from app.errors import TooMany
from app.web.headers import HTTPS_HEADERS, SECURITY_HEADERS
from app.web.problems import MEDIA_TYPE, Problem
from app.web.rate import names_a_case
from app.web.who import ASKER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.web.who import Door

MAX_BODY_BYTES: Final = 64 * 1024 * 1024
"""Several uploads of the largest size; each one is checked against its own limit later."""

_HEADERS: Final = tuple((name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items())
_HTTPS_HEADERS: Final = tuple((name.encode(), value.encode()) for name, value in HTTPS_HEADERS.items())


class _TooLarge(Exception):
    """The body ran over the limit while it was being read."""


@dataclass(slots=True)
class _Exchange:
    """One request on its way through: what was received so far, and whether an answer has begun."""

    receive: Receive
    send: Send
    scope: Scope
    door: Door
    seen_bytes: int = 0
    is_answered: bool = False

    @property
    def is_over(self) -> bool:
        return self.seen_bytes > MAX_BODY_BYTES

    async def limited_receive(self) -> Message:
        message = await self.receive()
        self.seen_bytes += len(message.get("body", b""))
        if self.is_over:
            raise _TooLarge
        return message

    async def guarded_send(self, message: Message) -> None:
        """Pass the answer on with our headers; one that was made of a body cut off is held back."""
        if self.is_over and not self.is_answered:
            return
        if message["type"] == "http.response.start":
            self.is_answered = True
            more = _HTTPS_HEADERS if self.door.is_https(self.scope["scheme"]) else ()
            message["headers"] = [*message.get("headers", []), *_HEADERS, *more]
            if message["status"] == HTTPStatus.NOT_FOUND:
                self._count_miss()
        await self.send(message)

    def _count_miss(self) -> None:
        """Somebody asked for a case that is not there, or is not theirs: who does that too often is let wait."""
        asker = self.scope.get("state", {}).get(ASKER)
        if asker is not None and names_a_case(self.scope["path"]):
            with suppress(TooMany):
                self.door.rates.misses.use(asker)


class Guards:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive=receive, send=send, scope=scope, door=self._door)
        with suppress(_TooLarge):
            await self._app(scope, exchange.limited_receive, exchange.guarded_send)
        if exchange.is_over and not exchange.is_answered:
            exchange.seen_bytes = 0
            await _too_large(scope, receive, exchange.guarded_send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    detail = f"the request is larger than {MAX_BODY_BYTES // 1024 // 1024} MB; send fewer or smaller files"
    problem = Problem(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, code="too_large", detail=detail)
    await JSONResponse(problem.to_json(), status_code=problem.status, media_type=MEDIA_TYPE)(scope, receive, send)
