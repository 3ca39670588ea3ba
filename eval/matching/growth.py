"""`zhiban match-all` over made-up companies: seconds and memory of the process, from 3,000 companies up."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.matching.companies import write_companies
from eval.serving.service import ZHIBAN, ServiceFailed

if TYPE_CHECKING:
    from datetime import date

_KIB: Final = 1024
_AND_ITS_PEAK: Final = """
import os, sys
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(used.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command and tells the peak of its memory last: a process begins with the peak of the one that starts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, from the start of the process to its end; `peak_mb` is the most of its memory that was resident."""

    companies: int
    schemes: int
    answers: int
    seconds: float
    peak_mb: int
    written_mb: float


def matched_all(companies: int, on: date, seed: int, out: Path | None = None) -> Run:
    """Make so many companies, match them in a process of its own, and keep the answers in `out`, if anywhere.

    Raises:
        ServiceFailed: the command failed, or left companies out.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_companies(folder / "companies.parquet", companies, on, seed)
        written = out or folder / "answers.parquet"
        return _run(folder / "companies.parquet", written, on)


def _run(path: Path, out: Path, on: date) -> Run:
    command = [str(ZHIBAN), "match-all", str(path), "--out", str(out), "--on", on.isoformat(), "--json"]
    started = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", _AND_ITS_PEAK, *command], check=False, capture_output=True)  # noqa: S603  our own command  # nosec B603
    seconds = time.perf_counter() - started
    *complaints, peak_kib = ended.stderr.decode(errors="replace").splitlines() or [""]
    if ended.returncode:
        raise ServiceFailed(f"match-all exited with {ended.returncode}: {' '.join(complaints)[-500:]}")
    document = json.loads(ended.stdout)
    return Run(
        companies=document["companies"],
        schemes=document["schemes"],
        answers=document["answers"],
        seconds=seconds,
        peak_mb=int(peak_kib) // _KIB,
        written_mb=out.stat().st_size / 1e6,
    )
