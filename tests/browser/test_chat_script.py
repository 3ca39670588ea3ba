"""The help chat as its script makes it: no page is loaded anew, and whatever fails is sent as a plain form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answers import FOLLOWED, NEXT
from tests.tour.looking import NARROW, serving, visiting
from tests.website import KNOWN, build_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.tour.looking import Visit


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(build_site(tmp_path_factory.mktemp("chat"))) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as opened:
        opened.go("/ask")
        opened.page.evaluate("window.isSame = true")
        yield opened
        assert opened.faults == []


def _is_same(page: Page) -> bool:
    return bool(page.evaluate("window.isSame === true"))


def test_a_conversation_goes_on_in_one_page(visit: Visit) -> None:
    page = visit.page
    page.locator("#question").fill(FOLLOWED)
    page.locator("#question").press("Enter")
    page.locator("#turn-1 .said").wait_for()
    assert page.locator("#question").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "question"
    assert "已经回答" in (page.locator("#news").text_content() or "")

    page.get_by_role("button", name=NEXT[0]).click()
    page.locator("#turn-2 .said").wait_for()
    assert page.evaluate("document.activeElement.id") == "turn-2"

    page.locator("#turn-1 button[value=down]").click()
    page.locator("#opinion-1 textarea").wait_for()
    page.locator("#opinion-1 textarea").fill("没有说份数")
    page.locator("#opinion-1 form button").click()
    page.get_by_text("已交给工作人员看").wait_for()

    page.locator("#person button").click()
    page.locator("#person[data-state=waiting]").wait_for()
    assert page.locator("#talk .event").count() == 1
    assert _is_same(page)


def test_where_the_stream_fails_the_form_is_sent_plainly(visit: Visit) -> None:
    page = visit.page
    page.route("**/ask/stream", lambda route: route.abort())
    page.locator("#question").fill(KNOWN)
    page.get_by_role("button", name="发送").click()
    page.locator("#turn-1 .said").wait_for()
    page.get_by_role("button", name="有帮助").first.wait_for()
    assert not _is_same(page)
    visit.faults.clear()  # the browser tells of what was broken here


def test_what_can_not_be_asked_is_told_on_the_page_and_kept(visit: Visit) -> None:
    page = visit.page
    page.locator("#question").fill("？！")
    page.get_by_role("button", name="发送").click()
    page.locator("#problem").wait_for()
    assert page.locator("#question").input_value() == "？！"
    visit.faults.clear()


@pytest.mark.parametrize("height", [256, 640, 900])
def test_the_composer_never_covers_what_has_the_focus(browser: Browser, address: str, height: int) -> None:
    with visiting(browser, address, width=NARROW, javascript=False) as opened:
        page = opened.page
        page.set_viewport_size({"width": NARROW, "height": height})
        opened.go("/ask?q=" + FOLLOWED)
        for _ in range(40):
            page.keyboard.press("Tab")
            covered = page.evaluate(COVERED)
            assert covered is None, covered


COVERED = """() => {
  const at = document.activeElement, composer = document.getElementById('composer');
  if (at === document.body || composer.contains(at) || !document.getElementById('chat').contains(at)) return null;
  const box = at.getBoundingClientRect(), over = composer.getBoundingClientRect();
  const isSticky = getComputedStyle(composer).position === 'sticky';
  return isSticky && box.bottom > over.top + 1 && box.top < over.bottom ? at.outerHTML.slice(0, 80) : null;
}"""
