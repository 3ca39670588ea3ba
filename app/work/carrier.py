"""Carries deeds by durable workflows: DBOS keeps which were begun, and by which process, through any kill.

On PostgreSQL its tables are in the schema `dbos` of the service's own database, so that any number of processes share
the queues; beside a SQLite database they are in the file work.db. Either may be thrown away while nothing runs: what is
to be done stands in the service's own tables.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from threading import Condition
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import structlog

from app.work.errors import WorkAlreadyOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from dbos import DBOS, DBOSConfig
    from sqlalchemy import Engine

    from app.settings import Settings
    from app.work.duties import Deed, Duty

log = structlog.get_logger()

VERSION: Final = "1"
"""Changed only when what a workflow does with what was recorded of it changes: by it a new release goes on with the
work of the last."""
_FORGET_AT_ONCE: Final = 500
_POOL: Final = 8


class Carried(Enum):
    """How far the carrying of a deed is."""

    UNDER_WAY = 1
    ENDED = 2
    FATAL = 3
    """Each process that began it died over it."""


class Carrier:
    """One in a process, since DBOS is.

    Args:
        worker: the name of this process, by which others find what it left when it dies.
    """

    def __init__(self, worker: str, settings: Settings, duties: Sequence[Duty], most_recoveries: int) -> None:
        self._worker, self._url, self._home = worker, settings.database, settings.home
        self._duties, self._most_recoveries = duties, most_recoveries
        self._running = _Running()
        self._idle: set[str] = set()
        """What stood as begun by this process at the last look, and was not under way."""
        self._engine: Engine | None = None
        self._dbos: DBOS | None = None

    def open(self) -> None:
        """Raises WorkAlreadyOpen."""
        from dbos import DBOS
        from dbos import _dbos as inside

        if inside._dbos_global_instance is not None:  # noqa: SLF001  it has no public way to ask
            raise WorkAlreadyOpen("this process has its worker already; stop that one first")
        _log_as_we_do()
        self._dbos = DBOS(config=self._config())
        for duty in self._duties:
            DBOS.workflow(name=duty.name, max_recovery_attempts=self._most_recoveries)(self._body(duty))
        DBOS.launch()
        for duty in self._duties:
            DBOS.register_queue(
                duty.name,
                worker_concurrency=duty.at_once,
                partition_concurrency=1,
                polling_interval_sec=duty.poll_s,
                on_conflict="always_update",
            )

    def close(self, grace_s: float) -> bool:
        """Stop taking up deeds, and wait for those under way; False when some are left to whoever starts next."""
        if self._dbos is None:
            return True
        for event in self._dbos.background_thread_stop_events:
            event.set()
        is_quiet = self._running.wait_until_none(grace_s)
        self._dbos.destroy(destroy_registry=True)
        self._dbos = None
        if self._engine is not None:
            self._engine.dispose()
        return is_quiet

    def carry(self, duty: Duty, deed: Deed) -> None:
        """Have it done by some process; nothing happens when it is carried already, or was."""
        from dbos import DBOS

        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": duty.name,
                "queue_name": duty.name,
                "workflow_id": deed.id,
                "queue_partition_key": deed.share,
                "app_version": VERSION,
            },
            deed.of,
        )

    def carry_again(self, duty: Duty, deed: Deed) -> None:
        """Have one that ended done once more, unless another process was first."""
        from dbos import DBOS, error

        try:
            DBOS.rewind_workflow(
                deed.id, application_version=VERSION, queue_name=duty.name, queue_partition_key=deed.share
            )
        except error.DBOSException:
            log.info("deed_taken_up_elsewhere", deed=deed.id)

    def states(self, deeds: Iterable[Deed]) -> Mapping[str, Carried]:
        """Of those that are carried, or were, by their ids."""
        from dbos import DBOS

        ids = [deed.id for deed in deeds]
        found = DBOS.list_workflows(workflow_ids=ids, load_input=False, load_output=False) if ids else []
        return {one.workflow_id: _STATES.get(one.status, Carried.ENDED) for one in found}

    def holders(self) -> set[str]:
        """The other processes that began deeds and have not ended them."""
        from dbos import DBOS

        begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {one.executor_id for one in begun if one.executor_id} - {self._worker}

    def adopt(self, workers: Iterable[str]) -> None:
        """Take up what those left, who are dead."""
        from dbos import DBOS

        DBOS._recover_pending_workflows(list(workers))  # noqa: SLF001  what its own recovery calls

    def take_up_dropped(self) -> None:
        """Take up what stands as begun by this process and is not under way: how it ended could not be written.

        The second look in a row decides, since an end is written a moment after it.
        """
        from dbos import DBOS

        begun = DBOS.list_workflows(status="PENDING", executor_id=self._worker, load_input=False, load_output=False)
        queues = {one.workflow_id: one.queue_name for one in begun}
        idle = set(queues) - self._running.ids()
        for id_ in idle & self._idle:
            log.warning("deed_dropped", deed=id_)
            DBOS.resume_workflow(id_, queue_name=queues[id_])
        self._idle = idle

    def forget_ended(self, before: datetime) -> int:
        """Remove what is known of deeds that ended before then, some at a time.

        In a thread of its own: within a deed, DBOS would record as a step what is looked up.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="forgetting") as apart:
            return apart.submit(self._forget_ended, before).result()

    def _forget_ended(self, before: datetime) -> int:
        from dbos import DBOS

        ended = DBOS.list_workflows(
            completed_before=before.isoformat(), limit=_FORGET_AT_ONCE, load_input=False, load_output=False
        )
        if ended:
            DBOS.delete_workflows([one.workflow_id for one in ended])
        return len(ended)

    def _body(self, duty: Duty) -> Callable[[str], str]:
        from dbos import DBOS

        def carried(of: str) -> str:
            with self._running.one(str(DBOS.workflow_id)):
                try:
                    duty.do(of)
                except Exception as error:  # noqa: BLE001  whatever it is, the deed stays due and is tried again
                    log.warning("deed_failed", duty=duty.name, of=of, error=type(error).__name__, said=str(error)[:200])
                    return "failed"
                return "done"

        return carried

    def _config(self) -> DBOSConfig:
        from dbos import DBOSPortableJSONSerializer

        config: DBOSConfig = {
            "name": "zhiban",
            "application_version": VERSION,
            "executor_id": self._worker,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "sys_db_pool_size": _POOL,
        }
        if self._url.startswith("postgresql"):
            config["system_database_url"] = self._url
            config["dbos_system_schema"] = "dbos"
        else:
            self._engine = _work_file(self._home / "work.db")
            config["system_database_engine"] = self._engine
        return config


