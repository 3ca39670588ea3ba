"""The audit log: append-only, each entry holding the hash of the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast
from weakref import WeakKeyDictionary

from sqlalchemy import func, insert, select

from app.audit.accounting import Accounts
from app.audit.entries import FIRST, NewEntry, digest_of
from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RootTransaction

    from app.audit.entries import Fields

CHAIN_LOCK: Final = 20_260_301
"""The number of the lock that PostgreSQL's writers of the chain wait for."""

_LOCKED: Final = select(func.pg_advisory_xact_lock(CHAIN_LOCK))
_LAST: Final = select(audit_entry.c.number, audit_entry.c.sha256).order_by(audit_entry.c.number.desc()).limit(1)
_INSERT: Final = insert(audit_entry)
_COLUMNS: Final = tuple(audit_entry.c.keys())
_ALL: Final = select(audit_entry).order_by(audit_entry.c.number).execution_options(yield_per=1000)

_ENDS: Final[WeakKeyDictionary[RootTransaction, tuple[int, str]]] = WeakKeyDictionary()
"""Where the chain ends for each transaction that writes to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """`broken_at` is the number of the first entry that does not fit, None when all do.

    `unaccounted`: cases that are not as the log says they were left, or that it does not know.
    """

    entries: int
    broken_at: int | None
    unaccounted: tuple[str, ...]
    last_sha256: str


def hold(connection: Connection) -> None:
    """Keep every other writer of the chain out from now on: called before a row is locked in a transaction that logs.

    Whoever locks a row first and the chain afterwards could wait for somebody who does it the other way round.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCKED)


def append(
    connection: Connection, *, at: datetime, actor: str, event: str, subject: str, content: Mapping[str, object]
) -> int:
    """Add one entry inside the caller's transaction and return its number: if it can't be written, nothing is.

    One writer at a time: on PostgreSQL the others wait here until the transaction ends.
    """
    return append_all(connection, [NewEntry(at=at, actor=actor, event=event, subject=subject, content=content)])[0]


def append_all(connection: Connection, entries: Sequence[NewEntry]) -> list[int]:
    """Add entries one after the other, as `append` does; their numbers follow each other."""
    number, previous = _end_of_chain(connection)
    rows = []
    for entry in entries:
        number += 1
        content = canonical_json(entry.content).decode()
        fields = (number, entry.at.isoformat(), entry.actor, entry.event, entry.subject, content, previous)
        previous = digest_of(fields)
        rows.append(dict(zip(_COLUMNS, (*fields, previous), strict=True)))
    connection.execute(_INSERT, rows)
    _remember(connection, (number, previous))
    return list(range(number - len(rows) + 1, number + 1))


def _end_of_chain(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry. Whoever asked keeps every other writer out until its transaction ends.

    So the answer is remembered for the rest of the transaction, unless a savepoint could take entries back.
    """
    own = connection.get_transaction()
    known = None if own is None or connection.in_nested_transaction() else _ENDS.get(own)
    if known is not None:
        return known
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCKED)
    last = connection.execute(_LAST).first()
    return (last.number, last.sha256) if last else (0, FIRST)


def _remember(connection: Connection, end: tuple[int, str]) -> None:
    own = connection.get_transaction()
    if own is None:
        return
    if connection.in_nested_transaction():
        _ENDS.pop(own, None)
    else:
        _ENDS[own] = end


def verify(
    connection: Connection, contradicts: Callable[[int, str], bool] = lambda _number, _sha256: False
) -> ChainReport:
    """Walk the whole chain, and hold every case against what the log says of it.

    Args:
        contradicts: whether an entry with that number and hash is not the one that was seen there before.
    """
    previous, count, accounts = FIRST, 0, Accounts()
    with connection.execute(_ALL) as rows:
        for row in rows:
            count += 1
            *fields, stated = row
            sha256 = digest_of(cast("Fields", fields))
            if (row[0], row[6], stated) != (count, previous, sha256) or contradicts(count, sha256):
                return ChainReport(entries=count, broken_at=count, unaccounted=(), last_sha256=previous)
            previous = sha256
            accounts.note(row[4], row[3], row[5])
    return ChainReport(entries=count, broken_at=None, unaccounted=accounts.differing(connection), last_sha256=previous)
