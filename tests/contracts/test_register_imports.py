"""What every database owes to the loading of registers: SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading
from app.db.tables import register_import, register_record, register_record_past
from app.registries import importing
from app.registries.importing import import_file
from app.registries.sql import SqlRegisters
from app.registries.synthetic import CompanyRecord, synthetic_companies
from app.registries.tables import write_table
from tests.office import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

REGISTER = "company_registry"
ON, LATER = date(2026, 3, 2), date(2026, 3, 9)
COMPANIES = synthetic_companies(40, seed=5)


class ClockOf:
    def __init__(self, day: date) -> None:
        self._at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self._at


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(importing, "BATCH_ROWS", 9)
    is_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgres else f"sqlite:///{tmp_path / 'zhiban.db'}"
    opened = open_database(url, tmp_path)
    yield opened
    if is_postgres:
        with opened.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    opened.dispose()


def _file(folder: Path, name: str, companies: list[CompanyRecord]) -> Path:
    path = folder / name
    write_table([{one: getattr(company, one) for one in company.__slots__} for company in companies], REGISTER, path)
    return path


def test_a_later_table_keeps_what_it_replaces(engine: Engine, tmp_path: Path) -> None:
    first = _file(tmp_path, "first.csv", COMPANIES)
    second = _file(tmp_path, "second.parquet", [replace(COMPANIES[0], status="revoked"), *COMPANIES[1:]])
    import_file(engine, first, REGISTER, ON, ClockOf(ON))

    imported = import_file(engine, second, REGISTER, LATER, ClockOf(LATER))

    registers = SqlRegisters(engine, FixedClock())
    code = COMPANIES[0].uscc
    told = [
        registers.look_up(REGISTER, code),
        registers.at_version(REGISTER, code, 1),
        registers.as_known_on(REGISTER, code, ON),
        registers.as_known_on(REGISTER, code, LATER),
    ]
    assert (imported.written, imported.unchanged, registers.count(REGISTER)) == (1, 39, 40)
    assert [(one.version, one.facts["company.status"], one.as_of) for one in told if one] == [
        (2, "revoked", LATER),
        (1, COMPANIES[0].status, ON),
        (1, COMPANIES[0].status, ON),
        (2, "revoked", LATER),
    ]


def test_two_tables_at_once_count_every_version_once(engine: Engine, tmp_path: Path) -> None:
    files = [
        _file(tmp_path, f"{status}.csv", [replace(one, status=status) for one in COMPANIES])
        for status in ("operating", "abnormal", "revoked")
    ]
    threads = [
        threading.Thread(target=import_file, args=(engine, file, REGISTER, LATER, ClockOf(LATER))) for file in files
    ]

    for one in threads:
        one.start()
    for one in threads:
        one.join()

    with reading(engine) as connection:
        kept = [
            (row.key, row.version)
            for table in (register_record, register_record_past)
            for row in connection.execute(select(table.c.key, table.c.version))
        ]
        states = [
            tuple(row) for row in connection.execute(select(register_import.c.state, register_import.c.rows_done))
        ]
    assert sorted(kept) == sorted((one.uscc, version) for one in COMPANIES for version in (1, 2, 3))
    assert states == [("done", 40)] * 3
