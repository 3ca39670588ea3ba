"""`python -m eval fuzz`: broken and hostile files, all of which have to end as pages or as a named problem."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from eval.fuzzing.hostile import hostile
from eval.fuzzing.mutate import broken
from eval.output import Progress
from eval.report import Report
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import DEFAULT_LIMITS
from extractors.files.sandbox import ParserProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from extractors.files.pages import Page

_HOSTILE_SHARE: Final = 0.1
_HANG_S: Final = 10.0
_MIB: Final = 1024 * 1024
_LOST: Final = frozenset({FileProblem.CRASHED, FileProblem.TOO_SLOW, FileProblem.TOO_MUCH_MEMORY})


@dataclass(kw_only=True, slots=True)
class _Seen:
    """What became of the files. Seconds are of one page, the wait for a new worker included."""

    read: int = 0
    pages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unnamed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    worst_seconds: float = 0.0
    worst_file: str = ""
    worst_file_seconds: float = 0.0


def made(seed: int, number: int) -> tuple[str, bytes]:
    """File `number` of a seed: its name and bytes; the same on every machine."""
    random = Random(f"{seed}/{number}")
    return hostile(random) if random.random() < _HOSTILE_SHARE else broken(random)


def run(*, files: int, seed: int) -> Report:
    """Open `files` files in the worker process, one in ten of them made on purpose, the others broken by chance."""
    seen = _Seen()
    with ParserProcess() as parser, Progress("files", files) as progress:
        for number in range(files):
            name, data = made(seed, number)
            _open(parser.pages, f"{number}-{name}", data, seen)
            progress.done(number + 1)
        peak = parser.peak_bytes
    return _report(seen, files, peak)


def _open(pages: Callable[[bytes, str], Iterator[Page]], name: str, data: bytes, seen: _Seen) -> None:
    started = at = time.perf_counter()
    try:
        for _ in pages(data, name):
            at = _waited(seen, name, at)
            seen.pages += 1
        seen.read += 1
    except UnreadableFile as error:
        seen.reasons[error.reason.value] += 1
        if error.reason in _LOST:
            seen.lost.append(f"{name}: {error.reason}")
        if not error.problem.strip() or "\n" in error.problem:
            seen.unnamed.append(name)
    except Exception as error:  # noqa: BLE001  to find these is what the measurement is for
        seen.unnamed.append(f"{name}: {type(error).__name__}: {error}"[:200])
    _waited(seen, name, at)
    seen.worst_file_seconds = max(seen.worst_file_seconds, time.perf_counter() - started)


def _waited(seen: _Seen, name: str, since: float) -> float:
    now = time.perf_counter()
    if now - since > seen.worst_seconds:
        seen.worst_seconds, seen.worst_file = now - since, name
    if now - since > _HANG_S:
        seen.hangs.append(name)
    return now


def _report(seen: _Seen, files: int, peak: int) -> Report:
    figures = {
        "files": files,
        "read": seen.read,
        "pages": seen.pages,
        "refused": dict(sorted(seen.reasons.items())),
        "workers_lost": seen.lost,
        "crashes": seen.reasons[FileProblem.CRASHED.value],
        "hangs_over_10_s": len(seen.hangs),
        "worst_seconds_a_page": round(seen.worst_seconds, 2),
        "worst_page": seen.worst_file,
        "worst_seconds_a_file": round(seen.worst_file_seconds, 2),
        "peak_mb_of_worker": round(peak / _MIB),
        "memory_limit_mb": DEFAULT_LIMITS.memory_bytes // _MIB,
        "unnamed_problems": seen.unnamed,
    }
    rows = [[name.replace("_", " "), _said(value)] for name, value in figures.items()]
    return Report(title="Broken and hostile files", figures=figures, headers=["", "figure"], rows=rows)


def _said(value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)}" + (f" ({', '.join(value[:5])} …)" if value else "")
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return str(value)
