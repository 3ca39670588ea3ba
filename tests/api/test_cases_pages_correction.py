"""The correction of an application with plain forms: what was asked, fields, files, mistakes, what comes of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Role
from app.cases.correcting import Notice, request_correction
from app.cases.service import find
from app.db.engine import transaction
from app.db.tables import case
from app.web.csrf import HEADER
from tests.accounts_for_tests import browser, new_account
from tests.applicants_cases import DAY, POINTS, Cases
from tests.casework import REVIEWER, casework, state_of
from tests.office import COMPANY, LICENCE, OTHER, application, form_of, licence_of
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

SCRIPT = "<script>alert(1)</script>"
PHONE = "13800138000"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    office, _ = casework(tmp_path, DAY)
    return build_site(tmp_path, office=office)


@pytest.fixture
def cases(site: FastAPI) -> Cases:
    return Cases(services_of(site).office, "applicant")


def _fields(page: str) -> dict[str, str]:
    """The fields of the form as the page fills them in."""
    inputs = dict(re.findall(r'<input id="f-\w+" name="(form\.\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="f-\w+" name="(form\.\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r"<option selected[^>]*>([^<]*)", options)
        inputs[name] = chosen[1] if chosen else ""
    return inputs


def _sent(site: FastAPI, case_no: str, files: dict[str, Any] | None = None, **changes: str) -> Any:  # noqa: ANN401
    """What the page holds is sent back with the changes, as a browser does."""
    client, path = visit(site), f"/cases/{case_no}/correction"
    data = _fields(client.get(path).text) | {f"form.{name}": value for name, value in changes.items()}
    return client.post(path, data=data, files=files or {"none": ("", b"")}, follow_redirects=False)


def test_every_point_is_listed_with_its_day_and_clause_in_both_languages(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()

    page = visit(site).get(f"/cases/{case_no}/correction").text
    english = visit(site).get(f"/cases/{case_no}/correction?lang=en").text

    for point in POINTS:
        assert point in page
    assert "请在 2026-03-20 以前提交" in page
    assert '#art-32"' in page
    assert "Please send it in by 2026-03-20" in english
    assert 'for="f-legal_representative">legal representative' in english
    assert f'<span lang="zh-CN">{POINTS[0]}' in english


def test_a_point_that_a_check_told_has_the_clause_of_the_check(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application(form=form_of(COMPANY) | {"premises_use": "其他"}, ask=True))
    checks = find(cases.office.engine, case_no).content["verdict"]["checks"]
    told = next(one for one in checks if one["message"] and one["basis"] and "art-32" not in one["basis"][0])
    notice = Notice(points=(told["message"],), due_on=date(2026, 3, 20))
    request_correction(cases.office.engine, cases.office.clock, REVIEWER, case_no, notice)

    points = visit(site).get(f"/cases/{case_no}/correction").text.partition('class="points"')[2].partition("</ol>")[0]

    assert told["message"] in points
    assert told["basis"][0].partition("#")[2] in points


def test_a_field_that_is_corrected_is_decided_at_once(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()

    answer = _sent(site, case_no, legal_representative=COMPANY.legal_representative)
    after = visit(site).get(answer.headers["location"]).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_no}")
    assert "已自动核准" in after
    assert "您提交了补正" in after
    again = visit(site).get(f"/cases/{case_no}/correction").text
    assert "没有需要补正的" in again
    assert "以前的补正" in again
    assert POINTS[0] in again
    assert _sent(site, case_no, legal_representative="李四").status_code == 409


def test_a_file_that_is_chosen_takes_the_place_of_the_old_ones(site: FastAPI, cases: Cases) -> None:
    case_no, office = cases.to_correct(), cases.office
    office.extractor.knows(b"another licence", "business_license", licence_of(OTHER))  # type: ignore[attr-defined]

    before = visit(site).get(f"/cases/{case_no}/correction").text
    answer = _sent(site, case_no, {"material.business_license": ("新执照.jpg", b"another licence")})

    assert "licence.jpg" in before
    assert answer.status_code == 303
    assert len(find(office.engine, case_no).uploads) == 2
    assert OTHER.company_name in visit(site).get(f"/cases/{case_no}").text


def test_nothing_changed_is_told_and_nothing_sent(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()

    answer = _sent(site, case_no)

    assert answer.status_code == 422
    assert "没有改动任何内容" in answer.text
    assert state_of(cases.office, case_no) == "correction_requested"


def test_mistakes_stand_at_the_top_and_beside_the_field_with_what_was_typed(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()

    answer = _sent(site, case_no, uscc="wrong", company_name="", legal_representative=SCRIPT)

    assert answer.status_code == 422
    for said in ('href="#f-uscc"', 'href="#f-company_name"', "“名称”没有填写", 'value="wrong"', 'aria-invalid="true"'):
        assert said in answer.text, said
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert state_of(cases.office, case_no) == "correction_requested"


def test_a_file_that_can_not_be_used_changes_nothing(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()

    strange = _sent(site, case_no, {"material.cat": ("cat.jpg", LICENCE)})
    empty = _sent(site, case_no, {"other": ("x.jpg", LICENCE)})

    assert (strange.status_code, empty.status_code) == (422, 422)
    assert state_of(cases.office, case_no) == "correction_requested"


def test_what_identifies_a_person_is_not_shown_and_stays_when_it_is_left_empty(site: FastAPI, cases: Cases) -> None:
    form = form_of(COMPANY) | {"legal_representative": "王别人", "contact_phone": PHONE}
    case_no = cases.filed(application(form=form))
    notice = Notice(points=POINTS, due_on=date(2026, 3, 20))
    request_correction(cases.office.engine, cases.office.clock, REVIEWER, case_no, notice)

    page = visit(site).get(f"/cases/{case_no}/correction").text
    _sent(site, case_no, legal_representative=COMPANY.legal_representative)

    assert PHONE not in page
    assert "不改就留空" in page
    assert PHONE in find(cases.office.engine, case_no).application


def test_names_of_files_stay_text(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()
    name = '"><img src=x onerror=alert(1)>.jpg'
    _sent(site, case_no, {"material.premises_plan": (name, LICENCE)})
    notice = Notice(points=POINTS, due_on=date(2026, 3, 20), reason="补正后发现")
    request_correction(cases.office.engine, cases.office.clock, REVIEWER, case_no, notice)

    page = visit(site).get(f"/cases/{case_no}/correction").text

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "再次要求补正的原因" in page


def test_who_filed_a_form_as_a_file_uploads_it_again(site: FastAPI, cases: Cases) -> None:
    case_no = cases.to_correct()
    filed = '{"item": "prepackaged-food-filing", "form_file": "form.jpg", "materials": []}'
    with transaction(cases.office.engine) as connection:
        connection.execute(case.update().where(case.c.case_no == case_no).values(application=filed))

    page = visit(site).get(f"/cases/{case_no}/correction").text

    assert 'name="form_file"' in page
    assert 'name="form.uscc"' not in page


def test_who_signed_in_sends_it_with_the_token_of_the_page_alone(site: FastAPI) -> None:
    office = services_of(site).office
    account = new_account(office, Role.APPLICANT)
    client, mine = browser(site, account), Cases(office, f"applicant:{account}")
    path = f"/cases/{mine.to_correct()}/correction"
    page = client.get(path).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = _fields(page) | {"form.legal_representative": COMPANY.legal_representative}
    del client.headers[HEADER]

    without = client.post(path, data=data, follow_redirects=False)
    sent = client.post(path, data=data | {"csrf_token": token[1]}, follow_redirects=False)

    assert (without.status_code, sent.status_code) == (403, 303)
