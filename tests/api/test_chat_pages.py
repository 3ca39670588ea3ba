"""The help chat without a script: one conversation in plain forms, for whom its cookie was given to and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.accounts.principal import Role
from app.assistant.pages.holding import COOKIE
from app.assistant.sessions.records import HandoffState
from app.db.engine import reading
from app.db.tables import assistant_rating, assistant_session, assistant_turn
from retrieval.errors import EmptyCorpus
from tests.accounts_for_tests import staff
from tests.answers import FOLLOWED, IN_ENGLISH, MATERIALS, NEAR, NEXT, OPEN, OPTIONS
from tests.conversation import SESSIONS
from tests.office import COMPANY, application, form_of, submitted
from tests.website import KNOWN, PreparedAssistant, build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
PHONE = "13812345678"
EVIL = "https://evil.example"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def asker(site: FastAPI) -> TestClient:
    return visit(site)


def _sends(asker: TestClient, path: str = "", **fields: str) -> Any:  # noqa: ANN401  a response of the client
    return asker.post(f"/ask{path}", data=fields, follow_redirects=False)


def _count(site: FastAPI, table: Any) -> int:  # noqa: ANN401  a table
    with reading(services_of(site).office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _key(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("lang", "says", "example"), [
    ("zh", "别人常问", KNOWN), ("en", "Often asked", IN_ENGLISH),
])  # fmt: skip
def test_a_first_visit_offers_examples_and_begins_nothing(
    site: FastAPI, asker: TestClient, lang: str, says: str, example: str
) -> None:
    page = asker.get("/ask", params={"lang": lang})

    assert says in page.text
    assert f'name="question" value="{example}"' in page.text
    assert COOKIE not in asker.cookies
    assert _count(site, assistant_session) == 0


def test_a_conversation_is_held_in_plain_forms(asker: TestClient) -> None:
    first = _sends(asker, question=KNOWN)
    page = asker.get("/ask")
    second = _sends(asker, question=FOLLOWED)
    after = asker.get("/ask").text

    assert (first.status_code, first.headers["location"]) == (303, "/ask?notice=begun#turn-1")
    assert (second.status_code, second.headers["location"]) == (303, "/ask#turn-2")
    assert KNOWN in page.text
    assert [after.index(one) for one in (KNOWN, FOLLOWED)] == sorted(after.index(one) for one in (KNOWN, FOLLOWED))
    assert after.count('id="turn-') == 2
    assert "自动" in after


def test_the_token_stands_in_a_cookie_of_these_pages_alone(asker: TestClient) -> None:
    answer = _sends(asker, question=KNOWN)
    token = asker.cookies[COOKIE].partition(".")[2].strip('"')
    cookie = answer.headers["set-cookie"].lower()

    assert all(one in cookie for one in ("httponly", "samesite=lax", "path=/ask", "max-age=2592000"))
    assert "secure" not in cookie
    assert len(token) > 40
    assert token not in answer.headers["location"]
    assert token not in asker.get("/ask").text
    assert COOKIE not in asker.get("/").request.headers.get("cookie", "")


def test_behind_tls_the_cookie_is_sent_by_tls_alone(tmp_path: Path) -> None:
    answer = _sends(visit(build_site(tmp_path, public_url="https://zhiban.example")), question=KNOWN)

    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_quote_is_shown_with_its_clause_opened_in_place(asker: TestClient) -> None:
    _sends(asker, question=FOLLOWED)
    page = asker.get("/ask").text

    assert "仅销售预包装食品备案（上海） 申请材料" in page
    assert "2026-11-21 读取" in page
    assert "<mark>办理仅销售预包装食品备案要交法定代表人的身份证。</mark>" in page
    assert "在网上销售的，办理仅销售预包装食品备案时另填网店链接。" in page
    assert f'href="/sources/{MATERIALS}"' in page
    assert page.count('<details class="clause-here">') == 2


def test_texts_that_are_over_or_known_in_part_are_said_to_be(asker: TestClient) -> None:
    _sends(asker, question=OPEN)

    assert "适用到 2024-12-31，现在已经不适用" in asker.get("/ask").text
    assert "In force until 2024-12-31: no longer" in asker.get("/ask?lang=en").text
    assert "possibly so" in asker.get("/ask").text


def test_what_can_be_asked_next_and_what_is_asked_back_are_buttons(asker: TestClient) -> None:
    _sends(asker, question=FOLLOWED)
    _sends(asker, question=OPEN)
    page = asker.get("/ask").text

    assert all(f'name="question" value="{one}"' in page for one in (*NEXT, *OPTIONS))
    assert page.count("您问的是哪个区？") == 1


def test_the_box_of_the_home_page_begins_a_conversation_that_answers(site: FastAPI, asker: TestClient) -> None:
    page = asker.get("/ask", params={"q": f" {KNOWN} "})
    again = asker.get("/ask", params={"q": KNOWN})

    assert page.url.query == b"notice=begun"
    assert "&lt;b&gt;样例&lt;/b&gt;引文。" in page.text
    assert again.text.count('id="turn-') == 1
    assert _count(site, assistant_turn) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_of_another_site_asks_nothing(site: FastAPI, asker: TestClient, lang: str) -> None:
    page = asker.get("/ask", params={"q": HOSTILE, "lang": lang}, headers={"sec-fetch-site": "cross-site"})

    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)" in page.text
    assert ("还没有提问" if lang == "zh" else "is not asked yet") in page.text
    assert _count(site, assistant_session) == 0


def test_a_form_that_is_sent_twice_asks_once(site: FastAPI, asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    key = _key(asker.get("/ask").text)

    twice = [_sends(asker, question=FOLLOWED, key=key) for _ in range(2)]
    other = _sends(asker, question=NEAR, key=key)

    assert [one.headers["location"] for one in (*twice, other)] == ["/ask#turn-2", "/ask#turn-2", "/ask#turn-3"]
    assert _count(site, assistant_turn) == 3


@pytest.mark.parametrize(("lang", "says"), [
    ("zh", "没有找到有把握的依据"), ("en", "No text answers this for certain"),
])  # fmt: skip
def test_where_nothing_is_found_it_is_said_with_the_reason_and_a_person_is_offered(
    asker: TestClient, lang: str, says: str
) -> None:
    _sends(asker, question=NEAR)
    page = asker.get("/ask", params={"lang": lang}).text

    assert says in page
    assert "没有找到足以回答这个问题的依据" in page
    assert 'href="/sources/startup-rent-subsidy#conditions"' in page
    assert 'action="/ask/person"' in page


def test_a_greeting_is_no_refusal(asker: TestClient) -> None:
    _sends(asker, question="你好")
    page = asker.get("/ask").text

    assert "没有找到有把握的依据" not in page
    assert "turn-1" in page


def test_thumbs_are_kept_and_a_thumb_down_is_asked_why(site: FastAPI, asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    up = _sends(asker, "/turns/1/rating", thumb="up")
    liked = asker.get("/ask").text
    down = _sends(asker, "/turns/1/rating", thumb="down")
    asked = asker.get(down.headers["location"]).text
    said = _sends(asker, "/turns/1/rating", thumb="down", reason="incomplete", words=f"没有说份数 {PHONE}")
    thanked = asker.get("/ask").text

    assert (up.headers["location"], said.headers["location"]) == ("/ask#opinion-1", "/ask#opinion-1")
    assert "已记下：有帮助" in liked
    assert down.headers["location"] == "/ask?why=1#opinion-1"
    assert '<details class="slim" open>' in asked
    assert "说得不全" in asked
    assert "已交给工作人员看" in thanked
    with reading(services_of(site).office.engine) as connection:
        kept = connection.execute(select(assistant_rating.c.thumb, assistant_rating.c.word)).one()
    assert tuple(kept) == ("down", "说得不全：没有说份数 ***")
    clerk = staff(site, Role.REVIEWER)
    assert "说得不全：没有说份数 ***" in clerk.get("/staff/ratings").text


def test_a_reason_that_is_too_long_is_told_and_not_lost(asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    _sends(asker, "/turns/1/rating", thumb="down")

    answer = _sends(asker, "/turns/1/rating", thumb="down", reason="unclear", words="长" * 151)

    assert answer.status_code == 422
    assert "最多 150 个字，现在有 151 个字" in answer.text
    assert "长" * 151 in answer.text
    assert 'href="#words-1"' in answer.text
    assert 'value="unclear" checked' in answer.text


def test_an_answer_that_is_not_there_can_not_be_rated(asker: TestClient) -> None:
    _sends(asker, question=KNOWN)

    assert _sends(asker, "/turns/9/rating", thumb="up").status_code == 404
    assert _sends(asker, "/turns/0/rating", thumb="up").status_code == 422
    assert _sends(asker, "/turns/1/rating", thumb="sideways").status_code == 422


def test_a_person_is_asked_for_in_one_step_and_answers_here(site: FastAPI, asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    asked = _sends(asker, "/person")
    waiting = asker.get("/ask").text
    _sends(asker, "/person")
    clerk, handoffs = staff(site, Role.REVIEWER), site.state.desk.handoffs
    (one,) = handoffs.waiting(HandoffState.WAITING)
    clerk.post(f"/staff/conversations/{one.handoff_no}/take")
    clerk.post(f"/staff/conversations/{one.handoff_no}/reply", data={"said": f"要另外备案。\n{HOSTILE}"})
    answered = asker.get("/ask").text
    english = asker.get("/ask?lang=en").text
    clerk.post(f"/staff/conversations/{one.handoff_no}/close")
    closed = asker.get("/ask?lang=zh").text

    assert (asked.status_code, asked.headers["location"]) == (303, "/ask#person")
    assert ("等待工作人员领取" in waiting, one.handoff_no in waiting) == (True, True)
    assert ("工作人员正在办理" in answered, "要另外备案。\n&lt;script&gt;" in answered) == (True, True)
    assert "A member of staff is on it" in english
    assert "<script>alert" not in answered
    assert ("已办结" in closed, 'action="/ask/person"' in closed) == (True, True)


def test_a_person_can_be_asked_for_at_once_with_a_note(site: FastAPI, asker: TestClient) -> None:
    answer = _sends(asker, "/person", note=f"想当面问 {PHONE}", contact="clerk@example.com")
    page = asker.get("/ask").text
    (one,) = site.state.desk.handoffs.waiting(HandoffState.WAITING)

    assert answer.headers["location"] == "/ask?notice=begun#person"
    assert (one.note, one.contact) == ("想当面问 ***", "clerk@example.com")
    assert "想当面问 ***" in page
    assert "clerk@example.com" not in page


def test_a_note_that_is_too_long_is_told_and_not_lost(site: FastAPI, asker: TestClient) -> None:
    answer = _sends(asker, "/person", note="长" * 201, contact="me@example.com")

    assert answer.status_code == 422
    assert all(one in answer.text for one in ("长" * 201, "me@example.com", 'href="#note"'))
    assert _count(site, assistant_session) == 0


@pytest.mark.parametrize(("lang", "long", "empty"), [
    ("zh", "问题太长：最多 500 个字，现在有 501 个字", "请写下您想问的内容"),
    ("en", "Too long: at most 500 characters, and there are 501", "Write down what you want to ask"),
])  # fmt: skip
def test_a_question_that_can_not_be_asked_is_told_and_not_lost(
    site: FastAPI, asker: TestClient, lang: str, long: str, empty: str
) -> None:
    asker.get("/", params={"lang": lang})
    too_long, too_short = _sends(asker, question="问" * 501), _sends(asker, question="？！")

    assert (too_long.status_code, too_short.status_code) == (422, 422)
    assert long in too_long.text
    assert "问" * 501 in too_long.text
    assert empty in too_short.text
    assert 'role="alert"' in too_long.text
    assert 'aria-invalid="true"' in too_long.text
    assert _count(site, assistant_session) == 0
    assert _sends(asker, question="问" * 20_000).status_code == 413


def test_too_many_questions_are_told_and_not_lost(tmp_path: Path) -> None:
    asker = visit(build_site(tmp_path, assistant_turns_per_minute=1))
    _sends(asker, question=KNOWN)

    answer = _sends(asker, question=FOLLOWED)

    assert answer.status_code == 429
    assert answer.headers["retry-after"] in answer.text
    assert "问得太快了" in answer.text
    assert f">{FOLLOWED}</textarea>" in answer.text
    assert KNOWN in answer.text


def test_a_conversation_that_is_over_is_told_and_what_was_typed_is_not_lost(asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    session_id = asker.cookies[COOKIE].strip('"').partition(".")[0]
    token = asker.cookies[COOKIE].strip('"').partition(".")[2]
    asker.delete(f"{SESSIONS}/{session_id}", headers={"authorization": f"Bearer {token}"})

    answer = _sends(asker, question=FOLLOWED)
    again = _sends(asker, question=FOLLOWED)

    assert answer.status_code == 409
    assert "之前的对话已经结束" in answer.text
    assert f">{FOLLOWED}</textarea>" in answer.text
    assert KNOWN not in answer.text.partition('id="intro"')[0]
    assert again.status_code == 303


def test_ending_it_erases_everything_at_once(site: FastAPI, asker: TestClient) -> None:
    _sends(asker, question=KNOWN)
    ended = _sends(asker, "/end")
    page = asker.get(ended.headers["location"])

    assert ended.headers["location"] == "/ask?notice=erased"
    assert "对话已经删除" in page.text
    assert COOKIE not in asker.cookies
    assert (_count(site, assistant_session), _count(site, assistant_turn)) == (0, 0)


def test_starting_over_at_the_counter_drops_the_conversation(asker: TestClient) -> None:
    _sends(asker, question=KNOWN)

    asker.post("/counter/start-over")

    assert COOKIE not in asker.cookies
    assert KNOWN not in asker.get("/ask").text.partition('id="intro"')[0]


def test_what_ones_company_can_get_is_asked_step_by_step_with_buttons(asker: TestClient) -> None:
    _sends(asker, question="我们公司能申请哪些补贴？")
    first = asker.get("/ask").text
    _sends(asker, question="不知道", after="1")
    second = asker.get("/ask").text
    late = _sends(asker, question="浦东新区", after="1")

    assert 'name="after" value="1"' in first
    assert 'name="question" value="不知道"' in first
    assert ('name="after" value="1"' in second, 'name="after" value="2"' in second) == (False, True)
    assert (late.status_code, "请回答最后的那一个" in late.text) == (409, True)
    assert 'id="turn-3"' not in late.text


def test_other_peoples_conversations_are_out_of_reach(site: FastAPI, asker: TestClient) -> None:
    _sends(asker, question="我的秘密问题")
    session_id, _, token = asker.cookies[COOKIE].strip('"').partition(".")
    other = visit(site)
    _sends(other, question=KNOWN)
    own_token = other.cookies[COOKIE].strip('"').partition(".")[2]

    for cookie in (f"{session_id}.", f"{session_id}.{own_token}", session_id, f".{token}", f"x.{token}", "%00.x", "{}"):
        thief = visit(site)
        thief.cookies.set(COOKIE, cookie, path="/ask")
        assert "我的秘密问题" not in thief.get("/ask").text
        for path, sent in (
            ("/turns/1/rating", {"thumb": "up"}),
            ("/person", {}),
            ("/end", {}),
            ("/turns/1/answer", {}),
        ):
            _sends(thief, path, **sent)
    assert _count(site, assistant_rating) == 0
    assert "我的秘密问题" in asker.get("/ask").text
    assert "等待工作人员领取" not in asker.get("/ask").text


@pytest.mark.parametrize("path", [
    "", "/stream", "/turns/1/rating", "/turns/1/answer", "/person", "/case", "/case/leave", "/end",
])  # fmt: skip
@pytest.mark.parametrize(
    "headers", [{"origin": EVIL}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_a_form_of_another_site_changes_nothing(
    site: FastAPI, asker: TestClient, path: str, headers: dict[str, str]
) -> None:
    _sends(asker, question=KNOWN)

    sent = {"question": "x", "thumb": "up", "case_no": "x", "applicant_key": "x"}
    answer = asker.post(f"/ask{path}", data=sent, headers=headers, follow_redirects=False)

    assert answer.status_code == 403
    assert (_count(site, assistant_turn), _count(site, assistant_rating)) == (1, 0)


def test_what_is_hostile_stays_text(asker: TestClient) -> None:
    _sends(asker, question=HOSTILE)
    _sends(asker, "/person", note=HOSTILE)

    for lang in ("zh", "en"):
        page = asker.get("/ask", params={"lang": lang}).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


def test_ones_own_case_is_told_after_signing_in(site: FastAPI, asker: TestClient) -> None:
    decided = submitted(services_of(site).office, application(form=form_of(COMPANY)))
    _sends(asker, question="我的申请办到哪一步了？")
    before = asker.get("/ask").text
    wrong = _sends(asker, "/case", case_no=str(decided.case_no), applicant_key="91310117MY0000000X")
    right = _sends(asker, "/case", case_no=str(decided.case_no), applicant_key=COMPANY.uscc)
    told = asker.get("/ask").text
    left = _sends(asker, "/case/leave")
    after = asker.get("/ask").text

    assert ('action="/ask/case"' in before, str(decided.case_no) in before) == (True, False)
    assert (wrong.status_code, "不相符" in wrong.text, "91310117MY0000000X" in wrong.text) == (422, True, False)
    assert (right.status_code, right.headers["location"]) == (303, "/ask#turn-2")
    assert f"办件{decided.case_no}（仅销售预包装食品备案）：已自动核准。" in told
    assert f"已登录办件 {decided.case_no}" in told
    assert left.status_code == 303
    assert str(decided.case_no) not in after


def test_a_question_that_can_not_be_answered_now_is_kept_and_answered_later(
    site: FastAPI, asker: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise EmptyCorpus("no texts")

    with monkeypatch.context() as broken:
        broken.setattr(PreparedAssistant, "retrieve", fails)
        sent = _sends(asker, question=KNOWN)
        page = asker.get("/ask").text
    again = _sends(asker, "/turns/1/answer")

    assert sent.status_code == 303
    assert "这个问题还没有回答" in page
    assert again.headers["location"] == "/ask#turn-1"
    assert "引文。" in asker.get("/ask").text
    assert _count(site, assistant_turn) == 1


def test_who_keeps_no_cookie_is_told_why_it_does_not_go_on(site: FastAPI) -> None:
    answer = _sends(visit(site), question=KNOWN)

    assert "Cookie" in visit(site).get(answer.headers["location"]).text


def test_an_old_conversation_is_shown_from_its_end(tmp_path: Path) -> None:
    asker = visit(build_site(tmp_path, assistant_turns_per_minute=100))
    for _ in range(23):
        _sends(asker, question=FOLLOWED)

    page, whole = asker.get("/ask").text, asker.get("/ask?all=1").text

    assert "看前面的 3 个问题" in page
    assert ('id="turn-3"' in page, 'id="turn-4"' in page, 'id="turn-1"' in whole) == (False, True, True)
    assert page.count("<mark>") < whole.count("<blockquote>")
    assert len(page.encode()) < 140_000


def test_who_is_signed_in_holds_a_conversation_too(site: FastAPI) -> None:
    clerk = staff(site, Role.REVIEWER)

    assert _sends(clerk, question=KNOWN).status_code == 303
    assert 'name="csrf_token"' in clerk.get("/ask").text
    del clerk.headers["x-csrf-token"]
    assert _sends(clerk, question=KNOWN).status_code == 403
