"""Conversations handed to a person: asked for once, taken and closed by staff, each step with its audit entry."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, update

from app.assistant.sessions import store
from app.assistant.sessions.errors import BadReply, NoConversation, NotNow
from app.assistant.sessions.records import Handoff, HandoffReply, HandoffState
from app.assistant.sessions.typed import is_key, visible_lines
from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import assistant_handoff as table
from app.db.tables import assistant_handoff_reply as reply_table
from app.errors import NotFound
from app.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine, RowMapping

    from app.assistant.sessions.records import Session, Turn
    from app.clock import Clock

PAGE: Final = 100
MOST_REPLY_CHARS: Final = 2000
MOST_REPLIES: Final = 200
"""To one hand-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoffs:
    engine: Engine
    clock: Clock

    def ask(self, session: Session, note: str, contact: str) -> tuple[Handoff, bool]:
        """Ask for a person; whether this is new. While one is asked for already, asking again changes nothing."""
        with transaction(self.engine) as connection:
            if store.find_session(connection, session.session_id, alone=True) is None:
                raise NoConversation
            is_mine = table.c.session_id == session.session_id
            row = connection.execute(select(table).where(is_mine, table.c.closed_at.is_(None))).mappings().first()
            if row is not None:
                return _whole(connection, [row])[0], False
            handoff = self._new(connection, session, note, contact)
            store.touch(connection, session.session_id, handoff.asked_at)
        return handoff, True

    def of(self, session: Session) -> list[Handoff]:
        """Those of one conversation, oldest first."""
        wanted = select(table).where(table.c.session_id == session.session_id).order_by(table.c.asked_at)
        with reading(self.engine) as connection:
            return _whole(connection, connection.execute(wanted).mappings())

    def waiting(self, state: HandoffState, page: int = 1) -> list[Handoff]:
        """One page of the queue in that state, oldest first; pages count from 1."""
        wanted = select(table).where(table.c.state == state.value).order_by(table.c.asked_at, table.c.handoff_no)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.limit(PAGE).offset((page - 1) * PAGE)).mappings()
            return _whole(connection, rows)

    def counts(self) -> dict[HandoffState, int]:
        """How many there are in each state."""
        wanted = select(table.c.state, func.count()).group_by(table.c.state)
        with reading(self.engine) as connection:
            found = {HandoffState(state): count for state, count in connection.execute(wanted)}
        return {state: found.get(state, 0) for state in HandoffState}

    def find(self, handoff_no: str) -> tuple[Handoff, list[Turn], list[Turn]]:
        """The hand-off, the turns as they were when it was asked for, and those asked later.

        Raises:
            NotFound: there is none of that number.
        """
        with reading(self.engine) as connection:
            handoff = _found(connection, handoff_no)
            before = store.turns_from_json(handoff.transcript)
            last = max((turn.number for turn in before), default=0)
            return handoff, before, store.turns(connection, handoff.session_id, last + 1)

    def take(self, handoff_no: str, by: str) -> Handoff:
        """Mark it as taken; by the same person again changes nothing.

        Raises:
            NotFound: there is none of that number.
            NotNow: somebody else took it, or it is closed.
        """
        with transaction(self.engine) as connection:
            handoff = _found(connection, handoff_no, alone=True)
            if handoff.state is not HandoffState.WAITING:
                if handoff.state is HandoffState.TAKEN and handoff.taken_by == by:
                    return handoff
                raise NotNow(f"'{handoff.handoff_no}' is {handoff.state.value} already")
            now = self.clock.now()
            values = {"state": HandoffState.TAKEN.value, "taken_by": by, "taken_at": now.isoformat()}
            self._change(connection, handoff, "handoff_taken", by, values)
            return _found(connection, handoff_no)

    def reply(self, handoff_no: str, by: str, said: str) -> Handoff:
        """Answer the asker, who reads it in the conversation; the same words twice in a row are one answer.

        Raises:
            NotFound: there is none of that number.
            NotNow: it is not with this person.
            BadReply: nothing is said, or too much.
        """
        words = masked(visible_lines(said))
        if not words or len(words) > MOST_REPLY_CHARS:
            raise BadReply(f"write an answer of 1 to {MOST_REPLY_CHARS} characters")
        with transaction(self.engine) as connection:
            handoff = _found(connection, handoff_no, alone=True)
            if handoff.state is not HandoffState.TAKEN or handoff.taken_by != by:
                raise NotNow(f"'{handoff.handoff_no}' is not with you: take it first")
            if handoff.replies and (handoff.replies[-1].said, handoff.replies[-1].said_by) == (words, by):
                return handoff
            if len(handoff.replies) >= MOST_REPLIES:
                raise NotNow(f"'{handoff.handoff_no}' has {MOST_REPLIES} answers already: close it")
            now, number = self.clock.now(), len(handoff.replies) + 1
            values = {
                "handoff_no": handoff.handoff_no,
                "number": number,
                "session_id": handoff.session_id,
                "said_by": by,
                "said_at": now.isoformat(),
                "said": words,
            }
            connection.execute(insert(reply_table).values(**values))
            store.touch(connection, handoff.session_id, now)
            self._write_down(connection, handoff, "handoff_replied", by, {"number": number})
            return _found(connection, handoff_no)

    def close(self, handoff_no: str, by: str) -> Handoff:
        """Mark it as done, and forget how the asker wanted to be reached; closing again changes nothing.

        Raises:
            NotFound: there is none of that number.
        """
        with transaction(self.engine) as connection:
            handoff = _found(connection, handoff_no, alone=True)
            if handoff.state is HandoffState.CLOSED:
                return handoff
            now = self.clock.now()
            values = {"state": HandoffState.CLOSED.value, "closed_by": by, "closed_at": now.isoformat(), "contact": ""}
            self._change(connection, handoff, "handoff_closed", by, values)
            return _found(connection, handoff_no)

    def _new(self, connection: Connection, session: Session, note: str, contact: str) -> Handoff:
        now, turns = self.clock.now(), store.turns(connection, session.session_id)
        values = {
            "handoff_no": f"RG{today(self.clock):%Y%m%d}-{secrets.token_hex(4).upper()}",
            "session_id": session.session_id,
            "state": HandoffState.WAITING.value,
            "asked_at": now.isoformat(),
            "note": masked(note),
            "contact": contact,
            "transcript": store.turns_to_json(turns),
        }
        connection.execute(insert(table).values(**values))
        handoff = _found(connection, values["handoff_no"])
        self._write_down(connection, handoff, "handoff_requested", "applicant", {"turns": len(turns)})
        return handoff

    def _change(self, connection: Connection, handoff: Handoff, event: str, by: str, values: dict[str, str]) -> None:
        connection.execute(update(table).where(table.c.handoff_no == handoff.handoff_no).values(**values))
        self._write_down(connection, handoff, event, by, {})

    def _write_down(
        self, connection: Connection, handoff: Handoff, event: str, actor: str, more: dict[str, object]
    ) -> None:
        content = {"session_id": handoff.session_id, **more}
        audit.append(
            connection, at=self.clock.now(), actor=actor, event=event, subject=handoff.handoff_no, content=content
        )


