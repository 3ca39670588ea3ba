"""A worker of durable work around a test's office, in this process or in one of its own that can be killed.

`python -m tests.worker HOME DATABASE_URL [slow]` is the latter; `slow` has it take its time over every reading.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.settings import Settings
from app.work.patience import Patience
from app.work.service import open_work
from tests.office import NOW, open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from app.flows.approve import Office
    from app.work.service import Work
    from app.work.sweeps import Sweep
    from extractors.result import Extraction

QUICK = Patience(
    look_every_s=0.05,
    adopt_every_s=0.1,
    reading_wait_s=0.01,
    reading_limit_s=5.0,
    webhook_tries=3,
    webhook_wait_s=0.05,
    webhook_longest_wait_s=0.2,
    webhook_limit_s=0.5,
)


class RunningClock:
    """The time of the office's day, going on."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self._begun)


def settings_of(home: Path, database_url: str = "") -> Settings:
    return Settings(home=home, database_url=database_url, webhook_networks="127.0.0.0/8", webhook_http=True)


def running_office(home: Path) -> Office:
    return replace(open_office(home), clock=RunningClock())


@contextmanager
def working(
    office: Office, home: Path, patience: Patience = QUICK, sweeps: Sequence[Sweep] = (), url: str = ""
) -> Iterator[Work]:
    work = open_work(settings_of(home, url), office, patience=patience, sweeps=sweeps)
    work.start()
    try:
        yield work
    finally:
        work.stop(5)


def eventually(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until it holds; fails when it doesn't within that time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"did not come about within {seconds:g} s"
        time.sleep(0.02)


@contextmanager
def worker_process(home: Path, database_url: str = "", *, slow: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [sys.executable, "-m", "tests.worker", str(home), database_url, *(["slow"] if slow else [])]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1])
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


class SlowReader:
    """Reads as the office's reader does, after a while; says beside the database that it began."""

    def __init__(self, office: Office, home: Path) -> None:
        self._reader, self._home = office.extractor, home

    def extract(self, source: bytes, name: str) -> Extraction:
        (self._home / f"began-{os.getpid()}").touch()
        time.sleep(3)
        return self._reader.extract(source, name)


def main() -> None:
    home, url, *slow = Path(sys.argv[1]), *sys.argv[2:]
    office = running_office(home)
    if slow:
        office = replace(office, extractor=SlowReader(office, home))
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    with working(office, home, url=url):
        stopped.wait()


if __name__ == "__main__":
    main()
