"""The highest rate at which the service keeps its promise: doubled while it does, then halved in between."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eval.service_load.offering import Offered, offer
from eval.serving.processes import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PROMISED_P95_MS: Final = 100.0
FIRST_RATE: Final = 50.0
MOST_RATE: Final = 3_000.0
_CLOSE: Final = 1.06
"""The search ends when the highest rate kept and the lowest not kept are so near each other."""
_WARM_RATE: Final = 20.0
_WARM_S: Final = 4.0
_REST_S: Final = 1.0
_TRIES: Final = 2
"""Before a rate counts as missed: whatever else the machine does for a moment is not the service's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rate offered for some seconds. `*_cpu` are processors kept busy: 2.0 is two of them, all the time."""

    rate: float
    offered: Offered
    service_cpu: float
    database_cpu: float

    @property
    def load_cpu(self) -> float:
        return round(self.offered.cpu_s / max(self.offered.seconds, 1e-9), 2)

    @property
    def is_kept(self) -> bool:
        return not self.offered.broken_off and not self.offered.errors and self.offered.ms(0.95) <= PROMISED_P95_MS

    def to_json(self) -> dict[str, object]:
        return {
            "rate_per_s": round(self.rate, 1),
            "requests": self.offered.due,
            "p50_ms": self.offered.ms(0.5),
            "p95_ms": self.offered.ms(0.95),
            "p99_ms": self.offered.ms(0.99),
            "errors": self.offered.errors,
            "statuses": {str(status): count for status, count in sorted(self.offered.statuses.items())},
            "first_error": self.offered.first_error,
            "kept": self.is_kept,
            "service_cpu": self.service_cpu,
            "database_cpu": self.database_cpu,
            "load_cpu": self.load_cpu,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is measured: where it listens, and the processes whose work is counted."""

    port: int
    requests: Iterator[bytes]
    service_pids: Callable[[], Sequence[int]]
    database_pids: Callable[[], Sequence[int]] = tuple


def highest_rate(target: Target, seconds: float, tell: Callable[[Step], None]) -> tuple[Step | None, list[Step]]:
    """The step of the highest rate that was kept, None when not even the first was; and every step."""
    offer(target.port, target.requests, rate=_WARM_RATE, count=int(_WARM_RATE * _WARM_S))
    steps: list[Step] = []
    kept: Step | None = None
    missed, rate = MOST_RATE, FIRST_RATE
    while rate < missed and (kept is None or missed / kept.rate > _CLOSE):
        for _ in range(_TRIES):
            step = one_step(target, rate, seconds, seed=len(steps))
            steps.append(step)
            tell(step)
            if step.is_kept:
                break
            time.sleep(_REST_S)
        if step.is_kept:
            kept = step
        else:
            missed = rate
        rate = _next(kept, missed)
    return kept, steps


def _next(kept: Step | None, missed: float) -> float:
    if kept is None:
        return missed / 2 if missed > FIRST_RATE / 8 else missed
    return min(kept.rate * 2, (kept.rate * missed) ** 0.5) if missed < MOST_RATE else min(kept.rate * 2, MOST_RATE)


def one_step(target: Target, rate: float, seconds: float, seed: int = 0) -> Step:
    service, database = cpu_seconds(target.service_pids()), cpu_seconds(target.database_pids())
    offered = offer(target.port, target.requests, rate=rate, count=max(1, int(rate * seconds)), seed=seed)
    took = max(offered.seconds, 1e-9)
    return Step(
        rate=rate,
        offered=offered,
        service_cpu=round((cpu_seconds(target.service_pids()) - service) / took, 2),
        database_cpu=round((cpu_seconds(target.database_pids()) - database) / took, 2),
    )
