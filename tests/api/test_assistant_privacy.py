"""What identifies a person is neither stored nor logged, wherever in a conversation it was typed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from app.logs import configure_logs
from tests.conversation import begin
from tests.office import COMPANY, submitted
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

ID, PHONE, CARD, MAIL, NAME = "310115199001010002", "13812345678", "6222021234567890123", "zs@example.com", "张三丰"
PERSONAL = (ID, PHONE, CARD, MAIL, NAME, "7890123")
ASKED = f"我叫{NAME}，身份证{ID}，电话{PHONE}，卡号{CARD}，邮箱{MAIL}，办预包装食品备案要什么材料"


@contextmanager
def _logging() -> Iterator[None]:
    """Logs as the service writes them, on the stderr of the test."""
    before = structlog.get_config()
    configure_logs()
    try:
        yield
    finally:
        structlog.configure(**before)


def test_nothing_personal_is_stored_or_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with _logging():
        asker = begin(build_site(tmp_path))
        asker.ask(ASKED)
        asker.stream(ASKED + "，还有呢")
        asker.post("/turns/1/rating", {"thumb": "down", "word": f"打{PHONE}找我"})
        asker.post("/handoffs", {"note": f"我叫{NAME}，电话{PHONE}，证件{ID}"})

    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode("utf-8", "replace")
    lines = "".join(capsys.readouterr())
    assert "预包装食品备案" in stored
    assert "turn_settled" in lines
    assert [one for one in PERSONAL if one in stored] == []
    assert [one for one in PERSONAL if one in lines] == []
    assert "预包装食品" not in lines


def test_a_question_on_a_case_leaves_no_word_in_the_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = build_site(tmp_path)
    case_no = submitted(services_of(site).office).case_no
    with _logging():
        asker = begin(site)
        asker.post("/sign-in", {"case_no": case_no, "applicant_key": COMPANY.uscc})
        asker.ask(f"{case_no}办到哪了")

    lines = "".join(capsys.readouterr())
    assert "办到哪" not in lines
    assert str(case_no) not in lines
    assert COMPANY.uscc not in lines
    assert asker.token not in lines


def test_a_line_of_the_log_tells_how_it_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with _logging():
        begin(build_site(tmp_path)).ask("今天会下雨吗？")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    settled = next(line for line in lines if line["event"] == "turn_settled")
    assert (settled["characters"], settled["doubt"], settled["state"]) == (7, "no_basis", "answered")


def test_the_name_of_a_company_and_its_code_stay(tmp_path: Path) -> None:
    asker = begin(build_site(tmp_path))

    assert asker.ask(f"{COMPANY.uscc}能申请什么").json()["question"] == f"{COMPANY.uscc}能申请什么"
