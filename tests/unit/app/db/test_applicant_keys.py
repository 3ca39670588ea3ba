"""A company is kept under its public code; a person under an index that finds them and tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, insert, select, text

from app.db.engine import open_database, reading, transaction
from app.db.sealed import key_as_stored, vault_of
from app.db.tables import case
from tests.databases import database_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

PERSON, COMPANY = "310115199001010002", "91310117MY0000004E"


def _row(case_no: str, key: str) -> dict[str, object]:
    filled = dict.fromkeys(("item_id", "item_version", "state", "received_on", "received_at", "applicant_name"), "x")
    return {**filled, "application": "{}", "case_no": case_no, "applicant_key": key}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(database_of(tmp_path), tmp_path)
    with transaction(engine) as connection:
        connection.execute(insert(case), [_row("ZB1", PERSON), _row("ZB2", COMPANY), _row("ZB3", "")])
    return engine


def _keys(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(case.c.applicant_key).order_by(case.c.case_no)).scalars())


def test_the_number_of_a_person_is_kept_as_its_index(engine: Engine) -> None:
    assert _keys(engine) == [vault_of(engine).index(PERSON), COMPANY, ""]


@pytest.mark.parametrize(("key", "case_no"), [(PERSON, "ZB1"), (COMPANY, "ZB2")])
def test_a_case_is_found_by_the_number_itself(engine: Engine, key: str, case_no: str) -> None:
    by_name = select(case.c.case_no).where(case.c.applicant_key == bindparam("wanted"))
    with reading(engine) as connection:
        found = [
            connection.execute(select(case.c.case_no).where(case.c.applicant_key == key)).scalar_one(),
            connection.execute(select(case.c.case_no).where(case.c.applicant_key.in_([key]))).scalar_one(),
            connection.execute(by_name, {"wanted": key}).scalar_one(),
            connection.execute(by_name, {"wanted": key_as_stored(vault_of(connection), key)}).scalar_one(),
        ]

    assert found == [case_no] * 4


def test_a_number_written_before_there_were_keys_becomes_an_index_when_the_keys_are_made(
    engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as connection:
        connection.execute(text("DELETE FROM data_key"))
        connection.execute(text(f"UPDATE \"case\" SET applicant_key = '{PERSON}' WHERE case_no = 'ZB1'"))  # noqa: S608
    engine.dispose()

    again = open_database(database_of(tmp_path), tmp_path)

    with reading(again) as connection:
        assert connection.execute(select(case.c.case_no).where(case.c.applicant_key == PERSON)).scalar_one() == "ZB1"
    assert PERSON not in _keys(again)
