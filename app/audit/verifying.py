"""Whether a log is whole: of an export from its bytes alone, of the database with every case; held to checkpoints."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import select

from app.audit import service
from app.audit.checkpoints import anchored, checkpoint_from, stored_checkpoints
from app.audit.entries import FIRST, digest_of, hash_of_line
from app.audit.errors import BadExport
from app.audit.exporting import FORMAT
from app.audit.signing import is_signed
from app.db.engine import reading
from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Engine

    from app.audit.checkpoints import Checkpoint
    from app.audit.entries import Fields

HEADER: Final = 0
"""The number under which the header of an export is named when it is the first thing that is broken."""
_MOST_HEADER_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What verifying found.

    Attributes:
        entries: how many were looked at.
        broken_at: the number of the first entry that is changed, missing, or out of its place.
        problem: what is wrong, in words; empty when nothing is.
        checkpoints: how many statements of earlier ends the chain was held against.
        public_keys: who signed them.
    """

    entries: int
    broken_at: int | None = None
    problem: str = ""
    unaccounted: tuple[str, ...] = ()
    last_sha256: str = FIRST
    checkpoints: int = 0
    public_keys: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.problem


@dataclass(slots=True)
class _Held:
    """Earlier ends of the chain that it is held against, as the walk passes them."""

    by_number: dict[int, set[str]] = field(default_factory=dict)
    public_keys: dict[str, None] = field(default_factory=dict)
    count: int = 0
    problem: str = ""

    def take(self, checkpoints: Iterable[Checkpoint | None], where: str) -> None:
        for place, one in enumerate(checkpoints, 1):
            if one is None or not one.is_signed:
                self.problem = self.problem or f"checkpoint {place} of {where} is not whole, or not signed by its key"
                continue
            self.by_number.setdefault(one.number, set()).add(one.sha256)
            self.public_keys[one.public_key] = None
            self.count += 1

    def contradicts(self, number: int, sha256: str) -> bool:
        seen = self.by_number.pop(number, None)
        return seen is not None and seen != {sha256}


def verify_export(path: Path, anchor: Path | None = None) -> Findings:
    """Verify a file of `zhiban audit export` on its bytes; nothing else is needed.

    Args:
        anchor: the file of checkpoints that was kept elsewhere; without it, who holds the key could have made it all
            anew.

    Raises:
        BadExport: there is no such file.
    """
    held = _Held()
    if anchor is not None:
        held.take(_anchored(anchor), f"{anchor}")
    try:
        with path.open("rb") as lines:
            header = _header(lines.readline(_MOST_HEADER_BYTES))
            if header is None:
                problem = "the header is not the one that was signed, or this is no export"
                return Findings(entries=0, broken_at=HEADER, problem=problem)
            held.take((checkpoint_from(one) for one in header["checkpoints"]), "the header")
            found = _walk(lines, int(header["entries"]), str(header["last_sha256"]), held)
    except OSError as error:
        raise BadExport(f"{path}: {error.strerror}") from error
    return _finished(found, held)


def verify_database(engine: Engine, anchor: Path | None = None) -> Findings:
    """Verify the log where it is kept, and hold every case against it."""
    held = _Held()
    with reading(engine, at_one_instant=True) as connection:
        held.take(stored_checkpoints(connection), "the database")
        if anchor is not None and (anchor.exists() or held.count):
            held.take(_anchored(anchor), f"{anchor}")
        report = service.verify(connection, held.contradicts)
    found = Findings(
        entries=report.entries,
        broken_at=report.broken_at,
        unaccounted=report.unaccounted,
        last_sha256=report.last_sha256,
    )
    if report.broken_at is not None:
        found = replace(found, problem=f"broken at entry {report.broken_at}")
    elif report.unaccounted:
        found = replace(found, problem=f"cases that differ from the log: {', '.join(report.unaccounted[:10])}")
    return _finished(found, held)


def verify_range(engine: Engine, first: int, last: int) -> Findings:
    """Verify the entries from `first` to `last` where they are kept: each by itself, and with the one before it.

    Also held against the checkpoints of the database that fall among them. Cases are not: see `verify_database`.
    """
    held, wanted = _Held(), select(audit_entry).where(audit_entry.c.number.between(max(first - 1, 1), last))
    with reading(engine, at_one_instant=True) as connection:
        held.take((one for one in stored_checkpoints(connection) if first <= one.number <= last), "the database")
        rows = list(connection.execute(wanted.order_by(audit_entry.c.number)))
    previous = rows.pop(0).sha256 if rows and rows[0].number < first else FIRST
    for number in range(first, last + 1):
        row = rows[number - first] if number - first < len(rows) else None
        sha256 = "" if row is None else digest_of(cast("Fields", tuple(row)[:-1]))
        is_next = row is not None and (row.number, row.previous_sha256, row.sha256) == (number, previous, sha256)
        if not is_next or held.contradicts(number, sha256):
            return _broken(number, previous)
        previous = sha256
    return Findings(
        entries=last - first + 1,
        last_sha256=previous,
        checkpoints=held.count,
        public_keys=tuple(held.public_keys),
        problem=held.problem,
    )


def _anchored(anchor: Path) -> list[Checkpoint | None]:
    try:
        return list(anchored(anchor))
    except OSError as error:
        raise BadExport(f"{anchor}: {error.strerror}") from error


def _header(line: bytes) -> dict[str, Any] | None:
    """The header when it is exactly as it was signed."""
    try:
        content = json.loads(line)
        signature = content.pop("signature")
        statement = canonical_json(content)
        is_same = canonical_json(content | {"signature": signature}) + b"\n" == line
        if is_same and content["format"] == FORMAT and is_signed(statement, signature, content["public_key"]):
            return dict(content)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return None


def _walk(lines: Iterable[bytes], entries: int, last_sha256: str, held: _Held) -> Findings:
    """Every line in turn; one too many counts as broken, as does the first one missing."""
    number, previous = 0, FIRST
    for line in lines:
        number += 1
        found = hash_of_line(line[:-1], number, previous) if line[-1:] == b"\n" and number <= entries else None
        if found is None or held.contradicts(number, found):
            return _broken(number, previous)
        previous = found
    if number < entries:
        return Findings(
            entries=number, broken_at=number + 1, last_sha256=previous,
            problem=f"broken at entry {number + 1}: the file ends before it, and {entries} were written",
        )  # fmt: skip
    if previous != last_sha256:
        return _broken(number, previous)
    return Findings(entries=number, last_sha256=previous)


def _broken(number: int, previous: str) -> Findings:
    return Findings(entries=number, broken_at=number, problem=f"broken at entry {number}", last_sha256=previous)


def _finished(found: Findings, held: _Held) -> Findings:
    """The findings with what the checkpoints add: an end that they know and the chain lacks."""
    found = replace(found, checkpoints=held.count, public_keys=tuple(held.public_keys))
    if not found.is_whole:
        return found
    missing = min(held.by_number, default=None)
    if missing is not None:
        at = found.entries + 1
        problem = f"broken at entry {at}: a checkpoint knows entry {missing}, and the log ends before it"
        return replace(found, broken_at=at, problem=problem)
    return replace(found, problem=held.problem)
