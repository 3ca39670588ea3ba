"""What a record said before it changed can be asked for: by the version a decision names, or by the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading
from app.db.tables import register_record, register_record_past
from app.registries.importing import import_records
from app.registries.sql import SqlRegisters
from tests.office import COMPANY, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.registries.service import RegisterRecord

REGISTER, PERSON = "company_registry", "310115199001010002"


@dataclass(frozen=True, slots=True)
class ClockAt:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)


@pytest.fixture
def registers(engine: Engine) -> SqlRegisters:
    """The company operated, was revoked on 5 March late in the evening, and came back on the 9th."""
    for status, at in (
        ("operating", datetime(2026, 3, 2, 2, tzinfo=UTC)),
        ("revoked", datetime(2026, 3, 5, 15, 59, tzinfo=UTC)),
        ("operating", datetime(2026, 3, 9, 2, tzinfo=UTC)),
    ):
        import_records(engine, [replace(COMPANY, status=status)], REGISTER, at.date(), ClockAt(at))
    return SqlRegisters(engine, FixedClock())


def _status(record: RegisterRecord | None) -> tuple[int, object] | None:
    return None if record is None else (record.version, record.facts["company.status"])


def test_every_version_is_there(registers: SqlRegisters) -> None:
    found = [_status(registers.at_version(REGISTER, COMPANY.uscc, version)) for version in (1, 2, 3, 4)]

    assert found == [(1, "operating"), (2, "revoked"), (3, "operating"), None]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 2), (1, "operating")),
        (date(2026, 3, 4), (1, "operating")),
        (date(2026, 3, 5), (2, "revoked")),
        (date(2026, 3, 8), (2, "revoked")),
        (date(2026, 3, 9), (3, "operating")),
        (date(2027, 1, 1), (3, "operating")),
    ],
)
def test_a_day_tells_what_a_look_up_found_at_its_end(
    registers: SqlRegisters, day: date, known: tuple[int, str] | None
) -> None:
    assert _status(registers.as_known_on(REGISTER, COMPANY.uscc, day)) == known


def test_the_day_of_a_version_is_the_last_on_which_it_was_confirmed(engine: Engine) -> None:
    for day in (2, 4):
        at = datetime(2026, 3, day, 2, tzinfo=UTC)
        import_records(engine, [COMPANY], REGISTER, at.date(), ClockAt(at))
    at = datetime(2026, 3, 6, 2, tzinfo=UTC)
    import_records(engine, [replace(COMPANY, status="revoked")], REGISTER, at.date(), ClockAt(at))
    registers = SqlRegisters(engine, FixedClock())

    first = registers.at_version(REGISTER, COMPANY.uscc, 1)

    assert first is not None
    assert first.as_of == date(2026, 3, 4)
    assert _status(registers.as_known_on(REGISTER, COMPANY.uscc, date(2026, 3, 3))) == (1, "operating")


def test_what_is_not_there_has_no_past(registers: SqlRegisters) -> None:
    assert registers.at_version("tax_registry", COMPANY.uscc, 1) is None
    assert registers.as_known_on(REGISTER, "91310117MY00000129", date(2026, 3, 9)) is None


def test_neither_number_nor_name_of_a_person_stands_in_the_tables(engine: Engine) -> None:
    for name in ("张样例", "李样例"):
        import_records(engine, [{"resident_id": PERSON, "name": name}], "population_registry", date(2026, 3, 2))

    with engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM register_record").all())
        stored += str(connection.exec_driver_sql("SELECT * FROM register_record_past").all())
    with reading(engine) as connection:
        opened = [
            connection.execute(select(kept.c.content)).scalar_one() for kept in (register_record_past, register_record)
        ]
    assert not any(one in stored for one in (PERSON, PERSON[:17], "样例"))
    assert ["张样例" in opened[0], "李样例" in opened[1]] == [True, True]
    found = SqlRegisters(engine, FixedClock()).look_up("population_registry", PERSON)
    assert found is not None
    assert (found.key, found.facts["person.name"]) == (PERSON, "李样例")