def _found(connection: Connection, handoff_no: str, *, alone: bool = False) -> Handoff:
    wanted = select(table).where(table.c.handoff_no == (handoff_no if is_key(handoff_no) else ""))
    row = connection.execute(wanted.with_for_update() if alone else wanted).mappings().first()
    if row is None:
        raise NotFound(f"there is no hand-off '{handoff_no[:40]}'")
    return _whole(connection, [row])[0]


def _whole(connection: Connection, rows: Iterable[RowMapping]) -> list[Handoff]:
    """The rows as hand-offs, each with its answers."""
    found = [_handoff(row) for row in rows]
    numbers = [one.handoff_no for one in found]
    wanted = select(reply_table).where(reply_table.c.handoff_no.in_(numbers)).order_by(reply_table.c.number)
    said: dict[str, list[HandoffReply]] = {number: [] for number in numbers}
    for row in connection.execute(wanted).mappings():
        at = datetime.fromisoformat(row["said_at"])
        said[row["handoff_no"]].append(
            HandoffReply(number=row["number"], said_by=row["said_by"], said_at=at, said=row["said"])
        )
    return [replace(one, replies=tuple(said[one.handoff_no])) for one in found]


def _handoff(row: RowMapping) -> Handoff:
    return Handoff(
        handoff_no=row["handoff_no"],
        session_id=row["session_id"],
        state=HandoffState(row["state"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        note=row["note"],
        contact=row["contact"],
        transcript=row["transcript"],
        taken_by=row["taken_by"],
        taken_at=_instant(row["taken_at"]),
        closed_by=row["closed_by"],
        closed_at=_instant(row["closed_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
