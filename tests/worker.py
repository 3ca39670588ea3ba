"""A worker of durable work around a test's office, in this process or in one of its own that can be killed.

`python -m tests.worker HOME DATABASE_URL MANNER SMTP_URL` is the latter.
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
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from app.settings import Settings
from app.work.patience import Patience
from app.work.service import open_work
from tests.office import NOW, open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from app.flows.office import Office
    from app.work.service import Work
    from app.work.sweeps import Sweep
    from extractors.result import Extraction

ROOT: Final = Path(__file__).parents[1]
QUICK: Final = Patience(
    look_every_s=0.05,
    adopt_every_s=0.2,
    most_recoveries=1,
    reading_wait_s=0.01,
    reading_limit_s=60.0,
    webhook_tries=3,
    webhook_wait_s=0.05,
    webhook_longest_wait_s=0.2,
    webhook_limit_s=2.0,
    mail_tries=3,
    mail_wait_s=0.05,
    mail_longest_wait_s=0.2,
    mail_limit_s=1.0,
)


class Manner(StrEnum):
    """How the reader of a worker process reads."""

    AT_ONCE = "at_once"
    HANGS = "hangs"
    DIES = "dies"
    """And its process with it."""


class RunningClock:
    """The time of the office's day, going on."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self._begun)


class Reader:
    """Reads as the office's reader does; notes in a file each reading that begins, a line each with its process."""

    def __init__(self, office: Office, home: Path, manner: Manner) -> None:
        self._reader, self._notes, self._manner = office.extractor, home / "readings", manner

    def extract(self, source: bytes, name: str) -> Extraction:
        with self._notes.open("a") as notes:
            notes.write(f"{os.getpid()}\n")
        match self._manner:
            case Manner.HANGS:
                time.sleep(60)
            case Manner.DIES:
                os.kill(os.getpid(), signal.SIGKILL)
            case Manner.AT_ONCE:
                pass
        return self._reader.extract(source, name)


def readers(home: Path) -> list[str]:
    """The process of each reading that was begun."""
    notes = home / "readings"
    return notes.read_text().split() if notes.exists() else []


def settings_of(home: Path, database_url: str = "", smtp_url: str = "") -> Settings:
    return Settings(
        home=home,
        database_url=database_url,
        webhook_networks="127.0.0.0/8",
        webhook_http=True,
        smtp_url=SecretStr(smtp_url),
        mail_from="智办 <notices@zhiban.example.cn>",
        public_url="https://zhiban.example.cn",
    )


def running_office(home: Path, database_url: str = "", manner: Manner = Manner.AT_ONCE) -> Office:
    office = open_office(home, database_url)
    return replace(office, clock=RunningClock(), extractor=Reader(office, home, manner))


@contextmanager
def working(
    office: Office,
    home: Path,
    *,
    patience: Patience = QUICK,
    sweeps: Sequence[Sweep] = (),
    database_url: str = "",
    smtp_url: str = "",
) -> Iterator[Work]:
    work = open_work(settings_of(home, database_url, smtp_url), office, patience=patience, sweeps=sweeps)
    work.start()
    try:
        yield work
    finally:
        work.stop(5)


def eventually(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until it holds; fails when it doesn't within that time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"did not come about within {seconds:g} s"
        time.sleep(0.02)


@contextmanager
def worker_process(
    home: Path, database_url: str = "", manner: Manner = Manner.AT_ONCE, smtp_url: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [sys.executable, "-m", "tests.worker", str(home), database_url, manner.value, smtp_url]
    process = subprocess.Popen(arguments, cwd=ROOT)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As `kill -9` does."""
    process.kill()
    process.wait()


def main() -> None:
    home, database_url, manner, smtp_url = Path(sys.argv[1]), sys.argv[2], Manner(sys.argv[3]), sys.argv[4]
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    office = running_office(home, database_url, manner)
    with working(office, home, database_url=database_url, smtp_url=smtp_url):
        stopped.wait()


if __name__ == "__main__":
    main()
