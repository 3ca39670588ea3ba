"""From registers to a company's answer: made-up companies, every register loaded, schemes matched over it all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Grant, Principal, Role
from app.companies.answering import answer_for, look_at
from app.companies.on_file import on_file
from app.companies.profile import profiles_of
from app.companies.statements import state
from app.flows.approve import approve
from app.flows.match import match_profile
from app.registries.importing import import_records
from app.registries.synthetic import World
from app.subsidies.schemes import load_schemes
from approval_rules.matching.profile_sources import load_profile_sources
from approval_rules.schemes import MatchStatus
from corpora import CORPORA_DIR
from tests.office import COMPANY, ON, OTHER, QUALIFICATION, application, open_office, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office

SCHEMES = load_schemes(CORPORA_DIR)
ME = Principal(id="applicant:me", name="me", grants=(Grant(role=Role.APPLICANT),))
STATED = {
    "employees": 60,
    "taxable_income_cny": "1200000",
    "total_assets_cny": "30000000",
    "is_restricted_industry": False,
}
SMALL = "small-low-profit-income-tax"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def test_what_registers_tell_of_made_up_companies_is_what_they_were_made_with(office: Office) -> None:
    world = World(200, seed=5)
    registers = [use.id for use in load_profile_sources().registers]
    rows = {register: {row["uscc"]: row for row in world.rows(register)} for register in registers}
    for register in registers:
        import_records(office.engine, list(rows[register].values()), register, ON)

    profiles = list(profiles_of(office.registers, [one.uscc for one in world.companies], ON))

    for company, profile in zip(world.companies, profiles, strict=True):
        assert (profile.name, profile.status) == (company.company_name, company.status)
        certificate = rows["qualification_registry"].get(company.uscc)
        recognition = profile.facts["profile.high_tech_recognition"]
        assert recognition.value == (certificate["recognition"] if certificate else "none")
        assert recognition.is_absence is (certificate is None)
        insured = rows["social_insurance"].get(company.uscc)
        if insured:
            kept = Decimal(insured["insured_at_year_end"] + insured["natural_leavers"])
            lost = max(Decimal(0), 1 - kept / insured["insured_at_year_start"])
            assert abs(Decimal(str(profile.facts["profile.layoff_ratio"].value)) - lost) < Decimal("1e-11")
    gone = [one for one in profiles if one.has_ended]
    assert gone
    assert all(one.values() == {} for one in gone)
    assert Counter(name for one in profiles for name in one.facts)["profile.region"] == len(profiles)


def test_a_scheme_that_fits_by_the_companys_own_word_fits_no_payout(office: Office) -> None:
    state(office.engine, office.clock, look_at(office, COMPANY.uscc), STATED, ME.id)

    answer = answer_for(office, SCHEMES, ME, COMPANY.uscc)

    by_word = {one.id: one for one in answer.report.schemes}[SMALL]
    assert by_word.status is MatchStatus.ELIGIBLE
    assert answer.rests_on[SMALL] == tuple(sorted(f"profile.{name}" for name in STATED))
    proven = {one.id: one for one in match_profile(answer.profile.proven(), SCHEMES, ON).schemes}[SMALL]
    assert proven.status is MatchStatus.UNKNOWN


def test_a_stated_fact_that_changes_nothing_of_a_scheme_is_not_what_it_rests_on(office: Office) -> None:
    state(office.engine, office.clock, look_at(office, COMPANY.uscc), {"employees": 60}, ME.id)

    answer = answer_for(office, SCHEMES, ME, COMPANY.uscc)

    unknown = [one.id for one in answer.report.schemes if one.id == SMALL and one.status is MatchStatus.UNKNOWN]
    assert unknown == [SMALL]
    assert SMALL not in answer.rests_on


def test_a_licence_and_a_certificate_in_the_registers_are_on_file(office: Office) -> None:
    import_records(office.engine, [QUALIFICATION], "qualification_registry", ON)

    held = on_file(office.engine, office.registers, office.items, ME, COMPANY.uscc, ON)

    licence, certificate = held.of("营业执照复印件"), held.of("高新技术企业证书")
    assert licence is not None
    assert (licence.holder, licence.number, licence.valid_until) == ("企业登记信息", COMPANY.uscc, None)
    assert certificate is not None
    assert (certificate.number, certificate.valid_until) == ("GR202431000001", date(2027, 12, 3))
    assert held.of("项目申报表") is None


def test_a_record_that_is_too_old_is_not_on_file(office: Office) -> None:
    held = on_file(office.engine, office.registers, office.items, ME, COMPANY.uscc, date(2026, 5, 1))

    assert held.of("营业执照") is None


def test_a_file_is_on_file_for_who_sent_it_for_that_company_and_for_nobody_else(office: Office) -> None:
    import_records(office.engine, [replace(COMPANY, status="revoked"), OTHER], "company_registry", ON)
    mine = submitted_by(office, ME.id)

    held = on_file(office.engine, office.registers, office.items, ME, COMPANY.uscc, ON).of("营业执照")

    assert held is not None
    assert (held.holder, held.is_file, held.as_of) == (mine, True, ON)
    other = replace(ME, id="applicant:other")
    assert on_file(office.engine, office.registers, office.items, other, COMPANY.uscc, ON).of("营业执照") is None
    elsewhere = on_file(office.engine, office.registers, office.items, ME, OTHER.uscc, ON).of("营业执照")
    assert elsewhere is None or not elsewhere.is_file


def submitted_by(office: Office, owner: str) -> str:
    decided = approve(office, application(), uploads(), ON, store=True, owner=owner)
    assert decided.case_no is not None
    return decided.case_no
