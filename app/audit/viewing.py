"""Notes in the log who looked at a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.audit import service
from app.db.together import write_together

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock


def viewed(engine: Engine, clock: Clock, who: Principal, case_no: str, what: str = "case") -> int:
    """Write that `who` is shown the case, or another part of it; call it before anything is shown.

    Raises:
        DatabaseUnavailable: it can't be written; then nothing may be shown.
    """
    at = clock.now()

    def write(connection: Connection) -> int:
        return service.append(
            connection, at=at, actor=who.id, event="case_viewed", subject=case_no, content={"what": what}
        )

    return write_together(engine, write)
