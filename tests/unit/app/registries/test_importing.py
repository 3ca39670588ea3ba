"""Registers are loaded from tables: whole, by version, and with every bad row reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading
from app.db.tables import register_record
from app.errors import BadRecords
from app.registries.importing import Imported, import_file, import_records
from app.registries.service import RegisterDown, SqlRegisters, register_ids
from app.registries.synthetic import CompanyRecord, synthetic_companies, synthetic_qualifications
from app.registries.tables import write_table
from approval_rules.values import PERMANENT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.registries.service import RegisterRecord

ON, LATER = date(2026, 3, 2), date(2026, 3, 9)
REGISTER = "company_registry"
COMPANIES = synthetic_companies(30, seed=3)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)


def _imported(engine: Engine, path: Path, on: date = ON) -> Imported:
    return import_file(engine, path, REGISTER, on, LATER)


def _csv(folder: Path, *lines: str, header: str = "uscc,company_name,status") -> Path:
    path = folder / "register.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def _record(engine: Engine, company: CompanyRecord) -> RegisterRecord:
    found = SqlRegisters(engine).look_up(REGISTER, company.uscc)
    assert found is not None
    return found


def _rows(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(register_record.c.uscc)).all())


@pytest.mark.parametrize("ending", ["csv", "parquet", "CSV"])
def test_what_is_written_as_a_table_is_loaded_with_every_value(engine: Engine, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"register.{ending}"
    write_table(COMPANIES, path)

    imported = _imported(engine, path)

    assert (imported.written, imported.unchanged, imported.refused) == (30, 0, 0)
    for company in COMPANIES:
        facts = _record(engine, company).facts
        assert facts["company.uscc"] == company.uscc
        assert facts["company.registered_capital_cny"] == company.registered_capital_cny
        assert facts["company.established_on"] == company.established_on
        assert facts["company.valid_until"] == company.valid_until
        assert facts["company.business_scope"] == company.business_scope


def test_an_open_term_and_an_end_both_survive_the_table(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    write_table(COMPANIES, path)

    _imported(engine, path)

    terms = {type(_record(engine, company).facts["company.valid_until"]) for company in COMPANIES}
    assert terms == {type(PERMANENT), date}


def test_parquet_with_its_own_types_is_loaded(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "register.parquet"
    frame = pl.DataFrame(
        {
            "uscc": [COMPANIES[0].uscc],
            "established_on": [date(2020, 5, 6)],
            "registered_capital_cny": [1_000_000],
            "company_name": [None],
        },
        schema_overrides={"company_name": pl.String},
    )
    frame.write_parquet(path)

    imported = _imported(engine, path)

    facts = _record(engine, COMPANIES[0]).facts
    assert (imported.written, imported.refused) == (1, 0)
    assert facts["company.established_on"] == date(2020, 5, 6)
    assert "company.company_name" not in facts


def test_the_version_rises_only_when_something_changed(engine: Engine) -> None:
    first = import_records(engine, COMPANIES, REGISTER, ON)
    changed = [replace(COMPANIES[0], status="revoked"), *COMPANIES[1:]]

    second = import_records(engine, changed, REGISTER, LATER)

    assert (first.written, first.unchanged) == (30, 0)
    assert (second.written, second.unchanged) == (1, 29)
    assert [_record(engine, one).version for one in COMPANIES[:2]] == [2, 1]
    assert {_record(engine, one).as_of for one in COMPANIES} == {LATER}


def test_bad_rows_are_left_out_and_reported_by_number(engine: Engine, tmp_path: Path) -> None:
    good, other = COMPANIES[0].uscc, COMPANIES[1].uscc
    path = _csv(
        tmp_path,
        f"{good},上海样例甲公司,operating",
        "91310117MY0000004X,上海样例乙公司,operating",
        f"{other},上海样例丙公司,closed",
        ",上海样例丁公司,operating",
    )

    imported = _imported(engine, path)

    assert (imported.written, imported.refused) == (1, 3)
    assert [reason.partition(":")[0] for reason in imported.reasons] == ["row 2", "row 3", "row 4"]
    assert "uscc" in imported.reasons[0]
    assert "status: expected one of" in imported.reasons[1]
    assert _rows(engine) == 1


def test_a_code_that_stands_twice_in_one_table_is_taken_once_and_reported(engine: Engine, tmp_path: Path) -> None:
    code = COMPANIES[0].uscc
    path = _csv(tmp_path, f"{code},上海样例甲有限公司,operating", f"{code},上海样例乙有限公司,revoked")

    imported = _imported(engine, path)

    assert (imported.written, imported.refused) == (1, 1)
    assert imported.reasons[0].startswith("row 2: ")
    assert _record(engine, COMPANIES[0]).facts["company.company_name"] == "上海样例甲有限公司"


def test_a_table_of_a_day_to_come_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path, f"{COMPANIES[0].uscc},上海样例甲有限公司,operating")

    with pytest.raises(BadRecords, match="to come"):
        import_file(engine, path, REGISTER, LATER, ON)

    assert _rows(engine) == 0


def test_an_older_table_does_not_replace_newer_records(engine: Engine) -> None:
    import_records(engine, [replace(COMPANIES[0], status="revoked")], REGISTER, LATER)

    with pytest.raises(BadRecords, match="older"):
        import_records(engine, [replace(COMPANIES[0], status="operating")], REGISTER, ON)

    assert _record(engine, COMPANIES[0]).facts["company.status"] == "revoked"


def test_only_the_first_bad_rows_are_told_and_all_are_counted(engine: Engine, tmp_path: Path) -> None:
    imported = _imported(engine, _csv(tmp_path, *["nonsense,甲,operating"] * 50))

    assert (imported.refused, len(imported.reasons)) == (50, 20)


def test_a_code_in_small_letters_is_the_same_company(engine: Engine, tmp_path: Path) -> None:
    _imported(engine, _csv(tmp_path, f"{COMPANIES[0].uscc.lower()},上海样例公司,operating"))

    assert _record(engine, COMPANIES[0]).facts["company.company_name"] == "上海样例公司"


def test_an_unknown_column_is_refused_with_those_there_are(engine: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path, f"{COMPANIES[0].uscc},44", header="uscc,shoe_size")

    with pytest.raises(BadRecords, match=r"unknown columns shoe_size; the columns of company_registry are: .*uscc"):
        _imported(engine, path)


def test_a_table_without_codes_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadRecords, match="no column uscc"):
        _imported(engine, _csv(tmp_path, "上海样例公司", header="company_name"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("register.csv", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe"),
        ("register.csv", b""),
        ("register.csv", "uscc,company_name\n91310117MY0000004E,样例".encode("gb18030")),
        ("register.parquet", b"no parquet"),
        ("register.parquet", b""),
        ("register.xlsx", b"PK"),
        ("register", b"uscc\n"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(engine: Engine, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadRecords) as refused:
        _imported(engine, path)

    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
    assert _rows(engine) == 0


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()

    for name in ("nothing.csv", "nothing.parquet", "folder.csv"):
        with pytest.raises(BadRecords):
            _imported(engine, tmp_path / name)


def test_an_unknown_register_is_refused_with_those_there_are(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadRecords, match="company_registry, qualification_registry"):
        import_file(engine, _csv(tmp_path), "tax_registry", ON, ON)

    assert register_ids() == ("company_registry", "qualification_registry")


def test_qualifications_load_into_their_own_register(engine: Engine) -> None:
    certified = synthetic_qualifications(synthetic_companies(200, seed=1), seed=1)

    imported = import_records(engine, certified, "qualification_registry", ON)

    found = SqlRegisters(engine).look_up("qualification_registry", certified[0].uscc)
    assert imported.written == len(certified) > 5
    assert found is not None
    assert found.facts["qualification.certified_on"] == certified[0].certified_on
    assert SqlRegisters(engine).look_up(REGISTER, certified[0].uscc) is None


def test_a_register_whose_database_is_gone_is_down(engine: Engine) -> None:
    register_record.drop(engine)

    with pytest.raises(RegisterDown, match=REGISTER):
        SqlRegisters(engine).look_up(REGISTER, COMPANIES[0].uscc)


def test_a_company_that_is_not_there_is_none(engine: Engine) -> None:
    assert SqlRegisters(engine).look_up(REGISTER, COMPANIES[0].uscc) is None
    assert SqlRegisters(engine).count(REGISTER) == 0


def test_a_table_is_written_only_under_a_known_ending_and_a_folder_that_is_there(tmp_path: Path) -> None:
    for path in (tmp_path / "register.xlsx", tmp_path / "nowhere" / "register.csv"):
        with pytest.raises(BadRecords):
            write_table(COMPANIES, path)


def test_the_same_seed_makes_the_same_companies_with_distinct_codes_and_names() -> None:
    again = synthetic_companies(30, seed=3)

    assert again == COMPANIES
    assert synthetic_companies(30, seed=4) != COMPANIES
    assert len({one.uscc for one in COMPANIES}) == len({one.company_name for one in COMPANIES}) == 30
