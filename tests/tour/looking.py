"""A site served on this machine, a browser that looks at it, and what can be wrong with a page that it sees."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from app.accounts.sessions import SignInSessions
from app.db.engine import transaction
from app.web.look import COOKIE
from app.web.who import HTTP_COOKIE
from tests.website import services_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

CHROMIUM: Final = "/usr/bin/chromium"
MOST_BYTES: Final = 150 * 1024
"""Of a page with all that it loads."""
NARROW: Final = 360
WIDE: Final = 1280
FOUR_TIMES: Final = WIDE // 4
"""How wide a window of 1280 px is for its page at a zoom of 400 %, as WCAG 1.4.10 counts it."""
_WCAG: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_HEIGHT: Final = 900
_WEAR: Final = "([theme, size]) => Object.assign(document.documentElement.dataset, {theme, size})"
_START_S: Final = 20
_LOADED_S: Final = 15
_QUIET_MS: Final = 40


@contextmanager
def serving(site: FastAPI) -> Iterator[str]:
    """The address that the site answers at, on a free port of this machine."""
    config = uvicorn.Config(site, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    waited = time.monotonic() + _START_S
    while not server.started:
        if time.monotonic() > waited or not thread.is_alive():
            raise RuntimeError("the site did not start")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Visit:
    """A browser's window on a site. It notes what a page must not do: reach elsewhere, fail, break its own policy."""

    url: str
    context: BrowserContext
    page: Page
    faults: list[str]
    runs_scripts: bool = True
    loaded_bytes: int = 0
    """Of the page at hand with all that it has loaded."""
    awaited: int = 0

    def go(self, path: str) -> Response:
        """Open a page of the site and wait until all that it loads has come."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        until = time.monotonic() + _LOADED_S
        self.page.wait_for_timeout(_QUIET_MS)
        while self.awaited:
            assert time.monotonic() < until, f"{path} goes on loading"
            self.page.wait_for_timeout(_QUIET_MS)
        return answer

    def wear(self, look: str, width: int) -> None:
        """Have the page at hand as it is in that look (`dark.large`, say) and a window so wide.

        A look changes two attributes of the page, and which looks its head links to (`tests/api/test_look.py`).
        """
        self.page.evaluate(_WEAR, look.split("."))
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})

    def note_request(self, asked: Request) -> None:
        self.awaited += 1
        url = asked.url
        if asked.is_navigation_request():
            self.loaded_bytes = 0
        if urlsplit(url).netloc != urlsplit(self.url).netloc and not url.startswith(("data:", "blob:")):
            self.faults.append(f"asks elsewhere: {url}")

    def note_console(self, said: ConsoleMessage) -> None:
        is_the_page = said.location["url"] == self.page.url  # one that is meant to be a 404, say
        if said.type == "error" and not is_the_page:
            self.faults.append(f"console: {said.text}")

    def note_failure(self, _asked: Request) -> None:
        self.awaited -= 1

    def note_end(self, asked: Request) -> None:
        self.awaited -= 1
        sizes = asked.sizes()
        self.loaded_bytes += sizes["responseBodySize"] + sizes["responseHeadersSize"]


@contextmanager
def visiting(  # noqa: PLR0913  each says how somebody looks at pages
    browser: Browser,
    url: str,
    *,
    site: FastAPI | None = None,
    account: str = "",
    lang: str = "zh",
    width: int = WIDE,
    javascript: bool = True,
) -> Iterator[Visit]:
    """A window of its own; with `site` and `account`, one in which that account has signed in."""
    context = browser.new_context(
        java_script_enabled=javascript,
        viewport={"width": width, "height": _HEIGHT},
        locale="zh-CN",
        reduced_motion="reduce",
    )
    cookies: list[Any] = [{"name": COOKIE, "value": f"{lang}.light.normal", "url": url}]
    if account:
        assert site is not None
        cookies.append({"name": HTTP_COOKIE, "value": _token(site, account), "url": url})
    context.add_cookies(cookies)
    page = context.new_page()
    page.set_default_timeout(15_000)
    visit = Visit(url=url, context=context, page=page, faults=[], runs_scripts=javascript)
    page.on("request", lambda asked: visit.note_request(asked))  # noqa: PLW0108  a method of slots takes no mark
    page.on("requestfinished", lambda asked: visit.note_end(asked))  # noqa: PLW0108
    page.on("requestfailed", lambda asked: visit.note_failure(asked))  # noqa: PLW0108
    page.on("pageerror", lambda error: visit.faults.append(f"script fails: {error}"))
    page.on("console", lambda said: visit.note_console(said))  # noqa: PLW0108
    try:
        yield visit
    finally:
        context.close()


def accessibility(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it is now."""
    found = _axe().run(page, options={"runOnly": {"type": "tag", "values": _WCAG}, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} ({node['failureSummary'][:300]})"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Elements that make the page scroll to the side; what scrolls in a box of its own is none."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return [f"wider than the page: {one}" for one in found]


_SIDEWAYS: Final = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const inBox = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX)) return true; } return false; };
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most + 1 && !inBox(e))
    .slice(0, 5).map(e => e.tagName + ' ' + (e.className || '') + ' ' + (e.textContent || '').trim().slice(0, 40));
}"""


@cache
def _axe() -> Axe:
    return Axe()


def _token(site: FastAPI, account: str) -> str:
    office = services_of(site).office
    with transaction(office.engine) as connection:
        return SignInSessions(engine=office.engine, clock=office.clock).begin(connection, account)
