"""The whole way of an application through plain forms: approved, mended first, handed to staff; in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.cases.service import stands
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import case
from app.items.telling import open_items
from extractors.result import PageAdvice
from tests.applying import Applicant, case_no_of, said
from tests.office import COMPANY, ON, form_of, licence_of, open_office, seen
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from app.flows.office import Office
    from tests.office import PreparedReadings

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def office(site: FastAPI) -> Office:
    return services_of(site).office


@pytest.fixture
def applicant(site: FastAPI) -> Applicant:
    return Applicant(visit(site))


def _reader(office: Office) -> PreparedReadings:
    return office.extractor  # type: ignore[return-value]  that of `tests.office`


def test_an_application_is_approved_at_once_and_its_receipt_says_so(applicant: Applicant, office: Office) -> None:
    checked = applicant.fills_in()
    answers = applicant.sends("pre-check")
    receipt = applicant.submits()

    assert "预检通过" in said(checked)
    assert all(value in said(answers) for value in form_of(COMPANY).values())
    case_no = case_no_of(receipt)
    assert stands(office.engine, case_no).state is CaseState.GRANTED
    assert all(f"/cases/{case_no}{rest}" in receipt.text for rest in ("", "/notice", "/rating"))


def test_what_the_licence_says_fills_in_the_form(applicant: Applicant) -> None:
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})

    read = said(applicant.uploads())
    details = applicant.opens("details-1").text

    assert "读出的内容" in read
    assert COMPANY.company_name in read
    assert f'value="{COMPANY.company_name}"' in details
    assert "从您上传的材料读出" in details


def test_a_doubtful_reading_is_marked_and_advice_is_given(applicant: Applicant, office: Office) -> None:
    reader, blurred = _reader(office), b"a blurred photo"
    fields = licence_of(COMPANY, business_scope=None)
    fields["company_name"] = seen("company_name", COMPANY.company_name, repaired=True)
    reader.knows(blurred, "business_license", fields)
    advice = PageAdvice(page=1, code="blurred", message="Hold the camera still", message_zh="请拿稳再拍")
    reader.known[blurred] = replace(reader.known[blurred], advice=(advice,))
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})

    told = said(applicant.uploads(content=blurred))
    in_english = said(applicant.client.get(f"/apply/{applicant.item}/material-business_license?lang=en"))

    assert "请拿稳再拍" in told
    assert f"{COMPANY.company_name} 请核对" in told
    assert "没有读出" in told
    assert "Hold the camera still" in in_english
    assert "读得不太清楚" in said(applicant.client.get(f"/apply/{applicant.item}/details-1?lang=zh"))


def test_another_file_replaces_the_first_and_what_was_filled_in_from_it(applicant: Applicant, office: Office) -> None:
    misread = b"a misread photo"
    _reader(office).knows(misread, "business_license", licence_of(COMPANY, company_name="误读的名称"))
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})
    applicant.uploads(content=misread)

    replaced = applicant.uploads(name="第二张.jpg", action="replace")

    assert "第二张.jpg" in replaced.text
    assert "营业执照.jpg" not in replaced.text
    assert f'value="{COMPANY.company_name}"' in applicant.opens("details-1").text


def test_a_file_that_can_not_be_read_is_told_and_loses_nothing(applicant: Applicant) -> None:
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})
    applicant.uploads()

    refused = applicant.uploads(content=b"no picture", action="replace")

    assert refused.status_code == 422
    assert "这个文件读不出来" in said(refused)
    assert 'href="#f-file"' in refused.text
    assert "营业执照.jpg" in applicant.opens("material-business_license").text


def test_a_document_of_another_kind_is_told_and_is_taken_by_a_person_alone(
    applicant: Applicant, office: Office
) -> None:
    applicant.fills_in()

    told = said(applicant.uploads(content=b"a cat", action="replace"))
    refused = applicant.submits()
    taken = applicant.submits(person=True)

    assert "不是营业执照" in told
    assert refused.status_code == 422
    assert f'href="/apply/{applicant.item}/material-business_license"' in refused.text
    assert stands(office.engine, case_no_of(taken)).state is not CaseState.GRANTED


def test_mistakes_are_told_on_top_and_nothing_typed_is_lost(applicant: Applicant) -> None:
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})
    typed = {"company_name": "未填完的公司", "legal_representative": "", "premises_use": "在月球上"}

    refused = applicant.sends("details-1", typed)

    assert refused.status_code == 422
    assert refused.text.index('role="alert"') < refused.text.index("<h1")
    assert 'href="#f-legal_representative"' in refused.text
    assert 'id="f-legal_representative-wrong"' in refused.text
    assert 'value="未填完的公司"' in refused.text
    assert "未填完的公司" in applicant.opens("details-1").text


def test_the_pre_check_names_everything_missing_at_once_and_where_to_mend_it(applicant: Applicant) -> None:
    applicant.begins()

    checked = applicant.opens("pre-check")

    for place in ("who#f-uscc", "details-1#f-company_name", "details-2#f-special_food", "material-business_license"):
        assert f'href="/apply/{applicant.item}/{place}"' in checked.text
    assert applicant.submits().status_code == 422


def test_what_a_rule_does_not_hold_for_is_told_with_the_field_that_mends_it(
    applicant: Applicant, office: Office
) -> None:
    checked = applicant.fills_in(premises_use="其他")
    mended = applicant.sends("details-1", form_of(COMPANY) | {"premises_use": "商业用房"})

    assert "预检通过" not in said(checked)
    assert f'href="/apply/{applicant.item}/details-1#f-premises_use"' in checked.text
    assert mended.status_code == 200
    assert stands(office.engine, case_no_of(applicant.submits())).state is CaseState.GRANTED


def test_who_asks_for_a_person_gets_one_and_is_told_by_when(applicant: Applicant, office: Office) -> None:
    applicant.fills_in()

    receipt = applicant.submits(person=True)

    assert stands(office.engine, case_no_of(receipt)).state not in {CaseState.GRANTED, CaseState.CLOSED}
    assert "工作人员会核对" in said(receipt)
    assert "/rating" not in receipt.text


def test_a_form_on_paper_fills_in_the_fields_and_is_not_kept(applicant: Applicant, office: Office) -> None:
    paper = b"a form on paper"
    fields = {name: seen(name, value) for name, value in form_of(COMPANY).items()}
    _reader(office).knows(paper, "food_filing_form", fields)
    applicant.begins()

    shown = applicant.client.post(
        f"/apply/{applicant.item}/who", data={"action": "form-file"}, files={"file": ("表.jpg", paper, "image/jpeg")}
    )
    other = applicant.client.post(
        f"/apply/{applicant.item}/who", data={"action": "form-file"}, files={"file": ("表.jpg", b"a cat", "image/jpeg")}
    )

    assert f'value="{COMPANY.uscc}"' in shown.text
    assert 'value="商业用房" checked' in applicant.opens("details-1").text
    assert "表.jpg" not in applicant.opens("answers").text
    assert other.status_code == 422


def test_sending_twice_makes_one_case(applicant: Applicant) -> None:
    applicant.fills_in()
    held = {"cookie": f"zhiban_draft={dict(applicant.client.cookies)['zhiban_draft']}"}
    first = case_no_of(applicant.submits())

    again = applicant.client.post(f"/apply/{applicant.item}/answers", data={"action": "next"}, headers=held)

    assert case_no_of(again) == first
    assert applicant.submits().url.path == f"/apply/{applicant.item}"


def test_a_draft_that_outlived_its_case_leads_to_it_whatever_was_changed(
    applicant: Applicant, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a stop of the service between the two."""
    applicant.fills_in()
    held = {"cookie": f"zhiban_draft={dict(applicant.client.cookies)['zhiban_draft']}"}
    with monkeypatch.context() as broken:
        broken.setattr("app.intake.drafts.Drafts.discard", lambda *_: None)
        first = case_no_of(applicant.submits())

    again = applicant.client.post(
        f"/apply/{applicant.item}/answers", data={"action": "next", "ask_for_person": "yes"}, headers=held
    )

    assert case_no_of(again) == first
    with reading(office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(case)).scalar_one() == 1


