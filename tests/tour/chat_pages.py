"""The help chat: a conversation as it grows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.accounts.principal import Role
from app.assistant.sessions.records import HandoffState
from tests.accounts_for_tests import new_account
from tests.answers import FOLLOWED, NEAR, OPEN
from tests.office import open_office
from tests.tour import Room, Stop
from tests.tour.talks_pages import Moved
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi import FastAPI
    from playwright.sync_api import Page

LONG = "请问我们公司在青浦有一个门店，另外在松江还开了一家分店，两家店都只卖预包装食品，是分别备案还是一起备案？" * 4


def furnished(home: Path) -> Room:
    clock = Moved()
    site = build_site(home, office=replace(open_office(home), clock=clock))
    clerk = new_account(services_of(site).office, Role.REVIEWER, name="李审查")

    def handed(page: Page) -> None:
        _ask(page, "分店要不要另外备案？")
        clock.passes(minutes=1)
        _person(page)
        clock.passes(minutes=6)
        _replied(site, f"staff:{clerk}")
        page.reload(wait_until="networkidle")

    return Room(
        site=site,
        stops=(
            Stop(name="empty", path="/ask", says="别人常问"),
            Stop(name="answered", path=_asks(FOLLOWED), says="<mark>", do=_opened),
            Stop(name="clarified", path=_asks(OPEN), says="您问的是哪个区", do=_whole),
            Stop(name="abstained", path=_asks(NEAR), says="没有找到有把握的依据", do=_whole),
            Stop(name="handed-over", path=_asks(FOLLOWED), says="对话", do=partial(_whole, do=handed)),
            Stop(name="why-not", path=_asks(FOLLOWED), says="有帮助", do=partial(_whole, do=_not_liked)),
            Stop(name="own-case", path=_asks("我的申请办到哪一步了？"), says="登录查办件", do=_whole),
            Stop(
                name="own-schemes",
                path=_asks("我们公司能申请哪些补贴？"),
                says="惠企政策",
                do=partial(_whole, do=_stated),
            ),
            Stop(name="mistake", path=_asks(LONG * 3), says="问题太长", status=422),
            Stop(name="erasing", path=_asks(FOLLOWED), says="结束并删除", do=partial(_whole, do=_about_to_end)),
        ),
    )


def _asks(question: str) -> str:
    return f"/ask?{urlencode({'q': question})}"


def _ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    page.locator(".opinion").nth(1).wait_for()


def _whole(page: Page, do: Callable[[Page], None] | None = None) -> None:
    """In a window so high that what stays at its foot covers nothing in the picture."""
    if do is not None:
        do(page)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    page.evaluate("scrollTo(0, 0)")


def _opened(page: Page) -> None:
    page.locator(".clause-here summary").first.click()


def _person(page: Page) -> None:
    page.locator("#person button").click()
    page.locator("#person[data-state=waiting]").wait_for()


def _not_liked(page: Page) -> None:
    page.locator("button[name=thumb][value=down]").click()
    page.locator("textarea[name=words]").wait_for()


def _stated(page: Page) -> None:
    _ask(page, "浦东新区")


def _about_to_end(page: Page) -> None:
    page.locator("#end summary").click()


def _replied(site: FastAPI, clerk: str) -> None:
    handoffs = site.state.desk.handoffs
    number = handoffs.waiting(HandoffState.WAITING)[-1].handoff_no
    handoffs.take(number, clerk)
    handoffs.reply(number, clerk, "您好，分店要单独备案，材料和总店相同。\n请在“一网通办”里选“新增”，不用到窗口。")
