"""Opens the database: SQLite in WAL mode by default, any other by its URL.

A transaction that fails is not tried again here: whether its commit was made may not be known. Whoever asked decides;
submissions carry a key that makes them once.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.db.keyring import open_vault
from app.db.schema import make_current
from app.db.sealed import attach
from app.errors import DatabaseUnavailable, NotStorable
from app.vault.master_key import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL, Connection

BUSY_TIMEOUT_MS: Final = 10_000
LOCK_TIMEOUT_MS: Final = 4_000
STATEMENT_TIMEOUT_MS: Final = 30_000
"""Of PostgreSQL: a statement that waits or works for longer fails, and what asked for it answers that."""
CONNECT_TIMEOUT_S: Final = 5
CONNECTIONS: Final = 20
"""To one database, kept by one process, unless it is set otherwise."""

_IDLE_IN_TRANSACTION_MS: Final = 60_000
_WAL_KEPT_BYTES: Final = 64 * 1024 * 1024
"""SQLite's log shrinks to this after it grew, for example by an import."""
_RESTED_S: Final = 5.0
"""A connection that was not used for so long is asked whether it still stands before it is used."""
_ONE_INSTANT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_BUSY: Final = ("lock timeout", "statement timeout", "database is locked", "QueuePool limit")
_FULL: Final = ("disk is full", "No space left on device")

_WRITING: dict[str, RLock] = {}
"""One a database: whoever writes holds it."""


def open_database(
    url: str, home: Path, master_key_file: Path | None = None, *, connections: int = CONNECTIONS
) -> Engine:
    """An engine whose tables exist, are those of this code, and whose sealed columns open.

    Args:
        master_key_file: where the master key is; in `home` when None.
        connections: most that this process keeps open at once.

    Raises:
        DatabaseUnavailable: the URL, the file or the server can't be used.
        WrongSchema: its tables are of another version, and a person has to bring them to this one.
        VaultError: the master key is not there, or is another database's.
    """
    engine = connect(url, home, connections=connections)
    try:
        make_current(engine)
        attach(engine, open_vault(engine, master_key_file or home / FILE_NAME))
    except DBAPIError as error:
        engine.dispose()
        raise unavailable(error) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(url: str, home: Path, *, connections: int = CONNECTIONS) -> Engine:
    """An engine to a database whose tables nobody looked at; `open_database` is for all but those who change them.

    Raises:
        DatabaseUnavailable: the URL or the folder can't be used.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            home.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True, **_kept_open(parsed, connections))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnavailable(
            "ZHIBAN_DATABASE_URL is not a usable database URL (not shown: it may hold a password);"
            " write it as sqlite:////folder/zhiban.db, or leave it empty"
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(f"the folder {home} can't be used ({error.strerror}); set ZHIBAN_HOME") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_when)
        event.listen(engine, "checkout", _ask_after_rest(engine))
    return engine


def _kept_open(url: URL, connections: int) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite" and not url.database:
        return {}
    pool = {"pool_size": connections, "max_overflow": 0, "pool_timeout": BUSY_TIMEOUT_MS / 1000}
    if url.get_backend_name() != "postgresql":
        return pool
    return pool | {"connect_args": {"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "zhiban"}}


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: everything in it is written, or nothing.

    Raises:
        DatabaseUnavailable: the database refused, is full, or went away; whether a commit was made may not be known.
        NotStorable: a text is too long for its column, or holds a character that the database can't keep.
        IntegrityError: a constraint of the tables forbids it.
    """
    try:
        with _turn(engine), engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except DataError as error:
        raise _not_storable() from error
    except (DBAPIError, NoConnectionFree) as error:
        raise unavailable(error) from error


@contextmanager
def reading(engine: Engine, *, at_one_instant: bool = False) -> Iterator[Connection]:
    """For reading; it waits for no writer. Each statement sees what is committed when it begins.

    Args:
        at_one_instant: all statements see the same, whatever is committed meanwhile.

    Raises:
        DatabaseUnavailable: the database refused or went away.
        NotStorable: what is looked for holds a character that the database can't keep.
    """
    try:
        with engine.connect() as connection:
            yield _at_one_instant(connection) if at_one_instant else _by_statement(connection)
    except DataError as error:
        raise _not_storable() from error
    except (DBAPIError, NoConnectionFree) as error:
        raise unavailable(error) from error


def _at_one_instant(connection: Connection) -> Connection:
    own = connection.execution_options(begins="BEGIN")
    if connection.dialect.name == "postgresql":
        own.execute(_ONE_INSTANT)
    return own


def _by_statement(connection: Connection) -> Connection:
    if connection.dialect.name == "sqlite":
        return connection.execution_options(begins="")
    return connection.execution_options(isolation_level="AUTOCOMMIT")


def has_extension(engine: Engine, name: str) -> bool:
    """Whether this PostgreSQL server could be given the extension, or has it."""
    with reading(engine) as connection:
        wanted = text("SELECT count(*) FROM pg_available_extensions WHERE name = :name")
        return bool(connection.execute(wanted, {"name": name}).scalar_one())


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite has one writer at a time: threads of this process queue here, since its own waiting is by trial."""
    if engine.dialect.name != "sqlite":
        yield
        return
    turn = _WRITING.setdefault(str(engine.url), RLock())
    if not turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
        raise DatabaseUnavailable("the database is busy; try again in a moment")
    try:
        yield
    finally:
        turn.release()


def _not_storable() -> NotStorable:
    return NotStorable("a text is too long, or has a character (such as NUL) that can't be kept")


def unavailable(error: DBAPIError | NoConnectionFree) -> DatabaseUnavailable:
    """What is wrong, in words that tell what to do and hold no password."""
    reason = (str(getattr(error, "orig", None) or error).splitlines() or ["no reason was given"])[0]
    if any(words in reason for words in _BUSY):
        return DatabaseUnavailable(f"the database is busy ({reason}); try again in a moment")
    if any(words in reason for words in _FULL):
        return DatabaseUnavailable(f"the disk of the database is full ({reason}); make room")
    return DatabaseUnavailable(f"the database can't be used ({reason}); check ZHIBAN_DATABASE_URL and ZHIBAN_HOME")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
    connection.isolation_level = None
    for statement in (
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode = WAL",
        f"PRAGMA journal_size_limit = {_WAL_KEPT_BYTES}",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
    ):
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    """Take the write lock at once: two writers then wait for each other instead of failing halfway."""
    begins = connection.get_execution_options().get("begins", "BEGIN IMMEDIATE")
    if begins:
        connection.exec_driver_sql(begins)


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401  likewise
    with connection.cursor() as cursor:
        for name, value in (
            ("timezone", "UTC"),
            ("lock_timeout", f"{LOCK_TIMEOUT_MS}ms"),
            ("statement_timeout", f"{STATEMENT_TIMEOUT_MS}ms"),
            ("idle_in_transaction_session_timeout", f"{_IDLE_IN_TRANSACTION_MS}ms"),
        ):
            cursor.execute(f"SET SESSION {name} = '{value}'")
    connection.commit()


def _note_when(_connection: object, record: Any) -> None:  # noqa: ANN401  of the pool
    record.info["rested_since"] = time.monotonic()


def _ask_after_rest(engine: Engine) -> Any:  # noqa: ANN401  a listener
    """Before every use it would cost a round trip; after a rest the server may have been started anew."""

    def ask(connection: Any, record: Any, _proxy: object) -> None:  # noqa: ANN401  of the pool
        if time.monotonic() - record.info.get("rested_since", time.monotonic()) < _RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    return ask
