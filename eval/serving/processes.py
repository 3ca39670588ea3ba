"""What the system tells of running processes: who started whom, memory held, processor time taken. Linux alone."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Places in /proc/PID/stat after the name, which is in brackets and may hold spaces."""


def tree(leader: int) -> tuple[int, ...]:
    """The process and all that descend from it, the leader first; those that ended are left out."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (parts := _stat(int(entry.name))):
            children.setdefault(int(parts[_PARENT]), []).append(int(entry.name))
    found, open_ends = [], [leader]
    while open_ends:
        pid = open_ends.pop(0)
        found.append(pid)
        open_ends += sorted(children.get(pid, []))
    return tuple(pid for pid in found if _stat(pid))


def memory_mb(pids: Iterable[int]) -> float:
    """Physical memory that they hold together; what they share is counted by shares."""
    return round(sum(_pss_kb(pid) for pid in pids) / 1024, 1)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time they have taken so far, without that of processes that ended."""
    stats = [parts for pid in pids if (parts := _stat(pid))]
    return sum(int(parts[_USER]) + int(parts[_SYSTEM]) for parts in stats) / _TICKS


def yardstick_ms() -> float:
    """Milliseconds of a fixed sum in Python: how fast the machine is at this time. The best of five."""
    return round(min(_sum_ms() for _ in range(5)), 1)


def _sum_ms() -> float:
    began, total = time.perf_counter(), 0
    for number in range(1_000_000):
        total += number
    return (time.perf_counter() - began) * 1000


def _stat(pid: int) -> list[str]:
    try:
        content = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return content.rpartition(")")[2].split()


def _pss_kb(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
