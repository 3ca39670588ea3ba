"""How much may be sent in a day, counted in the database: by each system and account, and by all applicants together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update

from app.clock import SHANGHAI, today
from app.db.engine import transaction
from app.db.tables import upload_use
from app.storage.errors import QuotaUsedUp

if TYPE_CHECKING:
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

    def use(self, owner: str, files: int, size_bytes: int) -> None:
        """Count what was sent today.

        Raises:
            QuotaUsedUp: it would be too much; it is not counted.
        """
        allowed = self.shared if owner == self.shared_by else self.each
        with transaction(self.engine) as connection:
            used = self._used(connection, owner)
            if used[0] + files > allowed.files or used[1] + size_bytes > allowed.megabytes * _MB:
                raise QuotaUsedUp(
                    f"{used[0]:,} files of {used[1] // _MB:,} MB were sent today; at most {allowed.files:,} files and"
                    f" {allowed.megabytes:,} MB a day are taken in; go on tomorrow",
                    self._until_tomorrow_s(),
                )
            mine = (upload_use.c.owner == owner, upload_use.c.used_on == today(self.clock).isoformat())
            more = {"files": upload_use.c.files + files, "size_bytes": upload_use.c.size_bytes + size_bytes}
            connection.execute(update(upload_use).where(*mine).values(**more))

    def _used(self, connection: Connection, owner: str) -> tuple[int, int]:
        """So far today; holds the count until the transaction ends."""
        on = today(self.clock)
        mine = (upload_use.c.owner == owner, upload_use.c.used_on == on.isoformat())
        wanted = select(upload_use.c.files, upload_use.c.size_bytes).where(*mine).with_for_update()
        row = connection.execute(wanted).first()
        if row is None:
            connection.execute(delete(upload_use).where(upload_use.c.used_on < (on - _KEPT).isoformat()))
            first = {"owner": owner, "used_on": on.isoformat(), "files": 0, "size_bytes": 0}
            connection.execute(_insert_once(connection, first))
            row = connection.execute(wanted).one()
        return row.files, row.size_bytes

    def _until_tomorrow_s(self) -> int:
        now = self.clock.now().astimezone(SHANGHAI)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), SHANGHAI)
        return int((midnight - now).total_seconds()) + 1


def _insert_once(connection: Connection, row: dict[str, object]) -> object:
    """Another process may be first: then its row is the one."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(upload_use).values(**row).on_conflict_do_nothing()
    return insert(upload_use).prefix_with("OR IGNORE", dialect="sqlite").values(**row)
