"""Figures of the service for Prometheus: counted in this process, or read from the database when they are asked for.

With several processes each counts into files of its own, and whichever is asked adds them up: `zhiban serve
--processes N` sets PROMETHEUS_MULTIPROC_DIR for them, which prometheus-client reads when it is imported.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from app.clock import SystemClock
from app.db.engine import reading
from app.db.tables import audit_entry, case, webhook_delivery
from app.errors import DatabaseUnavailable
from app.operation.measures import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Engine

    from app.operation.measures import LookUp

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_HTTP_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_STAGE_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30)
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
_OPEN: Final = ("received", "accepted", "accepted_with_deferral", "reviewed")


class Metrics:
    """A watcher that counts, and the page of what it counted."""

    def __init__(self, engine: Engine) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._engine = engine
        self._requests = Histogram(
            "zhiban_http_request_seconds", "How long requests took.", ("method", "route", "status"),
            buckets=_HTTP_S, registry=self._registry,
        )  # fmt: skip
        self._decisions = Counter(
            "zhiban_decisions", "Decisions written.", ("item", "outcome"), registry=self._registry
        )
        self._handovers = Counter(
            "zhiban_handovers", "Why cases were handed to a person.", ("reason",), registry=self._registry
        )
        self._lookups = Histogram(
            "zhiban_register_lookup_seconds", "How long registers took to answer.", ("register", "result"),
            buckets=_HTTP_S, registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "zhiban_stage_seconds", "How long each stage of a decision took.", ("stage",),
            buckets=_STAGE_S, registry=self._registry,
        )  # fmt: skip
        self._of_request: dict[tuple[str, str, int], Histogram] = {}
        self._of_stage = {one: self._stages.labels(one.value) for one in Stage}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the template, never the path."""
        key = method, route, status
        found = self._of_request.get(key)
        if found is None:
            found = self._of_request[key] = self._requests.labels(method, route, str(status))
        found.observe(seconds)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._of_stage[stage].observe(time.perf_counter() - begun)

    def decided(self, item_id: str, outcome: str, reasons: Iterable[str]) -> None:
        self._decisions.labels(item_id, outcome).inc()
        for reason in reasons:
            self._handovers.labels(reason).inc()

    def looked_up(self, register: str, result: LookUp, seconds: float) -> None:
        self._lookups.labels(register, result.value).observe(seconds)

    def page(self) -> bytes:
        """Everything in the text format of Prometheus."""
        now = CollectorRegistry()
        now.register(_Asked(self._engine))
        shared = os.environ.get(SHARED_FOLDER)
        counted = self._registry
        if shared:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, path=shared)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(now)


class _Asked:
    """Gauges that are looked up at the moment of the question."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("zhiban_database_up", "Whether the database answered.")
        try:
            with reading(self._engine) as connection:
                found = list(_from_database(connection))
        except DatabaseUnavailable:
            up.add_metric((), 0)
        else:
            up.add_metric((), 1)
            yield from found
        yield up
        yield _pool(self._engine)
        yield _memory()


def _from_database(connection: Connection) -> Iterator[GaugeMetricFamily]:
    last = GaugeMetricFamily("zhiban_audit_last_number", "Number of the last audit entry.")
    last.add_metric((), connection.execute(select(func.max(audit_entry.c.number))).scalar() or 0)
    yield last
    waiting = GaugeMetricFamily("zhiban_cases_waiting", "Cases that are not decided yet.", labels=("state",))
    oldest = GaugeMetricFamily("zhiban_cases_oldest_seconds", "How long the oldest of them waits.", labels=("state",))
    columns = (case.c.state, func.count(), func.min(case.c.received_at))
    now = SystemClock().now()
    for state, count, since in connection.execute(
        select(*columns).where(case.c.state.in_(_OPEN)).group_by(case.c.state)
    ):
        waiting.add_metric((state,), count)
        oldest.add_metric((state,), (now - now.fromisoformat(since)).total_seconds())
    yield waiting
    yield oldest
    deliveries = GaugeMetricFamily("zhiban_webhook_deliveries", "Webhook deliveries.", labels=("state",))
    states = select(webhook_delivery.c.state, func.count()).group_by(webhook_delivery.c.state)
    for state, count in connection.execute(states):
        deliveries.add_metric((state,), count)
    yield deliveries


def _pool(engine: Engine) -> GaugeMetricFamily:
    pool = GaugeMetricFamily("zhiban_database_connections", "Connections of this process.", labels=("state",))
    for state in ("checkedout", "checkedin"):
        count = getattr(engine.pool, state, None)
        if count is not None:
            pool.add_metric(("in_use" if state == "checkedout" else "idle",), count())
    return pool


def _memory() -> GaugeMetricFamily:
    """Resident bytes of every process that counts with this one."""
    memory = GaugeMetricFamily("zhiban_process_memory_bytes", "Resident memory of a process.", labels=("pid",))
    for pid in _processes():
        try:
            resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
        except (OSError, ValueError, IndexError):
            continue
        memory.add_metric((str(pid),), resident)
    return memory


def _processes() -> set[int]:
    shared = os.environ.get(SHARED_FOLDER)
    names = (path.name for path in Path(shared).glob("*.db")) if shared else ()
    return {os.getpid(), *(int(found[1]) for name in names if (found := re.search(r"_(\d+)\.db$", name)))}
