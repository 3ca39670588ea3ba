"""ClamAV is asked over its own protocol; without a plain answer no file counts as clean."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.storage.clamav import ClamAv
from app.storage.errors import ScannerUnavailable
from tests.clamd import EICAR, MOST_BYTES, running_clamd, slow

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def path() -> Iterator[Path]:
    """Of a Unix socket: short enough for every system."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "clamd.ctl"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"a licence", ""),
        (b"", ""),
        (b"x" * 300_000, ""),
        (EICAR, "Eicar-Test-Signature"),
        (b"x" * 65_530 + EICAR, "Eicar-Test-Signature"),
    ],
)
def test_a_file_is_scanned_over_a_unix_socket(path: Path, content: bytes, found: str) -> None:
    with running_clamd(path) as address:
        assert ClamAv(address, 5).scan(content) == found


@pytest.mark.loopback
def test_a_file_is_scanned_over_tcp() -> None:
    with running_clamd() as address:
        assert [ClamAv(address, 5).scan(one) for one in (b"a licence", EICAR)] == ["", "Eicar-Test-Signature"]


def test_a_scanner_that_is_down_lets_nothing_in(path: Path) -> None:
    with pytest.raises(ScannerUnavailable, match="gives no answer"):
        ClamAv(f"unix:{path}", 1).scan(b"a licence")


@pytest.mark.loopback
def test_a_port_where_nobody_listens_lets_nothing_in() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(ScannerUnavailable, match="refused"):
        ClamAv(f"127.0.0.1:{port}", 1).scan(b"a licence")


def test_a_scanner_that_is_slow_lets_nothing_in(path: Path) -> None:
    with running_clamd(path, slow) as address, pytest.raises(ScannerUnavailable, match="gives no answer"):
        ClamAv(address, 0.1).scan(b"a licence")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"stream: Can't open file ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK\0stream: Eicar FOUND\0",
        b"OK\0",
        b"\xff\xfe\0",
    ],
)
def test_an_answer_that_says_neither_lets_nothing_in(path: Path, answer: bytes) -> None:
    with running_clamd(path, lambda _content: answer) as address:
        if answer == b"stream: OK":
            assert ClamAv(address, 5).scan(b"x") == ""
        else:
            with pytest.raises(ScannerUnavailable, match="no file is taken in unscanned"):
                ClamAv(address, 5).scan(b"x")


def test_a_file_larger_than_the_scanner_takes_is_not_let_in(path: Path) -> None:
    with running_clamd(path) as address, pytest.raises(ScannerUnavailable, match="size limit exceeded"):
        ClamAv(address, 5).scan(b"x" * (MOST_BYTES + 1))
