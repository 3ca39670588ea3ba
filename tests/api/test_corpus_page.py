"""`/staff/corpus`: how fresh the texts are, and what the check of them finds."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.corpus import freshness
from app.corpus.freshness import REREAD_DAYS, LintedOnce
from corpora import CORPORA_DIR
from tests.accounts_for_tests import browser, new_account, staff
from tests.casework import Calendar
from tests.office import FOOD, open_office
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from app.corpus.linting import Linted

READ_ON = date(2026, 11, 21)
"""When most texts were last read."""
_LICENSING = "cn.law.admin-licensing.2019"


def _site(home: Path, on: date = READ_ON, texts: Path = CORPORA_DIR) -> FastAPI:
    return build_site(home, office=replace(open_office(home), clock=Calendar(on)), corpora_dir=texts)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A copy of the texts, to be spoilt."""
    folder = tmp_path / "corpora"
    shutil.copytree(CORPORA_DIR, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/sources/([^"]+)"', page)


def test_a_text_tells_where_it_is_from_and_who_rests_on_it(tmp_path: Path) -> None:
    site = _site(tmp_path, READ_ON + timedelta(days=12))

    page = staff(site, Role.ITEM_OWNER).get("/staff/corpus", params={"q": _LICENSING}).text

    assert _names(page) == [_LICENSING]
    for said in ("行政许可法", "全国人民代表大会常务委员会", "2019-04-23起", "12天前", "不完整", "凭通常所知写成"):
        assert said in page
    assert f'<a href="/items/{FOOD}">仅销售预包装食品备案</a>' in page
    assert "该重看</span>" not in page


def test_what_was_not_read_for_long_is_overdue(tmp_path: Path) -> None:
    due = READ_ON + timedelta(days=REREAD_DAYS)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    asked = {"q": _LICENSING}

    on_time = staff(_site(tmp_path / "a", due), Role.AUDITOR).get("/staff/corpus", params=asked).text
    overdue = staff(_site(tmp_path / "b", due + timedelta(days=1)), Role.AUDITOR)

    assert '<span class="tag warn">该重看</span>' not in on_time
    assert '<span class="tag warn">该重看</span>' in overdue.get("/staff/corpus", params=asked).text
    listed = overdue.get("/staff/corpus", params={"state": "overdue"}).text
    assert "已失效</span>" not in listed
    assert _names(listed)


def test_the_longest_unread_come_first_and_every_text_comes_once(tmp_path: Path) -> None:
    site = _site(tmp_path)
    owner, sources = staff(site, Role.ITEM_OWNER), services_of(site).corpus.sources
    seen: list[str] = []
    for number in range(1, 20):
        page = owner.get("/staff/corpus", params={"page": number}).text
        seen += _names(page)
        if 'rel="next"' not in page:
            break

    assert sorted(seen) == sorted(sources)
    days = [sources[one].source.read_on for one in seen]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("asked", "are"),
    [
        ({"kind": "law"}, lambda one: one.kind == "law"),
        ({"kind": "scheme", "order": "by_title"}, lambda one: one.kind == "scheme"),
        ({"state": "ended"}, lambda one: one.in_force.end is not None and one.in_force.end < READ_ON),
        ({"state": "partial"}, lambda one: one.source.completeness != "full"),
        ({"q": "市场监督"}, lambda one: "市场监督" in f"{one.title}{one.issuer}"),
        ({"kind": "nonsense", "state": "nonsense", "order": "nonsense"}, lambda _: True),
    ],
)
def test_filters_leave_what_they_say(tmp_path: Path, asked: dict[str, str], are: object) -> None:
    site = _site(tmp_path)

    page = staff(site, Role.ITEM_OWNER).get("/staff/corpus", params=asked).text

    fitting = [one.id for one in services_of(site).corpus.sources.values() if callable(are) and are(one)]
    assert f"共{len(fitting)}个文本" in page
    assert set(_names(page)) <= set(fitting)
    assert _names(page)


def test_texts_in_order_say_so(tmp_path: Path) -> None:
    page = staff(_site(tmp_path), Role.ITEM_OWNER).get("/staff/corpus").text

    assert "检查没有发现问题" in page


def test_what_the_check_finds_is_listed_with_what_mends_it(tmp_path: Path, texts: Path) -> None:
    fees = texts / "faq" / "fees.md"
    fees.write_text(fees.read_text(encoding="utf-8") + f"\n另见 {_LICENSING}#art-999。\n", encoding="utf-8")
    (texts / "faq" / "draft<b>.md").write_text("# x {#x}\n\nx\n", encoding="utf-8")
    owner = staff(_site(tmp_path, texts=texts), Role.ITEM_OWNER)

    page = owner.get("/staff/corpus").text

    assert "检查发现2个问题" in page
    assert "引用的条款或文件不存在" in page
    assert f"there is no clause {_LICENSING}#art-999" in page
    assert "draft&lt;b&gt;.md" in page
    assert "<b>.md" not in page
    assert _names(owner.get("/staff/corpus", params={"state": "with_findings"}).text) == ["faq.fees"]


def test_texts_that_cant_be_read_are_told_and_the_page_stands(tmp_path: Path, texts: Path) -> None:
    (texts / "manifest.yaml").write_text("- {id: [", encoding="utf-8")

    page = staff(_site(tmp_path, texts=texts), Role.ITEM_OWNER).get("/staff/corpus")

    assert page.status_code == 200
    assert "文本读不出来" in page.text
    assert "共143个文本" in page.text or _names(page.text)


def test_the_check_runs_again_only_when_something_changed(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    real = freshness.lint

    def counted(*folders: Path, on: date) -> Linted:
        runs.append(on)
        return real(*folders, on=on)

    monkeypatch.setattr(freshness, "lint", counted)
    linted = LintedOnce()

    assert linted.of(texts, [], READ_ON) is linted.of(texts, [], READ_ON)
    (texts / "faq" / "new.md").write_text("# x {#x}\n\nx\n", encoding="utf-8")
    assert linted.of(texts, [], READ_ON).findings
    linted.of(texts, [], READ_ON + timedelta(days=1))

    assert runs == [READ_ON, READ_ON, READ_ON + timedelta(days=1)]


def test_the_page_is_in_english_but_for_what_is_there_in_chinese_alone(tmp_path: Path) -> None:
    page = staff(_site(tmp_path), Role.ITEM_OWNER).get("/staff/corpus", params={"lang": "en"}).text

    body = page[page.index("<main") : page.index("</main>")]
    assert "Longest unread first" in body
    assert "Filing for selling prepackaged food only" in body
    marked = re.sub(r'<span lang="zh-CN">[^<]*</span>', "", body)
    assert re.findall(r"[\u4e00-\u9fff]+", marked) == []


def test_the_page_is_light_and_takes_hostile_words_as_words(tmp_path: Path) -> None:
    owner = staff(_site(tmp_path), Role.ITEM_OWNER)

    page = owner.get("/staff/corpus", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text
    assert "没有符合条件的文本" in page.text
    assert len(owner.get("/staff/corpus").content) < 120 * 1024


def test_who_watches_no_item_is_not_let_in(tmp_path: Path) -> None:
    site = _site(tmp_path)
    office = services_of(site).office

    assert staff(site, Role.REVIEWER).get("/staff/corpus").status_code == 403
    assert browser(site, new_account(office, Role.APPLICANT)).get("/staff/corpus").status_code == 403
    assert staff(site, Role.ADMIN).get("/staff/corpus").status_code == 200
    assert visit(site).get("/staff/corpus", follow_redirects=False).status_code == 303
