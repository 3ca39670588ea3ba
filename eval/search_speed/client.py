"""People who ask a running server over HTTP, and how long each of them waits."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from eval.search_speed.server import READY, SEARCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SESSIONS: Final = "/api/v1/assistant/sessions"
_PATIENCE_S: Final = 120.0
_STOP_S: Final = 20.0


class ServerFailed(RuntimeError):
    """The measured server didn't start, or gave another answer than expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Milliseconds until the first words of an answer, and until its end."""

    first_words: float
    whole: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs. `start_s` is how long it took to read the texts and index their wording."""

    process: subprocess.Popen[str]
    port: int
    start_s: float

    def memory_mb(self) -> int:
        """Physical memory in use."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))

    def search(self, question: str) -> float:
        """Milliseconds of one bare search."""
        began = time.perf_counter()
        connection = self._connection()
        connection.request("GET", f"{SEARCH}?question={quote(question)}")
        _expect(connection.getresponse(), HTTPStatus.OK).read()
        connection.close()
        return (time.perf_counter() - began) * 1000

    def ask(self, question: str) -> Waits:
        """Ask in a conversation of one's own, and read the stream of the reply."""
        connection = self._connection()
        connection.request("POST", SESSIONS, "{}", {"content-type": "application/json"})
        begun = json.loads(_expect(connection.getresponse(), HTTPStatus.CREATED).read())
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream",
            "authorization": f"Bearer {begun['token']}",
        }
        began = time.perf_counter()
        connection.request(
            "POST", f"{SESSIONS}/{begun['session_id']}/turns", json.dumps({"question": question}), headers
        )
        stream = _expect(connection.getresponse(), HTTPStatus.OK)
        first = None
        while line := stream.readline():
            if first is None and line.startswith(b"event: sentence"):
                first = (time.perf_counter() - began) * 1000
        whole = (time.perf_counter() - began) * 1000
        connection.close()
        if first is None:
            raise ServerFailed(f"no words came in the answer to {question}")
        return Waits(first_words=first, whole=whole)

    def ask_at_once(self, questions: Sequence[str], people: int) -> list[Waits]:
        """So many people, each asking the next question as soon as the last one was answered."""
        with ThreadPoolExecutor(people) as pool:
            return list(pool.map(self.ask, questions))

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)


@contextmanager
def running(folder: Path, passages: int) -> Iterator[Server]:
    """A server over the index in `folder`, ended when the block ends."""
    command = [sys.executable, "-m", "eval.search_speed.server", str(folder), str(passages)]
    said = folder / "server.log"
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603  our own module  # nosec B603
    try:
        yield _ready(process, said)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[str], said: Path) -> Server:
    for line in process.stdout or ():
        if line.startswith(READY):
            port, _, rest = line.removeprefix(READY).partition(" after ")
            return Server(process=process, port=int(port), start_s=float(rest.split()[0]))
    status, last = process.wait(), said.read_text(encoding="utf-8").strip().splitlines()[-1:]
    raise ServerFailed(f"the server ended with status {status} before it listened: {''.join(last)}")


def _expect(response: http.client.HTTPResponse, status: HTTPStatus) -> http.client.HTTPResponse:
    if response.status != status:
        raise ServerFailed(f"status {response.status}: {response.read()[:300].decode(errors='replace')}")
    return response
