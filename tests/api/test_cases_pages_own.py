"""My cases, and the page of a case in every state: in both languages, for whoever may see it and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.cases.reviewing import Opinion, Ruling
from app.cases.service import find
from app.intake.drafts import Drafts
from tests.accounts_for_tests import browser, key, new_account, staff
from tests.applicants_cases import DAY, POINTS, Cases
from tests.casework import casework, state_of
from tests.office import COMPANY, FOOD, application, form_of
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

SCRIPT = "<script>alert(1)</script>"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    office, _ = casework(tmp_path, DAY)
    return build_site(tmp_path, office=office)


@pytest.fixture
def nobodys(site: FastAPI) -> Cases:
    """Sent in without an account: the number is the key."""
    return Cases(services_of(site).office, "applicant")


def _person(site: FastAPI) -> tuple[TestClient, Cases]:
    office = services_of(site).office
    account = new_account(office, Role.APPLICANT)
    return browser(site, account), Cases(office, f"applicant:{account}")


def unmarked_chinese(text: str) -> str:
    """The Chinese of an English page that is not marked as such, beside values of the application that it quotes."""
    body = text.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"<details.*?</details>|“[^”]*”", "", body, flags=re.DOTALL)
    marked = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
    return " ".join(CHINESE.findall(marked))


def test_my_cases_lists_ones_own_with_what_waits_for_them_first(site: FastAPI) -> None:
    client, mine = _person(site)
    _, others = _person(site)
    granted, correct, other = mine.filed(application()), mine.to_correct(), others.waiting()

    page = client.get("/my/cases").text

    assert page.index("需要您办理") < page.index(correct) < page.index("其他办件") < page.index(granted)
    assert "请在 2026-03-20 前办理" in page
    assert f"/cases/{correct}/correction" in page
    assert other not in page


def test_my_cases_goes_on_where_a_page_ends(site: FastAPI) -> None:
    client, mine = _person(site)
    numbers = [mine.waiting() for _ in range(21)]

    first = client.get("/my/cases").text
    following = re.search(r'href="(/my/cases\?before=[^"]+)"', first)
    assert following is not None
    second = client.get(following[1]).text

    shown = [sum(f'href="/cases/{one}"' in page for one in numbers) for page in (first, second)]
    assert shown == [20, 1]
    assert client.get("/my/cases?before=x").status_code == 422


def test_my_cases_lists_what_is_not_finished_and_leads_back_to_it(site: FastAPI) -> None:
    client, mine = _person(site)
    other, _ = _person(site)
    draft = Drafts(engine=mine.office.engine, clock=mine.office.clock).begin(FOOD, mine.owner)

    page = client.get("/my/cases").text

    assert "没有填完的申请" in page
    assert f'href="/apply/{FOOD}/drafts/{draft.draft_id}"' in page
    assert "保存到 2026-04-01" in page
    assert draft.draft_id not in other.get("/my/cases").text


def test_without_an_account_a_number_leads_to_the_case(site: FastAPI, nobodys: Cases) -> None:
    case_no, client = nobodys.waiting(), visit(site)

    page = client.get("/my/cases")
    sent = client.get("/my/cases", params={"case": f" {case_no.lower()} "}, follow_redirects=False)

    assert "/sign-in?next=/my/cases" in page.text
    assert case_no not in page.text
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{case_no}")


@pytest.mark.parametrize("typed", ["", "编号", SCRIPT, "../../staff/cases", "//evil.example", "A" * 41])
def test_what_is_no_number_is_told_and_leads_nowhere(site: FastAPI, typed: str) -> None:
    answer = visit(site).get("/my/cases", params={"case": typed}, follow_redirects=False)

    assert answer.status_code == 422
    assert 'href="#case"' in answer.text
    assert SCRIPT not in answer.text


def test_staff_have_no_cases_of_their_own_there(site: FastAPI, nobodys: Cases) -> None:
    nobodys.waiting()

    page = staff(site, Role.REVIEWER).get("/my/cases").text

    assert "凭办件编号查询" in page
    assert "其他办件" not in page
    assert "全部办件" not in page


def _states(cases: Cases) -> dict[str, tuple[str, str, str]]:
    """By name: the number, and what its page says in Chinese and in English."""
    return {
        "granted": (cases.filed(application()), "已自动核准", "Approved automatically"),
        "received": (cases.waiting(), "等待工作人员办理", "waiting for a member of staff"),
        "correction": (cases.to_correct(), "请在 2026-03-20 前办理", "Please act by 2026-03-20"),
        "accepted": (cases.accepted(), "我们最迟在 2026-03-16 前办理", "We act by 2026-03-16"),
        "deferred": (cases.deferred(), "请在 2026-03-09 前办理", "Please act by 2026-03-09"),
        "reviewed": (cases.reviewed(Opinion.GRANT), "另一名工作人员核准", "another member of staff has to approve"),
        "by people": (cases.ruled(Ruling.GRANT), "工作人员已准予", "Approved by members of staff"),
        "refused": (cases.ruled(Ruling.REFUSE), "六十日内申请行政复议", "reconsideration within sixty days"),
        "not accepted": (cases.not_accepted(), "不属于本机关职权范围", "Not accepted"),
        "suspended": (cases.suspended(), "已中止", "Suspended"),
    }


def test_a_page_says_in_both_languages_what_happens_next(site: FastAPI, nobodys: Cases) -> None:
    chinese, english = visit(site), visit(site)
    english.get("/my/cases?lang=en")

    for name, (case_no, zh, en) in _states(nobodys).items():
        page, other = chinese.get(f"/cases/{case_no}").text, english.get(f"/cases/{case_no}").text
        assert zh in page, name
        assert en in other, name
        assert page.index("您要做的") < page.index("办理经过"), name
        assert unmarked_chinese(other).replace(" ", "") == "", name


def test_the_timeline_tells_what_happened_and_not_who_works_on_it(site: FastAPI, nobodys: Cases) -> None:
    page = visit(site).get(f"/cases/{nobodys.ruled(Ruling.REFUSE)}").text
    timeline = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]

    told = re.findall(r"<strong>([^<]+)</strong>", timeline)

    assert told == ["不予许可", "工作人员完成审查，等待核准", "受理", "转由工作人员办理", "您提交了申请"]
    assert "staff:" not in page


def test_a_case_is_there_for_who_has_its_number_and_not_for_staff_or_other_systems(site: FastAPI) -> None:
    client, mine = _person(site)
    case_no, other = mine.ruled(Ruling.GRANT), visit(site)
    other.headers.update(key(site, "portal"))

    for asking in (other, staff(site, Role.REVIEWER), staff(site, Role.ADMIN)):
        for path in ("", "/notice", "/notice.pdf", "/correction", "/rating"):
            assert asking.get(f"/cases/{case_no}{path}").status_code == 404, path
        assert asking.post(f"/cases/{case_no}/rating", data={"grade": "satisfied"}).status_code == 404
        assert asking.post(f"/cases/{case_no}/withdrawals").status_code == 404
        assert asking.post(f"/cases/{case_no}/correction").status_code == 404
    assert client.get(f"/cases/{case_no}").status_code == 200
    for path in ("ZB20260302-0000000000", "zb", "%3Cscript%3E"):
        assert visit(site).get(f"/cases/{path}/notice").status_code == 404


def test_an_application_is_withdrawn_while_it_is_not_decided(site: FastAPI, nobodys: Cases) -> None:
    client, case_no, decided = visit(site), nobodys.accepted(), nobodys.filed(application())

    sent = client.post(f"/cases/{case_no}/withdrawals", data={"reason": "改日再办"}, follow_redirects=False)
    page = client.get(f"/cases/{case_no}").text

    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{case_no}")
    assert "您已撤回申请" in page
    assert "确认撤回" not in page
    assert "确认撤回" not in client.get(f"/cases/{decided}").text
    assert client.post(f"/cases/{decided}/withdrawals").status_code == 409
    assert state_of(nobodys.office, case_no) == "withdrawn"


def test_what_people_typed_stays_text(site: FastAPI, nobodys: Cases) -> None:
    case_no = nobodys.filed(application(form=form_of(COMPANY) | {"company_name": SCRIPT}))

    page = visit(site).get(f"/cases/{case_no}").text

    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert find(nobodys.office.engine, case_no).summary.case_no == case_no


def test_points_of_a_notice_stay_text(site: FastAPI, nobodys: Cases) -> None:
    case_no = nobodys.to_correct((SCRIPT, *POINTS))

    for path in ("", "/correction"):
        page = visit(site).get(f"/cases/{case_no}{path}").text
        assert SCRIPT not in page
        assert "&lt;script&gt;alert(1)" in page
