"""People who asked for a person, and answers that were not liked, as staff see them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.accounts.principal import Role
from tests.accounts_for_tests import browser, new_account
from tests.conversation import begin
from tests.office import NOW, open_office
from tests.tour import Room, Stop
from tests.website import KNOWN, build_site

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from playwright.sync_api import Page

QUEUE, INBOX = "/staff/conversations", "/staff/ratings"
RIGHT = "guide.prepackaged-food-filing#materials"


@dataclass(slots=True)
class Moved:
    """A clock that is set forward while a site is furnished."""

    instant: datetime = field(default=NOW)

    def now(self) -> datetime:
        return self.instant

    def passes(self, **time: float) -> None:
        self.instant += timedelta(**time)


def furnished(home: Path) -> Room:
    clock = Moved()
    site = build_site(home, office=replace(open_office(home), clock=clock))
    office = site.state.services.office
    mine, other = (
        new_account(office, role, name=name) for role, name in ((Role.REVIEWER, "李审查"), (Role.APPROVER, "王核准"))
    )
    waiting, answered, closed, taken = _talks(site, clock, mine, other)
    poor = _ratings(site, clock, mine)
    return Room(
        site=site,
        stops=(
            Stop(name="queue", path=QUEUE, says="等待领取", account=mine),
            Stop(name="queue-taken", path=f"{QUEUE}?state=taken", says="李审查", account=other),
            Stop(name="queue-closed", path=f"{QUEUE}?state=closed", says="已办结", account=mine),
            Stop(name="queue-empty", path=f"{QUEUE}?page=9", says="这里没有咨询", account=mine),
            Stop(name="talk-waiting", path=f"{QUEUE}/{waiting}", says="领取以后由您答复", account=mine),
            Stop(name="talk-answered", path=f"{QUEUE}/{answered}", says="分店", account=mine, do=_cited),
            Stop(name="talk-of-another", path=f"{QUEUE}/{taken}", says="您只能看", account=mine),
            Stop(name="talk-closed", path=f"{QUEUE}/{closed}", says="办结后已删除", account=mine),
            Stop(name="inbox", path=INBOX, says="只说了一个", account=mine, do=lambda page: _opened(page, poor)),
            Stop(name="inbox-handled", path=f"{INBOX}?shown=all", says="应当答材料", account=mine),
            Stop(name="inbox-empty", path=f"{INBOX}?page=9", says="没有这样的差评", account=mine),
        ),
    )


def _talks(site: FastAPI, clock: Moved, mine: str, other: str) -> tuple[str, str, str, str]:
    """One that waits, one with answers, one that is closed, one that somebody else has."""
    asked = []
    for question, note, contact in (
        (KNOWN, "分店要不要另外备案？网上没有看到", "021-00000000"),
        ("外地公司在上海设仓库，要在哪里备案？", "", "clerk@example.com"),
        (KNOWN, "想当面问", ""),
        ("小微企业社保补贴什么时候到账？", "已经等了两个月，请帮忙查一下办到哪一步了", "clerk2@example.com"),
        ("换了法定代表人要不要变更备案？", "资料已经准备好了", ""),
        (KNOWN, "", ""),
    ):
        asker = begin(site)
        asker.ask(question)
        asker.ask("要几份复印件？")
        asked.append((asker, asker.post("/handoffs", {"note": note, "contact": contact}).json()["handoff_no"]))
        clock.passes(minutes=7)
    answered, taken, closed = asked[0], asked[1], asked[2]
    clerk, second = browser(site, mine), browser(site, other)
    clerk.post(f"{QUEUE}/{answered[1]}/take")
    clock.passes(minutes=3)
    clerk.post(f"{QUEUE}/{answered[1]}/reply", data={"said": "您好，分店要单独备案，\n材料和总店相同。"})
    clock.passes(minutes=2)
    answered[0].ask(KNOWN)
    answered[0].post("/turns/1/rating", {"thumb": "down", "word": "没有说分店"})
    second.post(f"{QUEUE}/{taken[1]}/take")
    clerk.post(f"{QUEUE}/{closed[1]}/take")
    clerk.post(f"{QUEUE}/{closed[1]}/reply", data={"said": "请工作日上午到窗口，地址在指南里。"})
    clerk.post(f"{QUEUE}/{closed[1]}/close")
    return asked[3][1], answered[1], closed[1], taken[1]


def _ratings(site: FastAPI, clock: Moved, account: str) -> str:
    for question, word in (
        (KNOWN, "答非所问"),
        ("食品经营许可证丢了怎么补？", ""),
        ("开一家便利店要办哪些证？", "只说了一个，别的没有说"),
        (KNOWN, "没有说明要几份复印件"),
    ):
        asker = begin(site)
        asker.ask("你好")
        asker.ask(question)
        asker.post("/turns/2/rating", {"thumb": "down", "word": word})
        clock.passes(minutes=11)
    clerk = browser(site, account)  # a sign-in does not last as long
    found = clerk.get("/api/v1/assistant/regressions").json()
    clerk.post(f"{INBOX}/{found[0]['regression_id']}/confirm", data={"clauses": RIGHT, "note": "应当答材料一条"})
    clerk.post(f"{INBOX}/{found[1]['regression_id']}/dismiss", data={"note": "库里确实没有补办的文本"})
    return str(found[-1]["regression_id"])


def _cited(page: Page) -> None:
    page.locator("details.cited summary").first.click()


def _opened(page: Page, regression_id: str) -> None:
    page.locator(f"article[aria-labelledby='q-{regression_id}'] > details > summary").click()
