"""Runs the steps: up, down, and the comparison of what they make with what the code declares."""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.schema import SchemaItem

from app.db.schema import BEFORE_VERSIONS, HEAD, VERSIONS, SchemaState, changing, stamp, state_of, version_of
from app.db.tables import metadata
from app.errors import WrongSchema

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Connection, Engine

FOLDER: Final = Path(__file__).parent


def upgrade(engine: Engine, to: str = HEAD) -> str | None:
    """Change the tables up to a version, all of it or nothing; returns the version there was before.

    A SQLite file is copied first, beside itself. When several processes begin at once, one does it and the others find
    it done.

    Raises:
        WrongSchema: there is no such version, or the database is newer than the code.
        DBAPIError: the database refused or went away; nothing was changed.
    """
    _require(to)
    with engine.execution_options(begins="BEGIN").connect() as connection:
        looked_at = version_of(connection)
    if state_of(looked_at) is SchemaState.AHEAD:
        raise WrongSchema(f"the database is of version {looked_at}, and this code knows up to {HEAD}")
    if looked_at is not None and looked_at < to:
        copy_beside(engine, looked_at)
    with changing(engine) as connection:
        before = version_of(connection)
        if before == BEFORE_VERSIONS:
            stamp(connection, BEFORE_VERSIONS)
        if before is None or before < to:
            _run(connection, "upgrade", to)
    return before


def downgrade(engine: Engine, to: str) -> str | None:
    """Take the steps back to a version; what only the later one holds is lost. Returns the version before.

    Raises:
        WrongSchema: there is no such version, or what is there can't be kept by it.
    """
    _require(to)
    with engine.execution_options(begins="BEGIN").connect() as connection:
        looked_at = version_of(connection)
    if looked_at is not None:
        copy_beside(engine, looked_at)
    with changing(engine) as connection:
        before = version_of(connection)
        if before is not None and before > to:
            _run(connection, "downgrade", to)
    return before


def differences(connection: Connection) -> list[str]:
    """What the tables lack or have beside those the code declares, a line each; empty when they are the same."""
    from alembic.autogenerate import compare_metadata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of indexes it can't compare
        return [_in_words(one) for one in compare_metadata(context(connection), metadata)]


def context(connection: Connection) -> MigrationContext:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection, opts=options())


def options() -> dict[str, Any]:
    """How alembic is to compare and to write steps."""
    return {
        "target_metadata": metadata,
        "transactional_ddl": True,
        "render_as_batch": True,
        "compare_type": True,
        "include_name": _is_ours,
    }


def copy_beside(engine: Engine, version: str) -> Path | None:
    """A copy of a SQLite file as it is, beside it; None for other databases, which have backups of their own."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name:
        return None
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = Path(f"{name}.{version}.{at}")
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(copy)) as target:
        copy.chmod(0o600)
        source.backup(target)
    return copy


def _require(version: str) -> None:
    if version not in VERSIONS:
        raise WrongSchema(f"there is no version {version[:40]}; the versions are: {', '.join(VERSIONS)}")


def _run(connection: Connection, direction: str, to: str) -> None:
    from alembic import command

    config = settings()
    config.attributes["connection"] = connection
    getattr(command, direction)(config, to)


def settings() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Tables of others may stand in the same database: the queue's, and the vectors'."""
    return kind != "table" or name in metadata.tables


def _in_words(difference: Any) -> str:  # noqa: ANN401  a tuple whose parts depend on what it tells, or a list of them
    parts = difference[0] if isinstance(difference, list) else difference
    return " ".join(str(getattr(part, "name", None) or part) for part in parts if isinstance(part, str | SchemaItem))
