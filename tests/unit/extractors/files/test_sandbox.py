from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eval.fuzzing.hostile import hostile_files, png_of
from eval.fuzzing.pdfs import pdf, text
from eval.fuzzing.seeds import sound_files
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.limits import Limits
from extractors.files.load import load
from extractors.files.pool import ParserPool
from extractors.files.sandbox import ParserProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = b"0 0 m 500 800 l S\n" * 400_000


@pytest.fixture(scope="module")
def parser() -> Iterator[ParserProcess]:
    with ParserProcess() as started:
        yield started


def pid_of(parser: ParserProcess) -> int:
    assert parser._worker is not None
    return parser._worker._process.pid


def refusal(parser: ParserProcess, data: bytes, name: str, limits: Limits) -> FileProblem:
    with pytest.raises(UnreadableFile) as refused:
        list(parser.pages(data, name, limits))
    return refused.value.reason


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("name", ["photo.jpg", "phone.heic", "scan.tiff", "text.pdf", "invoice.ofd", "form.docx"])
def test_pages_are_the_same_as_without_a_worker(parser: ParserProcess, name: str) -> None:
    data = sound_files()[name]

    for page, plain in zip(parser.pages(data, name), load(data, name), strict=True):
        assert (page.number, page.of, page.text_layer) == (plain.number, plain.of, plain.text_layer)
        assert np.array_equal(page.pixels, plain.pixels)


@pytest.mark.parametrize("name", ["photo.jpg", "phone.heic", "scan.tiff", "text.pdf", "invoice.ofd", "form.docx"])
def test_from_any_page_on_come_the_same_pages_as_from_the_first(parser: ParserProcess, name: str) -> None:
    data = sound_files()[name]
    every = list(load(data, name))

    for first in range(1, len(every) + 2):
        for later in (list(load(data, name, first=first)), list(parser.pages(data, name, first=first))):
            assert [(one.number, one.of, one.text_layer) for one in later] == [
                (one.number, one.of, one.text_layer) for one in every[first - 1 :]
            ]
            assert all(np.array_equal(one.pixels, every[one.number - 1].pixels) for one in later)


def test_refusal_is_the_same_as_without_a_worker(parser: ParserProcess) -> None:
    with pytest.raises(UnreadableFile, match=r"^photo\.png: the file is not PNG inside") as refused:
        list(parser.pages(b"just words", "photo.png"))

    assert refused.value.reason is FileProblem.TYPE_MISMATCH


def test_one_worker_serves_file_after_file(parser: ParserProcess) -> None:
    list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))
    before = pid_of(parser)
    with pytest.raises(UnreadableFile):
        list(parser.pages(b"", "a.jpg"))

    list(parser.pages(sound_files()["photo.jpg"], "b.jpg"))

    assert pid_of(parser) == before


def test_worker_is_replaced_when_it_has_grown_old(parser: ParserProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))
    before = pid_of(parser)
    monkeypatch.setattr("extractors.files.worker._MAX_FILES", 1)

    list(parser.pages(sound_files()["photo.jpg"], "b.jpg"))

    assert pid_of(parser) != before


def test_file_that_is_dropped_half_way_makes_room_for_the_next(parser: ParserProcess) -> None:
    pages = parser.pages(sound_files()["scan.tiff"], "scan.tiff")
    next(pages)
    pages.close()

    assert len(list(parser.pages(sound_files()["text.pdf"], "text.pdf"))) == 2


def test_page_that_takes_too_long_is_given_up_in_time_and_the_worker_replaced(parser: ParserProcess) -> None:
    list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))
    before, began = pid_of(parser), time.monotonic()

    reason = refusal(parser, pdf([SLOW], packed=True), "slow.pdf", Limits(seconds_a_page=0.5))

    assert reason is FileProblem.TOO_SLOW
    assert time.monotonic() - began < 5
    assert not is_running(before)
    assert len(list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))) == 1


