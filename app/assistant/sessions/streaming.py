"""Sends the events of a turn while its answer is made in a thread of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from app.assistant.sessions.events import KEEP_ALIVE, Event, events_of, gave_up
from app.web.problems import problem_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from app.assistant.sessions.records import Turn

log = structlog.get_logger()

MEDIA_TYPE: Final = "text/event-stream"
KEEP_ALIVE_S: float = 10.0
"""A line that means nothing is sent this often while the answer is awaited, so that nobody in between hangs up."""


def stream(settled: Callable[[], Turn], after: int = 0) -> StreamingResponse:
    """The events of the turn after that one; `settled` gives the turn with its reply, and may take its time."""
    return streamed(sent(lambda: _events(settled, after)))


def streamed(pieces: AsyncIterator[bytes]) -> StreamingResponse:
    return StreamingResponse(pieces, media_type=MEDIA_TYPE, headers={"x-accel-buffering": "no"})


def rest(turn: Turn, after: int) -> Response:
    """The events after that one; when there are none, the status that tells a browser not to come back."""
    events = events_of(turn, after)
    if not events:
        return Response(status_code=204)
    return Response(b"".join(one.encoded() for one in events), media_type=MEDIA_TYPE)


async def sent(made: Callable[[], list[Event]]) -> AsyncIterator[bytes]:
    """Events as they are sent, made in a thread. Who goes away ends this at once; the thread finishes what it does."""
    work = asyncio.ensure_future(run_in_threadpool(made))
    while not (await asyncio.wait({work}, timeout=KEEP_ALIVE_S))[0]:
        yield KEEP_ALIVE
    for event in work.result():
        yield event.encoded()


def _events(settled: Callable[[], Turn], after: int) -> list[Event]:
    try:
        return events_of(settled(), after)
    except Exception as error:  # noqa: BLE001  the stream has begun: whatever it is, the last event says so
        problem = problem_of(error)
        log.error("turn_not_settled", code=problem.code, error=type(error).__name__)  # noqa: TRY400  a traceback may hold words
        return [gave_up(problem.code, problem.detail)]
