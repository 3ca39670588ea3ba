"""One HTTP exchange that ends at its deadline whatever the other side does: no redirect, no proxy, no unpacking."""

from __future__ import annotations

import ssl
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpcore

from app.errors import BadSetting
from app.registries.gateway.reasons import DownReason, NoAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.registries.gateway.config import Gateway

_UNTIL: ContextVar[float] = ContextVar("until")
"""When this look-up ends, by the monotonic clock: every wait for the socket is cut to what is left."""
_KEPT_OPEN_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Connections to one gateway, shared by threads. Certificates are always verified."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(gateway),
            max_connections=None,
            max_keepalive_connections=gateway.at_once,
            keepalive_expiry=_KEPT_OPEN_S,
            network_backend=_Backend(),
        )

    def get(self, url: str, headers: Mapping[str, str], until: float) -> Reply:
        return self._send("GET", url, headers, None, until)

    def post_form(self, url: str, headers: Mapping[str, str], form: bytes, until: float) -> Reply:
        return self._send("POST", url, {"content-type": "application/x-www-form-urlencoded", **headers}, form, until)

    def close(self) -> None:
        self._pool.close()

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, until: float) -> Reply:
        token = _UNTIL.set(until)
        try:
            with _told(), self._pool.stream(method, url, **self._request(headers, body)) as response:
                return Reply(
                    status=response.status, headers=_plain(response.headers), body=self._body(response.iter_stream())
                )
        finally:
            _UNTIL.reset(token)

    def _request(self, headers: Mapping[str, str], body: bytes | None) -> dict[str, Any]:
        sent = {"accept": "application/json", "accept-encoding": "identity", **self._gateway.headers, **headers}
        connect, read = self._gateway.connect_s, self._gateway.read_s
        timeouts = {"connect": connect, "read": read, "write": read, "pool": connect}
        return {"headers": list(sent.items()), "content": body, "extensions": {"timeout": timeouts}}

    def _body(self, chunks: Iterable[bytes]) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > self._gateway.max_answer_bytes:
                raise NoAnswer(DownReason.TOO_LARGE, f"more than {self._gateway.max_answer_bytes} bytes")
        return bytes(body)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the network did, as a reason."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise NoAnswer(DownReason.SLOW, type(error).__name__, is_outage=True, may_try_again=True) from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise NoAnswer(DownReason.UNREACHABLE, type(error).__name__, is_outage=True, may_try_again=True) from error


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _ssl_context(gateway: Gateway) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=gateway.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        certificate = gateway.client_certificate
        if certificate is not None:
            password = certificate.password.read() if certificate.password else ""
            context.load_cert_chain(certificate.file, certificate.key_file, password)
    except (OSError, ValueError) as error:
        raise BadSetting(f"ZHIBAN_REGISTERS_FILE: a certificate or its key can't be used ({error})") from error
    return context


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._plain.connect_tcp(host, port, _left(timeout), local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream) -> None:
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._plain.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._plain.write(buffer, _left(timeout))

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  httpcore's own signature
        return self._plain.get_extra_info(info)


def _left(timeout: float | None) -> float:
    left = _UNTIL.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the look-up took too long")
    return left if timeout is None else min(timeout, left)
