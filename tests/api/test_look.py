"""How a page looks is kept by the browser, and changes nothing of the page but two attributes and its own links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.web.look import COOKIE, Size, Theme
from tests.office import FOOD
from tests.website import build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return visit(build_site(tmp_path))


def _worn(client: TestClient, path: str, look: str) -> str:
    answer = client.get(path, headers={"cookie": f"{COOKIE}={look}"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", ["/", "/items", f"/items/{FOOD}", "/ask", "/schemes", "/apply", "/sign-in"])
def test_a_look_changes_two_attributes_and_what_the_head_links_to(client: TestClient, path: str) -> None:
    seen = set()
    for look in (f"zh.{theme}.{size}" for theme in Theme for size in Size):
        page = _worn(client, path, look)
        _, theme, size = look.split(".")
        assert f'data-theme="{theme}" data-size="{size}"' in page
        page = page.replace(f'data-theme="{theme}" data-size="{size}"', "")
        page = re.sub(r'name="key" value="[0-9a-f]+"', "", page)  # of the message to be sent, anew each time
        seen.add(re.sub(r'<ul class="looks".*?</ul>', "", page, flags=re.DOTALL))
    assert len(seen) == 1


def test_what_is_chosen_is_kept_beside_what_was_chosen_before(client: TestClient) -> None:
    for wanted in ("lang=en", "theme=dark", "size=large"):
        answer = client.get(f"/look?{wanted}&back=/items", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/items")

    page = client.get("/items").text
    assert '<html lang="en" data-theme="dark" data-size="large">' in page


def test_a_link_may_choose_the_language(client: TestClient) -> None:
    assert '<html lang="en"' in client.get("/items?lang=en").text
    assert '<html lang="en"' in client.get("/items").text


@pytest.mark.parametrize(
    "kept", ["", "en", "fr.pink.huge", "en.dark.large.more", "...", "=;,\"'", "<script>.dark.large"]
)
def test_whatever_a_browser_keeps_is_a_look(client: TestClient, kept: str) -> None:
    page = client.get("/", headers={"cookie": f"{COOKIE}={kept}"})

    assert page.status_code == 200
    assert re.search(r'<html lang="(en|zh-CN)" data-theme="(auto|light|dark)" data-size="(normal|large)">', page.text)


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_a_choice_leads_back_to_our_own_pages_alone(client: TestClient, back: str) -> None:
    answer = client.get("/look", params={"theme": "dark", "back": back}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
