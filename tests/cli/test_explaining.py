"""`zhiban explain` and `zhiban items guide`, as a person types them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from app.cli import main
from approval_rules.item_files import load_items
from tests.office import FOOD, application, open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

CJK = re.compile(r"[\u3400-\u9fff]")


def _run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"ZHIBAN_HOME": str(home), "ZHIBAN_DATABASE_URL": ""})


@pytest.fixture
def case_no(tmp_path: Path) -> str:
    """A case that was handed over because its applicant asked for a person."""
    number = submitted(open_office(tmp_path), application(ask=True)).case_no
    assert number is not None
    return number


def test_a_case_is_explained_in_chinese_and_in_english(tmp_path: Path, case_no: str) -> None:
    zh, en = _run(tmp_path, "explain", case_no), _run(tmp_path, "explain", case_no, "--language", "en")

    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert "申请人要求由工作人员办理" in zh.stdout
    assert "The applicant asked for a person." in en.stdout
    assert case_no in zh.stdout
    assert "行政许可法" in zh.stdout


def test_an_explanation_as_json_is_one_document(tmp_path: Path, case_no: str) -> None:
    result = _run(tmp_path, "explain", case_no, "--json", "--language", "en")

    content = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (content["case_no"], content["language"], content["outcome"]) == (case_no, "en", "escalate")
    assert [one["reason"] for one in content["reasons"]] == ["asked_for_person"]


def test_a_case_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    open_office(tmp_path)

    result = _run(tmp_path, "explain", "ZB20260302-0000000000")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no case" in result.stderr


@pytest.mark.parametrize("item", sorted(load_items()))
def test_the_guide_of_every_item_is_written(tmp_path: Path, item: str) -> None:
    day = load_items()[item].versions[-1].in_force.start.isoformat()

    zh = _run(tmp_path, "items", "guide", item, "--on", day)
    en = _run(tmp_path, "items", "guide", item, "--on", day, "--language", "en")

    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert zh.stdout.startswith("# ")
    assert "## 办理条件" in zh.stdout
    assert "## Conditions" in en.stdout
    assert not CJK.search(re.sub("“[^”]*”", "", en.stdout))


def test_a_guide_as_json_is_one_document(tmp_path: Path) -> None:
    result = _run(tmp_path, "items", "guide", FOOD, "--on", "2026-03-02", "--json")

    assert {"item", "item_version", "language", "title", "lead", "sections"} == set(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nothing",), "there is no item 'nothing'"), ((FOOD, "--on", "2000-01-01"), "not in force on 2000-01-01")],
)
def test_a_guide_that_can_not_be_written_is_refused_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = _run(tmp_path, "items", "guide", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