@pytest.mark.parametrize(
    "step", ["", "who", "material-business_license", "details-1", "details-2", "pre-check", "answers", "saved"]
)
def test_every_step_is_in_english_with_all_that_is_chinese_marked(applicant: Applicant, step: str) -> None:
    applicant.fills_in()
    main = applicant.client.get(f"/apply/{applicant.item}{'/' if step else ''}{step}?lang=en").text
    main = main.partition("<main")[2].partition("</main>")[0]
    unmarked = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>|value="[^"]*"', "", main, flags=re.DOTALL)

    assert CHINESE.findall(unmarked) == []


def test_the_receipt_and_the_choice_are_in_english_too(applicant: Applicant) -> None:
    applicant.fills_in()
    receipt = applicant.submits()

    assert "Sent in" in said(applicant.client.get(f"{receipt.url.path}?lang=en"))
    assert "Choose what to apply for" in said(applicant.client.get("/apply?lang=en"))


def test_licence_of_another_company_goes_to_a_person(applicant: Applicant, office: Office) -> None:
    applicant.fills_in(company_name="上海别的名称有限公司")

    receipt = applicant.submits()

    assert stands(office.engine, case_no_of(receipt)).state is not CaseState.GRANTED


def test_every_item_has_its_steps(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    site = build_site(tmp_path, office=office)
    for version in open_items(office.items, ON):
        item = version.item
        applicant = Applicant(visit(site), item)
        assert applicant.begins().url.path == f"/apply/{item}/who"
        shown = applicant.opens("answers")
        for step in set(re.findall(rf'href="/apply/{item}/([\w-]+)', shown.text)):
            assert applicant.opens(step).status_code == 200, (item, step)
        assert applicant.opens("pre-check").status_code == 200
