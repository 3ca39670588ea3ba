"""Copies a database as it stands at one instant while others write to it, and puts such a copy back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from app.db.engine import reading
from app.db.schema import SchemaState, state_of, version_of
from app.operation.errors import BadBackup, PlaceNotEmpty, ToolMissing

if TYPE_CHECKING:
    from sqlalchemy import URL

SQLITE, POSTGRESQL = "database.sqlite", "database.pgdump"
_WORK_SCHEMA: Final = "dbos"
"""The queues, which are made anew from the tables."""


def file_of(url: str) -> Path:
    """The file of a SQLite database.

    Raises:
        BadBackup: it is kept in memory.
    """
    name = make_url(url).database
    if not name or name == ":memory:":
        raise BadBackup("a database that is kept in memory has no copy")
    return Path(name)


def copy_sqlite(database: Path, to: Path) -> None:
    """Through SQLite's own backup, which takes one snapshot."""
    try:
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)
            found = target.execute("PRAGMA quick_check").fetchone()[0]
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BadBackup(f"{database} can't be copied: {error}") from error
    if found != "ok":
        raise BadBackup(f"{database} is damaged: {found}")


def dump_postgresql(url: str, to: Path) -> None:
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--exclude-schema={_WORK_SCHEMA}", f"--file={to}")


def load_postgresql(url: str, dump: Path) -> None:
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", str(dump))


def require_empty(url: str) -> None:
    """Raises PlaceNotEmpty when the database has tables of ours."""
    engine = create_engine(url, hide_parameters=True)
    try:
        with reading(engine) as connection:
            if state_of(version_of(connection)) is not SchemaState.EMPTY:
                raise PlaceNotEmpty("the database has cases in it already; name an empty one")
    finally:
        engine.dispose()


def _run(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; how to reach the server is told in its environment, not on its line."""
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(f"{program} is not on the PATH; install PostgreSQL's client programs")
    parsed = make_url(url)
    command = [found, *arguments]
    if program == "pg_restore":
        command.insert(1, f"--dbname={parsed.database}")
    try:
        subprocess.run(command, env=_environment(parsed), check=True, capture_output=True, text=True)  # noqa: S603  a program found by name, no shell  # nosec B603
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.split())[-300:]
        raise ToolMissing(f"{program} failed: {said}") from error


def _environment(url: URL) -> dict[str, str]:
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }
    return {**os.environ, **{name: str(value) for name, value in given.items() if value}}
