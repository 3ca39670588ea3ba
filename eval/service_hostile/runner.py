"""`python -m eval service-hostile`: hostile uploads and bodies over HTTP to a server process as it is installed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from statistics import mean
from typing import TYPE_CHECKING, Final

from eval.fuzzing.seeds import sound_files
from eval.output import Progress
from eval.report import Report
from eval.service_hostile.bodies import hostile_body
from eval.service_hostile.sending import HANG_S, NO_ANSWER, Caller
from eval.service_hostile.uploads import Door, HostileUpload, hostile_upload
from eval.serving.databases import database
from eval.serving.installation import api_key, audit_is_whole, place_of
from eval.serving.processes import memory_mb
from eval.serving.service import HOST, is_ready, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eval.service_hostile.sending import Answered

MOST_GROWTH: Final = 0.10
"""Memory is flat when its last quarter is no more than so much above its first."""
_AT_ONCE: Final = 2
_WARMED_AT_ONCE: Final = 4
_SCOPES: Final = ("submit", "follow_case", "change_case", "subscribe")
_SHOWN: Final = 10


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    cut_off: int = 0
    slowest_s: float = 0.0
    memory: list[float] = field(default_factory=list)

    def note(self, what: str, answer: Answered) -> None:
        if answer.code == "cut_off":
            self.cut_off += 1
            return
        self.statuses[answer.status] += 1
        self.codes[answer.code or "-"] += 1
        self.slowest_s = max(self.slowest_s, answer.seconds)
        if answer.seconds >= HANG_S:
            self.hangs.append(what)
        elif answer.status == NO_ANSWER or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.failed.append(f"{what}: {answer.status} {answer.code}")


def run(*, uploads: int, bodies: int, seed: int, wanted: str) -> Report:
    """Send them all, two at a time, to one server process, and see whether it is as it was."""
    seen = _Seen()
    with database(wanted) as where:
        place = place_of(where)
        with serving(place) as server:
            caller = Caller(host=HOST, port=server.port, authorization=api_key(place, *_SCOPES))
            server.wait_until_idle()
            _warm_up(caller)
            jobs = _jobs(caller, uploads=uploads, bodies=bodies, seed=seed)
            with Progress("requests", uploads + bodies) as progress, ThreadPoolExecutor(_AT_ONCE) as pool:
                for done, future in enumerate(_as_they_end(pool, jobs), start=1):
                    seen.note(*future)
                    seen.memory.append(memory_mb(server.pids()))
                    progress.done(done)
            server.check()
            answers = is_ready(server.port, patience_s=60)
        whole = audit_is_whole(place)
    return _report(seen, uploads=uploads, bodies=bodies, answers=answers, whole=whole)


def _warm_up(caller: Caller) -> None:
    """Sound files of every type, several at a time: models and processes that open files are then there to stay."""
    sound = [HostileUpload(door=Door.EXTRACT, name=name, content=content) for name, content in sound_files().items()]
    with ThreadPoolExecutor(_WARMED_AT_ONCE) as pool:
        list(pool.map(caller.upload, sound))


def _jobs(caller: Caller, *, uploads: int, bodies: int, seed: int) -> Iterator[Callable[[], tuple[str, Answered]]]:
    """Bodies spread among the uploads, so that each quarter of the run is like the others."""
    every = max(1, uploads // max(1, bodies))
    made = 0
    for number in range(uploads):
        yield partial(_upload, caller, seed, number)
        if number % every == 0 and made < bodies:
            yield partial(_body, caller, seed, made)
            made += 1
    for number in range(made, bodies):
        yield partial(_body, caller, seed, number)


def _upload(caller: Caller, seed: int, number: int) -> tuple[str, Answered]:
    one = hostile_upload(seed, number)
    return f"upload {number} ({one.name[:40]!r} to {one.door})", caller.upload(one)


def _body(caller: Caller, seed: int, number: int) -> tuple[str, Answered]:
    one = hostile_body(seed, number)
    return f"body {number} (to {one.route})", caller.body(one)


def _as_they_end(
    pool: ThreadPoolExecutor, jobs: Iterator[Callable[[], tuple[str, Answered]]]
) -> Iterator[tuple[str, Answered]]:
    """A few handed over at a time: each holds a file in memory."""
    waiting = {pool.submit(job) for _, job in zip(range(_AT_ONCE * 2), jobs, strict=False)}
    while waiting:
        ended = next(as_completed(waiting))
        waiting.remove(ended)
        for job in jobs:
            waiting.add(pool.submit(job))
            break
        yield ended.result()


def _quarters(memory: list[float]) -> tuple[float, float]:
    """The first quarter without the warming up, which is its first tenth of all, and the last."""
    quarter = max(1, len(memory) // 4)
    first = memory[min(len(memory) // 10, quarter - 1) : quarter]
    return round(mean(first), 1), round(mean(memory[-quarter:]), 1)


def _report(seen: _Seen, *, uploads: int, bodies: int, answers: bool, whole: bool) -> Report:
    first, last = _quarters(seen.memory)
    figures = {
        "uploads": uploads,
        "bodies": bodies,
        "statuses": {str(status): count for status, count in sorted(seen.statuses.items())},
        "codes": dict(seen.codes.most_common()),
        "cut_off_by_the_sender": seen.cut_off,
        "failed_5xx_or_no_answer": len(seen.failed),
        "first_failed": seen.failed[:_SHOWN],
        "hangs": len(seen.hangs),
        "slowest_s": round(seen.slowest_s, 1),
        "memory_first_quarter_mb": first,
        "memory_last_quarter_mb": last,
        "memory_most_mb": max(seen.memory),
        "memory_flat": last <= first * (1 + MOST_GROWTH),
        "still_answers": answers,
        "audit_whole": whole,
    }
    rows = [[name.replace("_", " "), _said(value)] for name, value in figures.items()]
    return Report(title="Hostile uploads and bodies over HTTP", figures=figures, headers=["", "figure"], rows=rows)


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return str(value)
