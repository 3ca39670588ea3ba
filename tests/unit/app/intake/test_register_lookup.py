"""What registers say becomes readings; what they can't say becomes words, never a guess."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.intake.lookup import register_readings, system_readings
from app.registries.service import RegisterDown, RegisterRecord
from approval_rules.evidence import SourceKind
from approval_rules.items import load_items

if TYPE_CHECKING:
    from collections.abc import Mapping

USCC, ON = "91310117MY0000004E", date(2026, 3, 2)
AWARD = load_items()["high-tech-enterprise-award"].versions[0]


class _Registers:
    def __init__(self, answers: Mapping[str, RegisterRecord | Exception | None]) -> None:
        self.answers, self.asked = answers, list[str]()

    def look_up(self, register: str, uscc: str) -> RegisterRecord | None:
        assert uscc == USCC
        self.asked.append(register)
        answer = self.answers.get(register)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _record(register: str, **facts: str) -> RegisterRecord:
    named = {name.replace("__", "."): value for name, value in facts.items()}
    return RegisterRecord(register=register, uscc=USCC, version=3, as_of=ON, facts=named)


def test_every_register_the_item_names_is_asked_and_each_fact_keeps_its_source() -> None:
    registers = _Registers(
        {
            "company_registry": _record("company_registry", company__status="operating"),
            "qualification_registry": _record("qualification_registry", qualification__recognition="first"),
        }
    )

    readings, problems = register_readings(AWARD, registers, USCC)

    assert registers.asked == ["company_registry", "qualification_registry"]
    assert problems == ()
    assert [(one.fact, one.value, one.source) for one in readings] == [
        ("company.status", "operating", "company_registry"),
        ("qualification.recognition", "first", "qualification_registry"),
    ]
    assert {one.kind for one in readings} == {SourceKind.REGISTER}
    assert readings[0].reference == f"company_registry/{USCC}@3"


def test_a_register_that_is_down_does_not_keep_the_next_from_being_asked() -> None:
    registers = _Registers(
        {
            "company_registry": RegisterDown("登记信息 company_registry 暂时无法查询"),
            "qualification_registry": _record("qualification_registry", qualification__recognition="first"),
        }
    )

    readings, problems = register_readings(AWARD, registers, USCC)

    assert [one.fact for one in readings] == ["qualification.recognition"]
    assert problems == ("登记信息 company_registry 暂时无法查询",)


def test_a_company_unknown_to_a_register_is_a_problem_that_names_both() -> None:
    _, problems = register_readings(AWARD, _Registers({}), USCC)

    assert len(problems) == 2
    assert all(USCC in problem for problem in problems)
    assert "qualification_registry" in problems[1]


def test_without_a_code_no_register_is_asked() -> None:
    registers = _Registers({})

    readings, problems = register_readings(AWARD, registers, None)

    assert (readings, registers.asked) == ((), [])
    assert len(problems) == 1


def test_the_day_of_receipt_is_the_systems_own_word() -> None:
    (reading,) = system_readings(ON, ON)

    assert (reading.fact, reading.value, reading.kind) == ("application.received_on", ON, SourceKind.SYSTEM)
