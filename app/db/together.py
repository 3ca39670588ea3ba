"""What several threads want at once is done as one: while one round runs, the next wait and then share the following.

So a commit, which waits for the disk, and a look-up cost once for all who wait, and the more wait the less each costs.
"""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from app.db.engine import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

S = TypeVar("S")
B = TypeVar("B")
T = TypeVar("T")

MOST_TOGETHER: Final = 64
"""In one round: it stays short, and a failure makes few run again."""


class _Job(Generic[S, T]):
    """What one thread wants, and what came of it."""

    def __init__(self, what: S) -> None:
        self.what = what
        self.is_taken = False
        self.done: Future[T] = Future()


class Together(Generic[S, B, T]):
    """Rounds in which one thread works for all who wait.

    Args:
        begin: the first half of a round; one round at a time.
        end: the second half, given what `begin` gave; the next round may begin meanwhile. It gives for each what was
            wanted, in their order, or the error that is to be raised to whoever wanted it.
    """

    def __init__(self, begin: Callable[[Sequence[S]], B], end: Callable[[B], Sequence[T | Exception]]) -> None:
        self._begin, self._end = begin, end
        self._guard = Lock()
        self._turn = Lock()
        self._jobs: list[_Job[S, T]] = []

    def do(self, what: S) -> T:
        """Have it done, with others or for them; an error of a half as a whole is raised to all of its round."""
        job: _Job[S, T] = _Job(what)
        with self._guard:
            self._jobs.append(job)
        while not job.is_taken:
            self._round(job)
        return job.done.result()

    def _round(self, job: _Job[S, T]) -> None:
        jobs: list[_Job[S, T]] = []
        try:
            with self._turn:
                if job.is_taken:
                    return
                jobs = self._take()
                begun = self._begin([one.what for one in jobs])
            results = self._end(begun)
        except BaseException as error:
            for one in jobs:
                one.done.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            for one, result in zip(jobs, results, strict=True):
                _settle(one, result)

    def _take(self) -> list[_Job[S, T]]:
        with self._guard:
            jobs, self._jobs = self._jobs[:MOST_TOGETHER], self._jobs[MOST_TOGETHER:]
        for one in jobs:
            one.is_taken = True
        return jobs


def _settle(job: _Job[S, T], result: T | Exception) -> None:
    if isinstance(result, Exception):
        job.done.set_exception(result)
    else:
        job.done.set_result(result)


_WRITING: Final[WeakKeyDictionary[Engine, dict[Callable[..., Any], Together[Any, Any, Any]]]] = WeakKeyDictionary()


def write_together(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Run `work` inside a transaction that others may share, and return what it gives once that is committed.

    `work` may run twice, the first time for nothing: it only writes through the connection. It must not call this.

    Raises:
        DatabaseUnavailable: the database refused or went away.
        Exception: what `work` raised; the others are written all the same.
    """
    return write_all_together(engine, _each, work)


def write_all_together(engine: Engine, write: Callable[[Connection, Sequence[S]], Sequence[T]], what: S) -> T:
    """As `write_together`, for what is written faster for many at once; returns what `write` gives for this one.

    Args:
        write: a function of a module, the same at every call; an error of one of several has each tried alone.
    """
    ways = _WRITING.setdefault(engine, {})
    found = ways.get(write) or ways.setdefault(write, Together(partial(_written, write), _as_it_is))
    result: T = found.do((engine, what))
    return result


def _each(connection: Connection, works: Sequence[Callable[[Connection], T]]) -> list[T]:
    return [work(connection) for work in works]


def _as_it_is(results: Sequence[T | Exception]) -> Sequence[T | Exception]:
    return results


class _OneFailed(Exception):
    """Nothing was committed: each may be tried alone."""


def _written(
    write: Callable[[Connection, Sequence[S]], Sequence[T]], jobs: Sequence[tuple[Engine, S]]
) -> Sequence[T | Exception]:
    """When the commit itself fails, whether it was made is not known: the error is everybody's, and none is retried."""
    engine, whats = jobs[0][0], [what for _, what in jobs]
    if len(whats) == 1:
        return [_alone(engine, write, whats[0])]
    try:
        with transaction(engine) as connection:
            try:
                return write(connection, whats)
            except Exception as error:
                raise _OneFailed from error
    except _OneFailed:
        return [_alone(engine, write, what) for what in whats]


def _alone(engine: Engine, write: Callable[[Connection, Sequence[S]], Sequence[T]], what: S) -> T | Exception:
    try:
        with transaction(engine) as connection:
            (result,) = write(connection, [what])
    except Exception as error:  # noqa: BLE001  whatever it is belongs to the thread that asked
        return error
    return result
