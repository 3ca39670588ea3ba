"""Home, guides, sources and what has gone wrong: in both languages, without scripts, and by what people want done."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from app.items.purposes import Purpose, by_purpose, purpose_of
from app.items.telling import open_items
from app.pages.home_wording import PROBLEM, PURPOSES
from app.web.look import COOKIE
from app.web.problems import problem_of
from approval_rules.item_files import load_items
from tests.office import FOOD, ON
from tests.website import build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

SCRIPT = "<script>alert(1)</script>"
CHINESE = re.compile(r"[一-鿿]")
PAGES = ("/", "/items", f"/items/{FOOD}", "/sources/guide.prepackaged-food-filing", "/find-case?no=x", "/nowhere")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return visit(build_site(tmp_path))


def _english(client: TestClient, path: str) -> str:
    client.cookies.set(COOKIE, "en.auto.normal")
    return client.get(path).text


def _unmarked(page: str) -> list[str]:
    """Chinese on a page that is not marked as Chinese."""
    bare = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    text = re.sub(r"<title>.*?</title>|<[^>]+>", " ", bare, flags=re.DOTALL)
    return [one for one in text.split() if CHINESE.search(one)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_both_languages(client: TestClient, path: str) -> None:
    chinese = client.get(path).text
    english = _english(client, path)

    assert '<html lang="zh-CN"' in chinese
    assert '<html lang="en"' in english
    assert CHINESE.search(chinese)
    assert _unmarked(english) == []
    assert "<script" not in chinese + english


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_and_none_is_left_out_below_it(client: TestClient, path: str) -> None:
    levels = [int(one) for one in re.findall(r"<h([1-6])", client.get(path).text)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_home_leads_to_what_people_come_for(client: TestClient) -> None:
    page = client.get("/").text

    assert all(f'action="{action}"' in page for action in ("/ask", "/find-case", "/schemes"))
    assert all(f'href="{link}"' in page for link in (f"/items/{FOOD}", "/items", "/companies", "/payouts"))
    assert [page.index(PURPOSES[one].zh) for one in Purpose] == sorted(page.index(PURPOSES[one].zh) for one in Purpose)


def test_every_item_is_listed_once_under_what_it_is_for() -> None:
    versions = open_items(load_items(), ON)
    groups = by_purpose(versions)

    assert sorted(one.id for group in groups.values() for one in group) == sorted(one.id for one in versions)
    assert {one.item for one in groups[Purpose.PERSON]} == {"insurance-certificate", "residence-permit-endorsement"}
    assert "individual-business-registration" in {one.item for one in groups[Purpose.BUSINESS]}
    assert all(one.amount is not None for one in groups[Purpose.SUPPORT])
    assert set(PURPOSES) == set(Purpose)
    assert {purpose_of(one) for one in versions} == set(groups)


@pytest.mark.parametrize(
    "typed",
    [
        "ZB20260302-0A1B2C3D4E",
        " zb20260302-0a1b2c3d4e ",
        "\uff3a\uff2220260302\uff0d0A1B2C3D4E",
        "ZB20260302—0A1B 2C3D 4E",
    ],
)
def test_a_case_number_is_found_however_it_was_typed(client: TestClient, typed: str) -> None:
    answer = client.get("/find-case", params={"no": typed}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/ZB20260302-0A1B2C3D4E")


@pytest.mark.parametrize(
    "typed", ["", "ZB2026", "../staff/cases", "//evil.example", SCRIPT, "Z" * 5000, "ZB\u0662\u0660260302-0A1B2C3D4E"]
)
def test_what_is_no_case_number_is_told_beside_its_box(client: TestClient, typed: str) -> None:
    answer = client.get("/find-case", params={"no": typed}, follow_redirects=False)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'href="#no"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert SCRIPT not in answer.text
    assert "Z" * 41 not in answer.text.partition("<main")[2]


def test_a_guide_leads_to_the_application_and_to_the_clauses(client: TestClient) -> None:
    page = client.get(f"/items/{FOOD}").text

    assert f'href="/apply/{FOOD}"' in page
    assert 'href="/sources/guide.prepackaged-food-filing#conditions"' in page
    assert 'id="conditions"' in page


def test_a_clause_has_its_anchor_and_its_source_the_facts_about_it(client: TestClient) -> None:
    page = client.get("/sources/guide.prepackaged-food-filing").text
    english = _english(client, "/sources/guide.prepackaged-food-filing")

    assert 'id="conditions"' in page
    assert "发布机关" in page
    assert "Issued by" in english
    assert "The official text is in Chinese" in english


@pytest.mark.parametrize(
    ("path", "status", "said", "next_"),
    [
        ("/nowhere", 404, "We did not find what you want", "next_missing"),
        ("/items/none", 404, "We did not find what you want", "next_missing"),
        ("/sources/none", 404, "We did not find what you want", "next_missing"),
        ("/payouts?page=first", 422, "", "next_wrong"),
    ],
)
def test_a_problem_says_what_to_do_next(client: TestClient, path: str, status: int, said: str, next_: str) -> None:
    chinese = client.get(path)
    english = _english(client, path)

    assert chinese.status_code == status
    assert PROBLEM[next_].zh in chinese.text
    assert said in english
    assert PROBLEM[next_].en in english
    assert _unmarked(english) == []


def test_a_name_in_an_error_stays_text_and_an_english_detail_is_marked_on_a_chinese_page(client: TestClient) -> None:
    page = client.get("/items/<b>bold").text

    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page
    assert '<p lang="en">there is no item' in page


def test_what_nobody_foresaw_says_that_nothing_was_decided(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("app.pages.routes.by_purpose", broken)

    chinese, english = client.get("/"), _english(client, "/")

    assert chinese.status_code == 500
    assert PROBLEM["next_failed"].zh in chinese.text
    assert PROBLEM["next_failed"].en in english
    assert "secret" not in chinese.text + english
    assert problem_of(RuntimeError("secret")).code == "internal_error"


def test_a_language_that_there_is_not_changes_nothing(client: TestClient) -> None:
    page = client.get("/items?lang=fr")

    assert page.status_code == 200
    assert '<html lang="zh-CN"' in page.text
