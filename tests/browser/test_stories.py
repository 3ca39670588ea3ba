"""Three stories in a real browser: asked and granted unattended; handed over, corrected, granted by two; paid out.

Each is worked with a mouse, without scripts, on a narrow screen, and with the keyboard alone.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.companies.acting import bind
from tests.accounts_for_tests import new_account
from tests.office import COMPANY, DECLARED
from tests.payouts import OVER, fill_registers, payout_office, published, schemes
from tests.real_service import APPROVER, PASSWORD, REVIEWER, real_service
from tests.tour.hands import Keyboard, Mouse
from tests.tour.looking import NARROW, WIDE, serving, visiting
from tests.website import build_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from app.registries.synthetic import CompanyRecord
    from tests.real_service import Service
    from tests.tour.looking import Visit

ITEM = "prepackaged-food-filing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a story is worked. `nth`: so that no two applicants are the same company."""

    name: str
    nth: int
    hand: type[Mouse] = Mouse
    javascript: bool = True
    width: int = WIDE


WAYS = (
    Way(name="mouse", nth=0),
    Way(name="no scripts", nth=1, javascript=False),
    Way(name="narrow", nth=2, width=NARROW),
    Way(name="keyboard", nth=3, hand=Keyboard),
)
every_way = pytest.mark.parametrize("way", WAYS, ids=[one.name for one in WAYS])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with real_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@every_way
def test_an_applicant_asks_applies_with_a_photo_and_is_approved_unattended(
    browser: Browser, service: Service, way: Way
) -> None:
    company = service.companies[way.nth]
    with visiting(browser, service.url, javascript=way.javascript, width=way.width) as visit:
        hand = way.hand(visit.page)
        _ask(visit, hand)
        _apply(visit, hand, service, company, {})
        page = visit.page
        assert "已经自动核准" in page.content()
        hand.press(page.get_by_role("link", name="查看进度和理由"))
        assert "自动核准" in page.content()
        assert "食品安全法" in page.content()
        assert visit.faults == []


@every_way
def test_another_is_corrected_reviewed_by_one_and_approved_by_another(
    browser: Browser, service: Service, way: Way
) -> None:
    company = service.companies[4 + way.nth]
    given = {"javascript": way.javascript, "width": way.width}
    with (
        visiting(browser, service.url, **given) as applicant,
        visiting(browser, service.url, **given) as reviewer,
        visiting(browser, service.url, **given) as approver,
    ):
        hand = way.hand(applicant.page)
        _apply(applicant, hand, service, company, {"legal_representative": "郑另人"}, asks_for_person=True)
        case_no = applicant.page.locator(".case-no").inner_text()

        _sign_in(reviewer, way, REVIEWER)
        _ask_for_corrections(reviewer, way, case_no)

        applicant.go(f"/cases/{case_no}/correction")
        hand.fill(applicant.page.locator("[name='form.legal_representative']"), company.legal_representative)
        hand.press(applicant.page.locator("#form button").last)

        _review(reviewer, way, case_no)
        _sign_in(approver, way, APPROVER)
        _approve(approver, way, case_no)

        applicant.go(f"/cases/{case_no}")
        assert "工作人员已准予" in applicant.page.content()
        assert applicant.faults + reviewer.faults + approver.faults == []


@every_way
def test_a_company_finds_and_confirms_a_payout(browser: Browser, tmp_path: Path, way: Way) -> None:
    office, clock = payout_office(tmp_path)
    fill_registers(office)
    site = build_site(tmp_path, office=office, schemes=schemes())
    account = new_account(office, Role.APPLICANT)
    bind(office.engine, clock, account, COMPANY.uscc, "test")
    published(office)
    clock.day = OVER
    with (
        serving(site) as url,
        visiting(browser, url, site=site, account=account, javascript=way.javascript, width=way.width) as visit,
    ):
        hand, page = way.hand(visit.page), visit.page
        visit.go("/companies")
        hand.press(page.locator("main a[href*='/companies/']").first)
        hand.press(page.locator("main a[href$='/payouts']").first)
        hand.press(page.get_by_role("button", name=re.compile("确认享受")).first)
        assert "企业已确认" in page.content() or "已确认" in page.content()
        hand.press(page.locator("a[href*='/cases/']").first)
        assert "核准" in page.content()
        assert visit.faults == []


