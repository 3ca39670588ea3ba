"""The runs over the registers: begun, taken up again where they were, ended; one at a time."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import match_run
from app.matching.errors import AlreadyRunning, BadMatchDay
from app.matching.in_force import scheme_key, schemes_digest, schemes_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row

    from app.clock import Clock
    from approval_rules.schemes import Scheme

MATCHING_LOCK: Final = 20_260_303
"""The number of the lock that a run holds on PostgreSQL."""

_RUN: Final = match_run.c


class MatchRunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    ABANDONED = "abandoned"
    """Another day came, or other schemes, before it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRun:
    """A run as far as it is.

    Attributes:
        number: from 1, in the order in which they were begun.
        known_before: keys of the schemes of the last run that was done; None where there was none.
        seen_through: the last code; empty at the beginning.
        changed: companies whose fits changed; `told`: notices that were new.
        left_out: companies of which a register told nothing because it was down: what was known of them stays.
    """

    number: int
    on: date
    known_before: frozenset[str] | None
    state: MatchRunState = MatchRunState.RUNNING
    seen_through: str = ""
    companies: int = 0
    changed: int = 0
    told: int = 0
    left_out: int = 0


@contextmanager
def alone(engine: Engine, home: Path) -> Iterator[None]:
    """Be the one process that matches all companies of this database; the lock is gone the moment the process is.

    Raises:
        AlreadyRunning: another one does.
    """
    if engine.dialect.name == "postgresql":
        with _locked_row(engine):
            yield
    else:
        with _locked_file(home / "matching.lock"):
            yield


def begin(engine: Engine, clock: Clock, schemes: Sequence[Scheme], on: date, actor: str) -> MatchRun:
    """The run for that day, as far as it is when it was broken off; otherwise a new one.

    Raises:
        BadMatchDay: a day to come, or one before the last run: companies were told more since.
    """
    if on > today(clock):
        raise BadMatchDay(f"the registers can't be matched for {on}, a day to come")
    in_force = schemes_on(schemes, on)
    digest = schemes_digest(in_force)
    with transaction(engine) as connection:
        audit.hold(connection)
        last = _last(connection)
        if last is not None and date.fromisoformat(last.on_day) > on:
            raise BadMatchDay(f"the registers were matched for {last.on_day} already; give that day or a later one")
        known_before = _known_before(connection)
        if last is not None and last.state == MatchRunState.RUNNING.value:
            if (last.on_day, last.schemes_sha256) == (on.isoformat(), digest):
                return _as_it_stands(last, known_before)
            _set(connection, last.number, state=MatchRunState.ABANDONED.value, ended_at=clock.now().isoformat())
        run = MatchRun(number=1 if last is None else last.number + 1, on=on, known_before=known_before)
        _insert(connection, clock, run, in_force, digest)
        _note(connection, clock, run, actor, "match_run_begun", {"schemes": len(in_force)})
    return run


def advance(connection: Connection, run: MatchRun, further: MatchRun) -> None:
    """Write how far the run is, in the transaction of the batch.

    Raises:
        AlreadyRunning: another process has taken it further; nothing of this batch is kept.
    """
    known = (_RUN.number == run.number, _RUN.seen_through == run.seen_through, _RUN.state == run.state.value)
    values = {
        "seen_through": further.seen_through,
        "companies": further.companies,
        "changed": further.changed,
        "told": further.told,
        "left_out": further.left_out,
    }
    if connection.execute(update(match_run).where(*known).values(**values)).rowcount != 1:
        raise _already()


def end(engine: Engine, clock: Clock, run: MatchRun, actor: str) -> MatchRun:
    done = replace(run, state=MatchRunState.DONE)
    counts = {"companies": run.companies, "changed": run.changed, "told": run.told, "left_out": run.left_out}
    with transaction(engine) as connection:
        audit.hold(connection)
        _set(connection, run.number, state=done.state.value, ended_at=clock.now().isoformat())
        _note(connection, clock, run, actor, "match_run_ended", counts)
    return done


def is_done(engine: Engine, schemes: Sequence[Scheme], on: date) -> bool:
    """Whether the day's run with these schemes came to its end."""
    with reading(engine) as connection:
        last = _last(connection)
    if last is None or last.state != MatchRunState.DONE.value:
        return False
    return (last.on_day, last.schemes_sha256) == (on.isoformat(), schemes_digest(schemes_on(schemes, on)))


def _last(connection: Connection) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(match_run).order_by(_RUN.number.desc()).limit(1)).first()


def _known_before(connection: Connection) -> frozenset[str] | None:
    done = select(_RUN.schemes).where(_RUN.state == MatchRunState.DONE.value)
    found = connection.execute(done.order_by(_RUN.number.desc()).limit(1)).scalar()
    return None if found is None else frozenset(json.loads(found))


def _as_it_stands(row: Row[tuple[object, ...]], known_before: frozenset[str] | None) -> MatchRun:
    return MatchRun(
        number=row.number,
        on=date.fromisoformat(row.on_day),
        known_before=known_before,
        seen_through=row.seen_through,
        companies=row.companies,
        changed=row.changed,
        told=row.told,
        left_out=row.left_out,
    )


def _insert(connection: Connection, clock: Clock, run: MatchRun, in_force: Sequence[Scheme], digest: str) -> None:
    keys = [scheme_key(one, version) for one in in_force if (version := one.version_on(run.on)) is not None]
    connection.execute(
        insert(match_run).values(
            number=run.number,
            on_day=run.on.isoformat(),
            schemes=json.dumps(keys),
            schemes_sha256=digest,
            state=run.state.value,
            seen_through="",
            companies=0,
            changed=0,
            told=0,
            left_out=0,
            begun_at=clock.now().isoformat(),
        )
    )


def _set(connection: Connection, number: int, **values: str) -> None:
    connection.execute(update(match_run).where(_RUN.number == number).values(**values))


def _note(connection: Connection, clock: Clock, run: MatchRun, actor: str, event: str, content: dict[str, int]) -> None:
    said = {"on": run.on.isoformat(), **content}
    audit.append(connection, at=clock.now(), actor=actor, event=event, subject=str(run.number), content=said)


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    """For processes of one machine, as SQLite has them."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _already() from error
        yield
    finally:
        os.close(handle)


@contextmanager
def _locked_row(engine: Engine) -> Iterator[None]:
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        if not connection.execute(select(func.pg_try_advisory_lock(MATCHING_LOCK))).scalar_one():
            raise _already()
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a session that is lost has let go of it
                connection.execute(select(func.pg_advisory_unlock(MATCHING_LOCK)))
    finally:
        connection.invalidate()  # should the lock be held still, it goes with the session, once the server notices
        connection.close()


def _already() -> AlreadyRunning:
    return AlreadyRunning("another process is matching all companies of the registers; let it finish")
