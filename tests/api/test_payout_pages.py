"""Payouts over HTTP: the notice for everybody, the page of a company, the pages and API of staff."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Action, Role
from app.companies.acting import bind
from app.payouts import preparing
from app.web.rate import OBJECTIONS_PER_MINUTE
from tests.accounts_for_tests import browser, key, new_account, staff
from tests.office import COMPANY, OTHER
from tests.payouts import DAY, ITEM, OVER, SCHEME, entries, fill_registers, fill_synthetic, payout_office, schemes
from tests.website import build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office
    from tests.casework import Calendar

API = "/api/v1/staff/payout-rounds"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@dataclass(slots=True)
class Scene:
    """A site in which a list is on notice, and those who work with it."""

    site: FastAPI
    office: Office
    clock: Calendar
    preparer_id: str
    approver_id: str
    round_id: str = ""

    @property
    def preparer(self) -> TestClient:
        """Signed in anew: a sign-in does not last from the list to the money."""
        return browser(self.site, self.preparer_id)

    @property
    def approver(self) -> TestClient:
        return browser(self.site, self.approver_id)

    def objection(self, **changes: str) -> Any:  # noqa: ANN401  a response of the client
        fields = {"number": "1", "name": "王样例", "contact": "13812345678", "said": "没有招用毕业生"} | changes
        return visit(self.site).post(f"/payouts/{self.round_id}/objections", data=fields, follow_redirects=False)


def scene_of(home: Path) -> Scene:
    office, clock = payout_office(home)
    site = build_site(home, office=office, schemes=schemes())
    preparer, approver = (new_account(office, role, "", ITEM) for role in (Role.ITEM_OWNER, Role.APPROVER))
    return Scene(site, office, clock, preparer, approver)


def prepare(scene: Scene) -> None:
    answer = scene.preparer.post(API, json={"scheme": SCHEME})
    assert answer.status_code == 202, answer.text
    scene.round_id = answer.json()["round_id"]
    while preparing.advance(scene.office, schemes(), scene.round_id):
        pass


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    made = scene_of(tmp_path)
    fill_registers(made.office)
    prepare(made)
    answer = made.approver.post(f"{API}/{made.round_id}/publish", json={"notice_workdays": 5, "confirm_workdays": 10})
    assert answer.status_code == 200, answer.text
    return made


def test_the_whole_story_over_the_api(scene: Scene) -> None:
    portal = key(scene.site, "portal", Action.ACT_FOR_COMPANY)
    company = f"/api/v1/companies/{COMPANY.uscc}/payouts"
    visitor = visit(scene.site)
    scene.clock.day = OVER

    (offer,) = visitor.get(company, headers=portal).json()
    first = visitor.post(f"{company}/{scene.round_id}/confirm", headers=portal).json()
    again = visitor.post(f"{company}/{scene.round_id}/confirm", headers=portal).json()
    declined = visitor.post(f"/api/v1/companies/{OTHER.uscc}/payouts/{scene.round_id}/decline", headers=portal)
    made = scene.approver.post(f"{API}/{scene.round_id}/files").json()
    (file,) = made["files"]
    table = scene.approver.get(f"{API}/{scene.round_id}/files/1")
    closed = scene.preparer.post(f"{API}/{scene.round_id}/files/1/close", json={"returned": []}).json()

    assert (offer["amount_cny"], offer["why_not"], offer["state"]) == ("1500.00", "", "listed")
    assert (first["state"], first["is_repeat"], again["is_repeat"]) == ("granted", False, True)
    assert first["case_no"] == again["case_no"]
    assert declined.status_code == 204
    assert (file["entries"], file["total_cny"]) == (1, "1500.00")
    assert hashlib.sha256(table.content).hexdigest() == file["csv_sha256"] == table.headers["x-content-sha256"]
    assert table.headers["content-disposition"].startswith("attachment")
    assert closed["counts"] == {"declined": 1, "paid": 1}
    problem(scene.approver.post(f"{API}/{scene.round_id}/files"), 409, "nothing_to_pay")


def test_a_company_sees_its_offer_and_takes_it_with_one_click(scene: Scene) -> None:
    account = new_account(scene.office, Role.APPLICANT)
    bind(scene.office.engine, scene.clock, account, COMPANY.uscc, "test")
    mine = browser(scene.site, account)
    page = f"/companies/{COMPANY.uscc}/payouts"

    early = mine.get(page)
    scene.clock.day = OVER
    mine = browser(scene.site, account)
    before = mine.get(page)
    clicked = mine.post(f"{page}/{scene.round_id}/confirm", follow_redirects=False)
    after = mine.get(page)

    assert "公示期满以后才能确认" in early.text
    assert "1,500元" in before.text
    assert "确认享受" in before.text
    assert (clicked.status_code, clicked.headers["location"]) == (303, f"{page}#{scene.round_id}")
    assert "已确认" in after.text
    assert "/cases/ZB" in after.text
    assert mine.get(f"/companies/{OTHER.uscc}/payouts").status_code == 404
    assert mine.post(f"/companies/{OTHER.uscc}/payouts/{scene.round_id}/confirm").status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_a_form_of_another_site_confirms_nothing(scene: Scene) -> None:
    account = new_account(scene.office, Role.APPLICANT)
    bind(scene.office.engine, scene.clock, account, COMPANY.uscc, "test")
    scene.clock.day = OVER
    page = f"/companies/{COMPANY.uscc}/payouts"
    foreign = browser(scene.site, account)
    foreign.headers.update({"origin": "https://evil.example"})

    stranger = visit(scene.site).get(page, follow_redirects=False)
    forged = foreign.post(f"{page}/{scene.round_id}/confirm", follow_redirects=False)

    assert stranger.headers["location"].startswith("/sign-in")
    assert forged.status_code == 403
    assert entries(scene.office, scene.round_id)[COMPANY.uscc].case_no is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_reads_the_notice_and_nothing_personal(scene: Scene, lang: str) -> None:
    visitor = visit(scene.site)

    listed = visitor.get(f"/payouts?lang={lang}")
    page = visitor.get(f"/payouts/{scene.round_id}?lang={lang}")
    content = visitor.get(f"/api/v1/payout-rounds/{scene.round_id}").json()

    assert scene.round_id in listed.text
    assert COMPANY.company_name in page.text
    assert f"/sources/{SCHEME}#conditions" in page.text
    assert ("不是法律规定的期限" if lang == "zh" else "no law states it") in page.text
    assert COMPANY.uscc not in page.text
    assert COMPANY.legal_representative not in page.text
    assert content["entries"][0] == {
        "number": 1, "company_name": COMPANY.company_name, "amount_cny": "1500.00", "is_struck": False,
    }  # fmt: skip
    assert content["notice"]["until"] == "2024-10-21"


def test_what_is_not_published_is_there_for_nobody(tmp_path: Path) -> None:
    made = scene_of(tmp_path)
    fill_registers(made.office)
    prepare(made)
    portal = key(made.site, "portal", Action.ACT_FOR_COMPANY)

    assert visit(made.site).get(f"/payouts/{made.round_id}").status_code == 404
    assert visit(made.site).get(f"/api/v1/payout-rounds/{made.round_id}").status_code == 404
    assert made.objection().status_code == 404
    assert visit(made.site).get(f"/api/v1/companies/{COMPANY.uscc}/payouts", headers=portal).json() == []


def test_a_long_list_comes_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene_of(tmp_path)
    fill_synthetic(made.office, 700)
    prepare(made)
    made.approver.post(f"{API}/{made.round_id}/publish", json={"notice_workdays": 5, "confirm_workdays": 10})
    monkeypatch.setattr("app.payouts.listing.PAGE_ENTRIES", 2)

    seen, after = [], 0
    while after is not None:
        page = visit(made.site).get(f"/api/v1/payout-rounds/{made.round_id}", params={"after": after}).json()
        seen += [one["number"] for one in page["entries"]]
        after = page["next"]

    listed = [one.number for one in entries(made.office, made.round_id).values() if one.amount_cny is not None]
    assert seen == listed
    assert len(seen) > 2
    assert "?after=" in visit(made.site).get(f"/payouts/{made.round_id}").text


def test_a_hostile_objection_is_kept_as_text_and_shown_as_text(scene: Scene) -> None:
    filed = scene.objection(name=HOSTILE[:90], contact=HOSTILE[:90], said=HOSTILE * 10)
    bad = scene.objection(number=HOSTILE, said="")
    page = scene.preparer.get(f"/staff/payouts/{scene.round_id}")

    assert filed.status_code == 303
    assert "filed=YY" in filed.headers["location"]
    assert bad.status_code == 422
    assert "请把每一栏填写完整" in bad.text
    for shown in (page.text, bad.text):
        assert "<script>alert" not in shown
        assert "<img" not in shown
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("said", ["a\x00b", "\ud800", "x" * 2001, " "])
def test_what_can_not_be_kept_is_said_so(scene: Scene, said: str) -> None:
    body = said.encode("utf-8", "surrogatepass")
    content = b"number=1&name=w&contact=1&said=" + body.replace(b"\x00", b"%00")
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = visit(scene.site).post(f"/payouts/{scene.round_id}/objections", content=content, headers=headers)

    assert answer.status_code in {200, 422}
    assert "Traceback" not in answer.text


def test_objections_are_taken_a_few_a_minute_from_one_address(scene: Scene) -> None:
    answers = [scene.objection().status_code for _ in range(OBJECTIONS_PER_MINUTE + 2)]

    assert answers == [303] * OBJECTIONS_PER_MINUTE + [429] * 2


def test_staff_settle_an_objection_with_the_buttons_of_the_page(scene: Scene) -> None:
    scene.objection()
    page = f"/staff/payouts/{scene.round_id}"
    number = scene.preparer.get(f"{API}/{scene.round_id}/objections").json()[0]["objection_no"]

    without = scene.preparer.post(f"{page}/settle", data={"objection_no": number, "is_upheld": "true", "reason": " "})
    held = scene.preparer.post(f"{page}/settle", data={"objection_no": number, "is_upheld": "true", "reason": "存疑"})
    struck = scene.approver.post(f"{page}/rule", data={"number": "1", "ruling": "strike", "reason": "核实不符"})

    assert (without.status_code, held.status_code, struck.status_code) == (422, 200, 200)
    assert "有没填好的地方" in without.text
    assert "已去掉" in struck.text
    assert "已从名单去掉" in visit(scene.site).get(f"/payouts/{scene.round_id}").text


def test_the_pages_of_staff_go_from_the_list_to_the_money(tmp_path: Path) -> None:
    made = scene_of(tmp_path)
    fill_registers(made.office)
    begun = made.preparer.post("/staff/payouts", data={"scheme": SCHEME, "district": ""}, follow_redirects=False)
    page = begun.headers["location"]
    made.round_id = page.rpartition("/")[2]
    while preparing.advance(made.office, schemes(), made.round_id):
        pass

    own = made.preparer.post(f"{page}/publish", data={"notice_workdays": "5", "confirm_workdays": "10"})
    seen = made.approver.get(page)
    published = made.approver.post(f"{page}/publish", data={"notice_workdays": "5", "confirm_workdays": "10"})
    made.clock.day = OVER
    portal = key(made.site, "portal", Action.ACT_FOR_COMPANY)
    for uscc in (COMPANY.uscc, OTHER.uscc):
        visit(made.site).post(f"/api/v1/companies/{uscc}/payouts/{made.round_id}/confirm", headers=portal)
    made_file = made.approver.post(f"{page}/make-file")
    closed = made.approver.post(f"{page}/close-file", data={"file_no": "1", "returned": "2 账户已销户"})

    assert own.status_code == 404
    assert "公示名单" in seen.text
    assert "至少5个" in seen.text
    assert "2024-10-14 至 2024-10-21" in published.text
    assert "生成兑付文件" not in made_file.text
    assert "待登记拨付结果" in made_file.text
    assert "退回：账户已销户" in closed.text
    assert DAY.isoformat() in made.approver.get("/staff/payouts").text


def test_a_page_of_another_item_or_district_is_not_there(scene: Scene) -> None:
    elsewhere = staff(scene.site, Role.APPROVER, "310115")
    other = staff(scene.site, Role.ITEM_OWNER, "", "high-tech-enterprise-award")
    reviewer = staff(scene.site, Role.REVIEWER)

    for client in (elsewhere, other):
        assert client.get(f"/staff/payouts/{scene.round_id}").status_code == 404
        assert client.get(f"{API}/{scene.round_id}/files/1").status_code == 404
        assert client.get(API).json() == []
    assert reviewer.get(f"/staff/payouts/{scene.round_id}").status_code == 403


@pytest.mark.parametrize("given", [{}, {"scheme": HOSTILE}, {"scheme": SCHEME, "district": "31"}, {"scheme": "x"}])
def test_what_names_no_scheme_prepares_nothing(scene: Scene, given: dict[str, str]) -> None:
    answer = scene.preparer.post(API, json=given)

    assert answer.status_code == 422
    assert answer.json()["code"] in {"bad_request", "not_preparable"}


def test_no_cell_of_a_payout_file_is_a_formula() -> None:
    from app.payouts.files import safe_cell

    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1", "\uff1d1", "\n=1")
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(one) for one in hostile])

    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert all(cell.startswith("'") for cell in row)
    assert [safe_cell(one) for one in ("上海样例食品有限公司", "1500.00")] == ["上海样例食品有限公司", "1500.00"]


def test_every_page_of_a_round_is_there_in_english(scene: Scene) -> None:
    scene.objection(said=HOSTILE)
    account = new_account(scene.office, Role.APPLICANT)
    bind(scene.office.engine, scene.clock, account, COMPANY.uscc, "test")
    company = f"/companies/{COMPANY.uscc}/payouts"

    early = browser(scene.site, account).get(f"{company}?lang=en").text
    listed = scene.preparer.get("/staff/payouts?lang=en").text
    round_page = scene.approver.get(f"/staff/payouts/{scene.round_id}?lang=en").text
    scene.clock.day = OVER
    settled = scene.preparer.get(f"{API}/{scene.round_id}/objections").json()[0]["objection_no"]
    sent = {"objection_no": settled, "is_upheld": "false", "reason": "有合同"}
    scene.preparer.post(f"/staff/payouts/{scene.round_id}/settle", data=sent)
    offered = browser(scene.site, account).get(f"{company}?lang=en").text

    assert "you can confirm once it is over" in early
    assert "Payout lists" in listed
    assert "Draw up a list" in listed
    assert "Uphold it and hold the payout" in round_page
    assert "ordered by this office, not by law" in round_page
    assert "claims CNY 1,500" in offered
    for page in (early, listed, round_page, offered):
        assert '<html lang="en"' in page
        assert "<script>alert" not in page
        for place in ("<h1>", "<dt>", '<th scope="col">', "<button>"):
            assert not any("\u4e00" <= one.partition("<")[0][:1] <= "\u9fff" for one in page.split(place)[1:])
