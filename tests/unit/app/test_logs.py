"""No personal data and nothing that people wrote gets into a log."""

from __future__ import annotations

import errno
import io
import json
import logging
import sys
from typing import TYPE_CHECKING

import pytest
import structlog

from app.logs import configure_logs, without_personal_data, write_line

if TYPE_CHECKING:
    from collections.abc import Iterator

ID, PHONE = "310115199001010002", "13812345678"


def test_a_line_is_json_without_numbers_of_persons(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    configure_logs()
    try:
        structlog.get_logger().info("case_accepted", case_no="ZB20260302-0A1B2C3D4E", path=f"/x/{ID}", calls=[PHONE])
    finally:
        structlog.configure(**before)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["case_no"]) == ("case_accepted", "ZB20260302-0A1B2C3D4E")
    assert (line["path"], line["calls"]) == ("/x/***", ["***"])


@pytest.fixture
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logs as a process has them, written to where the test looks, and then as they were."""
    capsys.readouterr()
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logs()
    yield
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


class _FullDisk(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class _Closed(io.StringIO):
    def write(self, _text: str) -> int:
        raise ValueError("I/O operation on closed file.")


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("stream", [_FullDisk(), _Closed()], ids=["full", "closed"])
def test_a_line_that_can_not_be_written_stops_nobody(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream)

    structlog.get_logger().warning("deed_failed")
    logging.getLogger("dbos").warning("lost")
    write_line("{}")

    assert stream.getvalue() == ""


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("library", ["uvicorn.error", "sqlalchemy.pool", "dbos", "some.other"])
def test_what_a_library_says_is_a_line_like_ours(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger(library).warning("lost %s of %s", "13812345678", library)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["logger"], line["level"]) == ("library_said", library, "warning")
    assert line["said"] == f"lost *** of {library}"


@pytest.mark.usefixtures("configured")
def test_an_error_of_a_library_is_told_by_its_kind_without_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("the secret is kingfisher")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("it failed")

    told = capsys.readouterr().err
    assert json.loads(told)["error"] == "ValueError"
    assert "kingfisher" not in told


@pytest.mark.usefixtures("configured")
def test_what_is_bound_for_a_request_is_in_each_of_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with structlog.contextvars.bound_contextvars(request_id="0a1b2c3d"):
        structlog.get_logger().info("case_accepted")
        logging.getLogger("dbos").warning("slow")

    assert [json.loads(line)["request_id"] for line in capsys.readouterr().err.splitlines()] == ["0a1b2c3d"] * 2


def test_of_what_people_wrote_only_the_length_is_said() -> None:
    told = without_personal_data(
        None, "info", {"event": "x", "question": "我要离婚", "turns": ["一", "二二"], "turn": 3}
    )

    assert told == {"event": "x", "question": "4 characters", "turns": ["1 characters", "2 characters"], "turn": 3}
