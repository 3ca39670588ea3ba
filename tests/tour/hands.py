"""How somebody works a page: with a mouse or a finger, or with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Request

_MOST_TABS: Final = 250
_BEGINS_MS: Final = 300
_SAME: Final = "(one) => one === document.activeElement"
_IN_GROUP: Final = "(one) => document.activeElement.type === 'radio' && document.activeElement.name === one.name"


class Mouse:
    """Clicks, or taps."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()
        self.settle()

    def fill(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, target: Locator) -> None:
        target.check()

    def open(self, summary: Locator) -> None:
        summary.click()

    def upload(self, target: Locator, file: Path) -> None:
        target.set_input_files(file)

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")


class Keyboard(Mouse):
    """Comes to everything by Tab, and acts by Enter, Space and arrows. What Tab does not reach can't be worked."""

    def press(self, target: Locator) -> None:
        """A click waits for the page that it leads to; a key does not, so it is waited for here."""
        self._reach(target)
        leads: list[Request] = []
        self.page.evaluate("window.isBefore = true")
        self.page.on("request", lambda asked: leads.append(asked) if asked.is_navigation_request() else None)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(_BEGINS_MS)
        if leads:
            self.page.wait_for_function("!window.isBefore")
        self.settle()

    def fill(self, target: Locator, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") == "checkbox":
            self._reach(target)
            self.page.keyboard.press("Space")
            return
        self._tab_until(target, _IN_GROUP)
        for _ in range(20):
            if target.evaluate(_SAME) and target.is_checked():
                return
            self.page.keyboard.press("ArrowDown" if not target.evaluate(_SAME) else "Space")
        raise AssertionError("the arrows do not reach a choice")

    def open(self, summary: Locator) -> None:
        self._reach(summary)
        self.page.keyboard.press("Enter")

    def upload(self, target: Locator, file: Path) -> None:
        self._reach(target)  # the dialogue of the system, which the keyboard would open, is none of the page
        target.set_input_files(file)

    def _reach(self, target: Locator) -> None:
        self._tab_until(target, _SAME)

    def _tab_until(self, target: Locator, reached: str) -> None:
        target.wait_for(state="attached")
        for _ in range(_MOST_TABS):
            if target.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")
