"""Writes of several threads in one transaction: while one commits, the next wait and then share the following one.

A commit waits for the disk, and the audit chain lets one transaction write at a time. Shared commits make both cost
once for all who wait, and each still writes everything of its own or nothing.
"""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from app.db.engine import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

MOST_TOGETHER: Final = 64
"""Of one transaction: it stays short, and a failure makes few run again."""


class _Job:
    """One thread's writing, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done: Future[Any] = Future()

    def run_alone(self, engine: Engine) -> None:
        try:
            with transaction(engine) as connection:
                result = self.work(connection)
        except Exception as error:  # noqa: BLE001  whatever it is belongs to the thread that asked
            self.done.set_exception(error)
        else:
            self.done.set_result(result)


class _Waiting:
    """Those who wait to write to one database."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._turn = Lock()
        self._jobs: list[_Job] = []

    def write(self, engine: Engine, job: _Job) -> None:
        """Have it written, with others or for them."""
        with self._guard:
            self._jobs.append(job)
        while not job.done.done():
            with self._turn:
                if not job.done.done():
                    self._write_waiting(engine)

    def _write_waiting(self, engine: Engine) -> None:
        with self._guard:
            jobs, self._jobs = self._jobs[:MOST_TOGETHER], self._jobs[MOST_TOGETHER:]
        if len(jobs) == 1:
            jobs[0].run_alone(engine)
        else:
            _write_all(engine, jobs)


class _OneFailed(Exception):
    """One of several can't be written: nothing was, and each is tried alone."""


def _write_all(engine: Engine, jobs: list[_Job]) -> None:
    try:
        with transaction(engine) as connection:
            results = [_result(job, connection) for job in jobs]
    except _OneFailed:
        for job in jobs:
            job.run_alone(engine)
    except BaseException as error:  # the commit failed: whether it was made is not known, so none is tried again
        for job in jobs:
            job.done.set_exception(error)
        if not isinstance(error, Exception):
            raise
    else:
        for job, result in zip(jobs, results, strict=True):
            job.done.set_result(result)


def _result(job: _Job, connection: Connection) -> Any:  # noqa: ANN401  what the work of another gives
    try:
        return job.work(connection)
    except Exception as error:
        raise _OneFailed from error


_WAITING: dict[str, _Waiting] = {}


def write_together(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Run `work` inside a transaction that others may share, and return what it gives once that is committed.

    `work` may run twice, the first time for nothing: it only writes through the connection. It must not call this.

    Raises:
        DatabaseUnavailable: the database refused or went away.
        Exception: what `work` raised; the others are written all the same.
    """
    job = _Job(work)
    _WAITING.setdefault(str(engine.url), _Waiting()).write(engine, job)
    result: T = job.done.result()
    return result
