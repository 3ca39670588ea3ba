"""What every implementation of `Registers` owes those who ask it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.cases.history import CaseHistory
from app.db.engine import open_database
from app.db.tables import register_record
from app.registries.importing import import_records
from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    key_column,
    register_columns,
    register_ids,
    register_key,
)
from app.registries.sources import SourcedRegisters, build_registers
from app.registries.sql import SqlRegisters
from approval_rules.values import Row
from tests.gateway_server import gateway_server, status
from tests.office import NOW, FixedClock
from tests.registers import RegistersInMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.registries.service import Registers
    from approval_rules.facts import FactSpec

pytestmark = pytest.mark.loopback

ON = date(2026, 3, 2)
USCC, PERSON = "91310117MY0000004E", "310115199001010002"
COMPANY = {
    "uscc": USCC,
    "company_name": "上海样例食品有限公司",
    "registered_capital_cny": "1000000.50",
    "status": "operating",
}
EMPLOYER = {
    "uscc": USCC,
    "hires": [
        {"resident_id": PERSON, "hired_on": "2025-07-01", "contract_months": 12},
        {"resident_id": None, "hired_on": "2025-08-01", "earlier_subsidy": "none"},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One implementation, with the ways to fill it and to take it down."""

    registers: Registers
    knows: Callable[[str, Mapping[str, object], date], object]
    goes_down: Callable[[str], object]
    counts_versions: bool = True

    def record(self, register: str, key: str) -> RegisterRecord:
        found = self.registers.look_up(register, key)
        assert found is not None
        return found


@contextmanager
def _in_memory(_request: pytest.FixtureRequest, _home: Path) -> Iterator[Shelf]:
    fake = RegistersInMemory(FixedClock())
    yield Shelf(registers=fake, knows=fake.knows, goes_down=fake.goes_down)


@contextmanager
def _sql(_request: pytest.FixtureRequest, home: Path, url: str = "") -> Iterator[Shelf]:
    engine = open_database(url or f"sqlite:///{home / 'zhiban.db'}", home)
    yield Shelf(
        registers=SqlRegisters(engine, FixedClock()),
        knows=lambda register, row, as_of: import_records(engine, [row], register, as_of),
        goes_down=lambda _register: register_record.drop(engine),
    )
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@contextmanager
def _postgresql(request: pytest.FixtureRequest, home: Path) -> Iterator[Shelf]:
    with _sql(request, home, request.getfixturevalue("postgres_url")) as shelf:
        yield shelf


@contextmanager
def _with_our_own_cases(request: pytest.FixtureRequest, home: Path) -> Iterator[Shelf]:
    with _sql(request, home) as shelf:
        engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
        yield replace(shelf, registers=CaseHistory(shelf.registers, engine, FixedClock()))


@contextmanager
def _gateway(_request: pytest.FixtureRequest, home: Path) -> Iterator[Shelf]:
    """One that answers in our own words, for every register that is asked here."""
    with gateway_server() as server:
        sourced = build_registers(RegistersInMemory(FixedClock()), _in_our_words(home, server.url), FixedClock())

        def knows(register: str, row: Mapping[str, object], as_of: date) -> None:
            key = register_key(register, str(row[key_column(register).name]))
            server.records[f"{register}/{key}"] = {"as_of": as_of.isoformat(), "record": dict(row)}

        yield Shelf(
            registers=sourced, knows=knows, goes_down=lambda _: server.misbehaves(status(500)), counts_versions=False
        )
        assert isinstance(sourced, SourcedRegisters)
        sourced.close()


def _in_our_words(home: Path, url: str) -> Path:
    file = home / "registers.yaml"
    registers = {
        register: {
            "gateway": "one",
            "url": f"{url}/{register}/{{key}}",
            "record": "record",
            "absent": {"at": "code", "is": "none"},
            "as_of": "as_of",
            "facts": {name: _cell(fact) for name, fact in register_columns(register).items()},
        }
        for register in register_ids()
    }
    file.write_text(json.dumps({"gateways": {"one": {}}, "registers": registers}), encoding="utf-8")
    return file


def _cell(fact: FactSpec) -> dict[str, object]:
    cell: dict[str, object] = {"at": fact.name, "optional": True}
    return cell | ({"columns": {one.name: _cell(one) for one in fact.columns}} if fact.columns else {})


