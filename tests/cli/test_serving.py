"""`zhiban serve` as it runs: refuses what can't work, and stops without breaking off what is under way."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.accounts.keys import Keys, KeyWanted
from app.accounts.principal import Action
from app.cli import main
from app.clock import SystemClock
from app.db.engine import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

ZHIBAN = Path(sys.executable).with_name("zhiban")
HEAD = b"POST /api/v1/matches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
START_S, STOP_S = 150.0, 30.0


class Serving:
    """One `zhiban serve` of a test."""

    def __init__(self, home: Path, *arguments: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home, self.log = home, home.parent / "serve.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_")}
        environment = {**kept, "ZHIBAN_HOME": str(home), "ZHIBAN_DRAIN_SECONDS": "10"}
        with self.log.open("wb") as log:
            command = [ZHIBAN, "serve", "--port", str(self.port), *arguments]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def wait_for(self, event: str, times: int) -> None:
        end = time.monotonic() + START_S
        while self.events().count(event) < times:
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def events(self) -> list[str]:
        return [line["event"] for line in self.lines()]


@contextmanager
def _serving(home: Path, *arguments: str) -> Iterator[Serving]:
    serving = Serving(home, *arguments)
    try:
        serving.wait()
        yield serving
    finally:
        if serving.process.poll() is None:
            serving.process.terminate()
            try:
                serving.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                serving.process.kill()
                serving.process.wait()


def _key(home: Path) -> str:
    engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
    keys = Keys(engine=engine, clock=SystemClock(), known_items={})
    wanted = KeyWanted(
        client="portal", scopes=(Action.FOLLOW_CASE, Action.LIST_CASES, Action.SUBSCRIBE), districts=(), items=()
    )
    return keys.create(wanted, "test")[1]


@pytest.mark.loopback
def test_a_stop_finishes_what_is_under_way_and_ends_streams(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = _key(home)
    with _serving(home) as serving:
        serving.wait_for("worker_started", 1)
        stream = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=30)
        stream.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {key}"})
        events = stream.getresponse()
        first = events.readline()
        body = b'{"profile": {"region": "310114"}}'
        with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as slow:
            slow.sendall(HEAD % len(body) + body[:5])
            time.sleep(0.3)
            begun = time.monotonic()
            serving.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            slow.sendall(body[5:])
            answer = slow.recv(4096)
        rest = events.read()
        stream.close()
        serving.process.wait(STOP_S)

    assert (events.status, first) == (200, b"retry: 2000\n")
    assert rest is not None
    assert answer.startswith(b"HTTP/1.1 200")
    assert time.monotonic() - begun < 10
    assert serving.events()[-2:] == ["worker_stopped", "service_stopped"]
    assert {"/api/v1/events", "/api/v1/matches"} <= {line.get("route") for line in serving.lines()}


@pytest.mark.loopback
def test_several_processes_share_the_port_and_tell_their_figures_together(tmp_path: Path) -> None:
    with _serving(tmp_path / "home", "--processes", "2") as serving:
        serving.wait_for("worker_started", 2)
        asked = 20
        for _ in range(asked):
            serving.get("/nothing")
        status, page = serving.get("/metrics")
        ready, parts = serving.get("/readyz")

    figure = 'zhiban_http_request_seconds_count{method="GET",route="unmatched",status="404"}'
    counted = [float(line.split()[-1]) for line in page.decode().splitlines() if line.startswith(figure)]
    assert (status, counted) == (200, [asked])
    assert page.decode().count("zhiban_process_memory_bytes{") == 2
    assert (ready, json.loads(parts)["parts"]["worker"]) == (200, "ok")
    assert serving.events().count("service_stopped") == 2


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ZHIBAN_HOEM": "x"}, "did you mean ZHIBAN_HOME?"),
        ({"ZHIBAN_HOME": "/proc/nothing"}, "ZHIBAN_HOME: /proc/nothing can't be written to"),
        ({"ZHIBAN_DRAIN_SECONDS": "0"}, "ZHIBAN_DRAIN_SECONDS"),
        ({"ZHIBAN_METRICS_TOKEN_FILE": "/nothing"}, "ZHIBAN_METRICS_TOKEN_FILE: /nothing can't be read"),
    ],
)
def test_what_can_not_work_is_said_in_one_line_before_anything_starts(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    result = CliRunner().invoke(main, ["serve"], env={"ZHIBAN_HOME": str(tmp_path), **settings})

    assert result.exit_code == 2
    assert named in result.stderr
    assert "Traceback" not in result.stderr
