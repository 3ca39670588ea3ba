"""The same file in another person's case is found; in one's own it is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from app.db.engine import open_database, reading, transaction
from app.db.tables import case, upload
from app.storage.sharing import SharedFile, same_file_elsewhere, shared_file_problems
from approval_rules.decide import ProblemCode
from tests.databases import database_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Engine

MINE, OTHERS, COMPANY = "310115199001010002", "310115198505050019", "91310117MY0000004E"
FILE, COMMON = "a" * 64, "b" * 64


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(database_of(tmp_path), tmp_path)
    filled = dict.fromkeys(("item_id", "item_version", "state", "received_on", "received_at", "applicant_name"), "x")
    with transaction(engine) as connection:
        for case_no, key, files in (
            ("ZB1", MINE, [FILE]),
            ("ZB2", OTHERS, [COMMON]),
            ("ZB3", COMPANY, [COMMON]),
            ("ZB4", "", [COMMON]),
        ):
            row = {**filled, "application": "{}", "case_no": case_no, "applicant_key": key}
            connection.execute(insert(case).values(row))
            for material in ("one", "two"):
                rows = [
                    {"case_no": case_no, "material": material, "sha256": one, "name": "n", "size_bytes": 1}
                    for one in files
                ]
                connection.execute(insert(upload), rows)
    return engine


def _found(engine: Engine, files: Sequence[str], key: str, except_case: str = "") -> list[str]:
    with reading(engine) as connection:
        found = same_file_elsewhere(connection, files, key, except_case)
    assert all(isinstance(one, SharedFile) for one in found)
    return [one.case_no for one in found]


@pytest.mark.parametrize(
    ("files", "key", "found"),
    [
        ([FILE], MINE, []),
        ([FILE], OTHERS, ["ZB1"]),
        ([FILE], COMPANY, ["ZB1"]),
        ([FILE], "", ["ZB1"]),
        ([COMMON], OTHERS, ["ZB3", "ZB4"]),
        ([COMMON], MINE, ["ZB2", "ZB3", "ZB4"]),
        ([FILE, COMMON], MINE, ["ZB2", "ZB3", "ZB4"]),
        (["c" * 64], MINE, []),
        ([], MINE, []),
    ],
)
def test_a_file_of_somebody_elses_case_is_found(engine: Engine, files: list[str], key: str, found: list[str]) -> None:
    assert _found(engine, files, key) == found


def test_a_case_with_such_a_file_goes_to_a_person_who_is_told_why(engine: Engine) -> None:
    (problem,) = shared_file_problems(engine, [FILE, COMMON], OTHERS)

    assert problem.code is ProblemCode.FILE_ELSEWHERE
    assert problem.message == "所附文件中有2份与其他申请人办件中的文件完全相同"
    assert "ZB" not in problem.message
    assert shared_file_problems(engine, [FILE], MINE) == shared_file_problems(engine, [], MINE) == ()


def test_an_erased_case_of_nobody_known_is_nobody_elses(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(update(case).where(case.c.case_no == "ZB1").values(erased_at="x", applicant_key=""))
        connection.execute(update(case).where(case.c.case_no == "ZB2").values(erased_at="x"))

    assert _found(engine, [FILE], MINE) == []
    assert _found(engine, [COMMON], COMPANY) == ["ZB2", "ZB4"]


def test_the_case_itself_is_not_counted(engine: Engine) -> None:
    assert _found(engine, [FILE], "", "ZB1") == []
