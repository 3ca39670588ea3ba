"""Which worker processes are alive: each holds a lock that the system frees the moment the process is gone."""

from __future__ import annotations

import fcntl
import hashlib
import os
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

PRESENCE_LOCK: Final = 20_260_302
"""The first number of the locks by which PostgreSQL knows who is alive; the second is made of the worker's name."""


class Presence(Protocol):
    def enter(self) -> None:
        """Take this process's lock, and hold it; called now and then, in case it was lost."""

    def is_alive(self, worker: str) -> bool: ...

    def leave(self) -> None: ...


def presence_of(worker: str, engine: Engine, folder: Path) -> Presence:
    if engine.dialect.name == "postgresql":
        return LockedRow(worker, engine)
    return LockedFile(worker, folder)


class LockedFile:
    """For processes of one machine, as SQLite has them."""

    def __init__(self, worker: str, folder: Path) -> None:
        self._worker, self._folder = worker, folder
        self._held: int | None = None

    def enter(self) -> None:
        if self._held is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path(self._worker), os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._held = handle

    def is_alive(self, worker: str) -> bool:
        try:
            handle = os.open(self._path(worker), os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            self._path(worker).unlink(missing_ok=True)
            return False
        finally:
            os.close(handle)

    def leave(self) -> None:
        if self._held is not None:
            self._path(self._worker).unlink(missing_ok=True)
            os.close(self._held)
            self._held = None

    def _path(self, worker: str) -> Path:
        return self._folder / f"{worker}.lock"


class LockedRow:
    """For processes anywhere: a lock of PostgreSQL that lasts as long as the connection."""

    def __init__(self, worker: str, engine: Engine) -> None:
        self._worker, self._engine = worker, engine
        self._held: Connection | None = None

    def enter(self) -> None:
        if self._held is not None:
            try:
                self._held.execute(text("SELECT 1"))
            except DBAPIError:
                self._held.close()
                self._held = None
        if self._held is None:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(select(func.pg_advisory_lock(PRESENCE_LOCK, _number(self._worker))))
            self._held = connection

    def is_alive(self, worker: str) -> bool:
        key = (PRESENCE_LOCK, _number(worker))
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(select(func.pg_try_advisory_lock(*key))).scalar_one():
                return True
            connection.execute(select(func.pg_advisory_unlock(*key)))
            return False

    def leave(self) -> None:
        if self._held is not None:
            self._held.invalidate()  # closes the session, and frees the lock with it
            self._held.close()
            self._held = None


def _number(worker: str) -> int:
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:4], "big", signed=True)
