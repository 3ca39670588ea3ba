"""Applications that are being filled in: gone on with, out of date, of others, and what registers hold of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.accounts.principal import Role
from app.companies.acting import bind, unbind
from app.db.engine import reading
from app.db.tables import application_draft, application_draft_file, case, upload_use
from app.intake.drafts import KEPT, Drafts
from app.personal.exporting import held_on
from app.web.who import HTTP_COOKIE
from tests.accounts_for_tests import Watch, browser, new_account, staff
from tests.applying import HOSTILE, Applicant, case_no_of, said
from tests.office import AWARD, COMPANY, FOOD, NOW, OTHER, form_of, open_office
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from sqlalchemy import Table

    from app.flows.office import Office


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def site(tmp_path: Path, watch: Watch) -> FastAPI:
    return build_site(tmp_path, office=replace(open_office(tmp_path), clock=watch))


@pytest.fixture
def office(site: FastAPI) -> Office:
    return services_of(site).office


def _count(office: Office, table: Table) -> int:
    with reading(office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _begun(site: FastAPI) -> Applicant:
    """Somebody without an account, with a file read and a page filled in."""
    applicant = Applicant(visit(site))
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})
    applicant.uploads()
    applicant.sends("details-1", {"company_name": "没有填完的公司"}, action="later")
    return applicant


def _acting(site: FastAPI, office: Office, *companies: str) -> tuple[Applicant, str]:
    account = new_account(office, Role.APPLICANT)
    for uscc in companies:
        bind(office.engine, office.clock, account, uscc, "test")
    return Applicant(browser(site, account)), account


def test_the_code_goes_on_in_another_browser_however_it_is_typed(site: FastAPI) -> None:
    code = _begun(site).code()
    other = Applicant(visit(site))

    went_on = other.client.post("/apply/resume", data={"code": f" {code.lower().replace('-', ' ')} "})

    assert went_on.url.path == f"/apply/{FOOD}/details-1"
    assert 'value="没有填完的公司"' in went_on.text
    assert "营业执照.jpg" in other.opens("answers").text


@pytest.mark.parametrize("code", ["", "0" * 20, HOSTILE, "A" * 61, "\u0000", "%%"])
def test_a_code_of_nothing_is_told_and_stays_text(site: FastAPI, code: str) -> None:
    answer = visit(site).post("/apply/resume", data={"code": code})

    assert answer.status_code == 404
    assert "没有找到" in said(answer)
    assert "<script>alert" not in answer.text


def test_a_draft_is_out_of_date_a_month_after_its_last_change(site: FastAPI, office: Office, watch: Watch) -> None:
    applicant = _begun(site)
    code = applicant.code()
    watch.at = NOW + KEPT - timedelta(minutes=1)
    applicant.sends("details-1", {"company_name": "又改了一次"}, action="later")
    drafts = Drafts(engine=office.engine, clock=watch)
    assert drafts.forget_expired() == 0

    watch.at += KEPT + timedelta(minutes=2)

    assert visit(site).post("/apply/resume", data={"code": code}).status_code == 404
    assert applicant.opens("details-1").url.path == f"/apply/{FOOD}"
    assert drafts.forget_expired() == 1
    assert (_count(office, application_draft), _count(office, application_draft_file)) == (0, 0)


def test_what_is_sent_in_or_thrown_away_leaves_nothing_behind(site: FastAPI, office: Office) -> None:
    sent, thrown = Applicant(visit(site)), _begun(site)
    sent.fills_in()
    case_no_of(sent.submits())

    thrown.client.post(f"/apply/{FOOD}/discard")

    assert (_count(office, application_draft), _count(office, application_draft_file)) == (0, 0)
    assert thrown.opens("who").url.path == f"/apply/{FOOD}"


def test_without_its_cookie_no_step_of_a_draft_can_be_reached(site: FastAPI) -> None:
    _begun(site)
    stranger = Applicant(visit(site))

    for step in ("who", "known", "material-business_license", "details-1", "pre-check", "answers"):
        answer = stranger.opens(step)
        assert answer.url.path == f"/apply/{FOOD}"
        assert "没有填完的公司" not in answer.text
    assert stranger.opens("saved").status_code == 404
    assert stranger.sends("details-1", {"company_name": "x"}).url.path == f"/apply/{FOOD}"
    assert stranger.submits().url.path == f"/apply/{FOOD}"


def test_a_code_opens_the_item_that_it_is_for_alone(site: FastAPI) -> None:
    applicant = _begun(site)
    other = "insurance-certificate"
    applicant.client.cookies.set("zhiban_draft", applicant.code(), path=f"/apply/{other}")

    assert Applicant(applicant.client, other).opens("who").url.path == f"/apply/{other}"


def test_drafts_of_an_account_are_listed_for_it_and_for_nobody_else(site: FastAPI, office: Office) -> None:
    mine, account = _acting(site, office)
    other, _ = _acting(site, office)
    mine.begins()
    draft_id = Drafts(engine=office.engine, clock=office.clock).of(f"applicant:{account}")[0][0]
    path = f"/apply/{FOOD}/drafts/{draft_id}"

    assert path in mine.client.get("/apply").text
    assert mine.client.get(path).url.path == f"/apply/{FOOD}/who"
    assert path not in other.client.get("/apply").text
    assert path not in visit(site).get("/apply").text
    assert [one.client.get(path).status_code for one in (other, Applicant(visit(site)))] == [404, 404]
    assert mine.client.get(path.replace(FOOD, AWARD)).status_code == 404


def test_staff_do_not_apply(site: FastAPI) -> None:
    assert Applicant(staff(site, Role.REVIEWER)).begins().status_code == 403


def test_who_acts_for_a_company_looks_over_what_registers_hold(site: FastAPI, office: Office) -> None:
    applicant, _ = _acting(site, office, COMPANY.uscc)

    choice = applicant.begins()
    known = applicant.sends("who", {"uscc": COMPANY.uscc})
    details = applicant.opens("details-1").text

    assert "为哪家企业办理" in said(choice)
    assert COMPANY.company_name in said(choice)
    assert known.url.path == f"/apply/{FOOD}/known"
    assert all(word in said(known) for word in ("登记信息已有", COMPANY.legal_representative, "2026-03-02"))
    assert 'id="f-company_name-known"' in details
    assert f'value="{COMPANY.legal_representative}"' in details


def test_nobody_else_is_shown_what_registers_hold(site: FastAPI, office: Office) -> None:
    signed_in, _ = _acting(site, office, OTHER.uscc)
    for applicant in (Applicant(visit(site)), signed_in):
        applicant.begins()
        after = applicant.sends("who", {"uscc": COMPANY.uscc})
        pages = [after.text, *(applicant.opens(step).text for step in ("known", "details-1", "answers"))]

        assert after.url.path == f"/apply/{FOOD}/material-business_license"
        assert not any(COMPANY.legal_representative in page or COMPANY.company_name in page for page in pages)


def test_a_draft_of_an_account_and_what_registers_hold_in_it_are_for_that_account(
    site: FastAPI, office: Office
) -> None:
    applicant, account = _acting(site, office, COMPANY.uscc)
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})
    code = applicant.code()
    stranger, (other, _) = Applicant(visit(site)), _acting(site, office, OTHER.uscc)

    asked = stranger.client.post("/apply/resume", data={"code": code}, follow_redirects=False)
    told = other.client.post("/apply/resume", data={"code": code})
    stranger.client.cookies.set("zhiban_draft", code, path=f"/apply/{FOOD}")
    before = applicant.opens("answers").text
    unbind(office.engine, office.clock, account, COMPANY.uscc, "test")
    after = applicant.opens("answers").text

    assert asked.headers["location"].startswith(f"/sign-in?next=/apply/{FOOD}/drafts/")
    assert told.status_code == 404
    assert stranger.opens("answers").url.path == f"/apply/{FOOD}"
    assert COMPANY.legal_representative in before
    assert COMPANY.legal_representative not in after


def test_who_signed_out_leaves_nothing_for_the_next_at_the_same_machine(site: FastAPI, office: Office) -> None:
    applicant, _ = _acting(site, office)
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})

    applicant.client.cookies.delete(HTTP_COOKIE)

    assert applicant.opens("who").url.path == f"/apply/{FOOD}"
    assert "没有填完的申请" not in applicant.opens().text


def test_what_was_known_of_one_company_does_not_stay_for_another(site: FastAPI, office: Office) -> None:
    applicant, _ = _acting(site, office, COMPANY.uscc)
    applicant.begins()
    applicant.sends("who", {"uscc": COMPANY.uscc})

    applicant.sends("who", {"uscc": OTHER.uscc})

    assert COMPANY.legal_representative not in applicant.opens("details-1").text


def test_what_is_typed_stays_text_in_every_field_and_every_file_name(site: FastAPI) -> None:
    applicant = Applicant(visit(site))
    applicant.begins()
    for step in ("who", "details-1", "details-2", "details-3"):
        asked = set(re.findall(r'name="form\.(\w+)"', applicant.opens(step).text))
        applicant.sends(step, dict.fromkeys(asked, HOSTILE))
    applicant.sends("who", {"uscc": COMPANY.uscc})
    applicant.uploads(name=f"../../{HOSTILE}\u202egpj.jpg")
    pages = [applicant.opens(step).text for step in (
        "who", "material-business_license", "details-1", "details-2", "details-3", "pre-check", "answers", "saved"
    )]  # fmt: skip

    assert not any("<script>alert" in page or "<img src=x" in page or "\u202e" in page for page in pages)
    assert not any("49" in said(applicant.opens(step)) for step in ("answers", "material-business_license"))


def test_names_of_pages_and_files_that_do_not_exist_lead_nowhere(site: FastAPI) -> None:
    applicant = _begun(site)

    assert applicant.opens("details-99").status_code == 404
    assert applicant.opens("..%2f..%2fstaff").status_code == 404
    assert applicant.client.get("/apply/no-such-item/who").status_code == 404
    kept = applicant.sends("material-business_license", action="remove-99999999999999999999")
    assert "营业执照.jpg" in kept.text
    gone = applicant.sends("material-business_license", action="remove-1")
    assert "营业执照.jpg" not in gone.text


def test_what_lies_in_the_database_of_a_draft_is_sealed(site: FastAPI, office: Office) -> None:
    applicant = _begun(site)
    code = applicant.code().replace("-", "")

    with office.engine.connect() as connection:
        rows = [
            *connection.exec_driver_sql("select * from application_draft").all(),
            *connection.exec_driver_sql("select * from application_draft_file").all(),
        ]

    written = repr(rows)
    told = (code, "没有填完的公司", "营业执照", COMPANY.legal_representative, "picture")
    assert not any(one in written for one in told)


def test_files_of_drafts_count_as_sent_today(site: FastAPI, office: Office) -> None:
    _begun(site)

    with reading(office.engine) as connection:
        used = connection.execute(select(upload_use.c.owner, upload_use.c.files)).all()
    assert [tuple(one) for one in used] == [("applicant", 1)]


def test_nothing_of_a_draft_is_a_case(site: FastAPI, office: Office) -> None:
    applicant = Applicant(visit(site))
    applicant.fills_in()
    applicant.opens("pre-check")

    assert _count(office, case) == 0


def test_a_draft_is_among_what_is_held_on_its_company(site: FastAPI, office: Office) -> None:
    applicant = _begun(site)

    held = held_on(office.engine, office.clock, COMPANY.uscc, "staff:test").content["drafts"]

    assert isinstance(held, list)
    assert "没有填完的公司" in repr(held)
    assert applicant.code().replace("-", "") not in repr(held)
    assert held_on(office.engine, office.clock, OTHER.uscc, "staff:test").content["drafts"] == []


def test_the_receipt_is_that_of_its_item(site: FastAPI) -> None:
    applicant = Applicant(visit(site))
    applicant.fills_in()
    case_no = case_no_of(applicant.submits())

    assert applicant.client.get(f"/apply/{AWARD}/receipt/{case_no}").status_code == 404
    assert applicant.client.get(f"/apply/{FOOD}/receipt/ZB20260302-0000000000").status_code == 404
    assert form_of(COMPANY)["legal_representative"] not in applicant.client.get(f"/apply/{FOOD}/receipt/{case_no}").text
