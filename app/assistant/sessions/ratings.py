"""Thumbs up and down, and what becomes of a thumbs-down: a regression case that staff confirm or dismiss.

Confirmed ones are exported in the form of the question bank, so that `python -m eval answers --data FILE` asks them.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from app.assistant.sessions import store
from app.assistant.sessions.errors import BadExpectation, NotAnswered, NotNow, NoTurn
from app.assistant.sessions.records import About, Rating, Regression, RegressionState, Thumb, TurnState
from app.assistant.sessions.replies import Reply
from app.assistant.sessions.service import TURNS_USED
from app.assistant.sessions.typed import is_key
from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import assistant_regression as table
from app.errors import NotFound
from app.masking import masked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Connection, Engine, RowMapping

    from app.assistant.sessions.records import Session, Turn
    from app.clock import Clock

PAGE: Final = 100
NEWEST: Final = 20
"""On a page of the inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    engine: Engine
    clock: Clock

    def rate(self, session: Session, number: int, thumb: Thumb, word: str) -> Rating:
        """Keep what the asker thinks of a reply; a second rating takes the place of the first.

        Raises:
            NoTurn, NotAnswered: there is no such reply.
        """
        rating = Rating(thumb=thumb, word=masked(word))
        with transaction(self.engine) as connection:
            turn = store.find_turn(connection, session.session_id, number)
            if turn is None:
                raise NoTurn(number)
            if turn.state is not TurnState.ANSWERED:
                raise NotAnswered(f"turn {number} has no answer yet; get it first")
            store.rate(connection, session.session_id, number, rating, self.clock.now())
            if turn.about is About.TEXTS:
                self._report(connection, session, turn, rating)
        return rating

    def regressions(self, state: RegressionState, page: int = 1) -> list[Regression]:
        """One page of them in that state, oldest first; pages count from 1."""
        wanted = select(table).where(table.c.state == state.value).order_by(table.c.reported_at, table.c.regression_id)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.limit(PAGE).offset((page - 1) * PAGE)).mappings()
            return [_regression(row) for row in rows]

    def newest(
        self, states: Collection[RegressionState], page: int = 1, *, with_word: bool = False
    ) -> tuple[list[Regression], bool]:
        """One page of those in the states, newest first, and whether there is another.

        Args:
            with_word: only those whose asker left a word.
        """
        chosen: ColumnElement[bool] = table.c.state.in_([state.value for state in states])
        if with_word:
            chosen &= table.c.word != ""
        wanted = select(table).where(chosen).order_by(table.c.reported_at.desc(), table.c.regression_id)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.limit(NEWEST + 1).offset((page - 1) * NEWEST)).mappings()
            found = [_regression(row) for row in rows]
        return found[:NEWEST], len(found) > NEWEST

    def counts(self) -> dict[RegressionState, int]:
        """How many there are in each state."""
        wanted = select(table.c.state, func.count()).group_by(table.c.state)
        with reading(self.engine) as connection:
            found = {RegressionState(state): count for state, count in connection.execute(wanted)}
        return {state: found.get(state, 0) for state in RegressionState}

    def confirm(
        self, regression_id: str, by: str, clauses: Collection[str], known: Collection[str], note: str = ""
    ) -> Regression:
        """The answer was wrong: one of the clauses should have been cited; with none, it should have abstained.

        Raises:
            BadExpectation: a clause stands in no text of ours, by `known`.
        """
        unknown = [clause for clause in clauses if clause not in known]
        if unknown:
            raise BadExpectation(f"there is no clause '{unknown[0][:120]}'; give ids as the citations show them")
        expected = {"clauses": sorted(set(clauses))} if clauses else {"abstain": True}
        return self._judge(regression_id, RegressionState.CONFIRMED, by, json.dumps(expected), note)

    def dismiss(self, regression_id: str, by: str, note: str = "") -> Regression:
        """The answer was right, or the report says nothing."""
        return self._judge(regression_id, RegressionState.DISMISSED, by, None, note)

    def bank(self) -> Iterator[dict[str, object]]:
        """Every confirmed case as an entry of the question bank, oldest first."""
        is_confirmed = table.c.state == RegressionState.CONFIRMED.value
        wanted = select(table).where(is_confirmed).order_by(table.c.reported_at, table.c.regression_id)
        with reading(self.engine) as connection:
            for row in connection.execute(wanted).mappings():
                one = _regression(row)
                yield {
                    "id": one.regression_id,
                    "turns": list(one.turns),
                    "on": one.asked_on.isoformat(),
                    "expect": json.loads(one.expected or "{}"),
                }

    def _report(self, connection: Connection, session: Session, turn: Turn, rating: Rating) -> None:
        """A thumbs-down is put before staff, and taken back with the thumb as long as nobody judged it."""
        mine = (table.c.session_id == session.session_id) & (table.c.number == turn.number)
        row = connection.execute(select(table.c.state).where(mine)).first()
        if row is not None and row.state != RegressionState.OPEN.value:
            return
        connection.execute(delete(table).where(mine))
        if rating.thumb is Thumb.DOWN:
            connection.execute(insert(table).values(**self._reported(connection, session, turn, rating)))

    def _reported(self, connection: Connection, session: Session, turn: Turn, rating: Rating) -> dict[str, object]:
        earlier = store.questions_before(connection, session.session_id, turn.number, TURNS_USED - 1)
        return {
            "regression_id": f"thumb-{secrets.token_hex(5)}",
            "session_id": session.session_id,
            "number": turn.number,
            "state": RegressionState.OPEN.value,
            "reported_at": self.clock.now().isoformat(),
            "asked_on": turn.asked_on.isoformat(),
            "turns": json.dumps([*earlier, turn.question], ensure_ascii=False),
            "reply": turn.reply.model_dump_json() if turn.reply else "",
            "word": rating.word,
        }

    def _judge(
        self, regression_id: str, state: RegressionState, by: str, expected: str | None, note: str
    ) -> Regression:
        now = self.clock.now()
        with transaction(self.engine) as connection:
            mine = table.c.regression_id == (regression_id if is_key(regression_id) else "")
            found = _found(connection, mine, regression_id)
            if found.state is not RegressionState.OPEN and (found.state, found.expected) != (state, expected):
                raise NotNow(f"'{found.regression_id}' is {found.state.value} already")
            if found.state is RegressionState.OPEN:
                values = {
                    "state": state.value,
                    "expected": expected,
                    "judged_by": by,
                    "judged_at": now.isoformat(),
                    "note": masked(note) or None,
                }
                connection.execute(update(table).where(mine).values(**values))
                content = {"expected": expected or ""}
                event = f"regression_{state.value}"
                audit.append(connection, at=now, actor=by, event=event, subject=regression_id, content=content)
            return _found(connection, mine, regression_id)


def _found(connection: Connection, condition: ColumnElement[bool], regression_id: str) -> Regression:
    row = connection.execute(select(table).where(condition).with_for_update()).mappings().first()
    if row is None:
        raise NotFound(f"there is no reported answer '{regression_id[:40]}'")
    return _regression(row)


def _regression(row: RowMapping | dict[str, Any]) -> Regression:
    return Regression(
        regression_id=row["regression_id"],
        state=RegressionState(row["state"]),
        reported_at=datetime.fromisoformat(row["reported_at"]),
        asked_on=date.fromisoformat(row["asked_on"]),
        turns=tuple(json.loads(row["turns"])),
        reply=Reply.model_validate_json(row["reply"]),
        word=row["word"],
        expected=row["expected"],
        judged_by=row["judged_by"],
        judged_at=datetime.fromisoformat(row["judged_at"]) if row["judged_at"] else None,
        note=row["note"] or "",
    )
