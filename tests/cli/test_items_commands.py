"""`zhiban items …` and `zhiban replay --all`: what is printed, and the exit status."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from app.cli import main
from app.commands import items as commands
from app.db.engine import open_database, transaction
from app.db.tables import decision
from approval_rules import examples, item_files
from approval_rules.file_schemas import FILES
from approval_rules.items import Outcome
from eval.replay import store

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

FOOD = "prepackaged-food-filing"


def _run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment)


def _document(result: Result) -> Any:  # noqa: ANN401  any JSON document
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(item_files.ITEMS_DIR / FOOD, tmp_path / FOOD)
    monkeypatch.setattr(item_files, "ITEMS_DIR", tmp_path)
    return tmp_path / FOOD


def _replaced(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "status", "kind"),
    [
        ("#conditions]", "#condition]", 1, "mistake"),
        ("lists:", "list:", 2, "unreadable"),
    ],
)
def test_lint_exits_with_1_for_a_mistake_and_with_2_for_a_file_that_can_not_be_read(
    folder: Path, old: str, new: str, status: int, kind: str
) -> None:
    _replaced(folder / "rules.yaml", old, new)

    result = _run("items", "lint", "--json")

    (found,) = _document(result)["findings"]
    assert result.exit_code == status
    assert found.keys() == {"file", "line", "kind", "problem", "fix"}
    assert (found["file"], found["kind"]) == (str(folder / "rules.yaml"), kind)


def test_lint_says_in_words_where_each_mistake_is_and_how_many_there_are(folder: Path) -> None:
    _replaced(folder / "rules.yaml", "#conditions]", "#condition]")

    result = _run("items", "lint")

    first, last = result.stdout.splitlines()
    assert first.startswith(f"{folder / 'rules.yaml'}:")
    assert "Did you mean" in first
    assert last.endswith("1 mistake")


def test_examples_that_are_decided_otherwise_are_named_with_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    example = replace(next(one for one in examples.load_examples() if one.item == FOOD), expect=Outcome.CORRECT)
    monkeypatch.setattr(examples, "load_examples", lambda: (example,))

    result = _run("items", "test")

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{example.path}:{example.line}: {example.name}: decided approve, not correct")


def test_mutating_lists_what_survives_with_the_example_that_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [one for one in examples.load_examples() if one.item == FOOD]
    fewer = tuple(one for one in whole if "company-operating" not in one.fails)
    monkeypatch.setattr(examples, "load_examples", lambda: fewer)

    result = _run("items", "mutate", "--item", FOOD, "--json")

    (found,) = _document(result)["items"]
    dropped = next(one for one in found["survivors"] if one["change"] == "the rule dropped")
    assert result.exit_code == 1
    assert found["killed"] + len(found["survivors"]) == found["mutants"]
    assert found["share"] < commands.ENOUGH
    assert (dropped["check"], dropped["add"]) == (
        "company-operating",
        "an example that company-operating alone stops, named in `fails`",
    )
    assert dropped["file"].endswith(f"{FOOD}/rules.yaml")
    assert int(dropped["line"]) > 1


def test_mutating_an_item_whose_examples_notice_enough_is_done(tmp_path: Path) -> None:
    result = _run("items", "mutate", "--item", FOOD)

    assert result.exit_code == 0
    assert f"{FOOD}: " in result.stdout
    assert tmp_path.is_dir()


def test_an_item_that_there_is_not_is_refused_by_name() -> None:
    result = _run("items", "mutate", "--item", "no-such-item")

    assert result.exit_code == 2
    assert FOOD in result.stderr


def test_schemas_are_written_one_a_kind_of_file(tmp_path: Path) -> None:
    result = _run("items", "schema", "--out", str(tmp_path / "schemas"))

    assert result.exit_code == 0
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == set(FILES)
    assert set(_document(_run("items", "schema"))) == set(FILES)


def test_the_group_lists_the_commands_of_other_modules_too() -> None:
    result = _run("items", "--help")

    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("lint", "test", "mutate", "schema", *commands.ELSEWHERE))


@pytest.mark.parametrize("arguments", [(), ("ZB20260302-0000000000", "--all")])
def test_replay_wants_a_case_or_all_of_them(arguments: tuple[str, ...]) -> None:
    result = _run("replay", *arguments)

    assert result.exit_code == 2
    assert "give a case number, or --all" in result.stderr


def test_all_stored_cases_are_replayed_and_those_that_differ_are_named(tmp_path: Path) -> None:
    store(tmp_path, decisions=30, seed=3)
    same = _run("replay", "--all", "--json", ZHIBAN_HOME=str(tmp_path))
    with transaction(open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)) as connection:
        first, second, third = connection.execute(
            text("SELECT case_no FROM decision ORDER BY case_no LIMIT 3")
        ).scalars()
        of_first = decision.c.case_no == first
        dossier = connection.execute(select(decision.c.dossier).where(of_first)).scalar_one()
        rewritten = dossier.replace(b'"engine":', b'"engine" :')
        connection.execute(update(decision).where(of_first).values(dossier=rewritten))
        for change, case_no in (
            ("dossier_sha256 = '0'", second),
            ("outcome = 'made up'", third),
        ):
            changed = text(f"UPDATE decision SET {change} WHERE case_no = :case_no")  # noqa: S608  our own words
            connection.execute(changed.bindparams(case_no=case_no))

    other = _run("replay", "--all", "--json", ZHIBAN_HOME=str(tmp_path))

    assert (same.exit_code, other.exit_code) == (0, 1)
    assert {key: _document(same)[key] for key in ("decisions", "identical", "different", "first_differing")} == {
        "decisions": 30,
        "identical": 30,
        "different": 0,
        "first_differing": [],
    }
    assert _document(other)["different"] == 3
    assert [one["case_no"] for one in _document(other)["first_differing"]] == [first, second, third]
    assert "27 of 30 decisions bit-identical" in _run("replay", "--all", ZHIBAN_HOME=str(tmp_path)).stdout
