"""The process that opens untrusted files: `python -m extractors.files.sandbox_worker SHARED_FD MEMORY_BYTES`.

It reads requests from standard input and answers on standard output; file and pixels go through the shared memory.
It gives up its rights before it reads the first byte of a file.
"""

from __future__ import annotations

import os
import resource
import select
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.confine import confine
from extractors.files.load import load
from extractors.files.messages import (
    Cancel,
    Finished,
    NextPage,
    OpenFile,
    PageMade,
    Refused,
    read_message,
    write_message,
)
from extractors.files.pictures import too_much_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.messages import Reply
    from extractors.files.pages import Page

_CPU_MARGIN_S: Final = 2


def main(shared: int, memory_bytes: int) -> None:
    """Serve until the other side closes the pipe."""
    requests, replies = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    confine(memory_bytes)
    threading.Thread(target=_end_with_parent, args=(requests,), daemon=True).start()
    write_message(replies, Finished())  # ready
    pages: Iterator[Page] = iter(())
    name, seconds = "", 10.0
    while True:
        match read_message(requests):
            case OpenFile() as request:
                name, seconds = request.file, request.limits.seconds_a_page
                data = _received(shared, request.size)
                pages = load(data, name, request.limits, request.fonts, first=request.first)
            case NextPage():
                _allow_cpu(seconds)
                write_message(replies, _answer(pages, name, shared))
            case Cancel():
                pages = iter(())
            case _:
                return


def _answer(pages: Iterator[Page], name: str, shared: int) -> Reply:
    try:
        page = next(pages, None)
        return Finished() if page is None else _handed_over(page, shared)
    except UnreadableFile as error:
        return Refused(problem=error.problem, reason=error.reason)
    except MemoryError:
        return Refused(problem=too_much_memory(name).problem, reason=FileProblem.TOO_MUCH_MEMORY)


def _handed_over(page: Page, shared: int) -> PageMade:
    height, width, _ = page.pixels.shape
    flat, written = np.ascontiguousarray(page.pixels).data.cast("B"), 0
    while written < len(flat):
        written += os.pwrite(shared, flat[written:], written)
    return PageMade(number=page.number, of=page.of, width=width, height=height, lines=page.text_layer)


def _received(shared: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (part := os.pread(shared, size - len(data), len(data))):
        data += part
    return bytes(data)


def _allow_cpu(seconds: float) -> None:
    """The limit counts from the start of the process: it is moved on before every page."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + _CPU_MARGIN_S, hard))


def _end_with_parent(pipe: int) -> None:
    """However the parent ends, its side of the pipe closes; busy or not, so ends this process."""
    closed = select.poll()
    closed.register(pipe, 0)  # hanging up is always told
    closed.poll()
    os._exit(0)


if __name__ == "__main__":
    with suppress(EOFError, BrokenPipeError):
        main(int(sys.argv[1]), int(sys.argv[2]))
