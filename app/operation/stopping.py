"""Ends long streams when the service is told to stop, so that a stop need not wait for those who listen."""

from __future__ import annotations

import asyncio
import signal
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Stopping:
    """Whether this process was told to stop, and the streams that are open in it."""

    def __init__(self) -> None:
        self.told = Event()
        self._streams: set[asyncio.Task[Any]] = set()
        self._also: list[Callable[[], None]] = []

    def also(self, do: Callable[[], None]) -> None:
        """Have this done as well, from the event loop, when the service is told to stop."""
        self._also.append(do)

    def opened(self, stream: asyncio.Task[Any]) -> None:
        self._streams.add(stream)

    def closed(self, stream: asyncio.Task[Any]) -> None:
        self._streams.discard(stream)

    def stop(self) -> None:
        """End every stream; from the event loop."""
        if self.told.is_set():
            return
        self.told.set()
        for do in self._also:
            do()
        for stream in list(self._streams):
            stream.cancel()

    def listen(self) -> None:
        """Hear SIGTERM and SIGINT before the server does, which would wait for the streams. Only in a main thread."""
        loop = asyncio.get_running_loop()
        for which in (signal.SIGTERM, signal.SIGINT):
            self._listen(loop, which)

    def _listen(self, loop: asyncio.AbstractEventLoop, which: signal.Signals) -> None:
        before = signal.getsignal(which)

        def heard(number: int, frame: Any) -> None:  # noqa: ANN401  as the signal module calls it
            loop.call_soon_threadsafe(self.stop)
            if callable(before):
                before(number, frame)

        signal.signal(which, heard)
