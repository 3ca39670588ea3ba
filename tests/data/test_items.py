"""The worked examples beside every item are its tests."""

from __future__ import annotations

import pytest

from approval_rules.examples import Example, load_examples, run_example
from approval_rules.items import ITEMS_DIR, load_items


@pytest.mark.parametrize("example", load_examples(), ids=lambda one: f"{one.item}: {one.name}")
def test_worked_example_is_decided_as_written(example: Example) -> None:
    problem = run_example(example)

    assert problem == ""


@pytest.mark.parametrize("item", sorted(load_items()))
def test_every_rule_has_an_example_that_it_fails(item: str) -> None:
    failed = {rule for example in load_examples() if example.item == item for rule in example.fails}

    for version in load_items()[item].versions:
        assert {rule.id for rule in version.rules} <= failed


def test_every_item_folder_holds_its_three_files() -> None:
    folders = [path for path in ITEMS_DIR.iterdir() if path.is_dir() and not path.name.startswith("_")]

    assert folders
    for folder in folders:
        assert {path.name for path in folder.iterdir()} >= {"item.yaml", "rules.yaml", "cases.yaml"}, folder.name
