"""The pages on which staff take, answer and close the conversations of people who asked for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.principal import Role
from app.db.engine import reading, transaction
from app.db.tables import assistant_handoff_reply, audit_entry
from tests.accounts_for_tests import browser, new_account, staff
from tests.conversation import Asker, begin
from tests.website import CITATION, KNOWN, build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

QUEUE = "/staff/conversations"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
PHONE = "13812345678"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


@pytest.fixture
def clerk(site: FastAPI) -> TestClient:
    return browser(site, new_account(services_of(site).office, Role.REVIEWER, name="李审查"))


def _asked(asker: Asker, **said: str) -> str:
    number: str = asker.post("/handoffs", said).json()["handoff_no"]
    return number


def _does(clerk: TestClient, number: str, act: str, **sent: str) -> Any:  # noqa: ANN401  a response of the client
    return clerk.post(f"{QUEUE}/{number}/{act}", data=sent, follow_redirects=False)


@pytest.mark.parametrize(("lang", "empty", "title"), [
    ("zh", "这里没有咨询。", "请求人工的咨询"), ("en", "There are none here.", "People who asked for a person"),
])  # fmt: skip
def test_an_empty_queue_says_so(clerk: TestClient, lang: str, empty: str, title: str) -> None:
    page = clerk.get(QUEUE, params={"lang": lang}).text

    assert empty in page
    assert f"<h1>{title}</h1>" in page


def test_a_new_one_is_there_on_reload_with_what_was_asked_and_how_long_it_waits(
    asker: Asker, clerk: TestClient
) -> None:
    before = clerk.get(QUEUE).text
    asker.ask(KNOWN)
    number = _asked(asker, note="想问分店")

    after = clerk.get(QUEUE).text

    assert number not in before
    assert number in after
    assert KNOWN in after
    assert "想问分店" in after
    assert "0分钟" in after


def test_it_is_taken_answered_and_closed_with_buttons(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    number = _asked(asker, contact="clerk@example.com")
    page = f"{QUEUE}/{number}"

    waiting = clerk.get(page).text
    taken = _does(clerk, number, "take")
    mine = clerk.get(page).text
    answered = _does(clerk, number, "reply", said="分店要另外备案。\n请带执照来。")
    after = clerk.get(page).text
    heard = asker.get().json()["handoffs"][0]
    closed = _does(clerk, number, "close")
    over = clerk.get(page).text

    assert [one.status_code for one in (taken, answered, closed)] == [303, 303, 303]
    assert ("clerk@example.com" in waiting, 'name="said"' in waiting, f"{page}/take" in waiting) == (True, False, True)
    assert ('name="said"' in mine, f"{page}/take" in mine) == (True, False)
    assert "分店要另外备案。\n请带执照来。" in after
    assert [one["said"] for one in heard["replies"]] == ["分店要另外备案。\n请带执照来。"]
    assert (heard["state"], "said_by" in heard["replies"][0]) == ("taken", False)
    assert ("clerk@example.com" in over, 'name="said"' in over, "已由李审查在2026-03-02 09:30办结" in over) == (
        False, False, True,
    )  # fmt: skip
    with reading(services_of(site).office.engine) as connection:
        events = list(connection.execute(select(audit_entry.c.event).order_by(audit_entry.c.number)).scalars())
    assert events == ["handoff_requested", "handoff_taken", "handoff_replied", "handoff_closed"]


def test_the_transcript_is_read_with_its_citations_in_the_order_it_was_said(asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    number = _asked(asker, note="请快一点")
    _does(clerk, number, "take")
    _does(clerk, number, "reply", said="马上答复您")
    asker.ask("还有一个问题")

    page = clerk.get(f"{QUEUE}/{number}").text

    places = [page.index(one) for one in (KNOWN, "请快一点", "马上答复您")]
    assert places == sorted(places)
    assert "还有一个问题" in page
    assert "/sources/guide.prepackaged-food-filing#conditions" in page
    assert CITATION.quote not in page
    assert "&lt;b&gt;样例&lt;/b&gt;引文。" in page


def test_what_is_hostile_stays_text_everywhere(asker: Asker, clerk: TestClient) -> None:
    asker.ask(HOSTILE)
    number = _asked(asker, note=HOSTILE, contact=HOSTILE[:90])
    _does(clerk, number, "take")
    _does(clerk, number, "reply", said=HOSTILE)

    for lang in ("zh", "en"):
        for path in (f"{QUEUE}?state=taken", f"{QUEUE}/{number}"):
            page = clerk.get(path, params={"lang": lang, "state": "taken"}).text
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "&lt;script&gt;" in page


def test_personal_data_in_an_answer_is_masked(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number = _asked(asker)
    _does(clerk, number, "take")
    _does(clerk, number, "reply", said=f"请打{PHONE}")

    assert PHONE not in clerk.get(f"{QUEUE}/{number}").text
    assert "请打***" in clerk.get(f"{QUEUE}/{number}").text
    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(assistant_handoff_reply.c.said)).scalar_one() == "请打***"


@pytest.mark.parametrize("said", ["", "  \n ", "\u200b", "好" * 2001])
@pytest.mark.parametrize(("lang", "says"), [("zh", "请写下答复"), ("en", "Write an answer")])
def test_an_answer_that_says_nothing_or_too_much_is_not_sent(
    asker: Asker, clerk: TestClient, said: str, lang: str, says: str
) -> None:
    number = _asked(asker)
    _does(clerk, number, "take")

    answer = clerk.post(f"{QUEUE}/{number}/reply?lang={lang}", data={"said": said}, follow_redirects=False)

    assert answer.status_code == 422
    assert says in answer.text
    assert 'href="#said"' in answer.text
    assert asker.get().json()["handoffs"][0]["replies"] == []


def test_only_who_took_it_answers_and_nobody_takes_it_twice(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number, other = _asked(asker), staff(site, Role.APPROVER)
    early = _does(clerk, number, "reply", said="先答一句")
    _does(clerk, number, "take")

    late, foreign = _does(other, number, "take"), _does(other, number, "reply", said="我来答")
    seen = other.get(f"{QUEUE}/{number}").text

    assert [one.status_code for one in (early, late, foreign)] == [409, 409, 409]
    assert "刚刚有了变化" in late.text
    assert "我来答" not in seen
    assert "由李审查办理" in seen
    assert 'name="said"' not in seen
    assert asker.get().json()["handoffs"][0]["replies"] == []


def test_the_same_answer_sent_twice_is_one(asker: Asker, clerk: TestClient) -> None:
    number = _asked(asker)
    _does(clerk, number, "take")

    for _ in range(2):
        assert _does(clerk, number, "reply", said="一次就好").status_code == 303

    assert len(asker.get().json()["handoffs"][0]["replies"]) == 1


def test_a_conversation_that_is_erased_takes_the_answers_along(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    asker.ask(KNOWN)
    number = _asked(asker, note="想问分店")
    _does(clerk, number, "take")
    _does(clerk, number, "reply", said="答复")

    asker.client.delete(asker.path, headers=asker.headers)

    page = clerk.get(f"{QUEUE}/{number}").text
    assert "对话已按申请人的要求或者期限删除" in page
    assert KNOWN not in page
    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(assistant_handoff_reply)).all() == []


def test_who_waits_longer_than_half_an_hour_is_marked(site: FastAPI, asker: Asker, clerk: TestClient) -> None:
    number = _asked(asker)
    with transaction(services_of(site).office.engine) as connection:
        connection.exec_driver_sql("UPDATE assistant_handoff SET asked_at = '2026-03-02T00:15:00+00:00'")

    assert ">1小时15分钟</strong>" in clerk.get(QUEUE).text
    assert ">1 h 15 min</strong>" in clerk.get(f"{QUEUE}/{number}?lang=en").text


@pytest.mark.parametrize("number", ["RG0", "..%2Fx", "' OR 1=1 --", "%00", HOSTILE[:40].replace("/", "")])
def test_one_that_is_not_there_is_not_found(clerk: TestClient, number: str) -> None:
    answers = [clerk.get(f"{QUEUE}/{number}"), clerk.post(f"{QUEUE}/{number}/take")]

    assert {one.status_code for one in answers} <= {404, 405, 422}
    assert "<script>alert" not in "".join(one.text for one in answers)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.APPLICANT])
def test_who_serves_no_conversations_sees_none(site: FastAPI, asker: Asker, role: Role) -> None:
    number, other = _asked(asker), staff(site, role)

    answers = [other.get(QUEUE), other.get(f"{QUEUE}/{number}"), _does(other, number, "take")]

    assert [one.status_code for one in answers] == [403, 403, 403]
    assert asker.get().json()["handoffs"][0]["state"] == "waiting"


def test_who_has_not_signed_in_is_sent_to_sign_in(site: FastAPI) -> None:
    answer = visit(site).get(QUEUE, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/staff/sign-in")


def test_a_form_of_another_site_changes_nothing(asker: Asker, clerk: TestClient) -> None:
    number = _asked(asker)
    clerk.headers.update({"origin": "https://evil.example"})

    assert _does(clerk, number, "take").status_code == 403
    assert asker.get().json()["handoffs"][0]["state"] == "waiting"
