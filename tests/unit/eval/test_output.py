from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.errors import BadInput
from eval.output import Progress, check_writable

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_off_a_terminal_is_a_line_every_ten_files() -> None:
    stream = io.StringIO()

    with Progress("read", 23, stream) as progress:
        for count in range(1, 24):
            progress.done(count)

    assert stream.getvalue() == "read 10/23\nread 20/23\nread 23/23\n"


def test_progress_on_a_terminal_ends_its_line_even_when_something_fails() -> None:
    stream = Terminal()

    def fail_after_one() -> None:
        with Progress("read", 3, stream) as progress:
            progress.done(1)
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_one()

    assert stream.getvalue() == "\rread 1/3\n"


def test_checking_a_file_does_not_empty_it(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("old", encoding="utf-8")

    check_writable(tmp_path / "run.json")

    assert (tmp_path / "run.json").read_text(encoding="utf-8") == "old"


def test_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be written"):
        check_writable(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["extraction", "--data", "{tmp}/absent"],
        ["extraction", "--data", "{tmp}", "--run-out", "{tmp}/file/run.json"],
        ["retrieval", "--data", "{tmp}", "--run-out", "{tmp}/file/run.tsv"],
        pytest.param(["draw", "--out", "{tmp}/file/set", "--count", "1"], marks=pytest.mark.models),
        pytest.param(["draw-demo", "--out", "{tmp}/file/set"], marks=pytest.mark.models),
    ],
)
def test_bad_place_is_one_line_and_exit_status_2(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "eval", *(part.format(tmp=tmp_path) for part in arguments)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("eval: ")
    assert done.stderr.count("\n") == 1
