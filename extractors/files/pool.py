"""Several processes that open files: a long file holds up no other."""

from __future__ import annotations

from queue import LifoQueue
from typing import TYPE_CHECKING

from extractors.files.load import DEFAULT_LIMITS
from extractors.files.sandbox import ParserProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractors.files.limits import Limits
    from extractors.files.pages import Page


class ParserPool:
    """`ParserProcess`es, each started when it is first needed and kept.

    Args:
        fonts: folder with a Chinese font, as `load` takes it.
        size: how many files may be open at a time; whoever comes when all are waits.
    """

    def __init__(self, fonts: Path | None = None, *, size: int = 4) -> None:
        self._idle: LifoQueue[ParserProcess] = LifoQueue()
        for _ in range(size):
            self._idle.put(ParserProcess(fonts))

    def pages(self, data: bytes, file: str, limits: Limits = DEFAULT_LIMITS, /, *, first: int = 1) -> Iterator[Page]:
        """The same as `ParserProcess.pages`."""
        parser = self._idle.get()
        try:
            yield from parser.pages(data, file, limits, first=first)
        finally:
            self._idle.put(parser)
