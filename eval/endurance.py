"""What a worker that reads documents costs: how fast it starts, and whether its memory stays flat."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.output import Progress
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

_DRAWN: Final = 12
"""Different pages, read over and over."""
_SETTLED: Final = 30
"""After so many pages every shape of line has been met, and memory should grow no more."""
_STARTS: Final = 3


def run(*, pages: int, models: Path) -> Report:
    """Start `zhiban extract` afresh, then read `pages` drawn licences in one process, each file opened as uploads are.

    Raises:
        ModelsMissing: the fonts to draw with were not prepared.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = _drawn(Path(folder), models)
        starts = [_cold_start(files[0]) for _ in range(_STARTS)]
        resident = _read_all(files, pages)
    settled = resident[min(_SETTLED, len(resident)) - 1]
    figures: dict[str, object] = {
        "pages": pages,
        "cold_start_s": round(min(starts), 2),
        "settled_mb": settled,
        "last_mb": resident[-1],
        "peak_mb": max(resident),
        "growth_mb": resident[-1] - settled,
    }
    rows = [[key, str(value)] for key, value in figures.items()]
    return Report(title="A worker that reads documents", figures=figures, headers=["what", "figure"], rows=rows)


def _drawn(folder: Path, models: Path) -> list[Path]:
    from eval.draw import run as draw

    draw(folder, count=_DRAWN, seed=1, models=models)
    return sorted((folder / "images").iterdir())


def _cold_start(file: Path) -> float:
    """Seconds from the command to the fields of one page, in a new process."""
    started = time.perf_counter()
    command = [str(Path(sys.executable).with_name("zhiban")), "extract", str(file), "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command on our own file  # nosec B603
    return time.perf_counter() - started


def _read_all(files: Sequence[Path], pages: int) -> list[int]:
    """Megabytes of memory in use after each page."""
    from app.main import build_extractor
    from app.settings import Settings

    extractor = build_extractor(Settings())
    resident = []
    with Progress("endurance", pages) as progress:
        for done in range(1, pages + 1):
            extractor.extract(files[done % len(files)])
            resident.append(_resident_mb())
            progress.done(done)
    return resident


def _resident_mb() -> int:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) // 1024
