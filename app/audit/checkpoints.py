"""Checkpoints: signed statements of where the chain stood, kept in the database and in a file outside it.

The chain alone tells nothing of entries that are missing at its end, nor of a chain that was made anew from some entry
on. A checkpoint that lies elsewhere does.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.audit.errors import AnchorUnwritable
from app.audit.signing import is_signed, open_signer
from app.db.engine import reading, transaction
from app.db.tables import audit_checkpoint, audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.audit.signing import Signer
    from app.clock import Clock

ENTRIES: Final = 1000
EVERY: Final = timedelta(hours=1)
"""A checkpoint is due after so many entries, or so long after the one before when there is any new entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The entry `number` had this hash when it was the last one."""

    number: int
    sha256: str
    made_at: str
    public_key: str
    signature: str

    @property
    def is_signed(self) -> bool:
        return is_signed(_statement(self.number, self.sha256, self.made_at), self.signature, self.public_key)

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def checkpoint_from(content: object) -> Checkpoint | None:
    """The checkpoint that a line or a header holds, or None when it holds none that is whole and signed."""
    try:
        found = Checkpoint(**content)  # type: ignore[arg-type]  # whatever was in the file: looked at below
    except TypeError:
        return None
    texts = (found.sha256, found.made_at, found.public_key, found.signature)
    is_whole = type(found.number) is int and all(isinstance(one, str) for one in texts)
    return found if is_whole and found.is_signed else None


def make_checkpoint(
    engine: Engine, clock: Clock, key_file: Path, anchor: Path | None = None, *, due_only: bool = False
) -> Checkpoint | None:
    """Sign where the chain stands now, and write it into the database and the anchor file; None when nothing is new.

    Args:
        anchor: a file outside the database, best on another disk or another machine's; it is only ever added to.
        due_only: leave it when the one before is neither old nor far behind.

    Raises:
        AuditKeyUnusable, AnchorUnwritable, DatabaseUnavailable
    """
    with reading(engine) as connection:
        last = connection.execute(
            select(audit_entry.c.number, audit_entry.c.sha256).order_by(audit_entry.c.number.desc()).limit(1)
        ).first()
        before = _newest(connection)
    now, made = clock.now(), None
    if last is not None and _is_due(last.number, before, now, due_only=due_only):
        made = _signed(open_signer(key_file), last.number, last.sha256, now)
        try:
            with transaction(engine) as connection:
                connection.execute(insert(audit_checkpoint).values(made.to_json()))
        except IntegrityError:  # another process made it at the same moment
            made = None
    if anchor is not None:
        _write_out(engine, anchor)
    return made


def stored_checkpoints(connection: Connection) -> tuple[Checkpoint, ...]:
    rows = connection.execute(select(audit_checkpoint).order_by(audit_checkpoint.c.number)).mappings()
    return tuple(Checkpoint(**row) for row in rows)


def anchored(path: Path) -> Iterator[Checkpoint | None]:
    """The checkpoints of an anchor file, line by line; None for a line that is not whole and signed."""
    with path.open("rb") as lines:
        for line in lines:
            try:
                content = json.loads(line)
            except ValueError:
                content = None
            found = checkpoint_from(content)
            is_same = found is not None and line == _line(found)
            yield found if is_same else None


def _newest(connection: Connection) -> Checkpoint | None:
    wanted = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else Checkpoint(**row)


def _is_due(last: int, before: Checkpoint | None, now: datetime, *, due_only: bool) -> bool:
    if before is None:
        return True
    new = last - before.number
    if not due_only:
        return new > 0
    return new >= ENTRIES or (new > 0 and now - datetime.fromisoformat(before.made_at) >= EVERY)


def _signed(signer: Signer, number: int, sha256: str, now: datetime) -> Checkpoint:
    made_at = now.isoformat()
    signature = signer.sign(_statement(number, sha256, made_at))
    return Checkpoint(number=number, sha256=sha256, made_at=made_at, public_key=signer.public_key, signature=signature)


def _statement(number: int, sha256: str, made_at: str) -> bytes:
    return f"zhiban audit checkpoint\n{number}\n{sha256}\n{made_at}\n".encode()


def _line(checkpoint: Checkpoint) -> bytes:
    return canonical_json(checkpoint.to_json()) + b"\n"


def _write_out(engine: Engine, anchor: Path) -> None:
    """Add the checkpoints that the file does not have yet: also those of a time when it could not be written."""
    try:
        known = {one.number for one in anchored(anchor) if one is not None} if anchor.exists() else set()
        with reading(engine) as connection:
            missing = [one for one in stored_checkpoints(connection) if one.number not in known]
        if not missing:
            return
        anchor.parent.mkdir(parents=True, exist_ok=True)
        with anchor.open("ab") as file:
            file.write(b"".join(_line(one) for one in missing))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise AnchorUnwritable(
            f"{anchor}: {error.strerror}; set ZHIBAN_AUDIT_ANCHOR to a file that can be written"
        ) from error
