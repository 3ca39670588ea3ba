from __future__ import annotations

import http.client
import socket
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.webhooks.signing import new_secret, signed_headers
from eval.service_faults.receiver import Told, receiving
from tests.worker import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.loopback


@pytest.fixture
def told() -> Told:
    return Told(secret=new_secret())


@pytest.fixture
def port(told: Told) -> Iterator[int]:
    with receiving(told, 1) as address:
        yield int(urlsplit(address).port or 0)


def test_what_a_killed_sender_did_not_finish_is_not_taken(told: Told, port: int) -> None:
    for sent in (b"", b'{"number":'):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"POST /told HTTP/1.1\r\nhost: x\r\nwebhook-id: a-1\r\ncontent-length: 20\r\n\r\n" + sent)
            line.shutdown(socket.SHUT_WR)
            assert line.recv(100) == b""

    assert (dict(told.taken), told.unsigned) == ({}, 0)


def test_what_comes_twice_with_another_content_is_seen(told: Told, port: int) -> None:
    for body in (b"1", b"2"):
        eventually(partial(_taken, told, port, body))

    assert told.bodies == {"a-1": {b"1", b"2"}}
    assert told.unsigned == 2  # their time stamp is long past


def _taken(told: Told, port: int, body: bytes) -> bool:
    """Whether the receiver, which refuses some, took it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("POST", "/told", body, signed_headers(told.secret, "a-1", 0, body))
        connection.getresponse().read()
    except http.client.HTTPException:
        return False
    finally:
        connection.close()
    return body in told.bodies.get("a-1", set())
