"""A data-sharing gateway on this machine that answers well, or misbehaves in one way on purpose."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import ssl
import struct
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

from approval_rules.values import ValueType, comparable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.certificates import Certificate

CLIENT, SECRET = "office", "p@ss word/1"
LONG_S: Final = 20.0
"""How long a slow answer would take; a test that waited for it would be seen to."""


@dataclass(slots=True)
class GatewayServer:
    """What it knows and how it behaves may be changed while it runs.

    Attributes:
        records: JSON by the key that is asked for, or by its register and the key as a register keeps it.
        fault: how the next answers go wrong; None: they are good.
        faulty: how many more answers go wrong; None: all.
        tokens: those that are accepted; None when none is asked for.
        seen: the path of each look-up, in order.
    """

    url: str = ""
    records: dict[str, Any] = field(default_factory=dict)
    fault: Callable[[_Handler], None] | None = None
    faulty: int | None = None
    tokens: set[str] | None = None
    expires_in: int = 3600
    token_fault: Callable[[_Handler], None] | None = None
    seen: list[str] = field(default_factory=list)
    issued: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def misbehaves(self, fault: Callable[[_Handler], None] | None, times: int | None = None) -> None:
        self.fault, self.faulty = fault, times

    def next_fault(self) -> Callable[[_Handler], None] | None:
        if self.faulty is not None:
            self.faulty -= 1
            if self.faulty < 0:
                return None
        return self.fault


@contextmanager
def gateway_server(certificate: Certificate | None = None, clients: Path | None = None) -> Iterator[GatewayServer]:
    """A running gateway; with `clients`, only to those whose certificate that authority signed."""
    office = GatewayServer()

    class Bound(_Handler):
        at = office

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  a client that hangs up is no news
    if certificate is not None:
        server.socket = _tls(certificate, clients).wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme = "http" if certificate is None else "https"
    office.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        office.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _tls(certificate: Certificate, clients: Path | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key_file)
    if clients is not None:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def without_variants(key: str) -> str:
    """As a register keeps a key that printers vary."""
    return str(comparable(key, ValueType.TEXT))


class _Handler(BaseHTTPRequestHandler):
    at: GatewayServer
    protocol_version = "HTTP/1.1"
    timeout = LONG_S

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self.at.seen.append(self.path)
        fault = self.at.next_fault()
        if fault is not None:
            fault(self)
        elif self.at.tokens is not None and self._token() not in self.at.tokens:
            self.sends(json.dumps({"error": "invalid_token"}), status=401)
        else:
            self.sends(json.dumps(self.found(), ensure_ascii=False))

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:p%40ss%20word%2F1".encode()).decode()
        if self.at.token_fault is not None:
            self.at.token_fault(self)
        elif self.headers["authorization"] != wanted or form != {"grant_type": ["client_credentials"]}:
            self.sends(json.dumps({"error": "invalid_client"}), status=401)
        else:
            self.at.issued += 1
            token = f"token-{self.at.issued}"
            self.at.tokens = {token}
            self.sends(json.dumps({"access_token": token, "token_type": "bearer", "expires_in": self.at.expires_in}))

    def found(self) -> dict[str, Any]:
        """The good answer to what was asked."""
        folder, asked = unquote(self.path).split("/")[-2:]
        record = self.at.records.get(asked) or self.at.records.get(f"{folder}/{without_variants(asked)}")
        return {"code": "none"} if record is None else {"code": "ok", **record}

    def sends(self, body: str | bytes, status: int = 200, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        sent = {"content-type": "application/json; charset=utf-8", "content-length": str(len(content))}
        self.send_response(status)
        for name, value in (sent | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def drips(self, content: bytes) -> None:
        """A byte now and then, each well before any time-out for one read."""
        until = time.monotonic() + LONG_S
        while time.monotonic() < until and not self.at.stopping.wait(0.04):
            self.wfile.write(content[:1])
            self.wfile.flush()
            content = content[1:] or b" "

    def _token(self) -> str:
        return str(self.headers.get("authorization", "")).removeprefix("Bearer ")


def answers_late(handler: _Handler) -> None:
    handler.at.stopping.wait(LONG_S)


def drips_headers(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
    handler.drips(b"a" * 1000)


def drips_body(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
    handler.drips(json.dumps(handler.found()).encode())


def resets_mid_body(handler: _Handler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{"code"')
    handler.wfile.flush()
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.close_connection = True
    handler.rfile.close()
    handler.connection.close()


def ends_early(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{}")
    handler.close_connection = True


def hangs_up(handler: _Handler) -> None:
    handler.close_connection = True


def talks_no_http(handler: _Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n")
    handler.close_connection = True


def sends_a_huge_body(handler: _Handler) -> None:
    handler.sends(json.dumps({**handler.found(), "padding": "x" * 200_000}))


def sends_without_end(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
    while not handler.at.stopping.is_set():
        handler.wfile.write(b"1000\r\n" + b" " * 4096 + b"\r\n")


def sends_a_huge_header(handler: _Handler) -> None:
    handler.sends(json.dumps(handler.found()), x_padding="x" * 200_000)


def packs(handler: _Handler) -> None:
    handler.sends(gzip.compress(json.dumps(handler.found()).encode()), content_encoding="gzip")


def says_html(handler: _Handler) -> None:
    handler.sends(json.dumps(handler.found()), content_type="text/html")


def redirects(handler: _Handler) -> None:
    handler.sends("{}", status=302, location=f"{handler.at.url}/elsewhere/{handler.path.rpartition('/')[2]}")


def status(code: int, **headers: str) -> Callable[[_Handler], None]:
    """The good answer under a status that takes it back."""

    def fault(handler: _Handler) -> None:
        handler.sends(json.dumps(handler.found()), status=code, **headers)

    return fault


def body(content: str | bytes) -> Callable[[_Handler], None]:
    def fault(handler: _Handler) -> None:
        handler.sends(content)

    return fault


def changed(**changes: object) -> Callable[[_Handler], None]:
    """The good answer with other values in its record; one that is `...` is left out."""

    def fault(handler: _Handler) -> None:
        found = handler.found()
        record = {name: value for name, value in (found["data"] | changes).items() if value is not ...}
        handler.sends(json.dumps(found | {"data": record}, ensure_ascii=False))

    return fault


def dated(on: object) -> Callable[[_Handler], None]:
    """The good answer as of another day; of none when it is `...`."""

    def fault(handler: _Handler) -> None:
        found = {name: value for name, value in (handler.found() | {"asOf": on}).items() if value is not ...}
        handler.sends(json.dumps(found, ensure_ascii=False))

    return fault
