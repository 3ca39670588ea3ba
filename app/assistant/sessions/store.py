"""Conversations in the database. Each function works inside the caller's transaction."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from app.assistant.sessions.records import About, HandoffState, Rating, RegressionState, Session, Thumb, Turn, TurnState
from app.assistant.sessions.replies import Reply
from app.db.tables import (
    assistant_handoff,
    assistant_handoff_reply,
    assistant_rating,
    assistant_regression,
    assistant_session,
    assistant_sign_in_try,
    assistant_turn,
)
from retrieval.passages import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping


def add_session(connection: Connection, session: Session) -> None:
    connection.execute(
        insert(assistant_session).values(
            session_id=session.session_id,
            token_sha256=session.token_sha256,
            begun_at=session.begun_at.isoformat(),
            used_at=session.used_at.isoformat(),
            applicant=session.applicant and session.applicant.value,
            region=session.region,
        )
    )


def find_session(connection: Connection, session_id: str, *, alone: bool = False) -> Session | None:
    """The session, or None when there is none.

    Args:
        alone: nobody else may write in this conversation until the transaction ends.
    """
    wanted = select(assistant_session).where(assistant_session.c.session_id == session_id)
    row = connection.execute(wanted.with_for_update() if alone else wanted).mappings().first()
    return None if row is None else _session(row)


def touch(connection: Connection, session_id: str, now: datetime) -> None:
    """The conversation is used now, and its idle time begins anew."""
    _set(connection, session_id, used_at=now.isoformat())


def sign_in(connection: Connection, session_id: str, case_no: str, now: datetime) -> None:
    _set(connection, session_id, signed_in_case_no=case_no, signed_in_at=now.isoformat())


def sign_out(connection: Connection, session_id: str) -> None:
    _set(connection, session_id, signed_in_case_no=None, signed_in_at=None)


def add_turn(connection: Connection, session_id: str, turn: Turn) -> None:
    connection.execute(
        insert(assistant_turn).values(
            session_id=session_id,
            number=turn.number,
            key=turn.key,
            asked_at=turn.asked_at.isoformat(),
            asked_on=turn.asked_on.isoformat(),
            question=turn.question,
            about=turn.about.value,
            case_no=turn.case_no,
            state=turn.state.value,
        )
    )


def settle_turn(connection: Connection, session_id: str, number: int, reply: Reply | None, failure: str = "") -> None:
    """Write down what an accepted turn led to; one that is settled already stays as it is."""
    state = TurnState.FAILED if reply is None else TurnState.ANSWERED
    accepted = assistant_turn.c.state == TurnState.ACCEPTED.value
    connection.execute(
        update(assistant_turn)
        .where(assistant_turn.c.session_id == session_id, assistant_turn.c.number == number, accepted)
        .values(state=state.value, reply=reply and reply.model_dump_json(), failure=failure)
    )


def turns(connection: Connection, session_id: str, first: int = 1) -> list[Turn]:
    """The turns from that number on, oldest first, each with its rating."""
    wanted = _rated_turns().where(assistant_turn.c.session_id == session_id, assistant_turn.c.number >= first)
    return [_turn(row) for row in connection.execute(wanted.order_by(assistant_turn.c.number)).mappings()]


def find_turn(connection: Connection, session_id: str, number: int) -> Turn | None:
    wanted = _rated_turns().where(assistant_turn.c.session_id == session_id, assistant_turn.c.number == number)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _turn(row)


def turn_with_key(connection: Connection, session_id: str, key: str) -> Turn | None:
    wanted = _rated_turns().where(assistant_turn.c.session_id == session_id, assistant_turn.c.key == key)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _turn(row)


def last_number(connection: Connection, session_id: str) -> int:
    """Of the newest turn; 0 before the first."""
    wanted = select(func.max(assistant_turn.c.number)).where(assistant_turn.c.session_id == session_id)
    return connection.execute(wanted).scalar_one() or 0


def questions_before(connection: Connection, session_id: str, number: int, most: int) -> list[str]:
    """The last questions on texts that were asked before a turn, oldest first."""
    wanted = (
        select(assistant_turn.c.question)
        .where(
            assistant_turn.c.session_id == session_id,
            assistant_turn.c.number < number,
            assistant_turn.c.about == About.TEXTS.value,
            assistant_turn.c.state != TurnState.FAILED.value,
        )
        .order_by(assistant_turn.c.number.desc())
        .limit(most)
    )
    return list(connection.execute(wanted).scalars())[::-1]


def erase(connection: Connection, session_ids: Sequence[str], now: datetime) -> None:
    """Take away all that was said, and the wish for a person with it.

    What staff confirmed of an answer stays as a question without its asker, and a hand-off stays without its words.
    """
    reported = assistant_regression.c.session_id.in_(session_ids)
    confirmed = assistant_regression.c.state == RegressionState.CONFIRMED.value
    connection.execute(delete(assistant_regression).where(reported, ~confirmed))
    connection.execute(update(assistant_regression).where(reported).values(word="", note=None))
    connection.execute(delete(assistant_handoff_reply).where(assistant_handoff_reply.c.session_id.in_(session_ids)))
    handed = assistant_handoff.c.session_id.in_(session_ids)
    connection.execute(update(assistant_handoff).where(handed).values(note="", contact="", transcript="[]"))
    closed = {"state": HandoffState.CLOSED.value, "closed_by": "applicant", "closed_at": now.isoformat()}
    connection.execute(
        update(assistant_handoff).where(handed, assistant_handoff.c.closed_at.is_(None)).values(**closed)
    )
    for table in (assistant_rating, assistant_turn, assistant_sign_in_try, assistant_session):
        connection.execute(delete(table).where(table.c.session_id.in_(session_ids)))


def idle_since(connection: Connection, before: datetime, most: int) -> list[str]:
    """Conversations not used since then, unless a person is still asked to take them over."""
    still_open = select(assistant_handoff.c.session_id).where(assistant_handoff.c.closed_at.is_(None))
    wanted = (
        select(assistant_session.c.session_id)
        .where(assistant_session.c.used_at < before.isoformat(), assistant_session.c.session_id.not_in(still_open))
        .order_by(assistant_session.c.used_at)
        .limit(most)
    )
    return list(connection.execute(wanted).scalars())


def rate(connection: Connection, session_id: str, number: int, rating: Rating, now: datetime) -> None:
    """Put the rating in place of an earlier one."""
    mine = (assistant_rating.c.session_id == session_id, assistant_rating.c.number == number)
    connection.execute(delete(assistant_rating).where(*mine))
    connection.execute(
        insert(assistant_rating).values(
            session_id=session_id,
            number=number,
            thumb=rating.thumb.value,
            word=rating.word,
            rated_at=now.isoformat(),
        )
    )


def turns_to_json(shown: Sequence[Turn]) -> str:
    """Turns as a transcript that is kept apart."""
    return json.dumps([_plain(turn) for turn in shown], ensure_ascii=False)


def turns_from_json(content: str) -> list[Turn]:
    return [_turn(row) for row in json.loads(content)]


def _set(connection: Connection, session_id: str, **values: str | None) -> None:
    connection.execute(update(assistant_session).where(assistant_session.c.session_id == session_id).values(**values))


def _rated_turns() -> Any:  # noqa: ANN401  a select over two tables has no useful type
    on = (assistant_rating.c.session_id == assistant_turn.c.session_id) & (
        assistant_rating.c.number == assistant_turn.c.number
    )
    return select(assistant_turn, assistant_rating.c.thumb, assistant_rating.c.word).outerjoin(assistant_rating, on)


def _session(row: RowMapping) -> Session:
    return Session(
        session_id=row["session_id"],
        token_sha256=row["token_sha256"],
        begun_at=datetime.fromisoformat(row["begun_at"]),
        used_at=datetime.fromisoformat(row["used_at"]),
        applicant=Audience(row["applicant"]) if row["applicant"] else None,
        region=row["region"],
        signed_in_case_no=row["signed_in_case_no"],
        signed_in_at=datetime.fromisoformat(row["signed_in_at"]) if row["signed_in_at"] else None,
    )


def _turn(row: RowMapping | dict[str, Any]) -> Turn:
    return Turn(
        number=row["number"],
        key=row["key"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        asked_on=date.fromisoformat(row["asked_on"]),
        question=row["question"],
        about=About(row["about"]),
        case_no=row["case_no"],
        state=TurnState(row["state"]),
        reply=Reply.model_validate_json(row["reply"]) if row["reply"] else None,
        failure=row["failure"] or "",
        rating=Rating(thumb=Thumb(row["thumb"]), word=row["word"]) if row["thumb"] else None,
    )


def _plain(turn: Turn) -> dict[str, object]:
    return {
        "number": turn.number,
        "key": turn.key,
        "asked_at": turn.asked_at.isoformat(),
        "asked_on": turn.asked_on.isoformat(),
        "question": turn.question,
        "about": turn.about.value,
        "case_no": turn.case_no,
        "state": turn.state.value,
        "reply": turn.reply and turn.reply.model_dump_json(),
        "failure": turn.failure,
        "thumb": turn.rating and turn.rating.thumb.value,
        "word": turn.rating.word if turn.rating else "",
    }
