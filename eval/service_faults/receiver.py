"""A receiver of webhooks that is slow, answers errors and hangs up, and remembers what it was told."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from app.webhooks.errors import BadSignature
from app.webhooks.signing import ID, verify
from eval.serving.service import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOWEST_S: Final = 1.0
_REFUSED_SHARE: Final = 0.02
_CUT_SHARE: Final = 0.01
"""Of the requests; what was refused is sent again later, and later still at each further try."""


@dataclass(slots=True)
class Told:
    """Deliveries taken, by id: how often, and with what. `unsigned` are those whose signature is not right."""

    taken: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    refused: int = 0
    unsigned: int = 0
    secret: str = ""
    _lock: Lock = field(default_factory=Lock)

    def take(self, id_: str, body: bytes) -> None:
        with self._lock:
            self.taken[id_] += 1
            self.bodies.setdefault(id_, set()).add(body)

    def refuse(self) -> None:
        with self._lock:
            self.refused += 1

    def note_unsigned(self) -> None:
        with self._lock:
            self.unsigned += 1


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed hangs up: that is what is tried here."""


@contextmanager
def receiving(told: Told, seed: int) -> Iterator[str]:
    """The address to send to."""
    chance = Random(seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            body = self.rfile.read(length)
            if len(body) < length:  # its sender was killed before it had sent it all
                self.close_connection = True
                return
            time.sleep(chance.random() ** 4 * _SLOWEST_S)
            drawn = chance.random()
            if drawn < _REFUSED_SHARE:
                told.refuse()
                self._answer(503)
            elif drawn < _REFUSED_SHARE + _CUT_SHARE:
                told.refuse()
                self.close_connection = True
            else:
                self._take(body)
                self._answer(204)

        def _take(self, body: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                verify(told.secret, headers, body, time.time())
            except BadSignature:
                told.note_unsigned()
            told.take(headers[ID], body)

        def _answer(self, status: int) -> None:
            with suppress(OSError):
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
            """Say nothing."""

    server = _Quiet((HOST, 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/told"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
