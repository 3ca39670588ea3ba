"""The service as it runs: who watches it, what it does when it starts, and how it stops."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from starlette.concurrency import run_in_threadpool

from app.audit.configuring import note_configuration
from app.operation import readiness
from app.operation.measures import NOBODY, watch
from app.operation.metrics import Metrics
from app.operation.stopping import Stopping
from app.operation.tracing import open_tracing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from fastapi import FastAPI
    from sqlalchemy import Engine

    from app.operation.readiness import Part
    from app.operation.tracing import Tracing
    from app.settings import Settings
    from app.web.dependencies import Services
    from app.work.service import Work

log = structlog.get_logger()

_TURN_S: Final = 0.0005
"""A thread that decides gives way to the one that answers after so long, not only after Python's 5 ms: under load that
halves the time that half of all answers take."""


class Operation:
    """Of one process.

    Args:
        works: whether it also does, once it runs, what goes on after the answers; a test that looks at pages does not.
    """

    def __init__(self, services: Services, *, works: bool) -> None:
        self._services, self._works = services, works
        self.stopping = Stopping()
        self.metrics = Metrics(services.office.engine)
        endpoint = services.settings.otlp_endpoint
        self.tracing: Tracing | None = open_tracing(endpoint) if endpoint and works else None
        self._work: Work | None = None
        self._starting: threading.Thread | None = None

    def checks(self) -> Mapping[str, Callable[[], Part]]:
        """Of `/readyz`, by the names it shows."""
        office, settings = self._services.office, self._services.settings
        names = (
            settings.ocr_detection_model,
            settings.ocr_recognition_model,
            settings.ocr_second_model,
            settings.embedding_model,
        )
        return {
            "database": partial(readiness.database, office.engine),
            "tables": partial(readiness.tables, office.engine),
            "audit": partial(readiness.audit_chain, office.engine),
            "worker": partial(readiness.worker, office.engine, settings.home / "workers", is_own=self.has_worker),
            "models": partial(readiness.models, settings.models_dir, names),
            "assistant": partial(readiness.assistant, self._services.assistant),
        }

    @property
    def has_worker(self) -> bool:
        """Whether this process does the slow work itself: on SQLite unless the setting says otherwise."""
        wanted = self._services.settings.worker_in_server
        if wanted is None:
            wanted = self._services.office.engine.dialect.name == "sqlite"
        return self._works and wanted

    @asynccontextmanager
    async def lifespan(self, application: FastAPI) -> AsyncIterator[None]:
        """From the start of the process to its end."""
        if threading.current_thread() is threading.main_thread():
            self.stopping.listen()
        self._watch()
        followers = getattr(application.state, "followers", None)
        if followers is not None:
            self.stopping.also(followers.close)
        sys.setswitchinterval(_TURN_S)
        if self._works:
            await run_in_threadpool(self._begin)
        log.info("service_started", pid=os.getpid(), worker=self.has_worker)
        try:
            yield
        finally:
            self.stopping.stop()
            await run_in_threadpool(self._end)
            log.info("service_stopped", pid=os.getpid())

    def _watch(self) -> None:
        if self.tracing is None:
            watch(self.metrics)
        else:
            self.tracing.beside = self.metrics
            watch(self.tracing)

    def _begin(self) -> None:
        services = self._services
        note_configuration(services.office.engine, services.office.clock, services.settings, services.office.items)
        if self.has_worker:
            self._starting = threading.Thread(target=self._start_worker, name="starting the worker")
            self._starting.start()
        open_in_background = getattr(services.assistant, "open_in_background", None)
        if open_in_background is not None:
            open_in_background(self.stopping.told)

    def _start_worker(self) -> None:
        """Beside the first requests, which need not wait for it; `/readyz` tells when it is there."""
        from app.work.service import open_work

        try:
            work = open_work(self._services.settings, self._services.office)
            work.start()
        except Exception as error:  # noqa: BLE001  whatever it is, the pages go on, and the process is not ready
            log.error("worker_not_started", error=type(error).__name__, said=str(error)[:200])  # noqa: TRY400  a traceback may hold words
        else:
            self._work = work

    def _end(self) -> None:
        if self._starting is not None:
            self._starting.join()
        if self._work is not None:
            self._work.stop(self._services.settings.drain_seconds)
        if self.tracing is not None:
            self.tracing.stop()
        watch(NOBODY)


@contextmanager
def watched(settings: Settings, engine: Engine) -> Iterator[None]:
    """Count and trace what a process without pages does: a worker.

    Its figures are seen where it counts into the files of a server: with the same PROMETHEUS_MULTIPROC_DIR.
    """
    metrics = Metrics(engine)
    tracing = open_tracing(settings.otlp_endpoint) if settings.otlp_endpoint else None
    if tracing is not None:
        tracing.beside = metrics
    watch(metrics if tracing is None else tracing)
    try:
        yield
    finally:
        watch(NOBODY)
        if tracing is not None:
            tracing.stop()
