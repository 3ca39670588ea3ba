"""How much may be sent in a day, counted with each case: by each system or account, and by all applicants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import SHANGHAI, today
from app.db.engine import reading, transaction
from app.db.tables import upload_use
from app.storage.errors import QuotaUsedUp

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Engine

    from app.clock import Clock

_MB: Final = 1024 * 1024
_KEPT: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Of one day in Shanghai."""

    files: int
    megabytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadQuotas:
    """`shared` is the one allowance of all who have no account: it keeps room on the disk for everybody else."""

    engine: Engine
    clock: Clock
    each: Allowance
    shared: Allowance
    shared_by: str

    def check(self, owner: str, files: int, size_bytes: int) -> None:
        """Let through what is still allowed today; what is sent at the same moment may go a little over it.

        Raises:
            QuotaUsedUp: it would be too much.
        """
        allowed = self.shared if owner == self.shared_by else self.each
        used_files, used_bytes = self._used(owner)
        if used_files + files > allowed.files or used_bytes + size_bytes > allowed.megabytes * _MB:
            raise QuotaUsedUp(
                f"{used_files:,} files of {used_bytes // _MB:,} MB were sent today; at most {allowed.files:,} files and"
                f" {allowed.megabytes:,} MB a day are taken in; go on tomorrow",
                self._until_tomorrow_s(),
            )

    def _used(self, owner: str) -> tuple[int, int]:
        mine = (upload_use.c.owner == owner, upload_use.c.used_on == today(self.clock).isoformat())
        with reading(self.engine) as connection:
            row = connection.execute(select(upload_use.c.files, upload_use.c.size_bytes).where(*mine)).first()
        return (0, 0) if row is None else (row.files, row.size_bytes)

    def _until_tomorrow_s(self) -> int:
        now = self.clock.now().astimezone(SHANGHAI)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), SHANGHAI)
        return int((midnight - now).total_seconds()) + 1


def count_uploads(connection: Connection, owner: str, on: date, files: int, size_bytes: int) -> None:
    """Count files that are kept, in their case's transaction and after its audit entry.

    The entry is what writers wait for each other at: whoever counted first and then waited there could hold up one
    that is past it, and waits for the count.
    """
    if not files:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"owner": owner, "used_on": on.isoformat(), "files": files, "size_bytes": size_bytes}
    statement = dialect.insert(upload_use).values(**row)
    more = {
        "files": upload_use.c.files + statement.excluded.files,
        "size_bytes": upload_use.c.size_bytes + statement.excluded.size_bytes,
    }
    connection.execute(statement.on_conflict_do_update(index_elements=["owner", "used_on"], set_=more))


def forget_counts(engine: Engine, clock: Clock) -> int:
    """Of days that are over; returns how many there were."""
    old = delete(upload_use).where(upload_use.c.used_on < (today(clock) - _KEPT).isoformat())
    with transaction(engine) as connection:
        return int(connection.execute(old).rowcount)
