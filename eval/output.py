"""What a measurement writes, refused in one line where it can't be written, and how it says how far it is."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

from app.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import TextIO

_LINE_EVERY: Final = 10


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system refuses while `path` is written into one line.

    Raises:
        BadInput: the path can't be written.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(f"{path} can't be written ({reason}); choose another place") from error


def check_writable(path: Path | None) -> None:
    """Open the file now, so that a long run doesn't end in a file that can't be written.

    Raises:
        BadInput: the path can't be written.
    """
    if path is not None:
        with writing(path), path.open("a", encoding="utf-8"):
            pass


class Progress:
    """A counter on stderr: in place on a terminal, a line every ten elsewhere. Its last line is always ended."""

    def __init__(self, title: str, total: int, stream: TextIO | None = None) -> None:
        self._title, self._total = title, total
        self._stream = stream or sys.stderr
        self._in_place = self._stream.isatty()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_open:
            print(file=self._stream, flush=True)

    def done(self, count: int) -> None:
        text = f"{self._title} {count}/{self._total}"
        if self._in_place:
            print(f"\r{text}", end="", file=self._stream, flush=True)
            self._is_open = True
        elif count % _LINE_EVERY == 0 or count == self._total:
            print(text, file=self._stream, flush=True)
