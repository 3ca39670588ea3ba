"""The database of a test's home: a SQLite file in it, or with TEST_DATABASE=postgresql one of a server.

The same home has the same database, so a test may open it again as after a restart.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.postgres import Databases, running_postgres

if TYPE_CHECKING:
    from pathlib import Path

ON_POSTGRES: Final = os.environ.get("TEST_DATABASE") == "postgresql"
KINDS: Final = ("postgresql",) if ON_POSTGRES else ("sqlite", "postgresql")
"""What a suite that is owed by every database runs on."""

_SERVER: Final = "TEST_POSTGRES_URL"
_KEPT: Final = ExitStack()
_MADE: Final[dict[str, str]] = {}
_OPENED: Final[list[Any]] = []


def database_of(home: Path) -> str:
    return postgres_of(home) if ON_POSTGRES else f"sqlite:///{home / 'zhiban.db'}"


def postgres_of(home: Path) -> str:
    """A PostgreSQL database of one's own, empty but for its tables; it is gone after the test."""
    name = f"home_{hashlib.sha256(str(home).encode()).hexdigest()[:20]}"
    if name not in _MADE:
        _MADE[name] = server().make(name)
    return _MADE[name]


@cache
def server() -> Databases:
    """One PostgreSQL for the whole run, also for processes that a test starts; begun by the first who needs it."""
    if _SERVER not in os.environ:
        os.environ[_SERVER] = _KEPT.enter_context(running_postgres())
        _KEPT.callback(os.environ.pop, _SERVER)
    event.listen(Pool, "connect", _note)
    return Databases(url=os.environ[_SERVER])


def forget() -> None:
    """After each test: close what it left open, and remove its databases."""
    for connection in _OPENED:
        if not connection.closed:
            connection.close()
    _OPENED.clear()
    while _MADE:
        server().drop(_MADE.popitem()[0])


def stop() -> None:
    """After all."""
    _KEPT.close()


def _note(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
    if hasattr(connection, "pgconn") and connection.info.dbname in _MADE:
        _OPENED.append(connection)