_STATES: Final = {
    "ENQUEUED": Carried.UNDER_WAY,
    "DELAYED": Carried.UNDER_WAY,
    "PENDING": Carried.UNDER_WAY,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": Carried.FATAL,
}


class _Running:
    """The deeds that this process is at."""

    def __init__(self) -> None:
        self._ids: Counter[str] = Counter()
        self._changed = Condition()

    @contextmanager
    def one(self, id_: str) -> Iterator[None]:
        with self._changed:
            self._ids[id_] += 1
        try:
            yield
        finally:
            with self._changed:
                self._ids -= Counter({id_: 1})
                self._changed.notify_all()

    def ids(self) -> set[str]:
        with self._changed:
            return set(self._ids)

    def wait_until_none(self, seconds: float) -> bool:
        end = monotonic() + seconds
        with self._changed:
            return self._changed.wait_for(lambda: not self._ids, max(0.0, end - monotonic()))


def _work_file(path: Path) -> Engine:
    """The file may lose its last moments when power fails: the dispatcher finds in the tables what it had."""
    from sqlalchemy import create_engine, event

    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", pool_size=_POOL, max_overflow=0, pool_timeout=30)

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine


class _OurLog(logging.Handler):
    """What DBOS says, among our own lines."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("workflow_engine_said", level=record.levelname.lower(), said=record.getMessage()[:300])


def _log_as_we_do() -> None:
    logger = logging.getLogger("dbos")
    logger.propagate = False
    if not any(isinstance(handler, _OurLog) for handler in logger.handlers):
        logger.handlers[:] = [_OurLog()]
