"""Notes in the log who looked at a case, and who read the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.audit import service
from app.db.together import write_together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock

LOG = "audit"
"""The subject of entries about the log itself."""


def viewed(engine: Engine, clock: Clock, who: Principal, case_no: str, what: str = "case") -> int:
    """Write that `who` is shown the case, or another part of it; call it before anything is shown.

    Raises:
        DatabaseUnavailable: it can't be written; then nothing may be shown.
    """
    return _note(engine, clock, who, ("case_viewed", case_no), {"what": what})


def log_viewed(engine: Engine, clock: Clock, who: Principal, content: Mapping[str, object]) -> int:
    """Write that `who` is shown entries of the log; `content` tells which, without what they typed to find them.

    Raises:
        DatabaseUnavailable: it can't be written; then nothing may be shown.
    """
    return _note(engine, clock, who, ("audit_viewed", LOG), content)


def log_verified(engine: Engine, clock: Clock, who: Principal, content: Mapping[str, object]) -> int:
    return _note(engine, clock, who, ("audit_verified", LOG), content)


def _note(engine: Engine, clock: Clock, who: Principal, what: tuple[str, str], content: Mapping[str, object]) -> int:
    at, (event, subject) = clock.now(), what

    def write(connection: Connection) -> int:
        return service.append(connection, at=at, actor=who.id, event=event, subject=subject, content=content)

    return write_together(engine, write)
