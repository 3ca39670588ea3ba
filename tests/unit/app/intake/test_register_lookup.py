"""What registers say becomes readings; what they can't say becomes problems in words, never a guess."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.intake.lookup import answers_to, look_ups, register_readings, system_readings
from approval_rules.decide import Problem, ProblemCode
from approval_rules.evidence import SourceKind
from approval_rules.facts import load_vocabulary
from approval_rules.item_files import load_items
from approval_rules.items import ItemVersion, RegisterUse
from tests.office import NOW, FixedClock
from tests.registers import RegistersInMemory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.registries.service import Registers
    from approval_rules.evidence import Reading
    from approval_rules.values import Value

USCC, PERSON, ON = "91310117MY0000004E", "310115199001010002", date(2026, 3, 2)
FILED = {"company.uscc": USCC, "person.resident_id": PERSON}


def _version(*registers: str, **changes: object) -> ItemVersion:
    """An item that asks these registers and knows every fact."""
    some = load_items()["high-tech-enterprise-award"].versions[0]
    uses = [RegisterUse(id=one, max_age_days=31) for one in registers]
    return some.model_copy(update={"registers": uses, "facts": dict(load_vocabulary())} | changes)


def _looked_up(
    version: ItemVersion, registers: Registers, filed: Mapping[str, Value]
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    asked = look_ups(version, filed)
    (answers,) = answers_to(registers, [asked])
    return register_readings(version, asked, answers)


@pytest.fixture
def registers() -> RegistersInMemory:
    """One company, known to two registers, and one person."""
    known = RegistersInMemory(FixedClock())
    known.knows("company_registry", {"uscc": USCC, "status": "operating"}, ON, version=3)
    known.knows("qualification_registry", {"uscc": USCC, "recognition": "first"}, date(2026, 2, 1))
    known.knows("population_registry", {"resident_id": PERSON, "status": "normal"}, ON)
    return known


def test_every_register_the_item_names_is_asked_in_its_order(registers: RegistersInMemory) -> None:
    named = ("qualification_registry", "company_registry", "population_registry")

    _, problems = _looked_up(_version(*named), registers, FILED)

    assert (tuple(registers.asked), problems) == (named, ())


def test_a_reading_says_which_record_of_which_day_and_when_it_was_asked(registers: RegistersInMemory) -> None:
    readings, _ = _looked_up(_version("qualification_registry", "company_registry"), registers, FILED)

    of_status = next(one for one in readings if one.fact == "company.status")
    assert {one.fact for one in readings} == {
        "qualification.uscc",
        "qualification.recognition",
        "company.uscc",
        "company.status",
    }
    assert (of_status.value, of_status.kind) == ("operating", SourceKind.REGISTER)
    assert (of_status.source, of_status.reference) == ("company_registry", f"company_registry/{USCC}@3")
    assert (of_status.as_of, of_status.read_at) == (ON, NOW.isoformat())
    assert readings[0].as_of == date(2026, 2, 1)


def test_facts_that_the_item_does_not_know_are_left_out(registers: RegistersInMemory) -> None:
    version = _version("company_registry", facts={"company.status": load_vocabulary()["company.status"]})

    readings, _ = _looked_up(version, registers, FILED)

    assert [one.fact for one in readings] == ["company.status"]


def test_each_register_is_asked_by_the_fact_it_is_kept_by(registers: RegistersInMemory) -> None:
    readings, problems = _looked_up(
        _version("company_registry", "population_registry"), registers, {"person.resident_id": PERSON}
    )

    assert {one.source for one in readings} == {"population_registry"}
    assert [one.code for one in problems] == [ProblemCode.KEY_UNREAD]


def test_a_key_that_was_not_read_is_one_problem_for_all_registers_kept_by_it(registers: RegistersInMemory) -> None:
    version = _version("company_registry", "tax_registry", "population_registry", "property_registry")

    readings, problems = _looked_up(version, registers, {})

    assert (readings, registers.asked) == ((), [])
    assert problems == (
        Problem(
            code=ProblemCode.KEY_UNREAD,
            message="未能读取统一社会信用代码，无法查询“企业登记信息”、“税务登记信息”",
        ),
        Problem(code=ProblemCode.KEY_UNREAD, message="未能读取公民身份号码，无法查询“人口登记信息”"),
        Problem(code=ProblemCode.KEY_UNREAD, message="未能读取不动产权证号，无法查询“不动产登记信息”"),
    )


def test_a_register_that_is_down_does_not_keep_the_next_from_being_asked(registers: RegistersInMemory) -> None:
    registers.goes_down("company_registry")

    readings, problems = _looked_up(_version("company_registry", "qualification_registry"), registers, FILED)

    assert {one.source for one in readings} == {"qualification_registry"}
    assert problems == (Problem(code=ProblemCode.REGISTER_DOWN, message="“企业登记信息”暂时无法查询"),)


def test_a_company_unknown_to_a_register_is_a_problem_that_names_both(registers: RegistersInMemory) -> None:
    _, problems = _looked_up(_version("tax_registry"), registers, FILED)

    message = f"“税务登记信息”中没有统一社会信用代码为 {USCC} 的记录"
    assert problems == (Problem(code=ProblemCode.NO_RECORD, message=message),)


def test_a_person_unknown_to_a_register_is_a_problem_that_does_not_repeat_the_number(
    registers: RegistersInMemory,
) -> None:
    _, (problem,) = _looked_up(_version("social_insurance_person"), registers, FILED)

    assert problem.code is ProblemCode.NO_RECORD
    assert PERSON not in problem.message
    assert "个人社会保险和就业信息" in problem.message


def test_the_day_of_receipt_is_the_systems_own_word() -> None:
    (reading,) = system_readings(ON, ON)

    assert (reading.fact, reading.value, reading.kind) == ("application.received_on", ON, SourceKind.SYSTEM)
