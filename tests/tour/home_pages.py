"""What everybody sees: home, guides, sources, how pages look, what has gone wrong; signing in and one's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.principal import Grant, Role
from app.accounts.service import Accounts
from app.flows.approve import approve
from tests.accounts_for_tests import PASSWORD, new_account
from tests.office import FOOD, ON, application, uploads
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from playwright.sync_api import Page


def furnished(home: Path) -> Room:
    site = build_site(home)
    applicant, clerk = _applicant(site), _clerk(site)
    return Room(
        site=site,
        stops=(
            Stop(name="home", path="/", says="随时能问"),
            Stop(name="home-signed-in", path="/", says="我的全部办件", account=applicant),
            Stop(name="wrong-case-number", path="/find-case?no=ZB2026", says="请照回执填写", status=422),
            Stop(name="items", path="/items", says="办事指南"),
            Stop(name="guide", path=f"/items/{FOOD}", says="预包装"),
            Stop(name="guide-doubts", path="/items/foreign-patent-grant-claim", says="还不能确定"),
            Stop(
                name="source",
                path="/sources/guide.prepackaged-food-filing#conditions",
                says="关于这份文本",
            ),
            Stop(name="law", path="/sources/cn.law.admin-licensing.2019", says="发布机关"),
            Stop(name="not-found", path="/nowhere", says="没有找到这一页", status=404),
            Stop(name="no-such-item", path="/items/no-such-item", says="没有找到这一页", status=404),
            Stop(name="not-permitted", path="/staff/cases", says="您现在不能打开", status=403, account=applicant),
            Stop(name="sign-in", path="/sign-in", says="登录"),
            Stop(name="sign-in-over", path="/sign-in?over=1&next=/items", says="登录已经结束"),
            Stop(name="staff-sign-in", path="/staff/sign-in", says="工作人员登录"),
            Stop(name="staff-sign-in-wrong", path="/staff/sign-in", says="工作人员登录", do=_sign_in_wrongly),
            Stop(name="set-password", path="/staff/set-password", says="一次性口令"),
            Stop(name="account", path="/account", says="我的办件", account=applicant),
            Stop(name="account-of-staff", path="/account", says="修改密码", account=clerk),
            Stop(name="one-time-codes", path="/account/one-time-codes", says="二维码", account=clerk),
        ),
    )


def _applicant(site: FastAPI) -> str:
    """Who has sent in three filings."""
    office = services_of(site).office
    account = new_account(office, Role.APPLICANT, name="张样例")
    for ask in (False, True, True):
        filed = application(ask=ask)
        approve(office, filed, uploads(), ON, store=True, owner=f"applicant:{account}")
    return account


def _clerk(site: FastAPI) -> str:
    office = services_of(site).office
    accounts = Accounts(engine=office.engine, clock=office.clock, known_items=office.items)
    grants = (Grant(role=Role.REVIEWER, district="310117"), Grant(role=Role.APPROVER, item_id=FOOD))
    made = accounts.add("li.ming", "黎明", grants, by="operator")
    accounts.set_password(made.account_id, PASSWORD, "operator")
    return made.account_id


def _sign_in_wrongly(page: Page) -> None:
    page.fill("#name", "li.ming")
    page.fill("#password", "wrong")
    page.click("main button")
    page.wait_for_selector("[role=alert]")
