"""Registers are loaded from tables: whole, by version, and with every bad row reported."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from sqlalchemy import select, update

from app.db.engine import open_database, reading, transaction
from app.db.tables import register_record
from app.errors import BadRecords
from app.registries.importing import Imported, import_file, import_records
from app.registries.service import RegisterDown, register_ids
from app.registries.sql import SqlRegisters
from app.registries.synthetic import CompanyRecord, World, generate_all, synthetic_companies, synthetic_qualifications
from app.registries.tables import write_table
from approval_rules.values import PERMANENT, Row
from tests.office import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.registries.service import RegisterRecord

ON, LATER = date(2026, 3, 2), date(2026, 3, 9)


@dataclass(frozen=True, slots=True)
class ClockAt:
    at: datetime

    def now(self) -> datetime:
        return self.at


NEXT_WEEK = ClockAt(datetime(2026, 3, 9, 2, tzinfo=UTC))
REGISTER = "company_registry"
COMPANIES = synthetic_companies(30, seed=3)
ROWS = World(30, seed=3).rows(REGISTER)
PERSON, OTHER_PERSON = "310115199001010002", "310115199001010010"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)


def _imported(engine: Engine, path: Path, on: date = ON) -> Imported:
    return import_file(engine, path, REGISTER, on, NEXT_WEEK)


def _csv(folder: Path, *lines: str, header: str = "uscc,company_name,status") -> Path:
    path = folder / "register.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def _record(engine: Engine, company: CompanyRecord) -> RegisterRecord:
    found = SqlRegisters(engine, FixedClock()).look_up(REGISTER, company.uscc)
    assert found is not None
    return found


def _rows(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(register_record.c.key)).all())


@pytest.mark.parametrize("ending", ["csv", "parquet", "CSV"])
def test_what_is_written_as_a_table_is_loaded_with_every_value(engine: Engine, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"register.{ending}"
    write_table(ROWS, REGISTER, path)

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
    write_table(ROWS, REGISTER, path)

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
        import_file(engine, path, REGISTER, LATER, FixedClock())

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
    with pytest.raises(BadRecords, match=", ".join(register_ids())):
        import_file(engine, _csv(tmp_path), "moon_registry", ON, FixedClock())

    assert {"company_registry", "population_registry"} <= set(register_ids())


def test_qualifications_load_into_their_own_register(engine: Engine) -> None:
    certified = synthetic_qualifications(synthetic_companies(200, seed=1), seed=1)

    imported = import_records(engine, certified, "qualification_registry", ON)

    found = SqlRegisters(engine, FixedClock()).look_up("qualification_registry", certified[0].uscc)
    assert imported.written == len(certified) > 5
    assert found is not None
    assert found.facts["qualification.certified_on"] == certified[0].certified_on
    assert SqlRegisters(engine, FixedClock()).look_up(REGISTER, certified[0].uscc) is None


def test_a_register_whose_database_is_gone_is_down(engine: Engine) -> None:
    register_record.drop(engine)

    with pytest.raises(RegisterDown, match="企业登记信息"):
        SqlRegisters(engine, FixedClock()).look_up(REGISTER, COMPANIES[0].uscc)


def test_a_company_that_is_not_there_is_none(engine: Engine) -> None:
    assert SqlRegisters(engine, FixedClock()).look_up(REGISTER, COMPANIES[0].uscc) is None
    assert SqlRegisters(engine, FixedClock()).count(REGISTER) == 0


def test_a_table_is_written_only_under_a_known_ending_and_a_folder_that_is_there(tmp_path: Path) -> None:
    for path in (tmp_path / "register.xlsx", tmp_path / "nowhere" / "register.csv"):
        with pytest.raises(BadRecords):
            write_table(ROWS, REGISTER, path)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_register_is_written_as_a_table_and_loaded_to_the_same_records(
    engine: Engine, tmp_path: Path, ending: str
) -> None:
    for register, rows in generate_all(40, seed=3).items():
        import_records(engine, rows, register, ON)
        path = tmp_path / f"{register}.{ending}"
        write_table(rows, register, path)

        imported = import_file(engine, path, register, LATER, NEXT_WEEK)

        assert (imported.written, imported.unchanged, imported.refused) == (0, len(rows), 0), register


def _hires(engine: Engine, path: Path) -> object:
    imported = import_file(engine, path, "social_insurance", ON, FixedClock())
    found = SqlRegisters(engine, FixedClock()).look_up("social_insurance", COMPANIES[0].uscc)
    assert (imported.written, imported.refused, found is not None) == (1, 0, True)
    return found and found.facts["insurance.hires"]


HIRED = (Row((("contract_months", 12), ("hired_on", date(2025, 7, 1)), ("resident_id", PERSON))),)


def test_a_cell_of_csv_holds_a_list_of_records_as_json_text(engine: Engine, tmp_path: Path) -> None:
    hires = json.dumps([{"resident_id": PERSON, "hired_on": "2025-07-01", "contract_months": 12, "category": None}])
    path = tmp_path / "register.csv"
    pl.DataFrame({"uscc": [COMPANIES[0].uscc], "hires": [hires]}).write_csv(path)

    assert _hires(engine, path) == HIRED


def test_a_column_of_parquet_holds_a_list_of_structs(engine: Engine, tmp_path: Path) -> None:
    hires = [{"resident_id": PERSON, "hired_on": date(2025, 7, 1), "contract_months": 12, "category": None}]
    path = tmp_path / "register.parquet"
    pl.DataFrame({"uscc": [COMPANIES[0].uscc], "hires": [hires]}).write_parquet(path)

    assert _hires(engine, path) == HIRED


def test_amounts_in_a_list_of_records_stay_exact(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "register.parquet"
    grants = [{"item": "样例事项", "amount_cny": 0.1}]
    pl.DataFrame({"applicant": [COMPANIES[0].uscc], "grants": [grants]}).write_parquet(path)

    import_file(engine, path, "case_history", ON, FixedClock())

    found = SqlRegisters(engine, FixedClock()).look_up("case_history", COMPANIES[0].uscc)
    assert found is not None
    assert found.facts["previous.grants"] == (Row((("amount_cny", Decimal("0.1")), ("item", "样例事项"))),)


@pytest.mark.parametrize(
    ("hires", "reason"),
    [
        ("many", "as JSON text"),
        ("[" * 100_000, "as JSON text"),
        ("{}", "expected a list"),
        ("[1]", "record 1"),
        ('[{"resident_id": "310115199001010003"}]', "check character"),
        ('[{"shoe_size": 44}]', "record 1: expected the columns"),
        ('[{"contract_months": 12}, {"contract_months": "a year"}]', "record 2: expected a whole number"),
        ('[{"contract_months": 12, "contract_months": 36}]', "twice"),
    ],
)
def test_a_list_of_records_that_can_not_be_read_leaves_its_row_out(
    engine: Engine, tmp_path: Path, hires: str, reason: str
) -> None:
    path = tmp_path / "register.csv"
    pl.DataFrame({"uscc": [COMPANIES[0].uscc], "hires": [hires]}).write_csv(path)

    imported = import_file(engine, path, "social_insurance", ON, FixedClock())

    assert (imported.written, imported.refused) == (0, 1)
    assert imported.reasons[0].startswith("row 1: hires: ")
    assert reason in imported.reasons[0]
    assert _rows(engine) == 0


def test_a_register_of_people_is_kept_by_their_numbers_and_no_reason_repeats_one(
    engine: Engine, tmp_path: Path
) -> None:
    path = _csv(
        tmp_path,
        f"{PERSON},张样例",
        f"{PERSON},李样例",
        ",王样例",
        f"{OTHER_PERSON[:-1]}9,赵样例",
        header="resident_id,name",
    )

    imported = import_file(engine, path, "population_registry", ON, FixedClock())

    found = SqlRegisters(engine, FixedClock()).look_up("population_registry", PERSON)
    assert (imported.written, imported.refused) == (1, 3)
    assert found is not None
    assert found.facts["person.name"] == "张样例"
    assert imported.reasons[0] == "row 2: resident_id: the same stands in an earlier row"
    assert "公民身份号码" in imported.reasons[1]
    assert not any(PERSON[:17] in reason or OTHER_PERSON[:17] in reason for reason in imported.reasons)


def test_a_table_without_the_column_its_register_is_kept_by_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadRecords, match="no column resident_id"):
        import_file(engine, _csv(tmp_path, "张样例", header="name"), "population_registry", ON, FixedClock())


def test_a_key_too_long_to_be_kept_is_reported(engine: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path, f"{'样' * 61}", f"{'样' * 60}", header="name")

    imported = import_file(engine, path, "name_registry", ON, FixedClock())

    assert (imported.written, imported.reasons) == (1, ("row 1: name: longer than 60 characters",))


def test_a_stored_record_that_can_not_be_read_is_a_register_that_is_down(engine: Engine) -> None:
    import_records(engine, COMPANIES[:1], REGISTER, ON)
    with transaction(engine) as connection:
        connection.execute(update(register_record).values(content='{"uscc": 5}'))

    with pytest.raises(RegisterDown, match="无法读取"):
        _record(engine, COMPANIES[0])


def test_a_column_that_its_register_has_no_longer_is_passed_over(engine: Engine) -> None:
    import_records(engine, COMPANIES[:1], REGISTER, ON)
    with transaction(engine) as connection:
        connection.execute(update(register_record).values(content='{"shoe_size": 44, "status": "operating"}'))

    assert _record(engine, COMPANIES[0]).facts == {"company.status": "operating"}
