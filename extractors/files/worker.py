"""The process that opens files, seen from the one that asks for their pages."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import extractors
from extractors.errors import EngineUnavailable
from extractors.files.messages import Cancel, NextPage, OpenFile, PageMade, arrives, read_message, write_message
from extractors.files.pages import Page

if TYPE_CHECKING:
    from extractors.files.limits import Limits
    from extractors.files.messages import Message, Reply

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.1
"""How often the memory of a busy worker is looked at."""
_FULL_SHARE: Final = 0.6
"""Native code that gets no more memory ends its process: one that held so much of what it may died of that."""
_MAX_FILES: Final = 500
_MAX_IDLE_BYTES: Final = 512 * 1024 * 1024
"""A worker that still holds more between two files is replaced: libraries don't give everything back."""
_KEPT_BYTES: Final = 64 * 1024 * 1024
"""Shared memory that is kept for the next page: to have it cleared and given again costs more than the copy."""
_MODULE: Final = "extractors.files.sandbox_worker"
_ROOT: Final = Path(extractors.__path__[0]).parent


class WorkerLost(Exception):
    """The worker is gone, or has to go.

    `exit_code` is None when it didn't answer in time; `is_full` when it had taken most of its memory by then.
    """

    def __init__(self, exit_code: int | None, *, is_full: bool = False) -> None:
        super().__init__(exit_code)
        self.exit_code, self.is_full = exit_code, is_full


class Worker:
    """One worker process; file and pixels go through a piece of shared memory that this side owns."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._files = self._mapped_bytes = self._held_bytes = 0
        self._shared = _shared_memory()
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module  # nosec B603
                [sys.executable, "-s", "-P", "-m", _MODULE, str(self._shared), str(memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(self._shared,),
                env=_environment(),
                close_fds=True,
            )
        except OSError as error:
            os.close(self._shared)
            raise EngineUnavailable(f"the process that opens files did not start ({error.strerror})") from error
        self.kill = weakref.finalize(self, _end, self._process, self._shared)
        try:
            self._read(_START_SECONDS)
        except (EOFError, TimeoutError, ValueError) as error:
            self.kill()
            raise EngineUnavailable("the process that opens files did not start; try again") from error

    def serves(self, limits: Limits) -> bool:
        """Whether it can open another file within these limits: it runs, and has not grown old or large."""
        is_fresh = self._files < _MAX_FILES and self._status("VmRSS:") < _MAX_IDLE_BYTES
        return is_fresh and self._process.poll() is None and self._memory_bytes == limits.memory_bytes

    @property
    def has_served(self) -> bool:
        """Whether it was given a file before the one it has now."""
        return self._files > 1

    def send(self, request: OpenFile, data: bytes) -> None:
        self._files += 1
        written = 0
        while written < len(data):
            written += os.pwrite(self._shared, memoryview(data)[written:], written)
        self._write(request)

    def ask(self, request: NextPage, seconds: float) -> Reply:
        self._write(request)
        try:
            reply = self._read(max(0.0, seconds))
        except TimeoutError as error:
            raise WorkerLost(None) from error
        except (EOFError, ValueError) as error:
            is_full = self._mapped_bytes > _FULL_SHARE * self._memory_bytes
            raise WorkerLost(self._exit_code(), is_full=is_full) from error
        if isinstance(reply, OpenFile | NextPage | Cancel):
            raise WorkerLost(self._exit_code())
        return reply

    def page(self, made: PageMade, limits: Limits) -> Page:
        """The page announced, its pixels copied out of the shared memory, which is given back where it was large."""
        if min(made.width, made.height) < 1 or made.width * made.height > limits.megapixels * 1_000_000:
            raise WorkerLost(0)
        pixels = np.empty((made.height, made.width, 3), dtype=np.uint8)
        flat, read = pixels.data.cast("B"), 0
        while read < len(flat):
            count = os.preadv(self._shared, [flat[read:]], read)
            if count == 0:
                raise WorkerLost(0)
            read += count
        if len(flat) > _KEPT_BYTES:
            os.ftruncate(self._shared, 0)
        return Page(number=made.number, pixels=pixels, text_layer=made.lines, of=made.of)

    def peak_bytes(self) -> int:
        """The most memory the worker has held at once; 0 where the system doesn't tell, or it is gone."""
        return max(self._held_bytes, self._status("VmHWM:"))

    def cancel(self) -> None:
        with suppress(WorkerLost):
            self._write(Cancel())

    def _status(self, name: str) -> int:
        with suppress(OSError, ValueError):
            rows = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
            return next((int(row.split()[1]) * 1024 for row in rows if row.startswith(name)), 0)
        return 0

    def _read(self, seconds: float) -> Message:
        assert self._process.stdout is not None  # noqa: S101  it was opened above
        pipe, until = self._process.stdout.fileno(), time.monotonic() + seconds
        while time.monotonic() < until and not arrives(pipe, min(_LOOK_SECONDS, until - time.monotonic())):
            self._mapped_bytes = max(self._mapped_bytes, self._status("VmPeak:"))
            self._held_bytes = max(self._held_bytes, self._status("VmHWM:"))
        return read_message(pipe, until)

    def _write(self, request: OpenFile | NextPage | Cancel) -> None:
        assert self._process.stdin is not None  # noqa: S101  it was opened above
        try:
            write_message(self._process.stdin.fileno(), request)
        except OSError as error:
            raise WorkerLost(self._exit_code()) from error

    def _exit_code(self) -> int:
        try:
            return self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            return 0  # it answered nonsense and still runs


def _end(process: subprocess.Popen[bytes], shared: int) -> None:
    """Kill the worker and give back what it held; called once."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    os.close(shared)


def _shared_memory() -> int:
    """Memory that both processes reach through a file descriptor; a file already deleted where there is no such."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("pages")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _environment() -> dict[str, str]:
    """Nothing of ours but where the code is; a worker needs no setting and no secret."""
    return {
        "PYTHONPATH": str(_ROOT),
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
