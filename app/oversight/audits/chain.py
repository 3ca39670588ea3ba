"""Where the chain of the audit log stands, and what its last checkpoint says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.audit.checkpoints import Checkpoint
from app.db.tables import audit_checkpoint, audit_entry

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_VERIFIED: Final = 20_000
"""Entries that a page verifies at a time; all of them are for `zhiban audit verify`."""
USUALLY_VERIFIED: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStands:
    """`holds`: whether the last checkpoint is signed and the entry that it names still has that hash."""

    entries: int
    last_at: str
    last_sha256: str
    checkpoint: Checkpoint | None
    holds: bool

    @property
    def since(self) -> int:
        """Entries that no checkpoint covers yet."""
        return self.entries - (0 if self.checkpoint is None else self.checkpoint.number)


def chain_stands(connection: Connection) -> ChainStands:
    own = audit_entry.c
    last = connection.execute(select(own.number, own.at, own.sha256).order_by(own.number.desc()).limit(1)).first()
    wanted = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)
    row = connection.execute(wanted).mappings().first()
    checkpoint = None if row is None else Checkpoint(**row)
    holds = checkpoint is not None and checkpoint.is_signed and _is_there(connection, checkpoint)
    return ChainStands(
        entries=0 if last is None else last.number,
        last_at="" if last is None else last.at,
        last_sha256="" if last is None else last.sha256,
        checkpoint=checkpoint,
        holds=holds,
    )


def covered_by(connection: Connection, number: int) -> int | None:
    """The first checkpoint that was made with this entry in the chain."""
    own = audit_checkpoint.c.number
    found: int | None = connection.execute(select(func.min(own)).where(own >= number)).scalar()
    return found


def hash_before(connection: Connection, number: int) -> str | None:
    """Of the entry before, as it is stored."""
    before = select(audit_entry.c.sha256).where(audit_entry.c.number == number - 1)
    found: str | None = connection.execute(before).scalar()
    return found


def _is_there(connection: Connection, checkpoint: Checkpoint) -> bool:
    wanted = select(audit_entry.c.sha256).where(audit_entry.c.number == checkpoint.number)
    return connection.execute(wanted).scalar() == checkpoint.sha256
