"""A database that can't be used is said so in one sentence; writers wait for each other."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select

from app.db.engine import open_database, reading, transaction
from app.db.tables import register_record
from app.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Engine


def _row(key: str) -> dict[str, object]:
    row = {"register": "company_registry", "key": key, "version": 1, "as_of": "2026-03-02", "content": "{}"}
    return row | {"since": "2026-03-02T01:30:00+00:00", "import_id": "an-import"}


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(register_record)).scalar_one())


def test_a_new_database_has_its_folder_and_tables(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"

    engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)

    assert _count(engine) == 0


@pytest.mark.parametrize(
    "url", ["nonsense", "", "sqlite", "oracle+none://x", "mysql+pymysql://x/y", "sqlite:////proc/nowhere/x.db"]
)
def test_a_url_that_is_none_is_refused_with_the_setting_to_mend(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="ZHIBAN_DATABASE_URL") as refused:
        open_database(url, tmp_path)

    assert "\n" not in str(refused.value)


def test_a_password_in_a_url_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        open_database("nosuchdatabase://clerk:opensesame@localhost/zhiban", tmp_path)

    assert "opensesame" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "zhiban.db"
    path.write_bytes(b"no database at all, " * 500)

    with pytest.raises(DatabaseUnavailable, match="not a database"):
        open_database(f"sqlite:///{path}", tmp_path)

    assert path.read_bytes() == b"no database at all, " * 500


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="can't be used"):
        open_database(f"sqlite:///{tmp_path}", tmp_path)


def test_a_home_that_can_not_be_made_names_its_setting() -> None:
    with pytest.raises(DatabaseUnavailable, match="ZHIBAN_HOME"):
        open_database("sqlite:////proc/nowhere/zhiban.db", Path("/proc/nowhere"))


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)

    with suppress(RuntimeError), transaction(engine) as connection:
        connection.execute(insert(register_record).values(_row("A")))
        raise RuntimeError("power cut")

    assert _count(engine) == 0


def test_writers_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)
    problems: list[Exception] = []

    def write(worker: int) -> None:
        try:
            for number in range(5):
                with transaction(engine) as connection:
                    connection.execute(select(func.count()).select_from(register_record)).scalar_one()
                    connection.execute(insert(register_record).values(_row(f"{worker}-{number}")))
        except Exception as error:  # noqa: BLE001  whatever it is, the test shows it
            problems.append(error)

    workers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert problems == []
    assert _count(engine) == 20


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)

    with transaction(engine) as writer:
        writer.execute(insert(register_record).values(_row("A")))
        seen = _count(engine)

    assert seen == 0
