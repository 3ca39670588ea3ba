"""Small mistakes are put into the rules, and the worked examples have to notice them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from approval_rules.errors import BadRuleFile
from approval_rules.examples import load_examples
from approval_rules.item_files import ITEMS_DIR, load_items
from approval_rules.items import Outcome
from approval_rules.mutants import mutants
from approval_rules.mutating import mutate
from approval_rules.places import places_of

if TYPE_CHECKING:
    from approval_rules.examples import Example
    from approval_rules.mutants import Mutant

FOOD, JOBS, SHOP = "prepackaged-food-filing", "job-expansion-subsidy", "individual-business-registration"


def _examples(item: str) -> list[Example]:
    return [one for one in load_examples() if one.item == item]


def _mutants(item: str) -> list[Mutant]:
    return list(mutants(load_items()[item]))


def test_every_rule_is_dropped_once_and_its_outcome_taken_for_its_neighbours() -> None:
    version = load_items()[FOOD].versions[0]
    made = [one for one in _mutants(FOOD) if one.at[2] == "rules"]

    for rule in version.rules:
        says = [one.says for one in made if one.check == rule.id]
        assert says.count("the rule dropped") == 1
        neighbours = {Outcome.CORRECT: 1, Outcome.ESCALATE: 2, Outcome.NOT_ACCEPT: 1}
        assert sum(one.startswith("otherwise: ") for one in says) == neighbours[rule.otherwise]


def test_a_mutant_leaves_the_version_it_was_made_from_as_it_was() -> None:
    version = load_items()[FOOD].versions[0]
    before = version.canonical

    made = _mutants(FOOD)

    assert version.canonical == before == version.model_copy().canonical
    assert all(one.version is not version for one in made)
    assert version.decisive_facts == load_items()[FOOD].versions[0].decisive_facts


def test_a_decisive_fact_is_dropped_only_where_no_rule_guards_it_anyway() -> None:
    version = load_items()[FOOD].versions[0]
    read = {fact for facts in version.condition_facts.values() for fact in facts}

    dropped = {one.check.removeprefix("evidence.") for one in _mutants(FOOD) if one.at[2] == "decisive"}

    assert dropped == set(version.decisive) - read


def test_every_figure_of_an_amount_is_moved_and_its_records_counted_wrongly() -> None:
    says = [one.says for one in _mutants(JOBS) if one.at[:4] == ("versions", 1, "amount", "rows")]

    assert "row 1 dropped" in says
    assert {"row 1: per_head 1500 → 1500.01", "row 1: per_head 1500 → 1499.99"} <= set(says)
    assert "row 1: every record counted" in says
    assert any("insured_months at_least 3 → insured_months more_than 3" in one for one in says)
    assert not any("count of" in one for one in says)


def test_a_material_is_no_longer_asked_for_or_asked_for_always() -> None:
    says = {(one.check, one.says) for one in _mutants(SHOP) if one.at[2] == "materials"}

    assert ("material.identity_card", "the material no longer asked for") in says
    assert ("material.identity_card", "the material always asked for") not in says
    assert ("material.lease_contract", "the material always asked for") in says


def test_a_value_that_an_earlier_row_takes_or_a_rule_stops_is_not_let_into_a_row() -> None:
    rows = [one.says for one in _mutants("high-tech-enterprise-award") if one.at[2:4] == ("amount", "rows")]

    assert not any("[renewed, first]" in one or "[renewed, relocated]" in one for one in rows)
    assert any("[first, relocated, renewed]" in one for one in rows)


def test_without_the_example_that_notices_it_a_mistake_survives_and_is_named() -> None:
    item, examples = load_items()[FOOD], _examples(FOOD)
    fewer = [one for one in examples if "no-special-food" not in one.fails]

    known = {one.says for one in mutate(item, examples).survivors if one.check == "no-special-food"}
    survivors = {one.says: one for one in mutate(item, fewer).survivors if one.check == "no-special-food"}

    assert known == set()
    assert "the rule dropped" in survivors
    assert "no-special-food" in survivors["the rule dropped"].example
    path, line = places_of(ITEMS_DIR / FOOD).of(*survivors["the rule dropped"].at)
    assert "id: no-special-food" in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_without_any_example_every_mistake_survives() -> None:
    mutated = mutate(load_items()[FOOD], [])

    assert (mutated.killed, mutated.share) == (0, 0.0)
    assert len(mutated.survivors) == mutated.mutants > 20


def test_examples_that_are_wrong_from_the_start_are_refused() -> None:
    wrong = [replace(one, expect=Outcome.NOT_ACCEPT) for one in _examples(FOOD)]

    with pytest.raises(BadRuleFile, match=r"cases\.yaml:[0-9]+: .*decided"):
        mutate(load_items()[FOOD], wrong)