def test_pages_that_take_too_long_together_are_given_up(parser: ParserProcess) -> None:
    slow = pdf([text("A line of text that is long enough", 40, 700)] * 40)

    assert refusal(parser, slow, "slow.pdf", Limits(seconds_a_file=0.2)) is FileProblem.TOO_SLOW


def test_file_that_takes_too_much_memory_is_refused() -> None:
    limits = Limits(memory_bytes=420 * 1024 * 1024)
    blank = png_of(7000, 7000, bytes(7000 * (3 * 7000 + 1)))
    with ParserProcess() as parser:
        reason = refusal(parser, blank, "large.png", limits)

        assert reason is FileProblem.TOO_MUCH_MEMORY
        assert len(list(parser.pages(sound_files()["photo.jpg"], "a.jpg", limits))) == 1


def test_worker_that_dies_is_a_named_problem_and_is_replaced(parser: ParserProcess) -> None:
    pages = parser.pages(sound_files()["scan.tiff"], "scan.tiff")
    next(pages)
    os.kill(pid_of(parser), signal.SIGSEGV)

    with pytest.raises(UnreadableFile) as refused:
        next(pages)

    assert refused.value.reason is FileProblem.CRASHED
    assert len(list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))) == 1


def test_worker_that_dies_between_two_files_is_not_missed(parser: ParserProcess) -> None:
    list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))
    os.kill(pid_of(parser), signal.SIGKILL)

    assert len(list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))) == 1


def test_threads_take_turns(parser: ParserProcess) -> None:
    seen: list[int] = []

    def read() -> None:
        seen.append(len(list(parser.pages(sound_files()["scan.tiff"], "scan.tiff"))))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [3, 3, 3, 3]


def test_long_file_holds_up_no_other_in_a_pool() -> None:
    pool = ParserPool(size=2)
    scan = sound_files()["scan.tiff"]
    half_read = pool.pages(scan, "scan.tiff")
    next(half_read)

    other = [page.number for page in pool.pages(scan, "scan.tiff")]

    assert other == [1, 2, 3]
    assert [page.number for page in half_read] == [2, 3]


def test_nothing_is_left_when_it_is_closed() -> None:
    parser = ParserProcess()
    list(parser.pages(sound_files()["photo.jpg"], "a.jpg"))
    worker, descriptors = pid_of(parser), len(list(Path("/proc/self/fd").iterdir()))

    parser.close()

    assert not is_running(worker)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors - 3


def test_worker_ends_with_the_process_that_started_it() -> None:
    code = (
        "import os; from extractors.files.sandbox import ParserProcess; from eval.fuzzing.seeds import sound_files;"
        "p = ParserProcess(); next(p.pages(sound_files()['scan.tiff'], 'a.tiff'));"
        "print(p._worker._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)

    worker = int(done.stdout)
    until = time.monotonic() + 5
    while is_running(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is the Linux kernel's")
def test_worker_may_open_no_connection_and_start_no_program() -> None:
    code = (
        "import socket, subprocess; from extractors.files.confine import confine; confine(2 ** 31)\n"
        "for way in (socket.socket, lambda: subprocess.run(['true'])):\n"
        "    try: way(); print('let through')\n"
        "    except PermissionError: print('refused')\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.split() == ["refused", "refused"]


@pytest.mark.parametrize("name", ["text-bomb.pdf", "picture-bomb.pdf", "claims-huge.heic", "groups-bomb.pdf"])
def test_bomb_ends_as_pages_or_as_a_named_problem(parser: ParserProcess, name: str) -> None:
    limits, began = Limits(seconds_a_page=2.0), time.monotonic()
    try:
        reason = None
        pages = len(list(parser.pages(hostile_files()[name](), name, limits)))
    except UnreadableFile as error:
        reason, pages = error.reason, 1

    assert pages == 1
    assert reason in {None, FileProblem.TOO_SLOW, FileProblem.TOO_MUCH_MEMORY, FileProblem.TOO_MANY_PIXELS}
    assert time.monotonic() - began < 10
    assert parser.peak_bytes < 2 * 1024**3
