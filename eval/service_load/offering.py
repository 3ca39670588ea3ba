"""Offers requests at a rate that doesn't heed the answers, and times each from the instant it was due.

A request that can't be sent in time, because all lines wait for answers, waits here: its waiting counts. So a service
that falls behind is seen to fall behind. The cost of one request here is a tenth of a millisecond.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final, cast

from eval.serving.service import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_LINES: Final = 128
_BEHIND_S: Final = 2.0
"""A service that is so far behind will not catch up: the step is broken off."""
_LAST_ANSWERS_S: Final = 10.0
_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_CREATED: Final = (201, 202)
_SHOWN: Final = 2_000


@dataclass(slots=True, kw_only=True)
class Offered:
    """What became of the requests of one step; times in seconds from the instant each was due."""

    due: int = 0
    waits: list[float] = field(default_factory=list, repr=False)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    broken_off: bool = False
    seconds: float = 0.0
    cpu_s: float = 0.0
    bytes_back: int = 0
    first_error: str = ""
    """The beginning of the first answer that was no 201 or 202."""

    @property
    def accepted(self) -> int:
        return sum(self.statuses[status] for status in _CREATED)

    @property
    def errors(self) -> int:
        return self.unanswered + sum(self.statuses.values()) - self.accepted

    def ms(self, share: float) -> float:
        """The wait that this share of the answered requests stayed within."""
        ordered = sorted(self.waits)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 2) if ordered else float("inf")


def offer(  # noqa: PLR0913  what an offer is made of
    port: int,
    requests: Iterator[bytes],
    *,
    rate: float,
    count: int,
    seed: int = 0,
    most_behind_s: float = _BEHIND_S,
    each_second: Callable[[int], None] = lambda _done: None,
) -> Offered:
    """Send so many requests at random instants, `rate` a second on average (a Poisson process).

    Args:
        most_behind_s: it is broken off once a request waits here for so long.
        each_second: called about once a second with the number of answers so far.
    """
    import uvloop

    before = time.process_time()
    offered = uvloop.run(_Step(port, requests, most_behind_s, each_second).run(_instants(rate, count, seed)))
    offered.cpu_s = time.process_time() - before
    return offered


def _instants(rate: float, count: int, seed: int) -> list[float]:
    chance, at, instants = Random(seed), 0.0, []
    for _ in range(count):
        at += chance.expovariate(rate)
        instants.append(at)
    return instants


class _Step:
    def __init__(
        self, port: int, requests: Iterator[bytes], most_behind_s: float, each_second: Callable[[int], None]
    ) -> None:
        self.offered = Offered()
        self.waiting: deque[tuple[float, bytes]] = deque()
        self.free: list[_Line] = []
        self._lines: list[_Line] = []
        self._opening = 0
        self._port, self._requests, self._each_second = port, requests, each_second
        self._most_behind_s = most_behind_s

    async def run(self, instants: list[float]) -> Offered:
        began = told = time.perf_counter()
        for instant in instants:
            due = began + instant
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            if now - told > 1:
                told = now
                self._each_second(len(self.offered.waits))
            self._send(due)
            if self.waiting and now - self.waiting[0][0] > self._most_behind_s:
                self.offered.broken_off = True
                break
        await self._last_answers()
        self.offered.seconds = time.perf_counter() - began
        for line in self._lines:
            line.close()
        return self.offered

    def _send(self, due: float) -> None:
        self.offered.due += 1
        request = next(self._requests)
        if self.free:
            self.free.pop().send(due, request)
            return
        self.waiting.append((due, request))
        if len(self._lines) + self._opening < MOST_LINES:
            self._opening += 1
            asyncio.get_running_loop().create_task(self._open()).add_done_callback(_Step._raised)

    @staticmethod
    def _raised(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.result()

    async def _open(self) -> None:
        try:
            _, line = await asyncio.get_running_loop().create_connection(lambda: _Line(self), HOST, self._port)
            self._lines.append(line)
            self.ready(line)
        except OSError:
            if self.waiting:
                self.waiting.popleft()
                self.offered.unanswered += 1
        finally:
            self._opening -= 1

    def ready(self, line: _Line) -> None:
        if self.waiting:
            line.send(*self.waiting.popleft())
        else:
            self.free.append(line)

    def lost(self, line: _Line) -> None:
        if line in self._lines:
            self._lines.remove(line)
        if line in self.free:
            self.free.remove(line)

    async def _last_answers(self) -> None:
        """Wait for those under way; whoever gets none after that went unanswered."""
        end = time.perf_counter() + _LAST_ANSWERS_S
        while time.perf_counter() < end and (self.waiting or any(line.is_busy for line in self._lines)):  # noqa: ASYNC110  at the end alone
            await asyncio.sleep(0.02)
        self.offered.unanswered += len(self.waiting) + sum(line.is_busy for line in self._lines)
        self.waiting.clear()


class _Line(asyncio.Protocol):
    """A connection that is kept: one request at a time, and its answer."""

    def __init__(self, step: _Step) -> None:
        self._step = step
        self._transport: asyncio.Transport | None = None
        self._due = 0.0
        self._came = bytearray()
        self._length = -1
        self.is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self, due: float, request: bytes) -> None:
        self._due, self.is_busy = due, True
        if self._transport is not None:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._length < 0:
            end = self._came.find(_END_OF_HEAD)
            if end < 0:
                return
            self._length = end + len(_END_OF_HEAD) + _content_length(bytes(self._came[:end]))
        if len(self._came) >= self._length:
            self._answered()

    def _answered(self) -> None:
        offered = self._step.offered
        offered.waits.append(time.perf_counter() - self._due)
        status = int(self._came[9:12])
        offered.statuses[status] += 1
        if status not in _CREATED and not offered.first_error:
            offered.first_error = bytes(self._came[:_SHOWN]).decode(errors="replace")
        offered.bytes_back += len(self._came)
        self._came.clear()
        self._length, self.is_busy = -1, False
        self._step.ready(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._step.lost(self)
        if self.is_busy:
            self.is_busy = False
            self._step.offered.unanswered += 1

    def close(self) -> None:
        self.is_busy = False
        if self._transport is not None:
            self._transport.close()


def _content_length(head: bytes) -> int:
    at = head.lower().find(_LENGTH)
    if at < 0:
        return 0
    return int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
