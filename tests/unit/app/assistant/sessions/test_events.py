"""The stream of a turn follows from the turn, and any part of it can be had again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.assistant.sessions.events import events_of, gave_up
from app.assistant.sessions.records import About, Turn, TurnState
from app.assistant.sessions.replies import CitationView, ClarificationView, Reply, TopicView

ON = date(2026, 3, 2)
CITATION = CitationView(clause="a.b#c", title="某指南", quote="原句。", url=None, read_on=ON)
REPLY = Reply(
    answer="第一行\n第二行",
    citations=(CITATION,),
    on=ON,
    clarification=ClarificationView(text="是公司还是个体户？", options=("公司", "个体户")),
    topics=(TopicView(title="相近", clause="a.b#d"),),
    suggestions=("要多久？",),
)
TURN = Turn(
    number=3,
    key=None,
    asked_at=datetime(2026, 3, 2, tzinfo=UTC),
    asked_on=ON,
    question="要什么？",
    about=About.TEXTS,
    case_no=None,
    state=TurnState.ANSWERED,
    reply=REPLY,
    failure="",
)


def test_each_piece_is_an_event_and_their_numbers_count_from_one() -> None:
    told = events_of(TURN)

    assert [one.name for one in told] == [
        "begun", "sentence", "sentence", "citation", "clarification", "topics", "suggestions", "done",
    ]  # fmt: skip
    assert [one.number for one in told] == list(range(1, 9))


def test_the_sentences_together_are_the_answer_and_the_citation_opens_its_page() -> None:
    told = events_of(TURN)

    assert "\n".join(str(one.data["text"]) for one in told if one.name == "sentence") == REPLY.answer
    assert next(one.data["page"] for one in told if one.name == "citation") == "/sources/a.b#c"


@given(st.integers(min_value=0, max_value=20))
def test_what_follows_an_event_is_the_rest_without_loss_or_doubling(after: int) -> None:
    assert events_of(TURN)[:after] + events_of(TURN, after) == events_of(TURN)


@given(st.text(max_size=60))
def test_nothing_that_is_said_can_make_an_event_of_its_own(said: str) -> None:
    turn = replace(TURN, question=said, reply=replace_answer(said))

    for one in events_of(turn):
        head, data, *_ = one.encoded().decode().split("\n")
        assert head == f"event: {one.name}"
        assert json.loads(data.removeprefix("data: ")) == json.loads(json.dumps(one.data))
        assert "\r" not in one.encoded().decode()


def replace_answer(said: str) -> Reply:
    return REPLY.model_copy(update={"answer": said})


def test_a_turn_that_failed_says_so_at_the_end() -> None:
    told = events_of(replace(TURN, reply=None, state=TurnState.FAILED, failure="bad_question"))

    assert [one.name for one in told] == ["begun", "failed"]
    assert told[-1].data["code"] == "bad_question"
    assert told[-1].data["again"] is False


def test_giving_up_has_no_number_so_that_asking_again_loses_nothing() -> None:
    assert b"id:" not in gave_up("database_unavailable", "try again").encoded()
