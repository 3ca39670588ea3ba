"""The pages of staff: everything can be done with plain forms and without script, and every look is written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.principal import Role
from app.cases.states import DECIDING
from app.db.engine import reading
from app.db.tables import audit_entry, case
from app.personal.erasing import erase_case
from app.web.csrf import HEADER
from tests.accounts_for_tests import staff
from tests.office import COMPANY, application, submitted
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def case_no(site: FastAPI) -> str:
    case_no = submitted(services_of(site).office, application(ask=True)).case_no
    assert case_no is not None
    return case_no


def _state(site: FastAPI) -> str:
    with reading(services_of(site).office.engine) as connection:
        return str(connection.execute(select(case.c.state)).scalar_one())


def _press(client: TestClient, case_no: str, button: str, **fields: str) -> int:
    """Send the form of that button as the browser would, with the token that the page holds."""
    page = client.get(f"/staff/cases/{case_no}").text
    action = rf"/staff/cases/{case_no}/{button}\?view=waiting"
    form = re.search(rf'action="{action}"><input type="hidden" name="csrf_token" value="([^"]+)"', page)
    assert form is not None, f"no button {button}"
    token = client.headers.pop(HEADER)
    sent = client.post(
        f"/staff/cases/{case_no}/{button}", data={"csrf_token": form[1], **fields}, follow_redirects=False
    )
    client.headers[HEADER] = token
    return sent.status_code


def test_two_people_grant_a_case_with_plain_forms(site: FastAPI, case_no: str) -> None:
    reviewer, approver = staff(site, Role.REVIEWER), staff(site, Role.APPROVER)
    states = []

    for client, button, fields in (
        (reviewer, "take", {}),
        (reviewer, "accept", {}),
        (reviewer, "suspend", {"reason": "核查"}),
        (reviewer, "resume", {}),
        (reviewer, "review", {"opinion": "grant"}),
        (approver, "rule", {"ruling": "send_back", "reason": "请再看"}),
        (reviewer, "review", {"opinion": "grant", "reason": "齐全"}),
        (approver, "rule", {"ruling": "grant"}),
        (approver, "close", {"note": "已送达"}),
    ):
        assert _press(client, case_no, button, **fields) == 303
        states.append(_state(site))

    assert states == [
        "received", "accepted", "suspended", "accepted", "reviewed", "accepted", "reviewed", "granted", "closed",
    ]  # fmt: skip
    assert "<form" not in reviewer.get(f"/staff/cases/{case_no}").text.partition("<main")[2]


def test_a_correction_is_asked_for_line_by_line(site: FastAPI, case_no: str) -> None:
    reviewer = staff(site, Role.REVIEWER)
    asked = {"points": "签字\n\n 第二页 ", "due_on": "2026-03-20"}

    assert _press(reviewer, case_no, "request-correction", **asked) == 303

    page = reviewer.get(f"/staff/cases/{case_no}").text
    assert "<li>签字</li><li>第二页</li>" in page
    assert "等待申请人补正" in page


@pytest.mark.parametrize(
    ("button", "fields"),
    [
        ("request-correction", {"points": "签字", "due_on": "soon"}),
        ("request-correction", {"points": " ", "due_on": "2026-03-20"}),
        ("not-accept", {"reason": "不属于本机关"}),
        ("not-accept", {"basis": DECIDING}),
        ("return", {"reason": ""}),
        ("accept", {"material": "form", "commitment": "属实"}),
    ],
)
def test_a_form_that_is_not_complete_changes_nothing(
    site: FastAPI, case_no: str, button: str, fields: dict[str, str]
) -> None:
    assert _press(staff(site, Role.REVIEWER), case_no, button, **fields) == 422
    assert _state(site) == "received"


def test_a_form_of_another_site_changes_nothing(site: FastAPI, case_no: str) -> None:
    reviewer = staff(site, Role.REVIEWER)
    reviewer.headers[HEADER] = "guessed"

    assert reviewer.post(f"/staff/cases/{case_no}/accept").status_code == 403
    assert _state(site) == "received"


def test_who_may_only_watch_sees_the_checks_and_nothing_that_was_filed(site: FastAPI, case_no: str) -> None:
    auditor, reviewer = staff(site, Role.AUDITOR), staff(site, Role.REVIEWER)

    watched, whole = (client.get(f"/staff/cases/{case_no}").text for client in (auditor, reviewer))

    assert "审查要点" in watched
    assert "<form" not in watched.partition("<main")[2]
    assert COMPANY.registered_address in whole
    assert "申请表原样" not in watched
    assert "<img" not in watched
    assert auditor.get(f"/staff/cases/{case_no}/uploads/0/pages/1").status_code == 404
    assert auditor.post(f"/staff/cases/{case_no}/accept").status_code == 404


def test_every_look_at_a_page_or_a_document_is_written_down(site: FastAPI, case_no: str) -> None:
    reviewer = staff(site, Role.REVIEWER)

    reviewer.get(f"/staff/cases/{case_no}")
    reviewer.get(f"/staff/cases/{case_no}/uploads/0/pages/1")

    with reading(services_of(site).office.engine) as connection:
        wanted = select(audit_entry.c.content).where(audit_entry.c.event == "case_viewed")
        assert list(connection.execute(wanted).scalars()) == ['{"what":"case"}', '{"what":"upload 0 page 1"}']


@pytest.mark.parametrize("view", ["waiting", "unassigned", "mine", "to_approve", "escalated"])
def test_every_view_of_the_queue_is_a_page(site: FastAPI, case_no: str, view: str) -> None:
    page = staff(site, Role.REVIEWER).get("/staff/cases", params={"view": view})

    assert page.status_code == 200
    assert (case_no in page.text) == (view in {"waiting", "unassigned"})


def test_a_case_that_was_erased_still_tells_what_was_done_with_it(site: FastAPI, case_no: str) -> None:
    office, reviewer = services_of(site).office, staff(site, Role.REVIEWER)
    _press(reviewer, case_no, "request-correction", points="签字", due_on="2026-03-20")
    _press(reviewer, case_no, "return", reason="重复申请")
    erase_case(office.engine, office.clock, office.files, case_no, "申请人要求", "staff:admin")

    page = reviewer.get(f"/staff/cases/{case_no}")
    told = reviewer.get(f"/api/v1/staff/cases/{case_no}")

    assert page.status_code == told.status_code == 200
    assert "已退件" in page.text
    assert "签字" not in page.text
    assert (told.json()["state"], told.json()["form"]) == ("returned", {})


@pytest.mark.parametrize(
    ("press", "state", "told"),
    [
        (("request-correction", {"points": "申请表没有签字", "due_on": "2026-03-20"}), "需要您补正", "申请表没有签字"),
        (("not-accept", {"reason": "不属于本机关", "basis": DECIDING}), "不予受理", "六十日内申请行政复议"),
        (("return", {"reason": "重复申请"}), "已退件", "重复申请"),
        (("accept", {}), "已受理", "正在审查"),
    ],
)
def test_an_applicant_is_told_what_staff_did_and_why(
    site: FastAPI, case_no: str, press: tuple[str, dict[str, str]], state: str, told: str
) -> None:
    button, fields = press
    _press(staff(site, Role.REVIEWER), case_no, button, **fields)

    pages = [visit(site).get(f"/cases/{case_no}", params={"lang": lang}) for lang in ("zh", "en")]

    assert [page.status_code for page in pages] == [200, 200]
    assert state in pages[0].text
    assert told in pages[0].text


def test_a_case_that_two_people_granted_is_not_called_automatic(site: FastAPI, case_no: str) -> None:
    reviewer, approver = staff(site, Role.REVIEWER), staff(site, Role.APPROVER)
    _press(reviewer, case_no, "accept")
    _press(reviewer, case_no, "review", opinion="grant")
    _press(approver, case_no, "rule", ruling="grant")

    page = visit(site).get(f"/cases/{case_no}").text

    assert "工作人员已准予" in page
    assert "已自动核准" not in page
