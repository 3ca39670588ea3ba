"""Writes that share a transaction: each whole or not at all, whatever becomes of the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, event, func, insert, select

from app.db.engine import open_database, reading
from app.db.together import write_together

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

THREADS = 16
made_up = MetaData()
number = Table("number", made_up, Column("value", Integer, primary_key=True))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    opened = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)
    made_up.create_all(opened)
    return opened


def _kept(engine: Engine) -> set[int]:
    with reading(engine) as connection:
        return set(connection.execute(select(number.c.value)).scalars())


def _all_at_once(engine: Engine, values: range, refused: frozenset[int] = frozenset()) -> tuple[set[int], int]:
    """Write each value from a thread of its own while one transaction is held; returns those refused, and commits."""
    commits, first, held, release = [0], Barrier(2), Event(), Event()

    def hold(connection: Connection) -> None:
        held.set()
        first.wait()
        release.wait()
        connection.execute(select(func.count()).select_from(number))

    def write(value: int) -> int | None:
        def work(connection: Connection) -> int:
            connection.execute(insert(number), {"value": value})
            if value in refused:
                raise ValueError(value)
            return value

        try:
            return write_together(engine, work)
        except ValueError:
            return None

    with ThreadPoolExecutor(THREADS + 1) as pool:
        holder = pool.submit(write_together, engine, hold)
        held.wait()
        event.listen(engine, "commit", lambda _connection: commits.__setitem__(0, commits[0] + 1))
        waiting = [pool.submit(write, value) for value in values]
        first.wait()
        release.set()
        holder.result()
        answers = {value: one.result() for value, one in zip(values, waiting, strict=True)}
    return {value for value, answer in answers.items() if answer is None}, commits[0]


def test_those_who_wait_share_commits_and_each_gets_its_own_answer(engine: Engine) -> None:
    refused, commits = _all_at_once(engine, range(THREADS))

    assert refused == set()
    assert _kept(engine) == set(range(THREADS))
    assert commits < THREADS


def test_one_that_fails_is_told_and_leaves_nothing_while_all_others_are_written(engine: Engine) -> None:
    refused, _ = _all_at_once(engine, range(THREADS), frozenset({3, 7}))

    assert refused == {3, 7}
    assert _kept(engine) == set(range(THREADS)) - {3, 7}


def test_a_commit_that_fails_is_told_to_everyone_and_is_not_tried_again(engine: Engine) -> None:
    def refuse(_connection: Connection) -> None:
        raise RuntimeError("the disk is gone")

    event.listen(engine, "commit", refuse)
    tries = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(insert(number), {"value": 1})

    with pytest.raises(RuntimeError, match="the disk is gone"):
        write_together(engine, work)
    event.remove(engine, "commit", refuse)

    assert tries == [1]
    assert _kept(engine) == set()
