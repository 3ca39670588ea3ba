"""What the process that opens files and the one that asks say to each other: plain data, nothing to execute."""

from __future__ import annotations

import json
import os
import select
import struct
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from extractors.errors import FileProblem
from extractors.files.limits import Limits
from extractors.result import Box, Line

_LENGTH: Final = struct.Struct("<I")
_MAX_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenFile:
    """The file's bytes lie in the shared memory. `first`: the page to begin with."""

    file: str
    size: int
    limits: Limits
    fonts: Path | None
    first: int


@dataclass(frozen=True, slots=True)
class NextPage:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    """No further page of the open file is wanted. Not answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMade:
    """The pixels lie in the shared memory."""

    number: int
    of: int
    width: int
    height: int
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Finished:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    problem: str
    reason: FileProblem


Reply: TypeAlias = PageMade | Finished | Refused
Message: TypeAlias = OpenFile | NextPage | Cancel | Reply


def write_message(pipe: int, message: Message) -> None:
    """Raises OSError when the other side is gone."""
    body = json.dumps({"is": type(message).__name__, **asdict(message)}, default=str).encode()
    whole = memoryview(_LENGTH.pack(len(body)) + body)
    while whole:
        whole = whole[os.write(pipe, whole) :]


def read_message(pipe: int, until: float | None = None) -> Message:
    """The next message.

    Args:
        pipe: to read from.
        until: the `time.monotonic` at which to give up; None: wait for ever.

    Raises:
        TimeoutError: none came in time.
        EOFError: the other side is gone.
        ValueError: what came is no message.
    """
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, until))
    if length > _MAX_BYTES:
        raise ValueError(f"a message of {length} bytes")
    return _message(json.loads(_read(pipe, length, until)))


def arrives(pipe: int, seconds: float) -> bool:
    """Whether something can be read before so many seconds are over; also when the other side is gone."""
    ready = select.poll()
    ready.register(pipe, select.POLLIN)
    return bool(ready.poll(max(0.0, seconds) * 1000))


def _read(pipe: int, size: int, until: float | None) -> bytes:
    parts, missing = [], size
    while missing:
        if until is not None and not arrives(pipe, until - time.monotonic()):
            raise TimeoutError
        part = os.read(pipe, missing)
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _message(body: Any) -> Message:  # noqa: ANN401  as JSON gives it
    """Raises ValueError for everything that is none of the messages above."""
    try:
        match body:
            case {"is": "NextPage"}:
                return NextPage()
            case {"is": "Cancel"}:
                return Cancel()
            case {"is": "Finished"}:
                return Finished()
            case {"is": "Refused", "problem": str(problem), "reason": reason}:
                return Refused(problem=problem, reason=FileProblem(reason))
            case {"is": "OpenFile", "file": str(file), "size": int(size), "first": int(first), "limits": dict(limits)}:
                folder = None if body["fonts"] is None else Path(body["fonts"])
                return OpenFile(file=file, size=size, limits=Limits(**limits), fonts=folder, first=first)
            case {"is": "PageMade", "number": int(number), "of": int(of), "width": int(width), "height": int(height)}:
                lines = body["lines"]
                known = None if lines is None else tuple(_line(line) for line in lines)
                return PageMade(number=number, of=of, width=width, height=height, lines=known)
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"no message: {str(body)[:80]}")


def _line(body: dict[str, object]) -> Line:
    text, confidence, slope, edges = body["text"], body["confidence"], body["slope"], body["box"]
    if not (isinstance(text, str) and isinstance(confidence, float) and isinstance(slope, float)):
        raise TypeError("a line of other things")
    if not isinstance(edges, dict) or not all(isinstance(edge, int) for edge in edges.values()):
        raise TypeError("a box of other things")
    return Line(text=text, confidence=confidence, slope=slope, box=Box(**edges))
