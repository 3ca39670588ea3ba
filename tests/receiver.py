"""A receiver of webhooks on this machine that behaves as it is told, badly for the most part."""

from __future__ import annotations

import socket
import ssl
import struct
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.certificates import Certificate

SLOW_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def subscription(self) -> str:
        return self.id.rpartition("-")[0]


@dataclass(slots=True)
class Receiver:
    """Paths: /ok, /fail, /flaky (fails once for each id), /hang, /drip, /reset, /redirect, /gone, /huge, /held.

    `taken` are those it answered with 200; /held waits for `let_go` before it answers, /first-held only the first time.
    """

    url: str = ""
    seen: list[Received] = field(default_factory=list)
    taken: list[Received] = field(default_factory=list)
    let_go: Event = field(default_factory=Event)
    most_at_once: Counter[str] = field(default_factory=Counter)
    """By subscription."""
    _at_once: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def ids(self) -> list[str]:
        return [one.id for one in self.taken]

    def enter(self, one: Received) -> int:
        """How often this id was seen, this time included."""
        with self._lock:
            self.seen.append(one)
            self._at_once[one.subscription] += 1
            self.most_at_once |= self._at_once
            return sum(other.id == one.id for other in self.seen)

    def is_first(self, one: Received) -> bool:
        """Whether it is the first of its subscription."""
        with self._lock:
            return next(other for other in self.seen if other.subscription == one.subscription) is one

    def leave(self, one: Received) -> None:
        with self._lock:
            self._at_once[one.subscription] -= 1


@contextmanager
def running_receiver(certificate: Certificate | None = None) -> Iterator[Receiver]:
    """With a certificate it speaks https."""
    receiver = Receiver()

    class Handler(_Handler):
        of = receiver

    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file, certificate.key_file)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        receiver.url = receiver.url.replace("http:", "https:")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    """A connection that finds the queue full is tried again after a second, which is long for a sender in a hurry."""


class _Handler(BaseHTTPRequestHandler):
    of: ClassVar[Receiver]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(path=self.path, headers=headers, body=body)
        times = self.of.enter(received)
        try:
            self._behave(received, times)
        except OSError:
            self.close_connection = True
        finally:
            self.of.leave(received)

    def _behave(self, received: Received, times: int) -> None:
        if self.path == "/held" or (self.path == "/first-held" and self.of.is_first(received)):
            self.of.let_go.wait(60)
        match self.path:
            case "/fail":
                self._answer(500)
            case "/flaky" if times == 1:
                self._answer(503)
            case "/hang":
                self.of.let_go.wait(5)
            case "/drip":
                self._drip()
            case "/reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
            case "/redirect":
                self._answer(307, ("location", f"{self.of.url}/ok"))
            case "/gone":
                self._answer(410)
            case "/huge":
                self._take(received, b"x" * 10_000_000)
            case _:
                self._take(received)

    def _take(self, received: Received, body: bytes = b"ok") -> None:
        self.of.taken.append(received)
        self._answer(200, body=body)

    def _answer(self, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A header line that never ends, one byte at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not self.of.let_go.wait(SLOW_S):
            self.wfile.write(b"a")
            self.wfile.flush()

    def log_message(self, *_arguments: object) -> None:
        pass
