"""The approve flow: a form and a licence go in, an approval or a case before a person comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.cases import service as cases
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import metadata
from app.errors import BadApplication, BadUpload
from app.flows.approve import approve
from app.flows.judging import ASKED_FOR_PERSON
from app.intake.application import MaterialFile, Upload
from app.registries.importing import import_records
from approval_rules.conditions.language import Truth
from approval_rules.errors import NotInForce, UnknownItem
from approval_rules.items import Outcome
from approval_rules.replay import replayed
from tests.office import (
    AWARD,
    AWARD_DAY,
    COMPANY,
    FOOD,
    LICENCE,
    ON,
    OTHER,
    QUALIFICATION,
    PreparedReadings,
    application,
    award_form,
    form_of,
    licence_of,
    open_office,
    seen,
    submitted,
    uploads,
)
from tests.registers import RegistersThatAreDown

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.approve import Decided
    from app.flows.office import Office
    from app.registries.synthetic import CompanyRecord
    from approval_rules.values import Value


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def _failed(decided: Decided) -> set[str]:
    return {check.rule for check in decided.verdict.checks if check.holds is not Truth.TRUE}


def _counts(office: Office) -> dict[str, int]:
    with reading(office.engine) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name not in {"register_import", "register_record", "register_record_past", "data_key"}
        }


def _nothing_stored(office: Office, home: Path) -> bool:
    return not any(_counts(office).values()) and not (home / "uploads").exists()


def _licence_shows(office: Office, **changes: Value | None) -> None:
    _reader(office).knows(LICENCE, "business_license", licence_of(COMPANY, **changes))


def _reader(office: Office) -> PreparedReadings:
    assert isinstance(office.extractor, PreparedReadings)
    return office.extractor


def _registered(office: Office, company: CompanyRecord, as_of: date = ON) -> None:
    import_records(office.engine, [company], "company_registry", as_of)


def test_a_filing_in_order_is_approved_with_no_person(office: Office) -> None:
    decided = submitted(office)

    stored = cases.find(office.engine, decided.case_no or "")
    assert decided.verdict.outcome is Outcome.APPROVE
    assert _failed(decided) == set()
    assert stored.summary.state is CaseState.GRANTED
    assert (stored.summary.applicant_name, stored.summary.received_on) == (COMPANY.company_name, ON)
    assert office.files.read(stored.uploads[0][2]) == LICENCE


@pytest.mark.parametrize(
    ("field", "value"),
    [("company_name", "上海样倒食品有限公司"), ("legal_representative", "章样例"), ("uscc", OTHER.uscc)],
)
def test_a_form_that_contradicts_the_register_is_handed_over(office: Office, field: str, value: str) -> None:
    decided = submitted(office, application(form=form_of(COMPANY) | {field: value}))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert f"evidence.company.{field}" in _failed(decided)
    assert cases.find(office.engine, decided.case_no or "").summary.state is CaseState.RECEIVED


@pytest.mark.parametrize(
    ("field", "answer", "rule"),
    [
        ("premises_use", "其他", "premises-are-commercial"),
        ("food_safety_system", "尚未制定", "food-safety-system-committed"),
        ("special_food", "销售", "no-special-food"),
        ("online_sales", "从事", "no-online-sales"),
    ],
)
def test_a_declaration_that_needs_more_is_not_approved(office: Office, field: str, answer: str, rule: str) -> None:
    decided = submitted(office, application(form=form_of(COMPANY) | {field: answer}))

    assert decided.verdict.outcome is not Outcome.APPROVE
    assert _failed(decided) == {rule}


def test_an_answer_that_the_form_does_not_offer_is_refused(office: Office) -> None:
    with pytest.raises(BadApplication, match=r"form\.special_food .*: expected one of: 不销售, 销售"):
        submitted(office, application(form=form_of(COMPANY) | {"special_food": "也许"}))


def test_the_licence_of_another_company_is_handed_over(office: Office) -> None:
    _registered(office, OTHER)
    _reader(office).knows(LICENCE, "business_license", licence_of(OTHER))

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert {"evidence.company.uscc", "evidence.company.company_name"} <= _failed(decided)


@pytest.mark.parametrize("field", ["uscc", "company_name", "legal_representative", "business_scope"])
def test_a_licence_field_that_could_not_be_read_is_handed_over(office: Office, field: str) -> None:
    _licence_shows(office, **{field: None})

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert f"evidence.company.{field}" in _failed(decided)


def test_a_licence_that_shows_another_term_than_the_register_is_handed_over(office: Office) -> None:
    _licence_shows(office, valid_until=date(2030, 1, 1))

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "evidence.company.valid_until" in _failed(decided)


def test_a_difference_in_a_fact_that_no_rule_reads_is_handed_over_too(office: Office) -> None:
    _licence_shows(office, established_on=date(2020, 5, 7))

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert _failed(decided) == {"evidence.company.established_on"}


def test_a_company_that_is_not_in_the_register_is_handed_over(office: Office) -> None:
    _reader(office).knows(LICENCE, "business_license", licence_of(OTHER))

    decided = submitted(office, application(form=form_of(OTHER)))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "evidence.problem-1" in _failed(decided)
    assert any(OTHER.uscc in check.message for check in decided.verdict.checks)


def test_a_register_that_is_down_hands_over_and_never_approves(office: Office) -> None:
    decided = submitted(replace(office, registers=RegistersThatAreDown()))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert any("暂时无法查询" in check.message for check in decided.verdict.checks)


@pytest.mark.parametrize(("age", "outcome"), [(31, Outcome.APPROVE), (32, Outcome.ESCALATE)])
def test_a_record_counts_for_31_days_and_not_one_more(office: Office, age: int, outcome: Outcome) -> None:
    decided = submitted(office, on=ON + timedelta(days=age))

    assert decided.verdict.outcome is outcome


def test_a_register_record_that_is_not_in_order_is_told_with_its_rule(office: Office) -> None:
    _registered(office, replace(COMPANY, status="abnormal", business_scope="日用百货销售"))
    _licence_shows(office, business_scope="日用百货销售")

    decided = submitted(office)

    assert _failed(decided) == {"company-operating", "scope-covers-prepackaged-food"}
    assert decided.verdict.outcome is Outcome.ESCALATE


def test_scopes_that_answer_otherwise_are_handed_over(office: Office) -> None:
    _licence_shows(office, business_scope="日用百货销售")

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "scope-covers-prepackaged-food" in _failed(decided)


def test_a_code_that_was_repaired_is_no_second_source(office: Office) -> None:
    repaired = licence_of(COMPANY) | {"uscc": seen("uscc", COMPANY.uscc, repaired=True)}
    _reader(office).knows(LICENCE, "business_license", repaired)
    form = {name: seen(name, value) for name, value in form_of(COMPANY).items() if name != "uscc"}
    _reader(office).knows(b"form", "food_filing_form", form | {"uscc": seen("uscc", COMPANY.uscc, repaired=True)})
    filed = application().model_copy(update={"form": None, "form_file": "form.jpg"})

    decided = submitted(office, filed, uploads(licence=LICENCE, form=b"form"))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert any("未能读取统一社会信用代码" in check.message for check in decided.verdict.checks)
    assert "evidence.company.uscc" in _failed(decided)


def test_a_licence_whose_code_was_repaired_to_anothers_is_handed_over_and_kept(office: Office) -> None:
    shown = licence_of(COMPANY) | {"uscc": seen("uscc", OTHER.uscc, repaired=True)}
    _reader(office).knows(LICENCE, "business_license", shown)

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "evidence.company.uscc" in _failed(decided)
    assert OTHER.uscc in decided.dossier.decode()


def test_a_licence_with_a_15_digit_number_goes_to_a_person_and_replays(office: Office) -> None:
    _licence_shows(office, uscc="410329000001047")

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert replayed(decided.dossier) == decided.dossier


def test_a_scope_too_long_for_the_vocabulary_goes_to_a_person_and_replays(office: Office) -> None:
    _licence_shows(office, business_scope=COMPANY.business_scope + "甲" * 5001)

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert replayed(decided.dossier) == decided.dossier


def test_a_name_that_only_looks_alike_is_another_name(office: Office) -> None:
    _registered(office, replace(COMPANY, company_name="上海样例A2食品有限公司"))
    _licence_shows(office, company_name="上海样例A2食品有限公司")
    form = form_of(COMPANY) | {"company_name": "上海样例A²食品有限公司"}

    decided = submitted(office, application(form=form))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "evidence.company.company_name" in _failed(decided)


def test_premises_that_only_the_form_states_are_handed_over(office: Office) -> None:
    _licence_shows(office, registered_address=None)

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "evidence.company.registered_address" in _failed(decided)


def test_a_day_of_receipt_given_by_the_operator_is_said_so(office: Office) -> None:
    decided = submitted(office, on=ON - timedelta(days=1))

    assert b'"reference":"operator"' in decided.dossier
    assert b'"reference":"clock"' in submitted(office).dossier


def test_a_form_read_from_its_file_counts_like_one_filled_in(office: Office) -> None:
    form = {name: seen(name, value) for name, value in form_of(COMPANY).items()}
    _reader(office).knows(b"form", "food_filing_form", form)
    filed = application().model_copy(update={"form": None, "form_file": "form.jpg"})

    decided = submitted(office, filed, uploads(licence=LICENCE, form=b"form"))

    stored = cases.find(office.engine, decided.case_no or "")
    assert decided.verdict.outcome is Outcome.APPROVE
    assert {material for material, _, _ in stored.uploads} == {"form", "business_license"}


def test_who_asks_for_a_person_gets_one(office: Office) -> None:
    decided = submitted(office, application(ask=True))

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert _failed(decided) == {"evidence.problem-1"}
    assert any(ASKED_FOR_PERSON.message in check.message for check in decided.verdict.checks)


@pytest.mark.parametrize("content", [b"a cat", b"another form"])
def test_a_document_nobody_recognises_reaches_the_person_asked_for(office: Office, content: bytes) -> None:
    decided = submitted(office, application(ask=True), uploads(licence=content))

    stored = cases.find(office.engine, decided.case_no or "")
    assert decided.verdict.outcome is Outcome.ESCALATE
    assert "material.business_license" in _failed(decided)
    assert office.files.read(stored.uploads[0][2]) == content
    assert replayed(stored.dossier) == stored.dossier


def test_an_application_without_its_licence_is_asked_for_it(office: Office) -> None:
    decided = submitted(office, application(files=()))

    assert decided.verdict.outcome is not Outcome.APPROVE
    assert "material.business_license" in _failed(decided)


def test_an_award_is_proposed_with_its_amount_and_handed_over(office: Office) -> None:
    company = replace(COMPANY, region="310104")
    import_records(office.engine, [company], "company_registry", ON)
    import_records(office.engine, [QUALIFICATION], "qualification_registry", AWARD_DAY)

    decided = submitted(office, application(AWARD, award_form()), on=AWARD_DAY)

    stored = cases.find(office.engine, decided.case_no or "")
    assert (decided.verdict.outcome, decided.verdict.proposal) == (Outcome.ESCALATE, Outcome.APPROVE)
    assert stored.amount_cny == "250000.00"
    assert _failed(decided) == {"switch.unattended"}


@pytest.mark.parametrize(
    ("changes", "files", "error", "said"),
    [
        ({"item": "no-such-item"}, None, UnknownItem, "no-such-item"),
        ({"form": {"uscc": COMPANY.uscc}}, None, BadApplication, "form.company_name: missing"),
        ({"form": form_of(COMPANY) | {"uscc": 5}}, None, BadApplication, "form.uscc"),
        ({"form": form_of(COMPANY) | {"shoe_size": "44"}}, None, BadApplication, "form.shoe_size: no such field"),
        ({"form": form_of(COMPANY) | {"company_name": "\ud800"}}, None, BadApplication, "form.company_name"),
        ({"materials": [MaterialFile(id="cat", file="licence.jpg")]}, None, BadApplication, "'cat' is not a material"),
        ({}, {}, BadApplication, "'licence.jpg' is named in the application and was not sent"),
        ({}, uploads(licence=b"no picture"), BadUpload, "licence.jpg: this is no picture"),
        ({}, uploads(licence=b"a cat"), BadUpload, "this shows no document we know"),
        ({}, uploads(licence=b"another form"), BadUpload, "this shows a high_tech_award_form, not the 营业执照"),
    ],
)
def test_bad_input_is_refused_by_name_and_nothing_is_written(
    office: Office,
    tmp_path: Path,
    changes: dict[str, object],
    files: dict[str, Upload] | None,
    error: type[Exception],
    said: str,
) -> None:
    filed = application().model_copy(update=changes)

    with pytest.raises(error) as refused:
        submitted(office, filed, files)

    assert said in str(refused.value)
    assert _nothing_stored(office, tmp_path)


def test_every_mistake_in_a_form_is_told_at_once(office: Office) -> None:
    with pytest.raises(BadApplication) as refused:
        submitted(office, application(form={"uscc": "x", "premises_address": "", "shoe_size": "44"}))

    assert len(refused.value.problems) == 9


def test_a_pre_check_tells_wrong_papers_and_a_wrong_form_beside_everything_else(office: Office, tmp_path: Path) -> None:
    company = replace(COMPANY, status="abnormal")
    import_records(office.engine, [company], "company_registry", ON)
    wrong = application(form=form_of(COMPANY) | {"premises_use": "仓库"})

    decided = approve(office, wrong, uploads(licence=b"another form"), ON, store=False)

    assert {"material.business_license", "form.problem-1", "company-operating"} <= _failed(decided)
    assert {"material_unusable", "form_incomplete", "rule_failed"} <= {one.value for one in decided.verdict.reasons}
    assert _nothing_stored(office, tmp_path)


def test_a_submission_with_several_mistakes_is_refused_with_all_of_them(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadApplication) as refused:
        submitted(office, application(form=form_of(COMPANY) | {"premises_use": "仓库"}), uploads(licence=b"a cat"))

    assert len(refused.value.problems) == 2
    assert _nothing_stored(office, tmp_path)


def test_a_day_on_which_the_item_is_not_in_force_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotInForce):
        submitted(office, on=date(2024, 5, 9))

    assert _nothing_stored(office, tmp_path)


def test_the_item_is_the_one_of_the_application(office: Office) -> None:
    decided = submitted(office)

    assert decided.item_version.startswith(f"{FOOD}@2024-05-10+")
    assert cases.find(office.engine, decided.case_no or "").summary.item_id == FOOD