def _ask(visit: Visit, hand: Mouse) -> None:
    visit.go("/")
    page = visit.page
    hand.fill(page.locator("#q"), "办预包装食品备案要什么材料？")
    hand.press(page.locator("form[action='/ask'] button").first)
    page.locator("blockquote").first.wait_for(timeout=60_000)
    opened = page.locator("details.clause-here summary").first
    hand.open(opened)
    assert "营业执照" in page.locator("#talk").inner_text()


def _apply(
    visit: Visit,
    hand: Mouse,
    service: Service,
    company: CompanyRecord,
    changed: dict[str, str],
    *,
    asks_for_person: bool = False,
) -> None:
    """From the list of items to the receipt; `changed` is typed over what was read."""
    page = visit.page
    page.set_default_timeout(60_000)
    visit.go("/apply")
    hand.press(page.locator(f"main a[href='/apply/{ITEM}']").first)
    hand.press(page.locator("button.start"))
    hand.fill(page.locator("[name='form.uscc']"), company.uscc)
    hand.press(page.locator("button[value=next]"))
    hand.upload(page.locator("input[type=file]"), service.licence(company))
    if not visit.runs_scripts:
        hand.press(page.locator("button[value=upload]"))
    page.locator("button[value^=remove-]").first.wait_for()
    hand.settle()
    hand.press(page.locator("button[value=next]"))
    while "/details-" in page.url:
        _fill_in(page, hand, changed)
        hand.press(page.locator("button[value=next]"))
    hand.press(page.locator("main form button").first)
    if asks_for_person:
        hand.tick(page.locator("[name=ask_for_person]"))
    hand.press(page.locator("button[value=next]"))
    page.locator(".case-no").wait_for()


def _fill_in(page: Page, hand: Mouse, changed: dict[str, str]) -> None:
    for name, option in DECLARED.items():
        choice = page.locator(f"[name='form.{name}'][value='{option}']")
        if choice.count():
            hand.tick(choice)
    for name, text in changed.items():
        if page.locator(f"[name='form.{name}']").count():
            hand.fill(page.locator(f"[name='form.{name}']"), text)


def _sign_in(visit: Visit, way: Way, name: str) -> None:
    hand, page = way.hand(visit.page), visit.page
    visit.go("/staff/cases")
    hand.fill(page.locator("#name"), name)
    hand.fill(page.locator("#password"), PASSWORD)
    hand.press(page.locator("main form button").first)
    assert "/staff/cases" in page.url


def _case_from_queue(visit: Visit, hand: Mouse, case_no: str, view: str) -> None:
    visit.go(f"/staff/cases?view={view}")
    hand.fill(visit.page.locator("#f-words"), case_no)
    hand.press(visit.page.locator("form.filters button"))
    hand.press(visit.page.get_by_role("link", name=case_no))


def _act(page: Page, done: str) -> Locator:
    return page.locator("details.act", has=page.locator(f"form[action*='/{done}?']"))


def _ask_for_corrections(visit: Visit, way: Way, case_no: str) -> None:
    hand, page = way.hand(visit.page), visit.page
    _case_from_queue(visit, hand, case_no, "waiting")
    assert page.locator("mark").count()
    assert page.locator("rect.mark").count()
    hand.press(page.locator("form[action*='/take?'] button"))
    act = _act(page, "request-correction")
    hand.open(act.locator("summary").first)
    assert "法定代表人" in act.locator("#points").input_value()
    act.locator("#correction-due").fill("2099-12-31")
    hand.press(act.locator("form > button"))
    assert "还没有补正" in page.content()


def _review(visit: Visit, way: Way, case_no: str) -> None:
    hand, page = way.hand(visit.page), visit.page
    until = time.monotonic() + 60
    while not visit.go(f"/staff/cases/{case_no}") or not _act(page, "accept").count():
        assert time.monotonic() < until, "the correction was not read"
        time.sleep(0.5)
    if page.locator("form[action*='/take?'] button").count():
        hand.press(page.locator("form[action*='/take?'] button"))
    act = _act(page, "accept")
    hand.open(act.locator("summary").first)
    hand.press(act.locator("form > button"))
    act = _act(page, "review")
    hand.tick(act.locator("[name=opinion][value=grant]"))
    hand.fill(act.locator("[name=reason]"), "补正后各来源一致")
    hand.press(act.locator("form > button"))
    assert "已审查，待核准" in page.content()


def _approve(visit: Visit, way: Way, case_no: str) -> None:
    hand, page = way.hand(visit.page), visit.page
    _case_from_queue(visit, hand, case_no, "to_approve")
    act = _act(page, "rule")
    hand.tick(act.locator("[name=ruling][value=grant]"))
    hand.press(act.locator("form > button"))
    assert "已准予" in page.content()
