"""The pages of an application, from the choice of an item to the receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.accounts.principal import Role
from app.companies.acting import bind
from app.intake.drafts import Drafts
from extractors.result import PageAdvice
from tests.accounts_for_tests import new_account
from tests.office import COMPANY, FOOD, LICENCE, form_of
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def furnished(home: Path) -> Room:
    site = build_site(home)
    office = services_of(site).office
    known = office.extractor.known
    advice = PageAdvice(
        page=1,
        code="blurred",
        message="The photo is blurred: hold still and come closer",
        message_zh="照片模糊：请拿稳、靠近再拍",
    )
    known[LICENCE] = replace(known[LICENCE], advice=(advice,))
    applicant = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, applicant, COMPANY.uscc, "staff:test")
    Drafts(engine=office.engine, clock=office.clock).begin(FOOD, f"applicant:{applicant}")
    here = f"/apply/{FOOD}"
    return Room(
        site=site,
        stops=(
            Stop(name="choose", path="/apply", says="补贴和奖励"),
            Stop(name="start", path=here, says="请先准备好"),
            Stop(name="resume", path="/apply/resume", says="续办码"),
            Stop(name="who", path=here, says="申请人是谁", do=_begun),
            Stop(name="who-wrong", path=here, says="有需要改正的地方", do=_wrong),
            Stop(name="which-company", path=here, says="为哪家企业办理", account=applicant, do=_begun),
            Stop(name="known", path=here, says="这些已经有了", account=applicant, do=_known),
            Stop(name="material", path=here, says="选择文件或拍照", do=_identified),
            Stop(name="material-read", path=here, says="读出的内容", do=_uploaded),
            Stop(name="material-other", path=here, says="看起来不是", do=_other),
            Stop(name="details-known", path=here, says="不对？在这里改", account=applicant, do=_known_details),
            Stop(name="details", path=here, says="填写申请信息", do=_detailed),
            Stop(name="pre-check-wanted", path=here, says="还缺这些", do=_unfinished),
            Stop(name="pre-check", path=here, says="预检通过", do=_checked),
            Stop(name="pre-check-told", path=here, says="去填写", do=_told),
            Stop(name="answers", path=here, says="提交以前", do=_answers),
            Stop(name="saved", path=here, says="已经保存", do=_saved),
            Stop(name="receipt", path=here, says="已经提交", do=_sent),
            Stop(name="receipt-person", path=here, says="工作人员会核对", do=_to_a_person),
            Stop(name="drafts", path="/apply", says="没有填完的申请", account=applicant),
        ),
    )


def _begun(page: Page) -> None:
    page.locator("button.start").click()
    page.wait_for_load_state("networkidle")


def _next(page: Page) -> None:
    page.locator("button[value=next]").click()
    page.wait_for_load_state("networkidle")


def _wrong(page: Page) -> None:
    _begun(page)
    page.fill("#f-uscc", "91310")
    _next(page)


def _known(page: Page) -> None:
    _begun(page)
    _next(page)


def _identified(page: Page) -> None:
    _begun(page)
    page.fill("#f-uscc", COMPANY.uscc)
    _next(page)


def _uploaded(page: Page) -> None:
    _identified(page)
    photo = {"name": "营业执照.jpg", "mimeType": "image/jpeg", "buffer": LICENCE}
    with page.expect_navigation(wait_until="networkidle"):
        page.set_input_files("#f-file", files=[photo])  # the script sends it at once


def _other(page: Page) -> None:
    _identified(page)
    photo = {"name": "猫.jpg", "mimeType": "image/jpeg", "buffer": b"a cat"}
    with page.expect_navigation(wait_until="networkidle"):
        page.set_input_files("#f-file", files=[photo])


def _known_details(page: Page) -> None:
    _known(page)
    page.goto(page.url.rsplit("/", 1)[0] + "/details-1")


def _told(page: Page) -> None:
    _checked(page)
    page.goto(page.url.rsplit("/", 1)[0] + "/details-1")
    page.locator("input[value='其他']").check()
    _next(page)
    page.goto(page.url.rsplit("/", 1)[0] + "/pre-check")


def _to_a_person(page: Page) -> None:
    _answers(page)
    page.locator("input[name=ask_for_person]").check()
    _next(page)


def _detailed(page: Page) -> None:
    _uploaded(page)
    _next(page)


def _filled(page: Page) -> None:
    for name, value in form_of(COMPANY).items():
        box = page.locator(f"input[name='form.{name}'][value='{value}']")
        if box.count() and box.first.get_attribute("type") == "radio":
            box.first.check()
        elif page.locator(f"#f-{name}").count():
            page.fill(f"#f-{name}", value)


def _unfinished(page: Page) -> None:
    _identified(page)
    page.goto(page.url.rsplit("/", 1)[0] + "/pre-check")


def _checked(page: Page) -> None:
    _detailed(page)
    while "/details-" in page.url:
        _filled(page)
        _next(page)


def _answers(page: Page) -> None:
    _checked(page)
    page.locator("main form button").click()
    page.wait_for_load_state("networkidle")


def _saved(page: Page) -> None:
    _identified(page)
    page.locator("button[value=later]").click()
    page.wait_for_load_state("networkidle")


def _sent(page: Page) -> None:
    _answers(page)
    _next(page)
