"""A profile has what records tell, each fact with its record; what is down, old or of another year tells nothing."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import pytest

from app.companies.profile import BATCH, Silence, profile_of, profiles_of
from app.companies.statements import Statement
from app.registries.synthetic.companies import code_for
from tests.office import COMPANY, ON, QUALIFICATION, FixedClock
from tests.registers import RegistersInMemory

AS_OF = date(2026, 2, 1)
INSURANCE = {
    "uscc": COMPANY.uscc,
    "region": "310117",
    "size": "small",
    "unemployment_insurance_compliant": True,
    "unemployment_insurance_paid_cny": "12000.00",
    "insured_at_year_end": 19,
    "natural_leavers": 0,
    "insured_at_year_start": 20,
    "hires": [],
}


@pytest.fixture
def registers() -> RegistersInMemory:
    known = RegistersInMemory(FixedClock())
    known.knows("company_registry", asdict(COMPANY), AS_OF, version=7)
    known.knows("social_insurance", INSURANCE, AS_OF)
    known.knows("qualification_registry", asdict(QUALIFICATION), AS_OF)
    return known


def stated(name: str, value: object) -> Statement:
    return Statement(fact=f"profile.{name}", value=value, stated_on=ON)  # type: ignore[arg-type]


def test_a_fact_has_its_value_its_register_its_version_and_its_day(registers: RegistersInMemory) -> None:
    profile = profile_of(registers, (), COMPANY.uscc, ON)

    region = profile.facts["profile.region"]
    assert region.value == "310117"
    assert [(one.register, one.version, one.as_of) for one in region.sources] == [("company_registry", 7, AS_OF)]
    assert region.sources[0].read_at == FixedClock().now().isoformat()
    assert (profile.name, profile.status) == (COMPANY.company_name, "operating")
    assert profile.values()["profile.layoff_ratio"] == Decimal("0.05")
    assert profile.values() == profile.proven()


def test_a_register_that_is_down_tells_nothing_and_is_named(registers: RegistersInMemory) -> None:
    registers.goes_down("social_insurance")

    profile = profile_of(registers, (), COMPANY.uscc, ON)

    assert "profile.insured_region" not in profile.values()
    [silent] = [one for one in profile.silent if one.register == "social_insurance"]
    assert (silent.reason, silent.message) == (Silence.DOWN, "“单位社会保险信息”暂时无法查询")


@pytest.mark.parametrize(("day", "is_known"), [(date(2026, 3, 4), True), (date(2026, 3, 5), False)])
def test_a_record_of_31_days_is_used_and_an_older_one_is_not(
    registers: RegistersInMemory, day: date, *, is_known: bool
) -> None:
    profile = profile_of(registers, (), COMPANY.uscc, day)

    assert ("profile.region" in profile.values()) is is_known
    assert (
        {one.reason for one in profile.silent if one.register == "company_registry"} == {Silence.STALE}
    ) is not is_known


def test_what_a_record_calls_last_year_is_not_used_in_the_next_year(registers: RegistersInMemory) -> None:
    registers.knows("social_insurance", INSURANCE, date(2025, 12, 31))

    profile = profile_of(registers, (), COMPANY.uscc, date(2026, 1, 15))

    assert "profile.layoff_ratio" not in profile.values()
    assert profile.values()["profile.insured_region"] == "310117"
    assert Silence.OTHER_YEAR in {one.reason for one in profile.silent}


def test_no_record_tells_something_only_where_the_register_is_known_to_be_complete(
    registers: RegistersInMemory,
) -> None:
    before = profile_of(registers, (), COMPANY.uscc, ON)
    registers.is_complete("sme_registry", AS_OF)

    after = profile_of(registers, (), COMPANY.uscc, ON)

    assert "profile.qualifications" not in before.values()
    assert after.values()["profile.qualifications"] == ()
    assert after.facts["profile.qualifications"].is_absence
    assert "profile.qualifications" not in after.proven()


def test_that_a_register_lacked_a_record_long_ago_tells_nothing(registers: RegistersInMemory) -> None:
    registers.is_complete("sme_registry", date(2025, 12, 1))

    assert "profile.qualifications" not in profile_of(registers, (), COMPANY.uscc, ON).values()


def test_a_record_wins_over_what_the_company_states_and_the_difference_is_told(registers: RegistersInMemory) -> None:
    profile = profile_of(registers, [stated("region", "310115")], COMPANY.uscc, ON)

    assert profile.values()["profile.region"] == "310117"
    assert profile.contradicted == {"profile.region"}
    assert profile.stated == frozenset()


def test_a_statement_is_used_for_matching_and_never_proves_anything(registers: RegistersInMemory) -> None:
    profile = profile_of(registers, [stated("employees", 20)], COMPANY.uscc, ON)

    assert profile.values()["profile.employees"] == 20
    assert profile.stated == {"profile.employees"}
    assert "profile.employees" not in profile.proven()


def test_a_statement_stands_in_for_a_register_that_is_down_and_proves_nothing(registers: RegistersInMemory) -> None:
    registers.goes_down("social_insurance")

    profile = profile_of(registers, [stated("insured_region", "310117")], COMPANY.uscc, ON)

    assert profile.values()["profile.insured_region"] == "310117"
    assert "profile.insured_region" not in profile.proven()


def test_the_company_may_know_better_than_a_register_that_has_no_record(registers: RegistersInMemory) -> None:
    registers.is_complete("sme_registry", AS_OF)

    profile = profile_of(registers, [stated("qualifications", ("little_giant",))], COMPANY.uscc, ON)

    assert profile.values()["profile.qualifications"] == ("little_giant",)
    assert profile.contradicted == {"profile.qualifications"}
    assert "profile.qualifications" not in profile.proven()


@pytest.mark.parametrize("status", ["revoked", "deregistered"])
def test_nothing_is_known_for_a_company_that_has_ended(registers: RegistersInMemory, status: str) -> None:
    registers.knows("company_registry", asdict(replace(COMPANY, status=status)), AS_OF)

    profile = profile_of(registers, [stated("employees", 20)], COMPANY.uscc, ON)

    assert profile.has_ended
    assert (profile.values(), profile.proven()) == ({}, {})


def test_nothing_is_proven_of_a_company_whose_status_is_not_known_today(registers: RegistersInMemory) -> None:
    registers.goes_down("company_registry")

    profile = profile_of(registers, (), COMPANY.uscc, ON)

    assert profile.values()["profile.insured_region"] == "310117"
    assert profile.proven() == {}


def test_many_profiles_come_in_the_order_asked_for(registers: RegistersInMemory) -> None:
    codes = [code_for("310115", number) for number in range(BATCH + 1)]
    codes.insert(BATCH, COMPANY.uscc)

    found = list(profiles_of(registers, codes, ON, {COMPANY.uscc: [stated("employees", 20)]}))

    assert [one.uscc for one in found] == codes
    assert found[BATCH].name == COMPANY.company_name
    assert found[BATCH].values()["profile.employees"] == 20
    assert found[0].values() == {}
