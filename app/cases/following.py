"""Streams to each system what happens to its cases. One look a second at the table, for all who follow in a process."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import structlog
from starlette.concurrency import run_in_threadpool

from app.cases.happened import events_after, last_number, owners_after
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Engine

    from app.cases.happened import Happened

log = structlog.get_logger()

MEDIA_TYPE: Final = "text/event-stream"
KEEP_ALIVE: Final = b": still here\n\n"
MOST_OF_ONE_OWNER: Final = 5
"""Streams at once of one system, in each process."""

_RETRY: Final = b"retry: 2000\n\n"
"""After so many milliseconds whoever lost the stream asks for the rest."""
_PAGE: Final = 200


class TooManyStreams(AppError):
    """Too many streams are open under this key; close one, or read all events in one of them."""

    code = "too_many_streams"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} streams of yours are open already; close one, every stream tells all of your events")


class Followers:
    """Who follows in this process. Each reads what is theirs only when the common look found something of theirs."""

    def __init__(self, engine: Engine, *, look_s: float = 1.0, keep_alive_s: float = 15.0) -> None:
        self._engine = engine
        self._look_s, self._keep_alive_s = look_s, keep_alive_s
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._seen = 0
        self._is_closed = False

    def admit(self, owner: str) -> None:
        """Raises TooManyStreams."""
        if len(self._waiting.get(owner, ())) >= MOST_OF_ONE_OWNER:
            raise TooManyStreams(MOST_OF_ONE_OWNER)

    async def stream(self, owner: str, after: int) -> AsyncIterator[bytes]:
        """The owner's events after that number, then each as it happens, until the client or the service goes away."""
        with self._told(owner) as news:
            yield _RETRY
            with suppress(
                AppError
            ):  # the database went away: so does the stream, and the client comes back for the rest
                await self._look()
                while not self._is_closed:
                    news.clear()
                    found = await run_in_threadpool(events_after, self._engine, owner, after, _PAGE)
                    for one in found:
                        yield encoded(one)
                        after = one.number
                    if not found and not await self._is_news(news):
                        yield KEEP_ALIVE

    def close(self) -> None:
        """End every stream; from whichever thread."""
        self._is_closed = True
        looking = self._looking
        if looking is not None and not looking.done():
            with suppress(RuntimeError):  # its loop has ended, and every stream with it
                looking.get_loop().call_soon_threadsafe(self._wake, frozenset(self._waiting))

    async def _is_news(self, news: asyncio.Event) -> bool:
        with suppress(TimeoutError):
            return await asyncio.wait_for(news.wait(), self._keep_alive_s)
        return False

    @contextmanager
    def _told(self, owner: str) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        self._waiting.setdefault(owner, set()).add(news)
        try:
            yield news
        finally:
            self._waiting[owner].discard(news)
            if not self._waiting[owner]:
                del self._waiting[owner]

    async def _look(self) -> None:
        """Have somebody look from here on; nothing that happens after this returns is missed."""
        if self._is_looked_for():
            return
        last = await run_in_threadpool(last_number, self._engine)
        if not self._is_looked_for():
            self._seen = last
            self._looking = asyncio.get_running_loop().create_task(self._keep_looking())

    def _is_looked_for(self) -> bool:
        looking = self._looking
        return looking is not None and not looking.done() and looking.get_loop() is asyncio.get_running_loop()

    async def _keep_looking(self) -> None:
        while self._waiting and not self._is_closed:
            await asyncio.sleep(self._look_s)
            try:
                owners, self._seen = await run_in_threadpool(owners_after, self._engine, self._seen)
            except AppError as error:
                log.warning("events_not_read", code=error.code)
                continue
            self._wake(owners)

    def _wake(self, owners: frozenset[str]) -> None:
        for owner in owners:
            for news in self._waiting.get(owner, ()):
                news.set()


def encoded(one: Happened) -> bytes:
    """As it goes over the wire: JSON in one line, nothing of it outside the data."""
    data = {
        "number": one.number,
        "case_no": one.case_no,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "content": one.content,
    }
    return f"event: {one.kind}\nid: {one.number}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
