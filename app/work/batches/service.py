"""Batches: many applications sent in at once, each with a key of its own, submitted one after the other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import case as when
from sqlalchemy import func, insert, select, update

from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import batch, batch_line, decision
from app.db.tables import case as case_table
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from app.clock import Clock

MOST_LINES: Final = 1000
KEPT: Final = timedelta(days=30)
"""After its end; the cases stay."""


class BatchState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class LineState(StrEnum):
    WAITING = "waiting"
    SUBMITTED = "submitted"
    """There is a case; it may have been submitted before under the same key."""
    INVALID = "invalid"
    """What was sent can't be used, and nothing was written: `code` and `detail` say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """`application` is JSON as sent."""

    key: str
    item: str
    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    key: str
    state: LineState
    case_no: str | None
    case_state: str | None
    outcome: str | None
    code: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    batch_id: str
    state: BatchState
    line_count: int
    received_at: str
    ended_at: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """`received_on` is the day on which the batch came in, by which it is decided."""

    number: int
    key: str
    application: str


def take_in(engine: Engine, clock: Clock, owner: str, lines: Sequence[NewLine]) -> str:
    """Write the batch; a worker submits it."""
    batch_id = f"batch-{secrets.token_hex(10)}"
    rows = [
        {
            "batch_id": batch_id,
            "number": number,
            "key": line.key,
            "application": line.application,
            "state": LineState.WAITING.value,
        }
        for number, line in enumerate(lines, start=1)
    ]
    with transaction(engine) as connection:
        connection.execute(
            insert(batch).values(
                batch_id=batch_id,
                owner=owner,
                state=BatchState.RUNNING.value,
                line_count=len(rows),
                received_on=today(clock).isoformat(),
                received_at=clock.now().isoformat(),
            )
        )
        connection.execute(insert(batch_line), rows)
    return batch_id


def find(engine: Engine, owner: str, batch_id: str) -> Batch:
    """The owner's own batch with what came of each line, or NotFound."""
    wanted = (
        select(
            batch_line.c.number, batch_line.c.key, batch_line.c.state, batch_line.c.case_no, batch_line.c.code,
            batch_line.c.detail, case_table.c.state.label("case_state"), decision.c.outcome,
        )
        .outerjoin(case_table, case_table.c.case_no == batch_line.c.case_no)
        .outerjoin(decision, decision.c.case_no == batch_line.c.case_no)
        .where(batch_line.c.batch_id == batch_id)
        .order_by(batch_line.c.number)
    )  # fmt: skip
    with reading(engine) as connection:
        found = connection.execute(select(batch).where(batch.c.batch_id == batch_id, batch.c.owner == owner)).first()
        if found is None:
            raise NotFound(f"there is no batch '{batch_id[:40]}'")
        rows = connection.execute(wanted).all()
    return Batch(
        batch_id=batch_id,
        state=BatchState(found.state),
        line_count=found.line_count,
        received_at=found.received_at,
        ended_at=found.ended_at,
        lines=tuple(
            Line(
                number=row.number,
                key=row.key,
                state=LineState(row.state),
                case_no=row.case_no,
                case_state=row.case_state,
                outcome=row.outcome,
                code=row.code,
                detail=row.detail,
            )
            for row in rows
        ),
    )


def running(engine: Engine, most: int) -> list[tuple[str, int]]:
    """Batches not ended, oldest first, each with how many of its lines are done."""
    done = func.sum(when((batch_line.c.state == LineState.WAITING.value, 0), else_=1))
    wanted = (
        select(batch.c.batch_id, done)
        .join(batch_line, batch_line.c.batch_id == batch.c.batch_id)
        .where(batch.c.state == BatchState.RUNNING.value)
        .group_by(batch.c.batch_id, batch.c.received_at)
        .order_by(batch.c.received_at)
        .limit(most)
    )
    with reading(engine) as connection:
        return [(row[0], int(row[1])) for row in connection.execute(wanted)]


def waiting_lines(engine: Engine, batch_id: str, most: int) -> tuple[str, date, list[WaitingLine]]:
    """The owner of a batch, the day it was received, and the next of its lines."""
    wanted = (
        select(batch_line.c.number, batch_line.c.key, batch_line.c.application)
        .where(batch_line.c.batch_id == batch_id, batch_line.c.state == LineState.WAITING.value)
        .order_by(batch_line.c.number)
        .limit(most)
    )
    with reading(engine) as connection:
        found = connection.execute(select(batch.c.owner, batch.c.received_on).where(batch.c.batch_id == batch_id)).one()
        rows = connection.execute(wanted).all()
    lines = [WaitingLine(number=row.number, key=row.key, application=row.application) for row in rows]
    return found.owner, date.fromisoformat(found.received_on), lines


def note_case(connection: Connection, batch_id: str, number: int, case_no: str) -> None:
    """The line is done; its application is not kept twice. In the transaction that writes the case."""
    _note(connection, batch_id, number, {"state": LineState.SUBMITTED.value, "case_no": case_no})


def note_invalid(connection: Connection, batch_id: str, number: int, code: str, detail: str) -> None:
    _note(connection, batch_id, number, {"state": LineState.INVALID.value, "code": code, "detail": detail[:2000]})


def end_if_done(engine: Engine, clock: Clock, batch_id: str) -> bool:
    waits = select(batch_line.c.number).where(
        batch_line.c.batch_id == batch_id, batch_line.c.state == LineState.WAITING.value
    )
    with transaction(engine) as connection:
        if connection.execute(waits.limit(1)).first() is not None:
            return False
        connection.execute(
            update(batch)
            .where(batch.c.batch_id == batch_id, batch.c.state == BatchState.RUNNING.value)
            .values(state=BatchState.ENDED.value, ended_at=clock.now().isoformat())
        )
    return True


def forget_old(engine: Engine, clock: Clock) -> int:
    """Remove batches that ended long ago, some at a time; returns how many."""
    old = (clock.now() - KEPT).isoformat()
    wanted = select(batch.c.batch_id).where(batch.c.state == BatchState.ENDED.value, batch.c.ended_at < old)
    with transaction(engine) as connection:
        ids = list(connection.execute(wanted.order_by(batch.c.ended_at).limit(20)).scalars())
        connection.execute(batch_line.delete().where(batch_line.c.batch_id.in_(ids)))
        connection.execute(batch.delete().where(batch.c.batch_id.in_(ids)))
    return len(ids)


def _note(connection: Connection, batch_id: str, number: int, values: dict[str, str]) -> None:
    connection.execute(
        update(batch_line)
        .where(batch_line.c.batch_id == batch_id, batch_line.c.number == number)
        .values(application="", **values)
    )
