"""`zhiban serve` and `zhiban worker` as installed, in processes of their own, and the requests they are sent."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.serving.processes import cpu_seconds, tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOST: Final = "127.0.0.1"
ZHIBAN: Final = Path(sys.executable).with_name("zhiban")
APPLICATIONS: Final = "/api/v1/applications"
READY: Final = "/healthz"
_START_S: Final = 90.0
_STOP_S: Final = 20.0
_LOOK_S: Final = 0.05
_IDLE_S: Final = 12.0
_IDLE_LOOK_S: Final = 0.5
_IDLE_SHARE: Final = 0.25
"""Of one processor: two processes that wait for work use a tenth; what they do at their start takes a whole one."""


class ServiceFailed(RuntimeError):
    """The measured service didn't start, or gave another answer than it owes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a measured installation is: its folder, its database, and settings beside these."""

    home: Path
    database_url: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_")}
        models = {name: value for name, value in os.environ.items() if name == "ZHIBAN_MODELS_DIR"}
        own = {"ZHIBAN_HOME": str(self.home), "ZHIBAN_DATABASE_URL": self.database_url}
        return kept | models | own | dict(self.settings)


@dataclass(slots=True, kw_only=True)
class Command:
    """One `zhiban …` that runs on, with all its processes."""

    place: Place
    arguments: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own command  # nosec B603
                [ZHIBAN, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.place.environment(),
                start_new_session=True,
            )

    def pids(self) -> tuple[int, ...]:
        return () if self.process is None else tree(self.process.pid)

    def kill(self) -> None:
        """End all its processes at once, as a machine that loses power does."""
        process = self._running()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(_STOP_S)

    def stop(self) -> None:
        """Ask it to end, and end it when it doesn't."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_STOP_S)
        self.kill()

    def check(self) -> None:
        """Raises ServiceFailed with its last words when it has ended."""
        status = self._running().poll()
        if status is not None:
            raise ServiceFailed(f"`zhiban {' '.join(self.arguments)}` ended with status {status}: {self.last_words()}")

    def last_words(self) -> str:
        return " ".join(self.log.read_text(encoding="utf-8", errors="replace").split())[-400:]

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise ServiceFailed("it was never started")
        return self.process


@dataclass(slots=True, kw_only=True)
class Server(Command):
    port: int

    def wait_until_ready(self) -> float:
        """Seconds until it answered that it can decide."""
        began = time.perf_counter()
        while time.perf_counter() - began < _START_S:
            self.check()
            if is_ready(self.port):
                return time.perf_counter() - began
            time.sleep(_LOOK_S)
        raise ServiceFailed(f"the service doesn't answer after {_START_S:.0f} s: {self.last_words()}")

    def wait_until_idle(self, most_s: float = 180.0) -> None:
        """Wait until what it does in the background after its start is done: the assistant opens some seconds later."""
        began, idle = time.perf_counter(), 0.0
        while idle < _IDLE_S and time.perf_counter() - began < most_s:
            before = cpu_seconds(self.pids())
            time.sleep(_IDLE_LOOK_S)
            is_idle = cpu_seconds(self.pids()) - before < _IDLE_SHARE * _IDLE_LOOK_S
            idle = idle + _IDLE_LOOK_S if is_idle else 0.0


def server(place: Place, processes: int = 1) -> Server:
    """A server that isn't started yet, on a port that was free a moment ago."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    several = () if processes == 1 else ("--processes", str(processes))
    arguments = ("serve", "--host", HOST, "--port", str(port), *several)
    return Server(place=place, arguments=arguments, log=place.home / "server.log", port=port)


@contextmanager
def serving(place: Place, processes: int = 1) -> Iterator[Server]:
    """A server that answers, stopped when the block ends."""
    one = server(place, processes)
    one.start()
    try:
        one.wait_until_ready()
        yield one
    finally:
        one.stop()


def is_ready(port: int, patience_s: float = 5.0) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=patience_s)
    try:
        connection.request("GET", READY)
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def submission(claim: Mapping[str, object], key: str, authorization: str = "", prefer: str = "") -> bytes:
    """The whole request that hands an application in, its key making it once."""
    body = json.dumps(claim, ensure_ascii=False).encode()
    head = [
        f"POST {APPLICATIONS} HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Idempotency-Key: {key}",
        *([f"Authorization: {authorization}"] if authorization else []),
        *([f"Prefer: {prefer}"] if prefer else []),
        "",
        "",
    ]
    return "\r\n".join(head).encode() + body
