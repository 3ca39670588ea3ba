"""The audit log: append-only, each entry holding the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select

from app.db.tables import audit_entry, case, decision
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

EVENT_OF_STATE: Final = {"granted": "case_granted", "received": "case_handed_over"}
"""The entry that a decision writes, by the state it puts the case in."""
DECIDED: Final = frozenset(EVENT_OF_STATE.values())

CHAIN_LOCK: Final = 20_260_301
"""The number of the lock that PostgreSQL's writers of the chain wait for."""

FIRST = "0" * 64
"""What the first entry holds in place of a hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """`broken_at` is the number of the first entry that does not fit, None when all do.

    `unaccounted`: cases whose decision is not the one that the log says was taken, or that it does not know.
    """

    entries: int
    broken_at: int | None
    unaccounted: tuple[str, ...]
    last_sha256: str


def append(
    connection: Connection, *, at: datetime, actor: str, event: str, subject: str, content: Mapping[str, object]
) -> int:
    """Add one entry inside the caller's transaction and return its number: if it can't be written, nothing is.

    One writer at a time: on PostgreSQL the others wait here until the transaction ends.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    last = connection.execute(
        select(audit_entry.c.number, audit_entry.c.sha256).order_by(audit_entry.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.sha256) if last else (1, FIRST)
    text = canonical_json(content).decode()
    row = {"number": number, "at": at.isoformat(), "actor": actor, "event": event, "subject": subject, "content": text}
    row["previous_sha256"] = previous
    connection.execute(insert(audit_entry).values(**row, sha256=_digest(row)))
    return number


def verify(connection: Connection) -> ChainReport:
    """Walk the whole chain, and hold every decision against its entry."""
    previous, count = FIRST, 0
    said: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(select(audit_entry).order_by(audit_entry.c.number)):
        count += 1
        if row.number != count or row.previous_sha256 != previous or _digest(_hashed(row)) != row.sha256:
            return ChainReport(entries=count, broken_at=count, unaccounted=(), last_sha256=previous)
        previous = row.sha256
        if row.event in DECIDED:
            content = json.loads(row.content)
            said.setdefault(row.subject, set()).add((row.event, content.get("dossier_sha256", "")))
    unaccounted = _unaccounted(connection, said)
    return ChainReport(entries=count, broken_at=None, unaccounted=unaccounted, last_sha256=previous)


def _unaccounted(connection: Connection, said: Mapping[str, set[tuple[str, str]]]) -> tuple[str, ...]:
    """Cases that are missing on one side, or whose state or dossier is not what was logged."""
    columns = (case.c.case_no, case.c.state, decision.c.dossier, decision.c.dossier_sha256)
    rows = connection.execute(select(*columns).join(decision, decision.c.case_no == case.c.case_no))
    found = {
        row.case_no: (EVENT_OF_STATE.get(row.state, ""), row.dossier_sha256)
        for row in rows
        if hashlib.sha256(row.dossier).hexdigest() == row.dossier_sha256
    }
    numbers = set(said) | set(connection.execute(select(case.c.case_no)).scalars())
    return tuple(sorted(one for one in numbers if said.get(one) != {found.get(one, ("", ""))}))


def _hashed(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {name: value for name, value in row._mapping.items() if name != "sha256"}  # noqa: SLF001  SQLAlchemy's public name


def _digest(row: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_json(row)).hexdigest()
