"""Which version of the tables a database has, and how it comes to the one that this code works with.

A new database is made as the tables are declared. An older one is changed step by step by `app/db/migrations`, which is
not even imported while there is nothing to do.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import NullPool, create_engine, event, func, inspect, select, text

from app.db.tables import metadata
from app.errors import WrongSchema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Connection, Engine

VERSIONS: Final = ("0001", "0002", "0003", "0004")
"""Oldest first; each is a file of `app/db/migrations/versions`."""
HEAD: Final = VERSIONS[-1]
BEFORE_VERSIONS: Final = "0001"
"""What a database without a version holds, when it holds anything."""

SCHEMA_LOCK: Final = 20_260_302
"""The number of the lock of those who change tables in PostgreSQL."""

_VERSION_TABLE: Final = "alembic_version"
_FROM_THE_FIRST_DAY: Final = "case"
_SINCE_VERSIONS: Final = "case_event"


class SchemaState(StrEnum):
    """How the tables of a database stand to this code."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def version_of(connection: Connection) -> str | None:
    """The version of the tables; None where there are none of ours.

    Raises:
        WrongSchema: there are tables of ours without a version, and not those of the first.
    """
    tables = inspect(connection)
    if tables.has_table(_VERSION_TABLE):
        return connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608  a constant  # nosec B608
    if not tables.has_table(_FROM_THE_FIRST_DAY):
        return None
    if tables.has_table(_SINCE_VERSIONS):
        raise WrongSchema("the tables in the database are of no version; load a backup, or begin with an empty one")
    return BEFORE_VERSIONS


def state_of(version: str | None) -> SchemaState:
    if version is None:
        return SchemaState.EMPTY
    if version == HEAD:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if version in VERSIONS else SchemaState.AHEAD


def make_current(engine: Engine) -> None:
    """Have the tables as this code knows them: made in an empty database, and in a SQLite file changed by migrations.

    Raises:
        WrongSchema: the database is newer than the code, or it is PostgreSQL and older: there may be other processes
            that work with it, so a person upgrades it.
        DBAPIError: the database refused or went away.
    """
    with engine.execution_options(begins="BEGIN").connect() as connection:
        state = state_of(version := version_of(connection))
    if state is SchemaState.EMPTY:
        state = state_of(version := _made(engine))
    if state is SchemaState.AHEAD:
        raise WrongSchema(
            f"the database is of version {version}, and this code knows up to {HEAD}: start the newer code, or load a"
            " backup from before"
        )
    if state is SchemaState.BEHIND and engine.dialect.name != "sqlite":
        raise WrongSchema(
            f"the database is of version {version} and the code of {HEAD}: stop every server and worker, make a backup,"
            " and run `zhiban database upgrade`"
        )
    if state is SchemaState.BEHIND:
        from app.db.migrations.running import upgrade

        upgrade(engine)


def _made(engine: Engine) -> str | None:
    """Make the tables unless another process did so a moment ago; returns the version that is there now."""
    with engine.begin() as connection:
        lock_schema(connection)
        version = version_of(connection)
        if version is not None:
            return version
        metadata.create_all(connection)
        stamp(connection, HEAD)
    return HEAD


def stamp(connection: Connection, version: str) -> None:
    """Write down the version, as the migrations do."""
    create = f"CREATE TABLE IF NOT EXISTS {_VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    connection.execute(text(create))
    connection.execute(text(f"DELETE FROM {_VERSION_TABLE}"))  # noqa: S608  a constant  # nosec B608
    connection.execute(text(f"INSERT INTO {_VERSION_TABLE} VALUES (:version)"), {"version": version})  # noqa: S608  # nosec B608


def lock_schema(connection: Connection) -> None:
    """One at a time until the transaction ends; whoever waits may do so for longer than a statement may."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(SCHEMA_LOCK)))


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be made anew: it holds the lock, and SQLite follows no foreign keys in it.

    SQLite changes most of a table by copying it and dropping the first, which must not take along what refers to it.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            lock_schema(connection)
            yield connection
        return
    apart = create_engine(engine.url, poolclass=NullPool, hide_parameters=True)
    event.listen(apart, "connect", _prepare)
    event.listen(apart, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with apart.begin() as connection:
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise WrongSchema(f"rows of {broken[0]} refer to rows that are gone; nothing was changed")


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
    connection.isolation_level = None
    for statement in ("PRAGMA busy_timeout = 60000", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = OFF"):
        connection.execute(statement)
