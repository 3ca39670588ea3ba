"""Linting tells everything that is wrong with the rules at once, each with its place and what mends it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.items import lint as linting
from app.items.lint import lint
from approval_rules import facts, item_files
from corpora import CORPORA_DIR

if TYPE_CHECKING:
    from pathlib import Path

FOOD, JOBS = "prepackaged-food-filing", "job-expansion-subsidy"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The items' folder with two items in it, instead of the project's."""
    for name in (FOOD, JOBS):
        shutil.copytree(item_files.ITEMS_DIR / name, tmp_path / name)
    monkeypatch.setattr(item_files, "ITEMS_DIR", tmp_path)
    return tmp_path


def _replaced(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def _line(path: Path, mark: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if mark in line)


def _found(path: Path) -> list[tuple[int, str, str]]:
    """Line, problem and fix of what is found in one file."""
    return [(one.line, one.problem, one.fix) for one in lint(CORPORA_DIR).findings if one.path == path]


def test_nothing_is_wrong_with_the_project_itself() -> None:
    looked = lint(CORPORA_DIR)

    assert [str(one) for one in looked.findings] == []
    assert set(looked.items) == set(item_files.load_items())
    assert len(looked.documents) >= 20
    assert 2026 in looked.calendars


def test_a_clause_that_is_not_in_the_corpus_is_found_on_its_line(folder: Path) -> None:
    path = folder / FOOD / "rules.yaml"
    _replaced(path, "guide.prepackaged-food-filing#conditions]", "guide.prepackaged-food-filing#condition]")

    ((line, problem, fix),) = _found(path)

    assert line == _line(path, "#condition]")
    assert "there is no clause guide.prepackaged-food-filing#condition" in problem
    assert fix == "Did you mean guide.prepackaged-food-filing#conditions?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: 2023-12-31", "to: 2024-01-01", "from 2023-07-03 to 2023-12-31"),
        ("from: 2023-07-03", "from: 2023-07-02", "from 2023-07-03 to 2023-12-31"),
    ],
)
def test_a_clause_that_is_not_in_force_all_through_the_version_is_found(
    folder: Path, old: str, new: str, said: str
) -> None:
    path = folder / JOBS / "item.yaml"
    _replaced(path, old, new)
    if "2024-01-01" in new:
        _replaced(path, "in_force: {from: 2024-01-01", "in_force: {from: 2024-01-02")

    found = [one for one in _found(path) if "cn.notice.job-expansion.2023#conditions is in force" in one[1]]

    assert found[0][0] == _line(path, "basis: [cn.notice.job-expansion.2023#conditions]")
    assert said in found[0][1]


def test_a_limit_and_an_amount_may_not_stand_on_nothing_either(folder: Path) -> None:
    _replaced(folder / FOOD / "item.yaml", "#art-32]}", "#art-99]}")
    _replaced(
        folder / JOBS / "item.yaml", "basis: [job-expansion-subsidy-2024#amount]", "basis: [no-such-scheme#amount]"
    )

    ((limit_line, limit, _),) = _found(folder / FOOD / "item.yaml")
    ((amount_line, amount, _),) = _found(folder / JOBS / "item.yaml")

    assert (limit_line, amount_line) == (
        _line(folder / FOOD / "item.yaml", "#art-99"),
        _line(folder / JOBS / "item.yaml", "no-such-scheme"),
    )
    assert "no clause" in limit
    assert "no clause" in amount


def test_a_material_that_may_come_later_stands_on_a_clause_too(folder: Path) -> None:
    item = folder / FOOD / "item.yaml"
    deferrable = "deferrable: {workdays: 5, basis: [no-such-law#art-1]}, required: always}"
    _replaced(item, "required: always}", deferrable)

    ((line, problem, _),) = _found(item)

    assert line == _line(item, "no-such-law")
    assert "no clause" in problem


def test_a_rule_that_no_example_fails_is_found_and_so_is_one_that_none_satisfies(folder: Path) -> None:
    rules, cases = folder / FOOD / "rules.yaml", folder / FOOD / "cases.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text[: text.index("cases:")] + "cases:\n  - {name: in order, change: {}, expect: approve}\n")
    _replaced(rules, "lists: 食品销售（仅销售预包装食品）", "lists: 别的")

    found = _found(rules)

    assert any("in which no-special-food fails" in problem for _, problem, _ in found)
    assert any("in which scope-covers-prepackaged-food holds" in problem for _, problem, _ in found)
    assert not any("in which no-special-food holds" in problem for _, problem, _ in found)
    assert {line for line, problem, _ in found if "no-special-food" in problem} == {_line(rules, "id: no-special-food")}


def test_a_version_without_examples_and_an_example_without_a_version_are_found(folder: Path) -> None:
    _replaced(folder / FOOD / "item.yaml", "from: 2024-05-10, to: 2029-05-09", "from: 2026-04-01, to: 2029-05-09")

    (version,) = _found(folder / FOOD / "item.yaml")
    examples = _found(folder / FOOD / "cases.yaml")

    assert version[1] == "the version has no worked example"
    assert all("no version is in force on 2026-03-02" in problem for _, problem, _ in examples)


