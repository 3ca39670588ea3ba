"""Sends one signed request and says what came of it; whatever the receiver does, it takes no longer than its limit."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import httpcore

from app.webhooks.signing import signed_headers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from app.webhooks.reach import Reach

AT_ONCE: Final = 8
"""Requests to one receiver."""
GONE: Final = 410

_MAX_ANSWER_BYTES: Final = 64 * 1024
_FEWEST_OK, _MOST_OK = 200, 299


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent: `id` is the same at each try."""

    id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`status` is None when there was no answer; `failure` is empty when it was taken."""

    status: int | None
    failure: str = ""

    @property
    def is_taken(self) -> bool:
        return not self.failure

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


class Line:
    """Connections to one receiver, kept while there is something to send."""

    def __init__(self, pool: httpcore.AsyncConnectionPool, url: str, secret: str, limit_s: float) -> None:
        self._pool, self._url, self._secret, self._limit_s = pool, url, secret, limit_s

    async def send(self, letter: Letter, timestamp: int) -> Outcome:
        try:
            async with asyncio.timeout(self._limit_s):
                return await self._send(letter, timestamp)
        except TimeoutError:
            return Outcome(status=None, failure=f"no answer within {self._limit_s:g} s")
        except _NotPermitted as error:
            return Outcome(status=None, failure=str(error))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            return Outcome(status=None, failure=f"no answer: {type(error).__name__}")

    async def _send(self, letter: Letter, timestamp: int) -> Outcome:
        headers = {
            "content-type": "application/json",
            "user-agent": "zhiban-webhooks/1",
            **signed_headers(self._secret, letter.id, timestamp, letter.body),
        }
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        async with self._pool.stream("POST", self._url, headers=sent, content=letter.body) as answer:
            size = 0
            async for piece in answer.aiter_stream():
                size += len(piece)
                if size > _MAX_ANSWER_BYTES:
                    break
            return _outcome(answer.status)


@asynccontextmanager
async def open_line(url: str, secret: str, reach: Reach, limit_s: float) -> AsyncIterator[Line]:
    pool = httpcore.AsyncConnectionPool(
        ssl_context=_trust(reach.ca_file),
        max_connections=AT_ONCE,
        max_keepalive_connections=AT_ONCE,
        network_backend=_Permitted(reach),
    )
    async with pool:
        yield Line(pool, url, secret, limit_s)


def _outcome(status: int) -> Outcome:
    if _FEWEST_OK <= status <= _MOST_OK:
        return Outcome(status=status)
    return Outcome(status=status, failure=f"answered {status}")


class _NotPermitted(Exception):
    """The receiver's name leads to an address that webhooks may not reach."""


class _Permitted(httpcore.AnyIOBackend):
    """Connects to addresses that may be reached, and to no other, whatever a name leads to at this moment."""

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self._reach = reach

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  as it is declared there
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await self._address(host, port)
        return await super().connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  as it is declared there
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del path, timeout, socket_options
        raise _NotPermitted("a webhook goes to no socket of this machine")

    async def _address(self, host: str, port: int) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        for address in addresses:
            if not self._reach.permits(address):
                raise _NotPermitted(f"{host} leads to {address}, which webhooks may not reach")
        return addresses[0]


@cache
def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context
