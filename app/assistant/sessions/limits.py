"""How large a request of a conversation may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.routing import APIRoute

from app.assistant.sessions.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from fastapi import Response
    from starlette.types import Message

MOST_BYTES: Final = 16 * 1024
"""Of a request's body: a question of the longest kind is a tenth of it."""


class SmallBody(APIRoute):
    """A route whose body is refused as soon as it is larger than any question."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        handle = super().get_route_handler()

        async def limited(request: Request) -> Response:
            body = await _small_body(request)

            async def again() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, again))

        return limited


async def _small_body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise TooLarge(MOST_BYTES)
    return bytes(body)