def test_a_register_that_rules_need_and_the_version_may_not_ask_is_found(folder: Path) -> None:
    _replaced(folder / JOBS / "item.yaml", "      - {id: social_insurance, max_age_days: 31}\n", "", count=2)

    found = _found(folder / JOBS / "rules.yaml")

    assert found[:1] == [
        (
            _line(folder / JOBS / "rules.yaml", "fact: insurance.hires") - 1,
            "insurance.hires can never be known well enough: the version may not ask social_insurance",
            "Add {id: social_insurance, max_age_days: 31} to its registers",
        )
    ]


def test_a_fact_that_only_one_source_could_state_is_found(folder: Path) -> None:
    path = folder / FOOD / "item.yaml"
    _replaced(path, "company.registered_address]", "company.registered_capital_cny]")
    _replaced(path, "，经营场所为{company.registered_address}", "")
    _replaced(path, " at {company.registered_address}", "")
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("    materials:")
    path.write_text("\n".join([*lines[:start], "    materials: []", *lines[start + 2 :]]), encoding="utf-8")

    ((line, problem, fix),) = _found(path)

    assert line == _line(path, "decisive")
    assert "company_registry is its only source, and it needs two" in problem
    assert "record: company.registered_capital_cny" in fix


def test_a_declaration_of_another_form_is_found(folder: Path) -> None:
    _replaced(folder / JOBS / "item.yaml", "form: payout_confirmation", "form: award_claim_form", count=2)

    problems = [problem for _, problem, _ in _found(folder / JOBS / "rules.yaml")]

    assert any("only the form payout_confirmation declares it" in problem for problem in problems)


def test_a_register_that_nobody_can_be_looked_up_in_is_found(folder: Path) -> None:
    path = folder / FOOD / "item.yaml"
    _replaced(
        path,
        "{id: company_registry, max_age_days: 31}",
        "{id: company_registry, max_age_days: 31}\n      - {id: name_registry, max_age_days: 1}",
    )

    ((line, problem, _),) = _found(path)

    assert line == _line(path, "name_registry")
    assert "looked up by trade_name.name" in problem


def test_a_brace_of_full_width_in_a_notice_is_found(folder: Path) -> None:
    path = folder / FOOD / "rules.yaml"
    _replaced(path, "为 {company.region}", "为 \uff5bcompany.region\uff5d")

    ((line, problem, _),) = _found(path)

    assert line == _line(path, "\uff5bcompany.region\uff5d")
    assert "full width" in problem


def test_days_between_versions_are_remarked_and_no_mistake(folder: Path) -> None:
    _replaced(folder / JOBS / "item.yaml", "to: 2023-12-31", "to: 2023-12-30")

    looked = lint(CORPORA_DIR)

    remarks = [one for one in looked.findings if one.is_remark]
    assert [one.problem for one in remarks] == [
        "no version is in force between 2023-12-30 and 2024-01-01, days not included"
    ]
    assert not {one.line for one in looked.mistakes} & {remarks[0].line}


def test_a_fact_without_its_english_title_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(facts.FACTS_DIR, tmp_path / "facts")
    _replaced(copy / "company.yaml", "title_en: unified social credit code, ", "")
    _replaced(copy / "insurance.yaml", "title_en: identity number, ", "")
    monkeypatch.setattr(facts, "FACTS_DIR", copy)
    spaces = facts.load_namespaces(copy)
    monkeypatch.setattr(facts, "load_namespaces", lambda: spaces)

    found = list(linting._untranslated_facts())

    assert [(one.path.name, one.problem) for one in found] == [
        ("company.yaml", "uscc has no title_en"),
        ("insurance.yaml", "resident_id has no title_en"),
    ]
    assert found[1].line == _line(copy / "insurance.yaml", "name: resident_id")


def test_files_that_break_the_format_are_all_told_and_the_rest_is_still_looked_over(folder: Path) -> None:
    _replaced(folder / FOOD / "rules.yaml", "lists:", "list:")
    _replaced(folder / FOOD / "rules.yaml", "otherwise: not_accept", "otherwise: never")
    _replaced(
        folder / JOBS / "item.yaml", "basis: [job-expansion-subsidy-2024#amount]", "basis: [no-such-scheme#amount]"
    )

    looked = lint(CORPORA_DIR)

    unreadable = [one for one in looked.findings if one.is_unreadable]
    assert looked.items == (JOBS,)
    assert [one.path for one in unreadable] == [folder / FOOD / "rules.yaml"] * 2
    assert any("no-such-scheme" in one.problem for one in looked.mistakes if not one.is_unreadable)


def test_a_corpus_that_can_not_be_read_is_told(folder: Path, tmp_path: Path) -> None:
    looked = lint(tmp_path / "nowhere")

    assert set(looked.items) == {FOOD, JOBS}
    assert [one.path.name for one in looked.findings] == ["manifest.yaml"]
    assert folder.is_dir()
