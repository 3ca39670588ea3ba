"""What the steps between versions of the tables owe: the tables of the code, and every row kept."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select, text

from app.audit.verifying import verify_database
from app.cases.service import find
from app.db.engine import connect, open_database
from app.db.migrations.running import differences, downgrade, settings, upgrade
from app.db.schema import HEAD, VERSIONS, SchemaState, changing, stamp, state_of, version_of
from app.db.tables import case, metadata, register_record
from app.errors import WrongSchema
from app.registries.sql import SqlRegisters
from tests.databases import KINDS, server
from tests.office import NOW, ON, FixedClock
from tests.old_tables import CASE_NO, DOSSIER, fill_old

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'zhiban.db'}"
        return
    yield server().make("migrated", empty=True)
    server().drop("migrated")


@pytest.fixture
def engine(empty_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = connect(empty_url, tmp_path)
    yield engine
    engine.dispose()


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return version_of(connection)


def _triggers(connection: Connection) -> list[tuple[str, str]]:
    """Names of triggers and what they do."""
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    if connection.dialect.name == "postgresql":
        wanted = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    return [(row[0], row[1]) for row in connection.execute(text(wanted))]


def _run_and_fail(connection: Connection, _direction: str, _to: str) -> None:
    connection.execute(text("CREATE TABLE account (account_id TEXT)"))
    raise ZeroDivisionError


def test_the_versions_are_those_of_the_folder() -> None:
    from alembic.script import ScriptDirectory

    steps = list(ScriptDirectory.from_config(settings()).walk_revisions())

    assert tuple(one.revision for one in reversed(steps)) == VERSIONS


def test_the_steps_make_the_tables_that_the_code_declares(engine: Engine) -> None:
    upgrade(engine)

    with engine.connect() as connection:
        assert differences(connection) == []
        assert version_of(connection) == HEAD


def test_a_new_database_is_made_at_once_and_is_of_the_version_of_the_code(empty_url: str, tmp_path: Path) -> None:
    engine = open_database(empty_url, tmp_path)

    with engine.connect() as connection:
        assert differences(connection) == []
        assert version_of(connection) == HEAD
    engine.dispose()


def test_the_steps_and_a_new_database_refuse_changes_of_the_audit_log_alike(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        stepped = _triggers(connection)
    with changing(engine) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)

    with engine.connect() as connection:
        assert stepped == _triggers(connection)
    assert stepped


def test_down_and_up_again_is_the_same(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, "0001")
    with engine.connect() as connection:
        below = set(inspect(connection).get_table_names())
    upgrade(engine)

    assert "account" not in below
    assert "case" in below
    with engine.connect() as connection:
        assert differences(connection) == []


def test_what_was_kept_before_versions_is_read_after_them(engine: Engine, tmp_path: Path) -> None:
    fill_old(engine)
    upgrade(engine)
    opened = open_database(str(engine.url.render_as_string(hide_password=False)), tmp_path)

    found = find(opened, CASE_NO)

    assert (found.summary.applicant_name, found.summary.received_on) == ("上海样例食品有限公司", ON)
    assert found.dossier == DOSSIER
    assert SqlRegisters(opened, FixedClock()).count("company_registry") == 1
    assert verify_database(opened).broken_at is None
    opened.dispose()


def test_columns_that_are_new_say_of_old_rows_what_is_known_of_them(engine: Engine) -> None:
    fill_old(engine)
    upgrade(engine)

    with engine.connect() as connection:
        one = connection.execute(select(case.c.owner, case.c.district, case.c.state_since)).one()
        record = connection.execute(select(register_record.c.since, register_record.c.import_id)).one()
    assert tuple(one) == ("applicant", "", NOW.isoformat())
    assert tuple(record) == (f"{ON}T00:00:00+00:00", "")


def test_two_who_upgrade_at_once_do_it_once(engine: Engine) -> None:
    fill_old(engine)
    failures: list[BaseException] = []

    def go() -> None:
        try:
            upgrade(engine)
        except BaseException as error:  # noqa: BLE001  told below
            failures.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert _version(engine) == HEAD


def test_a_step_that_fails_changes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_old(engine)
    monkeypatch.setattr("app.db.migrations.running._run", _run_and_fail)

    with pytest.raises(ZeroDivisionError):
        upgrade(engine)

    assert _version(engine) == "0001"
    with engine.connect() as connection:
        assert not inspect(connection).has_table("account")


def test_what_the_service_has_sealed_is_not_taken_back(empty_url: str, tmp_path: Path) -> None:
    open_database(empty_url, tmp_path).dispose()
    engine = connect(empty_url, tmp_path)

    with pytest.raises(WrongSchema, match="backup"):
        downgrade(engine, "0001")
    assert _version(engine) == HEAD
    engine.dispose()


def test_a_database_newer_than_the_code_is_not_opened(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    with engine.begin() as connection:
        metadata.create_all(connection)
        stamp(connection, "0999")

    with pytest.raises(WrongSchema, match="0999"):
        open_database(empty_url, tmp_path)
    assert state_of("0999") is SchemaState.AHEAD


@pytest.mark.parametrize("how", ["file", "server"])
def test_a_file_is_upgraded_when_it_is_opened_and_a_server_by_a_person(how: str, tmp_path: Path) -> None:
    if how == "file" and "sqlite" not in KINDS:
        pytest.skip("runs on PostgreSQL alone")
    url = f"sqlite:///{tmp_path / 'zhiban.db'}" if how == "file" else server().make("by_a_person", empty=True)
    engine = connect(url, tmp_path)
    fill_old(engine)

    if how == "file":
        open_database(url, tmp_path).dispose()
        assert _version(engine) == HEAD
        assert len(list(tmp_path.glob("zhiban.db.0001.*"))) == 1
    else:
        with pytest.raises(WrongSchema, match="zhiban database upgrade"):
            open_database(url, tmp_path)
        assert _version(engine) == "0001"
    engine.dispose()
    if how == "server":
        server().drop("by_a_person")


def test_what_is_current_is_opened_without_the_steps(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from app.db.engine import open_database; home = pathlib.Path(sys.argv[1]);"
        " open_database(f\"sqlite:///{home / 'zhiban.db'}\", home); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
