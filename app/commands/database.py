"""`zhiban database …`: the version of the tables."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.commands.output import emit, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@click.group("database")
def command() -> None:
    """Show or change the version of the tables, or hold them against the code.

    A new database is made by whatever needs it first, and a SQLite file is upgraded by it. PostgreSQL is upgraded by
    `zhiban database upgrade` alone, with every server and worker stopped.
    """


@command.command("status")
@json_option
def status(*, as_json: bool) -> None:
    """Show the version. Exit status 0: the code's or an empty database, which will have it; 1: another."""
    from app.db.schema import HEAD, SchemaState, state_of, version_of

    with _using() as engine, engine.execution_options(begins="BEGIN").connect() as connection:
        version = version_of(connection)
    state = state_of(version)
    data = {"version": version, "code": HEAD, "state": state.value}
    emit(data, as_json=as_json, say=lambda: click.echo(f"version {version or 'none'}, code {HEAD}: {state}"))
    sys.exit(0 if state in {SchemaState.CURRENT, SchemaState.EMPTY} else 1)


@command.command("upgrade")
@json_option
def upgrade(*, as_json: bool) -> None:
    """Bring the tables to the version of the code, all of it or nothing. Make a backup first."""
    from app.db.migrations import running
    from app.db.schema import HEAD

    with _using() as engine:
        before = running.upgrade(engine)
    data = {"before": before, "version": HEAD}
    emit(data, as_json=as_json, say=lambda: click.echo(f"version {before or 'none'} → {HEAD}"))


@command.command("downgrade")
@click.argument("version")
@json_option
def downgrade(version: str, *, as_json: bool) -> None:
    """Take the tables back to VERSION; what only the later one holds is lost."""
    from app.db.migrations import running

    with _using() as engine:
        before = running.downgrade(engine, version)
    data = {"before": before, "version": version}
    emit(data, as_json=as_json, say=lambda: click.echo(f"version {before or 'none'} → {version}"))


@command.command("check")
@json_option
def check(*, as_json: bool) -> None:
    """Hold the tables against those the code declares. Exit status 0: the same; 1: what differs."""
    from app.db.migrations import running

    with _using() as engine, engine.execution_options(begins="BEGIN").connect() as connection:
        found = running.differences(connection)
    words = "\n".join(found) or "the tables are those of the code"
    emit({"same": not found, "differences": found}, as_json=as_json, say=lambda: click.echo(words))
    sys.exit(1 if found else 0)


@contextmanager
def _using() -> Iterator[Engine]:
    """An engine to the database as it is set, whatever its version."""
    from sqlalchemy.exc import DBAPIError

    from app.db.engine import connect, unavailable
    from app.settings import Settings

    settings = Settings()
    engine = connect(settings.database, settings.home)
    try:
        yield engine
    except DBAPIError as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()
