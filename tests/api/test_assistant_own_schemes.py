"""Who asks what their company can get is told by status what fits, and asked for the fact that decides most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import assistant_regression, assistant_turn, company_statement, metadata
from approval_rules.facts import load_vocabulary
from tests.conversation import Asker, begin
from tests.website import KNOWN, build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

ASKED = "我们公司能申请哪些补贴？"
ANSWERS = {
    "boolean": "否",
    "integer": "30",
    "number": "30",
    "money_cny": "90万元",
    "share": "50%",
    "date": "2024年6月1日",
    "region": "徐汇区",
    "choices": "没有",
}


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path, assistant_turns_per_minute=1000, assistant_requests_per_minute=1000)


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


def _reply(asker: Asker, said: str) -> dict[str, Any]:
    turn = asker.ask(said).json()
    assert turn["about"] == "own_schemes", turn
    reply: dict[str, Any] = turn["reply"]
    return reply


def _answer(fact: str) -> str:
    spec = load_vocabulary()[fact]
    return ANSWERS.get(spec.type.value) or next(iter(spec.choices.values()))


def test_a_company_of_which_nothing_is_known_is_asked_first(asker: Asker) -> None:
    reply = _reply(asker, ASKED)

    assert reply["asks"].startswith("profile.")
    assert reply["answer"].startswith("还不知道贵单位的情况。")
    assert "？" in reply["answer"].split("\n")[1]
    assert "不是审批决定，也不作为兑现依据" in reply["notice"]
    assert reply["citations"] == []


def test_an_answer_is_noted_and_the_next_question_is_another(asker: Asker) -> None:
    first = _reply(asker, ASKED)["asks"]

    second = _reply(asker, _answer(first))

    assert second["answer"].startswith("记下了：")
    assert list(second["stated"]) == [first]
    assert second["asks"] not in {"", first}
    assert "在2026-03-02有效的" in second["answer"]


def test_answered_to_the_end_nothing_is_left_unknown_and_what_fits_is_named_with_its_clause(
    site: FastAPI, asker: Asker
) -> None:
    reply, seen = _reply(asker, ASKED), set[str]()
    while reply["asks"]:
        assert reply["asks"] not in seen
        seen.add(reply["asks"])
        reply = _reply(asker, _answer(reply["asks"]))

    assert "没有要再问的了。" in reply["answer"]
    assert "缺少信息、不能确定：0项" in reply["answer"]
    assert "符合：《" in reply["answer"]
    assert reply["citations"]
    named = [scheme for scheme in services_of(site).schemes if f"《{scheme.title}》" in reply["answer"]]
    conditions = {version.basis[0] for scheme in named for version in scheme.versions}
    assert {one["clause"] for one in reply["citations"]} <= conditions
    assert {one["quote"] for one in reply["citations"]} == {""}


def test_what_was_said_at_the_beginning_counts(site: FastAPI) -> None:
    reply = _reply(begin(site, applicant="enterprise", region="310104"), ASKED)

    assert reply["answer"].startswith("按目前知道的情况")
    assert reply["asks"] not in {"profile.region", "profile.entity_type"}


def test_what_can_not_be_read_is_asked_once_more_with_the_choices_and_then_left_out(asker: Asker) -> None:
    first = _until(asker, "choice")

    again = _reply(asker, "差不多吧")
    after = _reply(asker, "差不多吧")

    assert (again["asks"], again["asks_again"], again["stated"]) == (first, True, {})
    assert again["clarification"]["options"] == [*load_vocabulary()[first].choices.values(), "不知道"]
    assert after["asks"] != first
    assert after["skipped"] == [first]


def test_who_does_not_know_is_not_asked_again(asker: Asker) -> None:
    first = _reply(asker, ASKED)["asks"]
    seen = [_reply(asker, "不知道")["asks"] for _ in range(5)]

    assert first not in seen
    assert len(set(seen)) == 5


def test_another_question_in_between_is_answered_with_quotes_and_nothing_said_is_lost(asker: Asker) -> None:
    first = _reply(asker, ASKED)["asks"]
    _reply(asker, _answer(first))

    between = asker.ask(KNOWN).json()
    again = _reply(asker, ASKED)

    assert between["about"] == "texts"
    assert between["reply"]["citations"][0]["quote"]
    assert again["asks"] not in {"", first}
    assert again["answer"].startswith("按目前知道的情况")


def test_after_another_question_a_bare_answer_is_no_statement(asker: Asker) -> None:
    first = _reply(asker, ASKED)["asks"]
    asker.ask(KNOWN)

    assert asker.ask(_answer(first)).json()["about"] == "texts"


def test_a_greeting_or_a_question_is_no_answer(asker: Asker) -> None:
    _reply(asker, ASKED)
    assert asker.ask("谢谢").json()["about"] == "texts"

    _reply(asker, ASKED)
    assert asker.ask("什么是高新技术企业？").json()["about"] == "texts"


def test_english_is_answered_in_english(asker: Asker) -> None:
    first = _reply(asker, "What subsidies can my company get?")
    second = _reply(asker, "Jiading District")

    assert first["answer"].startswith("Nothing is known of your company yet.")
    assert second["answer"].startswith("Noted: ")
    assert "This is no decision" in second["notice"]


def test_it_is_streamed_with_the_choices(asker: Asker) -> None:
    _until(asker, "boolean")

    told = asker.stream(ASKED)

    assert told[0]["data"]["about"] == "own_schemes"
    assert [one["name"] for one in told if one["name"] == "clarification"] == ["clarification"]


def test_what_is_said_of_the_company_is_sealed_and_stated_nowhere_else(site: FastAPI, asker: Asker) -> None:
    fact = _until(asker, "money_cny")
    _reply(asker, "87654321元")

    assert fact
    with reading(services_of(site).office.engine) as connection:
        raw = connection.exec_driver_sql("select question, reply from assistant_turn").all()
        stated = connection.execute(select(func.count()).select_from(company_statement)).scalar_one()
    assert "87654321" not in json.dumps([list(row) for row in raw])
    assert stated == 0


def test_a_thumb_down_puts_nothing_of_it_before_staff(site: FastAPI, asker: Asker) -> None:
    _reply(asker, ASKED)
    asker.post("/turns/1/rating", {"thumb": "down", "word": "不对"})

    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(assistant_regression)).scalar_one() == 0


def test_it_is_erased_with_the_conversation(site: FastAPI, asker: Asker) -> None:
    _until(asker, "money_cny")
    _reply(asker, "87654321元")
    asker.post("/handoffs", {"note": "想问问"})

    asker.client.delete(asker.path, headers=asker.headers)

    with reading(services_of(site).office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(assistant_turn)).scalar_one() == 0
        for table in metadata.sorted_tables:
            rows = connection.execute(select(table)).all()
            assert "87654321" not in str(rows), table.name


def _until(asker: Asker, kind: str) -> str:
    """Answers until a fact of that kind is asked for."""
    fact: str = _reply(asker, ASKED)["asks"]
    while load_vocabulary()[fact].type.value != kind:
        fact = _reply(asker, _answer(fact))["asks"]
    return fact
