"""A real server on a socket of its own: killed at the worst moments, left by its clients, asked by many at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.conversation import Asker, begin, events
from tests.website import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = """
import sys, time
from pathlib import Path
import uvicorn
from app.assistant.sessions import service
from tests.website import build_site

home, path, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
answer = service.answer

def slow(*given, **more):
    (home / "answering").touch()
    time.sleep(seconds)
    return answer(*given, **more)

service.answer = slow
uvicorn.run(build_site(home), uds=path, log_level="error")
"""
START_S, ANSWER_S = 60, 60


@dataclass
class Server:
    """Started on the same folder again, it has what the one before had."""

    home: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    clients: list[httpx2.Client] = field(default_factory=list)

    def start(self, seconds: float = 0.0) -> httpx2.Client:
        """Start one whose answers take so long, and wait until it is there."""
        path = str(self.home / f"{len(self.started)}.sock")
        (self.home / "answering").unlink(missing_ok=True)
        root = Path(__file__).parents[2]
        self.started.append(
            subprocess.Popen([sys.executable, "-c", SERVER, str(self.home), path, str(seconds)], cwd=root)
        )
        client = httpx2.Client(transport=httpx2.HTTPTransport(uds=path), base_url="http://zhiban", timeout=ANSWER_S)
        self.clients.append(client)
        _wait_for(lambda: self._is_up(path), START_S)
        return client

    def kill(self) -> None:
        self.started[-1].send_signal(signal.SIGKILL)
        self.started[-1].wait()

    def is_answering(self) -> bool:
        return (self.home / "answering").exists()

    def _is_up(self, path: str) -> bool:
        assert self.started[-1].poll() is None, "the server did not start"
        with suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
            knock.connect(path)
            return True
        return False


def _wait_for(is_so: Any, seconds: float) -> None:  # noqa: ANN401  a claim
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path)
    yield one
    for client in one.clients:
        client.close()
    for process in one.started:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def test_a_turn_accepted_and_not_yet_answered_survives_a_kill(server: Server) -> None:
    asker = begin(client=server.start(ANSWER_S))
    asking = threading.Thread(target=_asked_in_vain, args=(asker,))
    asking.start()
    _wait_for(server.is_answering, ANSWER_S)
    server.kill()
    asking.join()

    again = Asker(server.start(), asker.path, asker.token)

    waiting = again.turns()
    told = again.events(1)
    assert [(turn["number"], turn["question"], turn["state"]) for turn in waiting] == [(1, KNOWN, "accepted")]
    assert [one["name"] for one in told] == ["begun", "sentence", "citation", "done"]
    assert again.ask(KNOWN, key="k").json()["number"] == 1
    assert len(again.turns()) == 1


def _asked_in_vain(asker: Asker) -> None:
    with suppress(httpx2.TransportError):
        asker.stream(KNOWN, key="k")


def test_a_stream_cut_off_by_a_kill_goes_on_where_it_was(server: Server) -> None:
    asker = begin(client=server.start())
    before = asker.stream(KNOWN)
    server.kill()

    again = Asker(server.start(), asker.path, asker.token)

    for last in range(1, len(before)):
        assert before[:last] + again.events(1, str(last)) == before


def test_twenty_who_ask_at_once_are_answered_at_once(server: Server) -> None:
    client = server.start(0.5)
    askers = [begin(client=client) for _ in range(20)]
    told: list[list[dict[str, Any]]] = []
    threads = [threading.Thread(target=lambda one=one: told.append(one.stream(KNOWN))) for one in askers]

    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert time.monotonic() - begun < 5, "one after the other takes ten seconds"
    assert [[one["name"] for one in each] for each in told] == [["begun", "sentence", "citation", "done"]] * 20


def test_who_goes_away_costs_nobody_anything_and_finds_the_answer_later(server: Server) -> None:
    client = server.start(0.4)
    asker = begin(client=client)
    leaving = httpx2.Timeout(5, read=0.1)

    for _ in range(10):
        with pytest.raises(httpx2.ReadTimeout):
            client.post(
                f"{asker.path}/turns",
                json={"question": KNOWN},
                headers=asker.headers | {"accept": "text/event-stream"},
                timeout=leaving,
            ).read()

    _wait_for(lambda: all(turn["state"] == "answered" for turn in asker.turns()), ANSWER_S)
    assert len(asker.turns()) == 10
    assert events(asker.get("/turns/10/events").text)[-1]["name"] == "done"
