"""Every page of the tour against WCAG 2.2 AA in each look, and with what the rules for older people ask."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.tour.looking import FOUR_TIMES, MOST_BYTES, NARROW, WIDE, accessibility, serving, sideways, visiting
from tests.tour.rooms import ROOMS, furnished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.tour import Room, Stop
    from tests.tour.looking import Visit

VIEWS = (
    ("light.normal", WIDE),
    ("dark.normal", WIDE),
    ("light.large", WIDE),
    ("light.normal", NARROW),
    ("light.large", NARROW),
    ("light.normal", FOUR_TIMES),
)
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


@contextmanager
def _opened(browser: Browser, gallery: Gallery, stop: Stop, lang: str = "zh") -> Iterator[Visit]:
    with visiting(browser, gallery.url, site=gallery.room.site, account=stop.account, lang=lang) as visit:
        answer = visit.go(stop.path)
        if answer.status != stop.status:
            visit.faults.append(f"status {answer.status}")
        if stop.do is not None:
            stop.do(visit.page)
        yield visit


def test_no_page_fails_wcag_or_scrolls_to_the_side_in_any_look_and_width(browser: Browser, gallery: Gallery) -> None:
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        with _opened(browser, gallery, stop) as visit:
            wrong = []
            if visit.loaded_bytes > MOST_BYTES:
                wrong.append(f"{visit.loaded_bytes // 1024} KB on the wire")
            if stop.says not in visit.page.content():
                wrong.append(f"does not say {stop.says}")
            for look, width in VIEWS:
                visit.wear(look, width)
                wrong += [f"{look} {width}: {one}" for one in (*accessibility(visit.page), *sideways(visit.page))]
            visit.wear("light.normal", WIDE)
            visit.page.evaluate(SPACED)
            wrong += [f"with lines and letters set apart: {one}" for one in _cut_off(visit.page)]
            wrong += visit.faults
        if wrong:
            found[stop.name] = wrong
    assert not found, _told(found)


def test_no_english_page_fails_wcag_or_leaves_chinese_unmarked(browser: Browser, gallery: Gallery) -> None:
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        with _opened(browser, gallery, stop, lang="en") as visit:
            wrong = [f"Chinese that is not marked as such: {one}" for one in visit.page.evaluate(CHINESE_IN_ENGLISH)]
            wrong += [*accessibility(visit.page), *sideways(visit.page)]
            visit.wear("light.large", NARROW)
            wrong += [f"large and narrow: {one}" for one in sideways(visit.page)]
            wrong += visit.faults
        if wrong:
            found[stop.name] = wrong
    assert not found, _told(found)


def test_every_page_works_without_scripts(browser: Browser, gallery: Gallery) -> None:
    found: dict[str, list[str]] = {}
    for stop in gallery.room.stops:
        if stop.do is not None:
            continue  # what has to be done first is done without scripts in the stories
        with visiting(browser, gallery.url, site=gallery.room.site, account=stop.account, javascript=False) as visit:
            answer = visit.go(stop.path)
            if answer.status != stop.status or stop.says not in visit.page.content():
                found[stop.name] = [f"status {answer.status}, or it does not say {stop.says}"]
    assert not found, _told(found)


def _told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {one}" for name, wrong in found.items() for one in wrong)


def _cut_off(page: Page) -> list[str]:
    clipped: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => {
             const style = getComputedStyle(e);
             return !e.closest('.unseen') && e.clientWidth > 1 && ['hidden', 'clip'].includes(style.overflowY)
               && e.scrollHeight > e.clientHeight + 1 && e.textContent.trim();
           }).map(e => e.tagName + ' ' + e.className)"""
    )
    return [*clipped, *sideways(page)]
