"""Every page of the tour against WCAG 2.2 AA in each look, and with what the rules for older people ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tour.looking import LOOKS, MOST_BYTES, NARROW, WIDE, accessibility, serving, sideways, visiting
from tests.tour.rooms import ROOMS, furnished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.tour import Room, Stop
    from tests.tour.looking import Visit

FOUR_TIMES = WIDE // 4
"""How wide a window of 1280 px is for its page at a zoom of 400 %, as WCAG 1.4.10 counts it."""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}"""
"""The spacing of WCAG 1.4.12."""
CHINESE_IN_ENGLISH = """() => {
  const chinese = /[\\u4e00-\\u9fff]/;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = walk.nextNode());) {
    if (chinese.test(node.data) && !node.parentElement.closest('[lang|=zh], script, style, option, textarea'))
      found.push(node.data.trim().slice(0, 60));
  }
  return found;
}"""


class Gallery:
    """A room that is served, with its stops by name."""

    def __init__(self, name: str, room: Room, url: str) -> None:
        self.name, self.room, self.url = name, room, url


@pytest.fixture(scope="module", params=ROOMS)
def gallery(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    room = furnished(request.param, tmp_path_factory.mktemp(request.param))
    with serving(room.site) as url:
        yield Gallery(request.param, room, url)


def _faults(browser: Browser, gallery: Gallery, look: str, lang: str = "zh", width: int = WIDE) -> dict[str, list[str]]:
    """What is wrong with each page of the room, by its name."""
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        with visiting(
            browser, gallery.url, site=gallery.room.site, account=stop.account, lang=lang, look=look, width=width
        ) as visit:
            wrong = _opened(visit, stop)
            wrong += [*accessibility(visit.page), *sideways(visit.page), *visit.faults]
            if visit.loaded_bytes > MOST_BYTES:
                wrong.append(f"{visit.loaded_bytes // 1024} KB on the wire")
            if lang == "zh" and stop.says not in visit.page.content():
                wrong.append(f"does not say {stop.says}")
            if lang == "en":
                wrong += [
                    f"Chinese that is not marked as such: {one}" for one in visit.page.evaluate(CHINESE_IN_ENGLISH)
                ]
        if wrong:
            found[stop.name] = wrong
    return found


def _opened(visit: Visit, stop: Stop) -> list[str]:
    answer = visit.go(stop.path)
    if stop.do is not None:
        stop.do(visit.page)
    is_wanted = answer.status == stop.status
    return [] if is_wanted else [f"status {answer.status}"]


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_fails_wcag(browser: Browser, gallery: Gallery, look: str) -> None:
    assert _faults(browser, gallery, look) == {}


def test_no_english_page_fails_wcag_or_leaves_chinese_unmarked(browser: Browser, gallery: Gallery) -> None:
    assert _faults(browser, gallery, LOOKS[0], lang="en") == {}


@pytest.mark.parametrize(("look", "width"), [(LOOKS[0], NARROW), (LOOKS[2], NARROW), (LOOKS[0], FOUR_TIMES)])
def test_no_page_scrolls_to_the_side(browser: Browser, gallery: Gallery, look: str, width: int) -> None:
    assert _faults(browser, gallery, look, width=width) == {}


def test_nothing_is_cut_off_when_lines_and_letters_are_set_apart(browser: Browser, gallery: Gallery) -> None:
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        with visiting(browser, gallery.url, site=gallery.room.site, account=stop.account) as visit:
            _opened(visit, stop)
            wrong = _cut_off(visit.page)
        if wrong:
            found[stop.name] = wrong
    assert found == {}


def test_every_page_works_without_scripts(browser: Browser, gallery: Gallery) -> None:
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        with visiting(browser, gallery.url, site=gallery.room.site, account=stop.account, javascript=False) as visit:
            answer = visit.go(stop.path)
            if answer.status != stop.status or stop.says not in visit.page.content():
                found[stop.name] = [f"status {answer.status}, or it does not say {stop.says}"]
    assert found == {}


def _cut_off(page: Page) -> list[str]:
    page.evaluate(SPACED)
    clipped: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => {
             const style = getComputedStyle(e);
             return !e.closest('.unseen') && e.clientWidth > 1 && ['hidden', 'clip'].includes(style.overflowY)
               && e.scrollHeight > e.clientHeight + 1 && e.textContent.trim();
           }).map(e => e.tagName + ' ' + e.className)"""
    )
    return [*clipped, *sideways(page)]
