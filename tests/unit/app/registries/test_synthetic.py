"""Made-up registers hold together: whoever one of them names, the others know."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from stdnum.cn import ric

from app.registries.service import key_column, register_ids, register_key, register_namespace
from app.registries.synthetic import MADE_UP, World, generate_all, synthetic_companies, synthetic_qualifications
from approval_rules.item_files import load_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from approval_rules.facts import FactSpec

COUNT, SEED = 600, 5
TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = generate_all(COUNT, SEED)


def _filled(rows: Sequence[Mapping[str, Any]], facts: Sequence[FactSpec], before: str = "") -> Iterator[str]:
    """The columns, and columns of lists, that have a value somewhere."""
    for fact in facts:
        values = [row[fact.name] for row in rows if row.get(fact.name) is not None]
        if values:
            yield before + fact.name
        if fact.columns:
            yield from _filled([one for value in values for one in value], fact.columns, f"{fact.name}.")


def _column(register: str, name: str) -> list[Any]:
    return [row[name] for row in TABLES[register]]


def _hires() -> list[Mapping[str, Any]]:
    return [hire for row in TABLES["social_insurance"] for hire in row["hires"]]


def test_every_register_has_records() -> None:
    assert set(TABLES) == set(MADE_UP) == set(register_ids())


@pytest.mark.parametrize("register", MADE_UP)
def test_every_column_is_filled_in_some_record_and_no_other_is(register: str) -> None:
    _, namespace = register_namespace(register)
    expected = {one.name for one in namespace.facts}
    expected |= {f"{one.name}.{column.name}" for one in namespace.facts for column in one.columns}

    assert set(_filled(TABLES[register], namespace.facts)) == expected
    assert {name for row in TABLES[register] for name in row} <= {one.name for one in namespace.facts}


@pytest.mark.parametrize("register", MADE_UP)
def test_every_value_is_one_that_its_register_can_hold(register: str) -> None:
    _, namespace = register_namespace(register)
    specs = {fact.name: fact for fact in namespace.facts}

    for row in TABLES[register]:
        for name, value in row.items():
            assert value is None or specs[name].parse(value) is not None


@pytest.mark.parametrize("register", MADE_UP)
def test_no_key_stands_twice(register: str) -> None:
    column = key_column(register).name

    twice = [
        key
        for key, times in Counter(register_key(register, row[column]) for row in TABLES[register]).items()
        if times > 1
    ]

    assert twice == []


@pytest.mark.parametrize("register", MADE_UP)
def test_no_yes_or_no_is_the_same_for_all(register: str) -> None:
    _, namespace = register_namespace(register)
    flags = [fact.name for fact in namespace.facts if fact.type.value == "boolean"]

    assert {name for name in flags if len(set(_column(register, name))) < 2} == set()


def test_companies_named_in_any_register_are_in_the_company_register() -> None:
    known = set(_column("company_registry", "uscc"))

    for register in MADE_UP:
        named = {row[name] for row in TABLES[register] for name in ("uscc", "applicant") if name in row}
        assert register == "case_history_person" or named <= known


def test_people_named_in_any_register_are_in_the_population_register() -> None:
    known = set(_column("population_registry", "resident_id"))

    for register in MADE_UP:
        assert {row["resident_id"] for row in TABLES[register] if "resident_id" in row} <= known
    assert {hire["resident_id"] for hire in _hires()} <= known
    assert set(_column("case_history_person", "applicant")) <= known


def test_numbers_of_people_are_valid_and_tell_their_birthday() -> None:
    for row in TABLES["population_registry"]:
        number = str(row["resident_id"])
        assert ric.calc_check_digit(number) == number[-1]
        assert number.startswith(str(row["household_region"]))
        assert date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") == row["born_on"]


def test_whoever_represents_a_company_is_in_the_population_register_by_name() -> None:
    assert set(_column("company_registry", "legal_representative")) <= set(_column("population_registry", "name"))


def test_a_hired_person_was_old_enough_and_is_insured() -> None:
    born_on = {row["resident_id"]: row["born_on"] for row in TABLES["population_registry"]}
    insured = set(_column("social_insurance_person", "resident_id"))

    for hire in _hires():
        born = born_on[hire["resident_id"]]
        assert hire["hired_on"] >= date(born.year + 16, born.month, min(born.day, 28))
        assert hire["resident_id"] in insured


def test_a_name_of_a_company_is_not_free() -> None:
    is_free = {row["name"]: row["is_available"] for row in TABLES["name_registry"]}

    taken = [name for name in _column("company_registry", "company_name") if name in is_free]

    assert len(taken) > COUNT // 10
    assert not any(is_free[name] for name in taken)


def test_only_items_of_this_office_were_granted_before() -> None:
    histories = [*TABLES["case_history"], *TABLES["case_history_person"]]

    assert {grant["item"] for row in histories for grant in row["grants"]} <= set(load_items())


def test_an_award_that_was_paid_stands_in_the_history_and_no_other_award_does() -> None:
    paid = {row["uscc"] for row in TABLES["qualification_registry"] if row["award_paid_on_certificate"]}

    granted = {
        row["applicant"]
        for row in TABLES["case_history"]
        if any(grant["item"] == "high-tech-enterprise-award" for grant in row["grants"])
    }

    assert granted == paid


def test_the_same_seed_makes_the_same_records_and_another_makes_others() -> None:
    again, other = generate_all(50, SEED), generate_all(50, SEED + 1)

    assert again == generate_all(50, SEED)
    assert all(again[register] != other[register] for register in MADE_UP)


def test_one_company_alone_makes_a_world_too() -> None:
    assert len(World(1).rows("company_registry")) == 1
    assert set(generate_all(1)) == set(MADE_UP)


def test_the_same_seed_makes_the_same_companies_with_distinct_codes_and_names() -> None:
    companies = synthetic_companies(30, seed=3)

    assert companies == synthetic_companies(30, seed=3)
    assert synthetic_companies(30, seed=4) != companies
    assert len({one.uscc for one in companies}) == len({one.company_name for one in companies}) == 30


def test_companies_and_certificates_stay_those_that_documents_were_drawn_of() -> None:
    companies = synthetic_companies(3_000)
    first, last = companies[0], companies[-1]
    certificates = synthetic_qualifications(companies)

    assert (first.uscc, first.company_name) == ("91310117MY0000004E", "上海泓岑甲机械设备有限公司")
    assert (last.uscc, last.legal_representative) == ("91310116MY00033P6L", "王清和")
    assert len(certificates) == 539
