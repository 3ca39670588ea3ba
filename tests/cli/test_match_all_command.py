"""`zhiban match-all`: what it prints, its one JSON document, and its exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
from click.testing import CliRunner

from app.cli import main
from tests.companies_table import codes, plain_table, written

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DAY = ("--on", "2025-06-02")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIBAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", "")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["match-all", *map(str, words)])


def test_a_file_is_matched_without_a_database(folder: Path) -> None:
    result = run(written(plain_table(8), folder), "--out", folder / "out.parquet", *DAY, "--json")

    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["on"], document["companies"], document["refused"]) == ("2025-06-02", 8, 0)
    assert document["answers"] == sum(document["statuses"].values()) == pl.read_parquet(document["out"]).height
    assert set(document["statuses"]) == {"eligible", "possible", "unknown", "ineligible"}
    assert document["refused_file"] is None
    assert not (folder / "home").exists()


def test_rows_of_no_use_are_counted_shown_and_listed_where_it_is_wanted(folder: Path) -> None:
    table = plain_table(4).with_columns(uscc=pl.Series(["wrong", *codes(3)]))

    result = run(written(table, folder), "--out", folder / "out.parquet", "--refused", folder / "bad.csv", *DAY)

    assert result.exit_code == 1
    assert "3 家企业" in result.stdout
    assert "有 1 行不能用" in result.stdout
    assert "row 1: uscc" in result.stdout
    assert (folder / "bad.csv").read_text(encoding="utf-8").startswith("row,reason\n1,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.parquet", "--out", "out.parquet"), "can't be read"),
        (("nowhere.parquet",), "--out"),
        ((), "--registers"),
        (("nowhere.parquet", "--registers"), "takes no file"),
        (("--registers", "--on", "2099-01-01"), "a day to come"),
    ],
)
def test_what_it_can_not_do_is_said_in_a_line(words: tuple[str, ...], said: str, folder: Path) -> None:
    result = run(*words)

    assert result.exit_code == 2, folder
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_registers_are_matched_and_a_second_run_changes_nothing(folder: Path) -> None:
    CliRunner().invoke(main, ["records", "generate", "30"], catch_exceptions=False)

    first, second = (json.loads(run("--registers", "--json").stdout) for _ in range(2))

    assert folder
    assert first["companies"] == second["companies"] == 30
    assert first["changed"] > 0
    assert first["told"] > 0
    assert (second["changed"], second["told"], second["left_out"]) == (0, 0, 0)


def test_the_run_over_the_registers_is_told_in_words(folder: Path) -> None:
    CliRunner().invoke(main, ["records", "generate", "3"], catch_exceptions=False)

    result = run("--registers")

    assert folder
    assert result.exit_code == 0
    assert "3 家企业已按" in result.stdout
