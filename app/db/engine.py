"""Opens the database: SQLite in WAL mode by default, any other by its URL."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import RLock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from app.db.keyring import open_vault
from app.db.sealed import attach
from app.db.tables import metadata
from app.errors import DatabaseUnavailable
from app.vault.master_key import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

BUSY_TIMEOUT_MS = 10_000

_WRITING: dict[str, RLock] = {}
"""One a database: whoever writes holds it."""


def open_database(url: str, home: Path, master_key_file: Path | None = None) -> Engine:
    """An engine whose tables exist, and whose sealed columns open.

    Args:
        master_key_file: where the master key is; in `home` when None.

    Raises:
        DatabaseUnavailable: the URL, the file or the server can't be used.
        VaultError: the master key is not there, or is another database's.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            home.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin)
        metadata.create_all(engine)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnavailable(
            "ZHIBAN_DATABASE_URL is not a usable database URL (not shown: it may hold a password);"
            " write it as sqlite:////folder/zhiban.db, or leave it empty"
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(f"the folder {home} can't be used ({error.strerror}); set ZHIBAN_HOME") from error
    except DBAPIError as error:
        raise _unavailable(error) from error
    attach(engine, open_vault(engine, master_key_file or home / FILE_NAME))
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: everything in it is written, or nothing.

    Raises:
        DatabaseUnavailable: the database refused or went away.
    """
    try:
        with _turn(engine), engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _unavailable(error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A consistent view for reading, which waits for no writer.

    Raises:
        DatabaseUnavailable: the database refused or went away.
    """
    with transaction(engine.execution_options(reads_only=True)) as connection:
        yield connection


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """SQLite has one writer at a time: threads of this process queue here, since its own waiting is by trial."""
    if engine.dialect.name != "sqlite" or engine.get_execution_options().get("reads_only", False):
        return nullcontext()
    return _WRITING.setdefault(str(engine.url), RLock())


def _unavailable(error: DBAPIError) -> DatabaseUnavailable:
    reason = str(error.orig).splitlines()[0]
    return DatabaseUnavailable(f"the database can't be used ({reason}); check ZHIBAN_DATABASE_URL and ZHIBAN_HOME")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
    connection.isolation_level = None
    for statement in (
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
    ):
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    """Take the write lock at once: two writers then wait for each other instead of failing halfway."""
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
