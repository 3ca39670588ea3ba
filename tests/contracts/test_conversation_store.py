"""What every database owes to conversations: SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.assistant.sessions import store
from app.assistant.sessions.records import About, Rating, Session, Thumb, Turn, TurnState
from app.assistant.sessions.replies import CitationView, Reply
from app.db.engine import open_database, reading, transaction
from app.db.tables import (
    assistant_handoff,
    assistant_rating,
    assistant_regression,
    assistant_sign_in_try,
    assistant_turn,
)
from retrieval.passages import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
ON = date(2026, 3, 2)
SESSION = Session(
    session_id="S1",
    token_sha256="0" * 64,
    begun_at=NOW,
    used_at=NOW,
    applicant=Audience.INDIVIDUAL_BUSINESS,
    region="310115",
)
REPLY = Reply(
    answer="第一行\n第二行",
    citations=(CitationView(clause="a#b", title="某指南", quote="原句。", url=None, read_on=ON),),
    on=ON,
)
TURN = Turn(
    number=1,
    key="k1",
    asked_at=NOW,
    asked_on=ON,
    question="要什么？'\"\\",
    about=About.TEXTS,
    case_no=None,
    state=TurnState.ACCEPTED,
    reply=None,
    failure="",
)
HANDOFF = {
    "handoff_no": "RG1",
    "session_id": "S1",
    "state": "waiting",
    "asked_at": NOW.isoformat(),
    "note": "留言",
    "contact": "c",
    "transcript": "[]",
}


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_url, tmp_path)
    with transaction(engine) as connection:
        store.add_session(connection, SESSION)
    yield engine
    engine.dispose()


def _asked(engine: Engine, *turns: Turn) -> None:
    with transaction(engine) as connection:
        for turn in turns:
            store.add_turn(connection, "S1", turn)


def _turns(engine: Engine) -> list[Turn]:
    with reading(engine) as connection:
        return store.turns(connection, "S1")


def test_a_session_comes_back_as_it_was(engine: Engine) -> None:
    with reading(engine) as connection:
        assert store.find_session(connection, "S1") == SESSION
        assert store.find_session(connection, "S2") is None


def test_a_sign_in_is_kept_and_taken_back(engine: Engine) -> None:
    with transaction(engine) as connection:
        store.sign_in(connection, "S1", "ZB1", NOW)
    with reading(engine) as connection:
        signed_in = store.find_session(connection, "S1")
    with transaction(engine) as connection:
        store.sign_out(connection, "S1")

    with reading(engine) as connection:
        assert signed_in == replace(SESSION, signed_in_case_no="ZB1", signed_in_at=NOW)
        assert store.find_session(connection, "S1") == SESSION


def test_a_turn_comes_back_as_it_was_and_is_settled_once(engine: Engine) -> None:
    _asked(engine, TURN)
    accepted = _turns(engine)
    with transaction(engine) as connection:
        store.settle_turn(connection, "S1", 1, REPLY)
        store.settle_turn(connection, "S1", 1, None, "bad_question")

    assert accepted == [TURN]
    assert _turns(engine) == [replace(TURN, state=TurnState.ANSWERED, reply=REPLY)]


def test_a_turn_that_fails_keeps_why(engine: Engine) -> None:
    _asked(engine, TURN)
    with transaction(engine) as connection:
        store.settle_turn(connection, "S1", 1, None, "bad_question")

    assert _turns(engine) == [replace(TURN, state=TurnState.FAILED, failure="bad_question")]


@pytest.mark.parametrize("again", [replace(TURN, key="k2"), replace(TURN, number=2)])
def test_neither_a_number_nor_a_key_stands_twice(engine: Engine, again: Turn) -> None:
    _asked(engine, TURN)

    with pytest.raises(IntegrityError):
        _asked(engine, again)

    assert len(_turns(engine)) == 1


def test_turns_without_a_key_are_as_many_as_one_likes(engine: Engine) -> None:
    _asked(engine, *(replace(TURN, number=number, key=None) for number in (1, 2, 3)))

    with reading(engine) as connection:
        assert store.last_number(connection, "S1") == 3
        assert store.turn_with_key(connection, "S1", "k1") is None


def test_the_questions_before_a_turn_are_the_last_ones_on_texts_that_did_not_fail(engine: Engine) -> None:
    def asked(number: int, **changes: object) -> Turn:
        return replace(TURN, number=number, key=None, question=f"第{number}问", **changes)  # type: ignore[arg-type]

    _asked(engine, asked(1), asked(2), asked(3, about=About.OWN_CASE), asked(4), asked(5), asked(6))
    with transaction(engine) as connection:
        store.settle_turn(connection, "S1", 4, None, "bad_question")

    with reading(engine) as connection:
        assert store.questions_before(connection, "S1", 6, 2) == ["第2问", "第5问"]
        assert store.questions_before(connection, "S1", 1, 5) == []


def test_the_second_rating_takes_the_place_of_the_first(engine: Engine) -> None:
    _asked(engine, TURN)
    for thumb in (Thumb.DOWN, Thumb.UP):
        with transaction(engine) as connection:
            store.rate(connection, "S1", 1, Rating(thumb=thumb, word="一句"), NOW)

    assert _turns(engine)[0].rating == Rating(thumb=Thumb.UP, word="一句")


def test_a_transcript_kept_apart_is_the_turns_as_they_were(engine: Engine) -> None:
    _asked(engine, TURN, replace(TURN, number=2, key=None, about=About.OWN_CASE, case_no="ZB1"))
    with transaction(engine) as connection:
        store.settle_turn(connection, "S1", 1, REPLY)
        store.rate(connection, "S1", 1, Rating(thumb=Thumb.UP, word=""), NOW)
    turns = _turns(engine)

    assert store.turns_from_json(store.turns_to_json(turns)) == turns


def test_an_erased_session_takes_everything_along_but_the_fact_of_it(engine: Engine) -> None:
    _asked(engine, TURN)
    with transaction(engine) as connection:
        store.rate(connection, "S1", 1, Rating(thumb=Thumb.DOWN, word="一句"), NOW)
        connection.execute(insert(assistant_handoff).values(**HANDOFF))
        for name, state in (("open", "open"), ("kept", "confirmed")):
            connection.execute(insert(assistant_regression).values(**_regression(name, state)))

    with transaction(engine) as connection:
        store.erase(connection, ["S1", "S2"], NOW)

    with reading(engine) as connection:
        for table in (assistant_turn, assistant_rating, assistant_sign_in_try):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        handoff = connection.execute(select(assistant_handoff)).one()
        assert (handoff.note, handoff.contact, handoff.state, handoff.closed_by) == ("", "", "closed", "applicant")
        assert [(row.regression_id, row.word) for row in connection.execute(select(assistant_regression))] == [
            ("kept", "")
        ]


def _regression(name: str, state: str) -> dict[str, object]:
    return {
        "regression_id": name,
        "session_id": "S1",
        "number": 1 if name == "open" else 2,
        "state": state,
        "reported_at": NOW.isoformat(),
        "asked_on": ON.isoformat(),
        "turns": "[]",
        "reply": REPLY.model_dump_json(),
        "word": "一句",
    }


def test_only_one_hand_off_of_a_session_is_open(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(insert(assistant_handoff).values(**HANDOFF))

    with pytest.raises(IntegrityError), transaction(engine) as connection:
        connection.execute(insert(assistant_handoff).values(**HANDOFF | {"handoff_no": "RG2"}))
    with transaction(engine) as connection:
        store.erase(connection, ["S1"], NOW)
        connection.execute(insert(assistant_handoff).values(**HANDOFF | {"handoff_no": "RG2"}))


def test_a_session_is_idle_when_nobody_used_it_and_nobody_is_to_take_it_over(engine: Engine) -> None:
    with transaction(engine) as connection:
        store.add_session(connection, replace(SESSION, session_id="S2"))
        store.add_session(connection, replace(SESSION, session_id="S3", used_at=NOW + timedelta(days=2)))
        connection.execute(insert(assistant_handoff).values(**HANDOFF))

    with reading(engine) as connection:
        assert store.idle_since(connection, NOW + timedelta(days=1), 10) == ["S2"]


def test_turns_asked_at_the_same_time_each_get_a_number_of_their_own(engine: Engine) -> None:
    def ask() -> None:
        with transaction(engine) as connection:
            store.find_session(connection, "S1", alone=True)
            number = store.last_number(connection, "S1") + 1
            store.add_turn(connection, "S1", replace(TURN, number=number, key=None))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [turn.number for turn in _turns(engine)] == list(range(1, 9))
