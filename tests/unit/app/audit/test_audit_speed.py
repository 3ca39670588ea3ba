"""Verifying costs little more than the hashing that it can't do without."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.audit.entries import NewEntry
from app.audit.exporting import export
from app.audit.service import append_all
from app.audit.signing import open_signer
from app.audit.verifying import verify_database, verify_export
from app.db.engine import open_database, transaction
from tests.office import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENTRIES = 10_000


def _seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    spent = []
    for _ in range(3):
        before = time.perf_counter()
        work()
        spent.append(time.perf_counter() - before)
    return min(spent)


def test_a_log_is_verified_within_a_few_times_of_its_bare_hashing(tmp_path: Path) -> None:
    engine, path = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path), tmp_path / "audit.jsonl"
    content = {"item_version": "prepackaged-food-filing@2026-01-01", "outcome": "approve", "dossier": "a" * 64}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    new = [
        NewEntry(at=at, actor="machine", event="noted", subject=f"S-{one}", content=content) for one in range(ENTRIES)
    ]
    with transaction(engine) as connection:
        append_all(connection, new)
    export(engine, FixedClock(), open_signer(tmp_path / "audit.key"), path)
    lines = path.read_bytes().splitlines()

    bare = _seconds(lambda: [hashlib.sha256(line).hexdigest() for line in lines])
    of_file = _seconds(lambda: verify_export(path))
    of_database = _seconds(lambda: verify_database(engine))

    assert verify_export(path).entries == verify_database(engine).entries == ENTRIES
    assert of_file < 10 * bare
    assert of_database < 40 * bare
