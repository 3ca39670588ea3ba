"""No personal data and nothing that people wrote gets into a log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import structlog

from app.logs import configure_logs, without_personal_data

if TYPE_CHECKING:
    import pytest

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


def test_of_what_people_wrote_only_the_length_is_said() -> None:
    told = without_personal_data(
        None, "info", {"event": "x", "question": "我要离婚", "turns": ["一", "二二"], "turn": 3}
    )

    assert told == {"event": "x", "question": "4 characters", "turns": ["1 characters", "2 characters"], "turn": 3}
