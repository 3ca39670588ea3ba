"""Writes the whole log as one file that can be verified without the database.

The first line is a signed header: how many entries follow, the last hash, the checkpoints, the public key. Then one
entry a line, in the very bytes that its hash was taken of.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import select

from app.audit.checkpoints import stored_checkpoints
from app.audit.entries import FIRST, line_of
from app.db.engine import reading
from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.audit.entries import Fields
    from app.audit.signing import Signer
    from app.clock import Clock

FORMAT: Final = "zhiban audit export 1"
_STEP: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    entries: int
    last_sha256: str
    public_key: str


def export(engine: Engine, clock: Clock, signer: Signer, path: Path) -> Exported:
    """Write the file, in place of one that is there, once it is complete; as it stands at one instant."""
    draft = path.with_name(f"{path.name}.part")
    with reading(engine, at_one_instant=True) as connection, draft.open("wb") as file:
        last = connection.execute(
            select(audit_entry.c.number, audit_entry.c.sha256).order_by(audit_entry.c.number.desc()).limit(1)
        ).first()
        entries, last_sha256 = (last.number, last.sha256) if last else (0, FIRST)
        header = {
            "checkpoints": [one.to_json() for one in stored_checkpoints(connection) if one.number <= entries],
            "entries": entries,
            "format": FORMAT,
            "last_sha256": last_sha256,
            "made_at": clock.now().isoformat(),
            "public_key": signer.public_key,
        }
        file.write(canonical_json(header | {"signature": signer.sign(canonical_json(header))}) + b"\n")
        wanted = select(audit_entry).where(audit_entry.c.number <= entries).order_by(audit_entry.c.number)
        with connection.execute(wanted.execution_options(yield_per=_STEP)) as rows:
            for row in rows:
                *fields, sha256 = row
                file.write(line_of(cast("Fields", fields), str(sha256)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return Exported(entries=entries, last_sha256=last_sha256, public_key=signer.public_key)
