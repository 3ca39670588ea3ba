"""How long verifying the audit log takes, of an export and in the database, beside hashing its bytes alone."""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.audit.checkpoints import make_checkpoint
from app.audit.entries import NewEntry
from app.audit.exporting import export
from app.audit.service import append_all
from app.audit.signing import open_signer
from app.audit.verifying import verify_database, verify_export
from app.clock import SystemClock
from app.db.engine import open_database, transaction
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.audit.verifying import Findings

T = TypeVar("T")

_TOGETHER = 5_000
_CONTENT = {"item_version": "prepackaged-food-filing@2026-01-01", "outcome": "approve", "summary_sha256": "a" * 64}


def run(entries: int) -> Report:
    """Write so many entries as decisions write them, and verify them both ways."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="zhiban-audit-") as folder:
        home = Path(folder)
        engine, path, key = open_database(f"sqlite:///{home / 'zhiban.db'}", home), home / "audit.jsonl", home / "key"
        for start in range(0, entries, _TOGETHER):
            numbers, at = range(start, min(start + _TOGETHER, entries)), clock.now()
            new = [
                NewEntry(at=at, actor="machine", event="measured", subject=f"S20261126-{number:010X}", content=_CONTENT)
                for number in numbers
            ]
            with transaction(engine) as connection:
                append_all(connection, new)
        make_checkpoint(engine, clock, key)
        _, export_s = _timed(lambda: export(engine, clock, open_signer(key), path))
        _, hashing_s = _timed(lambda: _hashed(path))
        of_file, file_s = _timed(lambda: verify_export(path))
        of_database, database_s = _timed(lambda: verify_database(engine))
        engine.dispose()
    seconds = {"export": export_s, "hashing": hashing_s, "file": file_s, "database": database_s}
    return _report(entries, seconds, [of_file, of_database])


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    before = time.perf_counter()
    found = work()
    return found, time.perf_counter() - before


def _hashed(path: Path) -> int:
    with path.open("rb") as lines:
        return len([hashlib.sha256(line).hexdigest() for line in lines])


def _report(entries: int, seconds: dict[str, float], found: list[Findings]) -> Report:
    is_whole = all(one.is_whole and one.entries == entries for one in found)
    figures: dict[str, object] = {
        "entries": entries,
        "whole": is_whole,
        "verify_export_s": round(seconds["file"], 3),
        "verify_database_s": round(seconds["database"], 3),
        "export_s": round(seconds["export"], 3),
        "hashing_s": round(seconds["hashing"], 3),
        "ratio_hashing": round(seconds["file"] / seconds["hashing"], 2),
    }
    rows = [
        ("verifying an export", f"{seconds['file']:.2f} s"),
        ("verifying the database", f"{seconds['database']:.2f} s"),
        ("writing the export", f"{seconds['export']:.2f} s"),
        ("hashing the bytes of the export alone", f"{seconds['hashing']:.2f} s"),
    ]
    title = f"{entries:,} audit entries, whole: {is_whole}"
    return Report(title=title, figures=figures, headers=("what", "time"), rows=rows)
