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
_HOMES: Final[dict[str, Path]] = {}
_OPENED: Final[list[Any]] = []


def database_of(home: Path) -> str:
    return postgres_of(home) if ON_POSTGRES else f"sqlite:///{home / 'zhiban.db'}"


def postgres_of(home: Path) -> str:
    """A PostgreSQL database of one's own, empty but for its tables; it is gone after the test whose home it is."""
    name = f"home_{hashlib.sha256(str(home).encode()).hexdigest()[:20]}"
    if name not in _HOMES:
        _HOMES[name] = home
        server().make(name)
    return server().named(name)


@cache
def server() -> Databases:
    """One PostgreSQL for the whole run, also for processes that a test starts; begun by the first who needs it."""
    if _SERVER not in os.environ:
        os.environ[_SERVER] = _KEPT.enter_context(running_postgres())
        _KEPT.callback(os.environ.pop, _SERVER)
    event.listen(Pool, "connect", _note)
    return Databases(url=os.environ[_SERVER])


def forget(below: Path | None) -> None:
    """After a test: close what it left open of its databases, and remove them. Those of a module stay till the end."""
    gone = {name for name, home in _HOMES.items() if below is not None and home.is_relative_to(below)}
    for connection in [one for one in _OPENED if one.closed or one.info.dbname in gone]:
        connection.close()
        _OPENED.remove(connection)
    for name in gone:
        server().drop(name)
        del _HOMES[name]


def stop() -> None:
    """After all."""
    for connection in _OPENED:
        connection.close()
    _KEPT.close()


def _note(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
    if hasattr(connection, "pgconn") and connection.info.dbname in _HOMES:
        _OPENED.append(connection)
