"""The inbox of answers that were not liked: read, added to the regression set, or marked as handled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Role
from tests.accounts_for_tests import browser, new_account, staff
from tests.conversation import Asker, begin
from tests.office import NOW, open_office
from tests.website import KNOWN, build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

INBOX = "/staff/ratings"
API = "/api/v1/assistant/regressions"
RIGHT = "guide.prepackaged-food-filing#materials"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


class Ticking:
    """A clock on which no two moments are the same."""

    def __init__(self) -> None:
        self._at = NOW

    def now(self) -> datetime:
        self._at += timedelta(milliseconds=10)
        return self._at


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path, office=replace(open_office(tmp_path), clock=Ticking()))


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


@pytest.fixture
def clerk(site: FastAPI) -> TestClient:
    return browser(site, new_account(services_of(site).office, Role.REVIEWER, name="李审查"))


def _disliked(asker: Asker, clerk: TestClient, question: str = KNOWN, word: str = "答非所问") -> str:
    number = asker.ask(question).json()["number"]
    asker.post(f"/turns/{number}/rating", {"thumb": "down", "word": word})
    return str(clerk.get(API).json()[-1]["regression_id"])


def _judges(clerk: TestClient, one: str, judgement: str, **sent: str) -> Any:  # noqa: ANN401  a response of the client
    return clerk.post(f"{INBOX}/{one}/{judgement}", data=sent, follow_redirects=False)


@pytest.mark.parametrize(("lang", "empty"), [("zh", "没有这样的差评。"), ("en", "There are none.")])
def test_an_empty_inbox_says_so(clerk: TestClient, lang: str, empty: str) -> None:
    assert empty in clerk.get(INBOX, params={"lang": lang}).text


def test_a_poor_answer_is_shown_with_question_answer_reason_and_comment(asker: Asker, clerk: TestClient) -> None:
    asker.ask("先问一句")
    one = _disliked(asker, clerk)
    _disliked(asker, clerk, "什么都不知道的问题", word="")

    page = clerk.get(INBOX).text

    assert one in page
    assert page.index("什么都不知道的问题") < page.index("答非所问")
    assert "先问一句" in page
    assert "&lt;b&gt;样例&lt;/b&gt;引文。" in page
    assert "没有依据" in page
    assert "/sources/guide.prepackaged-food-filing#conditions" in page


def test_a_thumb_up_is_none_of_its_business(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    asker.post("/turns/1/rating", {"thumb": "up"})

    assert KNOWN not in clerk.get(INBOX).text


def test_a_wrong_answer_is_added_to_the_regression_set_with_what_is_right_and_a_note(
    asker: Asker, clerk: TestClient
) -> None:
    one = _disliked(asker, clerk)

    judged = _judges(clerk, one, "confirm", clauses=f" {RIGHT}\n", note="应当答材料")

    assert (judged.status_code, judged.headers["location"]) == (303, INBOX)
    assert one not in clerk.get(INBOX).text
    page = clerk.get(INBOX, params={"shown": "confirmed"}).text
    assert "应当答材料" in page
    assert "李审查在2026-03-02 09:30处理" in page
    assert f"/sources/{RIGHT}" in page
    assert clerk.get(API, params={"state": "confirmed"}).json()[0]["regression_id"] == one


def test_with_no_clause_it_should_not_have_answered(asker: Asker, clerk: TestClient) -> None:
    one = _disliked(asker, clerk)

    _judges(clerk, one, "confirm")

    assert "不应当答" in clerk.get(INBOX, params={"shown": "confirmed"}).text
    assert "It should not have been answered" in clerk.get(INBOX, params={"shown": "confirmed", "lang": "en"}).text


def test_one_that_was_right_is_marked_as_handled(asker: Asker, clerk: TestClient) -> None:
    one = _disliked(asker, clerk)

    _judges(clerk, one, "dismiss", note="答案没有错，电话13812345678")

    assert one not in clerk.get(INBOX).text
    page = clerk.get(INBOX, params={"shown": "dismissed"}).text
    assert "答案没有错，电话***" in page
    assert "13812345678" not in page


def test_filters_narrow_the_list(asker: Asker, clerk: TestClient) -> None:
    with_word, without = _disliked(asker, clerk), _disliked(asker, clerk, "第二个问题", word="")
    third = _disliked(asker, clerk, "第三个问题", word="")
    _judges(clerk, third, "dismiss")

    commented = clerk.get(INBOX, params={"word": "1"}).text
    everything = clerk.get(INBOX, params={"shown": "all"}).text

    assert (with_word in commented, without in commented) == (True, False)
    assert all(one in everything for one in (with_word, without, third))


def test_a_clause_that_is_not_there_is_named_and_nothing_is_saved(asker: Asker, clerk: TestClient) -> None:
    one = _disliked(asker, clerk)

    zh = _judges(clerk, one, "confirm", clauses=f"{RIGHT} no-such#clause", note="一句")
    many = _judges(clerk, one, "confirm", clauses=f"{RIGHT} " * 21)
    en = clerk.post(f"{INBOX}/{one}/confirm?lang=en", data={"clauses": HOSTILE}, follow_redirects=False)

    assert (zh.status_code, en.status_code, many.status_code) == (422, 422, 422)
    assert "没有编号为“no-such#clause”的条文" in zh.text
    assert f'href="#c-{one}"' in zh.text
    assert "一句" in zh.text
    assert "There is no clause" in en.text
    assert "<script>alert" not in en.text
    assert "最多写20个条文编号" in many.text
    assert [shown["regression_id"] for shown in clerk.get(API).json()] == [one]


def test_who_comes_second_is_told_so(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    one, second = _disliked(asker, clerk), staff(site, Role.APPROVER)
    _judges(clerk, one, "dismiss")

    again = _judges(clerk, one, "dismiss")
    late = _judges(second, one, "confirm")

    assert (again.status_code, late.status_code) == (303, 409)
    assert "刚刚由别人处理了" in late.text


def test_what_is_hostile_stays_text(asker: Asker, clerk: TestClient) -> None:
    one = _disliked(asker, clerk, HOSTILE, word=HOSTILE)
    pages = [clerk.get(INBOX, params={"lang": lang}).text for lang in ("zh", "en")]
    _judges(clerk, one, "dismiss", note=HOSTILE)
    pages.append(clerk.get(INBOX, params={"shown": "dismissed"}).text)

    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


def test_the_inbox_comes_in_pages(asker: Asker, clerk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assistant.sessions.ratings.NEWEST", 1)
    first, second = _disliked(asker, clerk), _disliked(asker, clerk, "第二个问题")

    pages = [clerk.get(INBOX, params={"page": number}).text for number in (1, 2)]

    assert {first, second} == {one for one in (first, second) for page in pages if one in page}
    assert ("page=2" in pages[0], "page=3" in pages[1]) == (True, False)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.APPLICANT])
def test_who_serves_no_conversations_sees_nothing(site: FastAPI, asker: Asker, clerk: TestClient, role: Role) -> None:
    one, other = _disliked(asker, clerk), staff(site, role)

    assert other.get(INBOX).status_code == 403
    assert _judges(other, one, "dismiss").status_code == 403
    assert len(clerk.get(API).json()) == 1


def test_who_has_not_signed_in_is_sent_to_sign_in_and_a_foreign_form_changes_nothing(
    site: FastAPI, asker: Asker, clerk: TestClient
) -> None:
    one = _disliked(asker, clerk)
    stranger = visit(site).get(INBOX, follow_redirects=False)
    clerk.headers.update({"origin": "https://evil.example"})

    assert stranger.headers["location"].startswith("/staff/sign-in")
    assert _judges(clerk, one, "dismiss").status_code == 403
    assert _judges(clerk, "nothing", "dismiss").status_code == 403
