from __future__ import annotations

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from eval.service_load.offering import offer
from eval.service_load.searching import Step
from eval.serving.service import submission

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

pytestmark = pytest.mark.loopback

ONE_ANSWER_S = 0.05


@contextmanager
def answering(status: int, *, seconds: float = 0.0, at_once: bool = True) -> Iterator[int]:
    """A server that answers after some time, one request after the other unless at once; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(seconds)
            self.send_response(status)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            if not at_once:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
            """Say nothing."""

    class Server(ThreadingHTTPServer if at_once else OneAfterTheOther):  # type: ignore[misc]
        daemon_threads = True
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


class OneAfterTheOther(ThreadingHTTPServer):
    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        self.finish_request(request, client_address)
        self.shutdown_request(request)


def requests() -> Iterator[bytes]:
    return (submission({"item": "x"}, f"{number}") for number in range(100_000))


def test_every_request_is_sent_and_its_answer_counted() -> None:
    with answering(201) as port:
        offered = offer(port, requests(), rate=200, count=100)

    assert (offered.due, offered.accepted, offered.errors) == (100, 100, 0)
    assert len(offered.waits) == 100


def test_requests_are_sent_at_their_rate_whatever_the_answers_do() -> None:
    with answering(201, seconds=0.3) as port:
        offered = offer(port, requests(), rate=100, count=100)

    assert offered.seconds < 3
    assert 290 < offered.ms(0.5) < 600


def test_a_service_that_falls_behind_is_seen_to_fall_behind() -> None:
    with answering(201, seconds=ONE_ANSWER_S, at_once=False) as port:
        offered = offer(port, requests(), rate=2 / ONE_ANSWER_S, count=40)

    assert offered.ms(0.95) > 10 * ONE_ANSWER_S * 1000


def test_other_answers_and_none_are_errors() -> None:
    with answering(503) as port:
        refused = offer(port, requests(), rate=100, count=20)
    nobody = offer(port, requests(), rate=100, count=20)

    assert (refused.accepted, refused.errors) == (0, 20)
    assert "503" in refused.first_error
    assert (nobody.accepted, nobody.errors) == (0, 20)


def test_a_rate_is_kept_only_without_errors_and_within_the_promise() -> None:
    with answering(201) as port:
        quick = offer(port, requests(), rate=100, count=20)
    with answering(201, seconds=0.15) as port:
        slow = offer(port, requests(), rate=100, count=20)

    assert Step(rate=100, offered=quick, service_cpu=0, database_cpu=0).is_kept
    assert not Step(rate=100, offered=slow, service_cpu=0, database_cpu=0).is_kept
