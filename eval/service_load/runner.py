"""`python -m eval service-load`: how many form-only applications a second are decided, each in 100 ms, fsync on."""

from __future__ import annotations

import os
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from eval.report import Report
from eval.service_load.searching import PROMISED_P95_MS, Step, Target, highest_rate
from eval.serving.claims import claims, fill, world_for
from eval.serving.databases import OWN, POSTGRESQL, SQLITE, Database, database, fsync_ms
from eval.serving.installation import api_key, audit_is_whole, place_of
from eval.serving.processes import yardstick_ms
from eval.serving.service import ServiceFailed, serving, submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eval.service_load.soak import Soaked

    Tell = Callable[[str], None]

BARS: Final = {SQLITE: 150.0, POSTGRESQL: 300.0}
CLAIMS_A_SEARCH: Final = 45_000
STAGED: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One database with one number of processes. `best` is None when not even the lowest rate was kept."""

    database: str
    processes: int
    best: Step | None
    steps: Sequence[Step]
    stored: int
    audit_ok: bool

    @property
    def errors(self) -> int:
        """Answers that were neither 201 nor 202, at whatever rate, and at the best rate also those that never came."""
        answered = sum(sum(step.offered.statuses.values()) - step.offered.accepted for step in self.steps)
        return answered + (self.best.offered.unanswered if self.best else 0)

    def to_json(self) -> dict[str, object]:
        best = self.best.to_json() if self.best else {}
        return {
            "database": self.database,
            "processes": self.processes,
            "rate_per_s": best.get("rate_per_s", 0.0),
            "p50_ms": best.get("p50_ms"),
            "p95_ms": best.get("p95_ms"),
            "p99_ms": best.get("p99_ms"),
            "errors": self.errors,
            "service_cpu": best.get("service_cpu"),
            "database_cpu": best.get("database_cpu"),
            "load_cpu": best.get("load_cpu"),
            "stored": self.stored,
            "audit_ok": self.audit_ok,
            "steps": [step.to_json() for step in self.steps],
        }


def run(
    *, databases: Sequence[str], processes: Sequence[int], seconds: float, requests: int, rate: float, tell: Tell
) -> Report:
    """Measure every database with every number of processes.

    Args:
        databases: `sqlite` and `postgresql` are made for it; another is given by its URL and is written to.
        requests: 0 searches the highest rate; otherwise so many are offered at `rate`, and memory is watched.

    Raises:
        ServiceFailed: the service didn't start, or an accepted application isn't stored.
        NoPostgres: PostgreSQL isn't installed.
    """
    if requests:
        from eval.service_load.soak import report as soaked_report

        soaked = [_soaked(one, count, requests, rate, tell) for one in databases for count in processes]
        return soaked_report(soaked)
    measured: list[Measured] = []
    stages: dict[str, dict[str, float]] = {}
    waits: dict[str, float] = {}
    for wanted in databases:
        with database(wanted) as where:
            waits[where.kind] = fsync_ms(where.home)
            requests_left = _prepared(where, CLAIMS_A_SEARCH, tell)
            measured += [_searched(where, count, requests_left, seconds, tell) for count in processes]
            tell(f"{where.kind}: the cost of each stage")
            stages[where.kind] = _stages(where, requests_left)
    return _report(measured, stages, waits)


def _prepared(where: Database, count: int, tell: Tell) -> Iterator[bytes]:
    """Fill the registers; what comes back are the requests, each application and each key once."""
    from app.clock import SystemClock, today
    from app.db.engine import open_database

    tell(f"{where.kind}: filling the registers for {count:,} applications")
    world, engine = world_for(count), open_database(where.url, where.home)
    fill(engine, world, today(SystemClock()))
    engine.dispose()
    key = api_key(place_of(where), "submit")
    return (submission(claim, f"{uuid4()}", key) for claim in claims(world))


def _searched(where: Database, processes: int, requests: Iterator[bytes], seconds: float, tell: Tell) -> Measured:
    tell(f"{where.kind}, {processes} process(es)")
    before = _stored(where)
    with serving(place_of(where), processes) as server:
        server.wait_until_idle()
        target = Target(port=server.port, requests=requests, service_pids=server.pids, database_pids=where.pids)
        best, steps = highest_rate(target, seconds, lambda step: tell(_in_words(step)))
    stored = _require_stored(where, sum(step.offered.accepted for step in steps), before)
    return Measured(
        database=where.kind,
        processes=processes,
        best=best,
        steps=steps,
        stored=stored,
        audit_ok=audit_is_whole(place_of(where)),
    )


def _soaked(wanted: str, processes: int, requests: int, rate: float, tell: Tell) -> Soaked:
    from eval.service_load.soak import soak

    with database(wanted) as where:
        prepared = _prepared(where, requests, tell)
        with serving(place_of(where), processes) as server:
            server.wait_until_idle()
            soaked = soak(where, server, processes, prepared, requests=requests, rate=rate, tell=tell)
        _require_stored(where, soaked.offered.accepted, 0)
        return soaked


def _stages(where: Database, requests: Iterator[bytes]) -> dict[str, float]:
    """What each costs with lines of the log written, though nobody reads them."""
    from app.logs import configure_logs
    from app.main import create_app
    from app.settings import Settings
    from eval.service_load.stages import cost_of_stages

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        configure_logs()
        settings = Settings(home=where.home, database_url=where.url, requests_per_minute=10_000_000)
        return cost_of_stages(create_app(settings), requests, STAGED)


def _require_stored(where: Database, accepted: int, before: int) -> int:
    stored = _stored(where) - before
    if stored < accepted:
        raise ServiceFailed(f"{accepted} applications were accepted and {stored} are stored")
    return stored


def _stored(where: Database) -> int:
    """Cases with a decision."""
    from sqlalchemy import func, select

    from app.db.engine import open_database, reading
    from app.db.tables import case, decision

    engine = open_database(where.url, where.home)
    joined = select(func.count()).select_from(case.join(decision, decision.c.case_no == case.c.case_no))
    with reading(engine) as connection:
        count = int(connection.execute(joined).scalar_one())
    engine.dispose()
    return count


def _in_words(step: Step) -> str:
    kept = "kept" if step.is_kept else "not kept"
    cpu = f"service {step.service_cpu}, database {step.database_cpu}, load {step.load_cpu}"
    return (
        f"  {step.rate:7.1f}/s  p50 {step.offered.ms(0.5):8.1f}  p95 {step.offered.ms(0.95):8.1f} ms"
        f"  {kept}, {step.offered.errors} errors; processors: {cpu}"
    )


def _report(measured: Sequence[Measured], stages: dict[str, dict[str, float]], fsync: dict[str, float]) -> Report:
    first = max(measured, key=lambda one: one.best.rate if one.best else 0.0)
    top = first.to_json()
    figures: dict[str, object] = {name: top[name] for name in ("rate_per_s", "p50_ms", "p95_ms", "errors")}
    figures |= {
        "promised_p95_ms": PROMISED_P95_MS,
        "bars": {one.database: BARS[one.database] for one in measured if one.database in BARS},
        "fsync_ms": fsync,
        "yardstick_ms": yardstick_ms(),
        "configurations": [one.to_json() for one in measured],
        "stages_ms": stages,
    }
    return Report(
        title=f"service-load: form-only applications decided, open loop, p95 ≤ {PROMISED_P95_MS:.0f} ms, fsync on",
        figures=figures,
        headers=("", "processes", "a second", "bar", "p50 ms", "p95 ms", "errors", "audit"),
        rows=[*(_row(one) for one in measured), *_stage_rows(stages)],
    )


def _row(one: Measured) -> tuple[str, ...]:
    best = one.best
    figures = (
        ("0", "", "") if best is None else (f"{best.rate:.0f}", *(f"{best.offered.ms(q):.1f}" for q in (0.5, 0.95)))
    )
    bar = f"≥ {BARS[one.database]:.0f}" if one.database in OWN else ""
    audit = "whole" if one.audit_ok else "BROKEN"
    return (one.database, str(one.processes), figures[0], bar, *figures[1:], str(one.errors), audit)


def _stage_rows(stages: dict[str, dict[str, float]]) -> Iterator[tuple[str, ...]]:
    for kind, costs in stages.items():
        for stage, cost in costs.items():
            yield (f"{kind}, ms: {stage}", "", "", "", f"{cost:.2f}", "", "", "")
