"""The audit log: append-only, each entry holding the hash of the one before it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

FIRST = "0" * 64
"""What the first entry holds in place of a hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """`broken_at` is the number of the first entry that does not fit, None when all do."""

    entries: int
    broken_at: int | None
    last_sha256: str


def append(
    connection: Connection, *, at: datetime, actor: str, event: str, subject: str, content: Mapping[str, object]
) -> None:
    """Add one entry inside the caller's transaction: if it can't be written, nothing is."""
    last = connection.execute(
        select(audit_entry.c.number, audit_entry.c.sha256).order_by(audit_entry.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.sha256) if last else (1, FIRST)
    text = canonical_json(content).decode()
    row = {"number": number, "at": at.isoformat(), "actor": actor, "event": event, "subject": subject, "content": text}
    row["previous_sha256"] = previous
    connection.execute(insert(audit_entry).values(**row, sha256=_digest(row)))


def verify(connection: Connection) -> ChainReport:
    """Walk the whole chain."""
    previous, count = FIRST, 0
    for row in connection.execute(select(audit_entry).order_by(audit_entry.c.number)):
        count += 1
        if row.number != count or row.previous_sha256 != previous or _digest(_hashed(row)) != row.sha256:
            return ChainReport(entries=count, broken_at=count, last_sha256=previous)
        previous = row.sha256
    return ChainReport(entries=count, broken_at=None, last_sha256=previous)


def _hashed(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {name: value for name, value in row._mapping.items() if name != "sha256"}  # noqa: SLF001  SQLAlchemy's public name


def _digest(row: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_json(row)).hexdigest()
