"""Many requests at one rate, and the memory of the service while it answers them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING, Final

from eval.report import Report
from eval.service_load.offering import offer
from eval.serving.processes import memory_mb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eval.service_load.offering import Offered
    from eval.serving.databases import Database
    from eval.serving.service import Server

MOST_GROWTH: Final = 0.05
"""Memory is flat when its last tenth is no more than so much above the tenth after the first."""
_SAMPLES_S: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Soaked:
    database: str
    processes: int
    rate: float
    offered: Offered
    memory_mb: Sequence[float]

    @property
    def first_mb(self) -> float:
        """After the first tenth, which warms up."""
        tenth = max(1, len(self.memory_mb) // 10)
        return round(mean(self.memory_mb[tenth : 2 * tenth] or self.memory_mb), 1)

    @property
    def last_mb(self) -> float:
        tenth = max(1, len(self.memory_mb) // 10)
        return round(mean(self.memory_mb[-tenth:]), 1)

    @property
    def is_flat(self) -> bool:
        return self.last_mb <= self.first_mb * (1 + MOST_GROWTH)

    def to_json(self) -> dict[str, object]:
        return {
            "database": self.database,
            "processes": self.processes,
            "requests": self.offered.due,
            "rate_per_s": round(self.offered.due / max(self.offered.seconds, 1e-9), 1),
            "p50_ms": self.offered.ms(0.5),
            "p95_ms": self.offered.ms(0.95),
            "errors": self.offered.errors,
            "unanswered": self.offered.unanswered,
            "statuses": {str(status): count for status, count in sorted(self.offered.statuses.items())},
            "first_error": self.offered.first_error,
            "memory_first_mb": self.first_mb,
            "memory_last_mb": self.last_mb,
            "memory_most_mb": max(self.memory_mb),
            "memory_flat": self.is_flat,
        }


def soak(  # noqa: PLR0913  what a soak is made of
    where: Database,
    server: Server,
    processes: int,
    prepared: Iterator[bytes],
    *,
    requests: int,
    rate: float,
    tell: Callable[[str], None],
) -> Soaked:
    tell(f"{where.kind}, {processes} process(es): {requests:,} requests at {rate:g}/s")
    samples: list[float] = []
    seconds = 0

    def each_second(done: int) -> None:
        nonlocal seconds
        seconds += 1
        if seconds % _SAMPLES_S == 1:
            samples.append(memory_mb(server.pids()))
        if seconds % 30 == 1:
            tell(f"  {done:,} answered, {samples[-1]} MB")

    offered = offer(
        server.port, prepared, rate=rate, count=requests, most_behind_s=float("inf"), each_second=each_second
    )
    samples.append(memory_mb(server.pids()))
    return Soaked(database=where.kind, processes=processes, rate=rate, offered=offered, memory_mb=samples)


def report(soaked: Sequence[Soaked]) -> Report:
    top = soaked[0].to_json()
    return Report(
        title="service-load: many requests at one rate, and the memory of the service",
        figures={**top, "configurations": [one.to_json() for one in soaked]},
        headers=(
            "",
            "processes",
            "requests",
            "a second",
            "p95 ms",
            "errors",
            "MB after a tenth",
            "MB at the end",
            "flat",
        ),
        rows=[
            (
                one.database,
                str(one.processes),
                f"{one.offered.due:,}",
                f"{one.rate:g}",
                f"{one.offered.ms(0.95):.1f}",
                str(one.offered.errors),
                f"{one.first_mb}",
                f"{one.last_mb}",
                "yes" if one.is_flat else "NO",
            )
            for one in soaked
        ],
    )
