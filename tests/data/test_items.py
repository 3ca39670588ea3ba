"""The worked examples beside every item are its tests, and they are good enough to notice small mistakes."""

from __future__ import annotations

import pytest

from app.commands.items import ENOUGH
from approval_rules.conditions.language import Truth
from approval_rules.decide import decide
from approval_rules.examples import Example, case_of, load_examples, run_example
from approval_rules.item_files import ITEMS_DIR, load_items
from approval_rules.mutating import mutate

each_item = pytest.mark.parametrize("item", sorted(load_items()))


@pytest.mark.parametrize("example", load_examples(), ids=lambda one: f"{one.item}:{one.line}: {one.name}")
def test_worked_example_is_decided_as_written(example: Example) -> None:
    problem = run_example(example)

    assert problem == ""


@each_item
def test_every_rule_of_every_version_has_an_example_that_passes_it_and_one_that_fails_it(item: str) -> None:
    for version in load_items()[item].versions:
        inside = [one for one in load_examples() if one.item == item and version.in_force.covers(one.received_on)]
        shown = {(check.rule, check.holds) for one in inside for check in decide(version, case_of(version, one)).checks}

        assert {(rule.id, truth) for rule in version.rules for truth in (Truth.TRUE, Truth.FALSE)} <= shown


@each_item
def test_small_mistakes_in_the_rules_are_noticed_by_the_examples(item: str) -> None:
    mutated = mutate(load_items()[item], [one for one in load_examples() if one.item == item])

    assert mutated.mutants >= 10
    assert mutated.share >= ENOUGH, [f"{one.check}: {one.says}" for one in mutated.survivors]


def test_no_two_examples_of_a_version_have_the_same_name() -> None:
    versions = [load_items()[one.item].version_on(one.received_on).id for one in load_examples()]
    names = [(version, one.name) for version, one in zip(versions, load_examples(), strict=True)]

    assert sorted(set(names)) == sorted(names)


def test_every_item_folder_holds_its_three_files() -> None:
    folders = [path for path in ITEMS_DIR.iterdir() if path.is_dir() and not path.name.startswith("_")]

    assert folders
    for folder in folders:
        assert {path.name for path in folder.iterdir()} >= {"item.yaml", "rules.yaml", "cases.yaml"}, folder.name
