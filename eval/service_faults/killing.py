"""Kills server, worker and database at random moments, and has each started again."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from eval.serving.databases import SQLITE
from eval.serving.installation import place_of
from eval.serving.service import Command, server

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from eval.serving.databases import Database
    from eval.serving.service import Server

_SHORTEST_S, _LONGEST_S = 0.05, 1.5
"""Of the time between one start and the next kill."""
_TOLD_EVERY: Final = 20


class Kill(StrEnum):
    SERVER = "server"
    WORKER = "worker"
    BOTH = "both"
    DATABASE = "database"
    """Of PostgreSQL alone: stopped at once and started, as after a power cut."""


@dataclass(slots=True, kw_only=True)
class Installation:
    """Everything that runs. `worker` is None where the server does its work."""

    where: Database
    server: Server
    worker: Command | None

    def kinds(self) -> tuple[Kill, ...]:
        workers = (Kill.WORKER, Kill.BOTH) if self.worker is not None else ()
        databases = (Kill.DATABASE,) if self.where.cluster is not None else ()
        return (Kill.SERVER, Kill.SERVER, *workers, *databases)

    def start(self) -> None:
        self.server.start()
        if self.worker is not None:
            self.worker.start()
        self.server.wait_until_ready()

    def stop(self) -> None:
        self.server.stop()
        if self.worker is not None:
            self.worker.stop()


@dataclass(slots=True)
class Killed:
    kinds: Counter[Kill] = field(default_factory=Counter)
    back_after_s: list[float] = field(default_factory=list)


def installed(where: Database) -> Installation:
    """A server, and beside PostgreSQL a worker: with SQLite the server has one inside it. None of it runs yet."""
    place, worker = place_of(where), None
    if where.kind != SQLITE:
        worker = Command(place=place, arguments=("worker",), log=where.home / "worker.log")
    return Installation(where=where, server=server(place), worker=worker)


def kill(installation: Installation, kills: int, chance: Random, tell: Callable[[str], None]) -> Killed:
    """So many kills, each at a random moment after the last one was got over; everything runs at the end."""
    killed = Killed()
    for number in range(1, kills + 1):
        time.sleep(chance.uniform(_SHORTEST_S, _LONGEST_S))
        kind = chance.choice(installation.kinds())
        began = time.perf_counter()
        _kill(installation, kind)
        installation.server.wait_until_ready()
        killed.kinds[kind] += 1
        killed.back_after_s.append(time.perf_counter() - began)
        if number % _TOLD_EVERY == 0 or number == kills:
            tell(f"  {number} of {kills} kills")
    return killed


def _kill(installation: Installation, kind: Kill) -> None:
    server, worker, cluster = installation.server, installation.worker, installation.where.cluster
    if kind is Kill.DATABASE and cluster is not None:
        cluster.crash_and_restart()
        return
    doomed: list[Command] = [server] if kind in {Kill.SERVER, Kill.BOTH} else []
    if worker is not None and kind in {Kill.WORKER, Kill.BOTH}:
        doomed.append(worker)
    for one in doomed:
        one.kill()
    for one in doomed:
        one.start()