SHELVES = {
    "sqlite": _sql,
    "postgresql": _postgresql,
    "sqlite with our own cases": _with_our_own_cases,
    "gateway": _gateway,
    "in memory": _in_memory,
}


@pytest.fixture(params=SHELVES)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    with SHELVES[request.param](request, tmp_path) as opened:
        yield opened


def test_a_record_tells_what_it_is_of_which_day_and_when_it_was_asked(shelf: Shelf) -> None:
    shelf.knows("company_registry", COMPANY, ON)

    found = shelf.record("company_registry", USCC)

    assert (found.register, found.key, found.as_of) == ("company_registry", USCC, ON)
    assert found.version == (1 if shelf.counts_versions else 0)
    assert found.read_at == NOW.isoformat()
    assert datetime.fromisoformat(found.read_at).tzinfo == UTC


def test_facts_have_their_full_names_and_types_and_what_is_not_known_is_left_out(shelf: Shelf) -> None:
    shelf.knows("company_registry", COMPANY | {"established_on": None}, ON)

    assert shelf.record("company_registry", USCC).facts == {
        "company.uscc": USCC,
        "company.company_name": "上海样例食品有限公司",
        "company.registered_capital_cny": Decimal("1000000.50"),
        "company.status": "operating",
    }


def test_a_list_of_records_comes_as_rows_without_the_cells_nobody_knows(shelf: Shelf) -> None:
    shelf.knows("social_insurance", EMPLOYER, ON)

    hires = shelf.record("social_insurance", USCC).facts["insurance.hires"]

    assert hires == (
        Row((("contract_months", 12), ("hired_on", date(2025, 7, 1)), ("resident_id", PERSON))),
        Row((("earlier_subsidy", "none"), ("hired_on", date(2025, 8, 1)))),
    )


def test_an_empty_list_is_known_to_be_empty(shelf: Shelf) -> None:
    shelf.knows("social_insurance", EMPLOYER | {"hires": []}, ON)

    assert shelf.record("social_insurance", USCC).facts["insurance.hires"] == ()


def test_a_person_is_found_by_their_number_and_a_certificate_by_its_own(shelf: Shelf) -> None:
    shelf.knows("population_registry", {"resident_id": PERSON, "name": "张样例"}, ON)
    shelf.knows("property_registry", {"certificate_no": "沪（2020）浦字不动产权第000001号", "region": "310115"}, ON)

    assert shelf.record("population_registry", PERSON).facts["person.name"] == "张样例"
    assert shelf.record("property_registry", "沪（2020）浦字不动产权第000001号").facts["premises.region"] == "310115"


@pytest.mark.parametrize("printed", ["沪(2020)浦字不动产权第000001号", " 沪（2020） 浦字不动产权第０００００１号"])
def test_a_key_is_found_whatever_width_and_spaces_it_is_printed_with(shelf: Shelf, printed: str) -> None:
    shelf.knows("property_registry", {"certificate_no": "沪（2020）浦字不动产权第000001号", "region": "310115"}, ON)

    found = shelf.record("property_registry", printed)

    assert found.facts["premises.certificate_no"] == "沪（2020）浦字不动产权第000001号"


def test_what_a_register_does_not_hold_is_none(shelf: Shelf) -> None:
    shelf.knows("company_registry", COMPANY, ON)

    assert shelf.registers.look_up("company_registry", "91310117MY00000129") is None
    assert shelf.registers.look_up("tax_registry", USCC) is None


def test_all_registers_of_a_case_are_asked_at_once_and_answer_in_order(shelf: Shelf) -> None:
    shelf.knows("population_registry", {"resident_id": PERSON, "name": "张样例"}, ON)
    shelf.knows("company_registry", COMPANY, ON)

    person, nobody, company = shelf.registers.look_up_all(
        [("population_registry", PERSON), ("tax_registry", "91310117MY00000129"), ("company_registry", USCC)]
    )

    assert isinstance(person, RegisterRecord)
    assert isinstance(company, RegisterRecord)
    assert (person.key, person.facts["person.name"], nobody) == (PERSON, "张样例", None)
    assert (company.key, company.facts["company.status"]) == (USCC, "operating")
    assert list(shelf.registers.look_up_all([])) == []


def test_a_register_that_can_not_be_asked_is_down_and_says_its_name(shelf: Shelf) -> None:
    shelf.goes_down("company_registry")

    with pytest.raises(RegisterDown, match="企业登记信息"):
        shelf.registers.look_up("company_registry", USCC)
