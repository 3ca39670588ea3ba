"""How much one asker may send: the size of a request, and how many a minute. Counted in this process alone."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.routing import APIRoute

from app.assistant.sessions.errors import TooLarge, TooMany

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from fastapi import Response
    from starlette.types import Message

MOST_BYTES: Final = 16 * 1024
"""Of a request's body: a question of the longest kind is a tenth of it."""
_MINUTE_S: Final = 60.0
_MOST_KEPT: Final = 10_000


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


class PerMinute:
    """At most `most` a minute for each key, in any 60 seconds; the keys used longest ago are forgotten first."""

    def __init__(self, most: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock_s = clock_s
        self._used: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def use(self, key: str) -> None:
        """Count one.

        Raises:
            TooMany: it is one too many, and is not counted.
        """
        with self._lock:
            now, used = self._clock_s(), self._used.setdefault(key, deque())
            self._used.move_to_end(key)
            while used and now - used[0] >= _MINUTE_S:
                used.popleft()
            if len(used) >= self._most:
                raise TooMany("一分钟内的提问太多，请稍后再试", math.ceil(_MINUTE_S - (now - used[0])))
            used.append(now)
            while len(self._used) > _MOST_KEPT:
                self._used.popitem(last=False)


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
