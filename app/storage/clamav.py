"""Asks a ClamAV daemon about a file: INSTREAM of clamd's protocol, over a Unix socket or TCP."""

from __future__ import annotations

import re
import socket
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from app.storage.errors import ScannerUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES: Final = 64 * 1024
_MOST_REPLY_BYTES: Final = 4096
_UNSCANNED: Final = "the virus scanner {}, and no file is taken in unscanned; try again in a moment"
_REPLY: Final = re.compile(r"stream: (?:(?P<clean>OK)|(?P<found>[^\x00\n]{1,200}) FOUND)[\x00\n]?")


class ClamAv:
    """One connection a file.

    Args:
        address: `unix:/run/clamav/clamd.ctl`, or `host:port`.
        seconds: that connecting, and each sending and waiting, may take.
    """

    def __init__(self, address: str, seconds: float) -> None:
        self._address, self._seconds = address, seconds

    def scan(self, content: bytes) -> str:
        """What was found in the bytes; empty when nothing was.

        Raises:
            ScannerUnavailable: there is no answer, or none that says either; the file must not be taken in.
        """
        try:
            with self._connected() as connection:
                connection.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), _CHUNK_BYTES):
                    chunk = content[at : at + _CHUNK_BYTES]
                    connection.sendall(struct.pack(">I", len(chunk)) + chunk)
                connection.sendall(struct.pack(">I", 0))
                reply = _reply(connection)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ScannerUnavailable(_UNSCANNED.format(f"gives no answer ({reason})")) from error
        said = _REPLY.fullmatch(reply)
        if said is None:
            raise ScannerUnavailable(_UNSCANNED.format(f"answered “{reply.strip(chr(0))[:80]}”"))
        return said["found"] or ""

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        if self._address.startswith("unix:"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._seconds)
                connection.connect(self._address.removeprefix("unix:"))
                yield connection
        else:
            host, _, port = self._address.rpartition(":")
            with socket.create_connection((host, int(port)), timeout=self._seconds) as connection:
                yield connection


def _reply(connection: socket.socket) -> str:
    reply = b""
    while len(reply) < _MOST_REPLY_BYTES and not reply.endswith((b"\0", b"\n")):
        piece = connection.recv(_MOST_REPLY_BYTES)
        if not piece:
            break
        reply += piece
    return reply.decode("utf-8", "replace")
