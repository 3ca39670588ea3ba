"""Files are opened in a process of their own: what a broken or hostile file does there ends with that process."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Final, Self

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import DEFAULT_LIMITS
from extractors.files.messages import Finished, NextPage, OpenFile, PageMade, Refused
from extractors.files.pictures import too_much_memory
from extractors.files.worker import Worker, WorkerLost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from extractors.files.limits import Limits
    from extractors.files.pages import Page

_AT_ONCE_SECONDS: Final = 1.0
"""A worker that is gone sooner may have died before it was asked; later, of the file."""


class ParserProcess:
    """Gives the pages of files, each file opened in a worker process that is kept for the next one.

    The worker may take only so much time a page and so much memory (see `Limits`), opens no network connection and
    starts no program. One that breaks a limit or dies is replaced. It ends when this process does, however that ends.

    One file is open at a time: whoever opens the next waits until the pages of the one before are read or dropped.

    Args:
        fonts: folder with a Chinese font, as `load` takes it.
    """

    def __init__(self, fonts: Path | None = None) -> None:
        self._fonts = fonts
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self.peak_bytes = 0
        """The most memory a worker has held, where the system tells."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def pages(self, data: bytes, file: str, limits: Limits = DEFAULT_LIMITS, /, *, first: int = 1) -> Iterator[Page]:
        """The same as `load`, from the worker; each page is made when it is asked for.

        Raises:
            UnreadableFile: as `load`, and when the file takes too long, too much memory, or breaks the worker.
            EngineUnavailable: no worker could be started.
        """
        limits.check_bytes(file, len(data))  # before it is copied
        with self._lock:
            try:
                began = time.monotonic()
                worker, page = self._begin(data, file, limits, first)
                seconds_left = limits.seconds_a_file - (time.monotonic() - began)
                while page is not None:
                    yield page
                    began = time.monotonic()
                    page = self._next(worker, file, limits, min(limits.seconds_a_page, seconds_left))
                    seconds_left -= time.monotonic() - began
            except WorkerLost as lost:
                self._drop()
                raise _unreadable(file, lost) from lost
            finally:
                if self._worker is not None:
                    self._worker.cancel()

    def close(self) -> None:
        """End the worker. It starts again when another file is opened."""
        with self._lock:
            self._drop()

    def _begin(self, data: bytes, file: str, limits: Limits, first: int) -> tuple[Worker, Page | None]:
        """The first page, and its worker; one try more where one that had served is gone: it may have died idle."""
        request = OpenFile(file=file, size=len(data), limits=limits, fonts=self._fonts, first=first)
        worker, began = self._ready(limits), time.monotonic()
        try:
            worker.send(request, data)
            return worker, self._next(worker, file, limits, limits.seconds_a_page)
        except WorkerLost as lost:
            is_at_once = time.monotonic() - began < _AT_ONCE_SECONDS
            if lost.exit_code is None or not (worker.has_served and is_at_once):
                raise
        self._drop()
        worker = self._ready(limits)
        worker.send(request, data)
        return worker, self._next(worker, file, limits, limits.seconds_a_page)

    def _next(self, worker: Worker, file: str, limits: Limits, seconds: float) -> Page | None:
        reply = worker.ask(NextPage(), seconds)
        self.peak_bytes = max(self.peak_bytes, worker.peak_bytes())
        match reply:
            case Refused():
                raise UnreadableFile(file, reply.problem, reply.reason)
            case Finished():
                return None
            case PageMade():
                return worker.page(reply, limits)

    def _ready(self, limits: Limits) -> Worker:
        if self._worker is not None and not self._worker.serves(limits):
            self._drop()
        if self._worker is None:
            self._worker = Worker(limits.memory_bytes)
        return self._worker

    def _drop(self) -> None:
        if self._worker is not None:
            self.peak_bytes = max(self.peak_bytes, self._worker.peak_bytes())
            self._worker.kill()
            self._worker = None


def _unreadable(file: str, lost: WorkerLost) -> UnreadableFile:
    if lost.exit_code in (None, -signal.SIGXCPU):
        problem = "the file takes too long to open; print it to a new PDF or send a photo of it"
        return UnreadableFile(file, problem, FileProblem.TOO_SLOW)
    if lost.is_full or lost.exit_code == -signal.SIGKILL:
        return too_much_memory(file)
    problem = "the file breaks the program that opens it; print it to a new PDF or send a photo of it"
    return UnreadableFile(file, problem, FileProblem.CRASHED)
