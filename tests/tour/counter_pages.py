"""The counter: where somebody begins, and the clerk's pre-check with nothing, much and little to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.principal import Role
from tests.accounts_for_tests import new_account
from tests.office import COMPANY, FOOD, LICENCE, form_of
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def furnished(home: Path) -> Room:
    site = build_site(home)
    clerk = new_account(services_of(site).office, Role.REVIEWER, name="黎明")
    return Room(
        site=site,
        stops=(
            Stop(name="start", path="/counter", says="您要办什么"),
            Stop(name="start-of-clerk", path="/counter", says="替申请人预检", account=clerk),
            Stop(name="blank", path=f"/counter/{FOOD}", says="窗口预检", account=clerk),
            Stop(name="much-missing", path=f"/counter/{FOOD}", says="窗口预检", account=clerk, do=_much_missing),
            Stop(name="all-there", path=f"/counter/{FOOD}", says="窗口预检", do=_all_there),
            Stop(name="nothing-filled", path="/counter/foreign-patent-grant-claim", says="窗口预检", do=_send),
            Stop(name="slip", path=f"/counter/{FOOD}", says="窗口预检", account=clerk, do=_printed),
        ),
    )


def _much_missing(page: Page) -> None:
    page.fill("#f-uscc", "9131011")
    page.fill("#f-company_name", COMPANY.company_name)
    page.select_option("#f-special_food", "销售")
    _send(page)


def _all_there(page: Page) -> None:
    for name, value in form_of(COMPANY).items():
        field = page.locator(f"#f-{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    licence = {"name": "licence.jpg", "mimeType": "image/jpeg", "buffer": LICENCE}
    page.set_input_files("#m-business_license", [licence])
    _send(page)


def _send(page: Page) -> None:
    page.click("form.check > p > button")
    page.wait_for_selector(".slip")


def _printed(page: Page) -> None:
    _much_missing(page)
    page.emulate_media(media="print")
