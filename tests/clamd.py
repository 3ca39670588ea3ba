"""A daemon that speaks ClamAV's INSTREAM, on a Unix socket or a port of this machine; it knows one virus, EICAR's."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST_BYTES = 1024 * 1024


def answered(content: bytes) -> bytes:
    """As clamd answers."""
    if len(content) > MOST_BYTES:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


def _received(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = connection.recv(size - len(got))
        if not piece:
            raise ConnectionResetError
        got += piece
    return got


def _serve_one(connection: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    with connection:
        try:
            assert _received(connection, 10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack(">I", _received(connection, 4))[0]:
                content += _received(connection, size)
            connection.sendall(answer(content))
        except OSError:
            return


@contextmanager
def running_clamd(path: Path | None = None, answer: Callable[[bytes], bytes] = answered) -> Iterator[str]:
    """Its address, as the setting takes it: of a Unix socket when a path is given, otherwise of a port."""
    if path is None:
        listener, address = socket.create_server(("127.0.0.1", 0)), ""
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener, address = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), f"unix:{path}"
        listener.bind(str(path))
        listener.listen()
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            _serve_one(connection, answer)

    listener.settimeout(None)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        is_over.set()
        _wake(listener)
        thread.join(5)
        listener.close()


def _wake(listener: socket.socket) -> None:
    with socket.socket(listener.family, socket.SOCK_STREAM) as last:
        last.settimeout(1)
        try:
            last.connect(listener.getsockname())
        except OSError:
            return


def slow(content: bytes) -> bytes:
    time.sleep(1.0)
    return answered(content)
