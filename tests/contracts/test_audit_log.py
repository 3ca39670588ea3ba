"""The audit log does the same on SQLite and PostgreSQL: append-only, whole, exported, backed up and restored."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app.audit.checkpoints import make_checkpoint
from app.audit.exporting import export
from app.audit.service import append
from app.audit.signing import open_signer
from app.audit.verifying import verify_database, verify_export
from app.db.engine import open_database, transaction
from app.db.tables import audit_entry
from app.errors import DatabaseUnavailable
from app.operation.backups import back_up
from app.operation.errors import PlaceNotEmpty
from app.operation.restoring import restore
from app.settings import Settings
from tests.office import NOW, FixedClock
from tests.tampering import unguard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

WRITERS, EACH = 4, 10


def _created(postgres_url: str, name: str) -> str:
    """The URL of an empty database of that name."""
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty installation."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "home", database_url="")
    url = _created(request.getfixturevalue("postgres_url"), "audited")
    return Settings(home=tmp_path / "home", database_url=url)


@pytest.fixture
def tools(place: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs on the PATH, those of the server that was started where it brings them."""
    if not place.database_url:
        return
    home = Path(str(make_url(place.database).query["host"]))
    own = [str(folder) for folder in home.glob(".pg0/installation/*/bin")]
    monkeypatch.setenv("PATH", os.pathsep.join([*own, os.environ["PATH"]]))
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed")


@pytest.fixture
def engine(place: Settings) -> Iterator[Engine]:
    engine = open_database(place.database, place.home)
    yield engine
    engine.dispose()


def _log(engine: Engine, entries: int) -> None:
    for number in range(entries):
        with transaction(engine) as connection:
            append(connection, at=NOW, actor="machine", event="noted", subject="S", content={"number": number})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE audit_checkpoint SET sha256 = 'x'",
        "DELETE FROM audit_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_log(place: Settings, engine: Engine, statement: str) -> None:
    _log(engine, 2)
    make_checkpoint(engine, FixedClock(), place.audit_key)

    with pytest.raises((DBAPIError, DatabaseUnavailable), match="append-only"), transaction(engine) as connection:
        connection.execute(text(statement))

    assert verify_database(engine).is_whole


def test_writers_at_once_make_one_chain(engine: Engine) -> None:
    writers = [Thread(target=_log, args=(engine, EACH)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = verify_database(engine)

    assert (found.entries, found.is_whole) == (WRITERS * EACH, True)


def test_what_was_changed_behind_its_back_is_found_in_the_database_and_in_its_export(
    place: Settings, engine: Engine, tmp_path: Path
) -> None:
    _log(engine, 5)
    with transaction(engine) as connection:
        unguard(connection)
        connection.execute(text("UPDATE audit_entry SET actor = 'x' WHERE number = 3"))
    export(engine, FixedClock(), open_signer(place.audit_key), tmp_path / "audit.jsonl")

    assert verify_database(engine).broken_at == 3
    assert verify_export(tmp_path / "audit.jsonl").broken_at == 3


def test_an_export_is_whole_and_holds_every_entry(place: Settings, engine: Engine, tmp_path: Path) -> None:
    _log(engine, 5)
    make_checkpoint(engine, FixedClock(), place.audit_key, tmp_path / "anchor.jsonl")
    export(engine, FixedClock(), open_signer(place.audit_key), tmp_path / "audit.jsonl")

    found = verify_export(tmp_path / "audit.jsonl", tmp_path / "anchor.jsonl")

    assert (found.is_whole, found.entries, found.checkpoints) == (True, 5, 2)


@pytest.mark.usefixtures("tools")
def test_what_was_backed_up_comes_back_and_is_append_only_again(
    request: pytest.FixtureRequest, place: Settings, engine: Engine, tmp_path: Path
) -> None:
    _log(engine, 5)
    back_up(place, engine, FixedClock(), tmp_path / "backup.tar", with_keys=True)
    url = _created(request.getfixturevalue("postgres_url"), "restored") if place.database_url else ""
    there = Settings(home=tmp_path / "there", database_url=url)

    restore(tmp_path / "backup.tar", there)

    again = open_database(there.database, there.home)
    _log(again, 1)
    assert (verify_database(again).entries, verify_database(again).is_whole) == (6, True)
    with pytest.raises((DBAPIError, DatabaseUnavailable), match="append-only"), transaction(again) as connection:
        connection.execute(text("DELETE FROM audit_entry"))
    with transaction(again) as connection:
        assert connection.execute(select(func.count()).select_from(audit_entry)).scalar_one() == 6
    again.dispose()


@pytest.mark.usefixtures("tools")
def test_a_backup_is_never_put_over_a_database_that_holds_something(
    place: Settings, engine: Engine, tmp_path: Path
) -> None:
    back_up(place, engine, FixedClock(), tmp_path / "backup.tar", with_keys=True)
    there = Settings(home=tmp_path / "there", database_url=place.database)

    with pytest.raises(PlaceNotEmpty):
        restore(tmp_path / "backup.tar", there)
