"""Many cases at once: what the rules of an item say of each is what they say of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.batch import rule_facts, rules_table
from approval_rules.calendar import load_calendar
from approval_rules.conditions.columns import table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.examples import RECEIVED_ON, load_examples
from approval_rules.item_files import load_items
from approval_rules.items import Outcome
from approval_rules.values import BadValue
from tests.unit.approval_rules.conditions.strategies import seeded, value

if TYPE_CHECKING:
    from random import Random

    from approval_rules.examples import Example
    from approval_rules.items import ItemVersion, Rule
    from approval_rules.values import Value

CALENDAR = load_calendar()
EXAMPLES: dict[str, list[Example]] = {
    item: [one for one in load_examples() if one.item == item] for item in sorted(load_items())
}
ORDER = list(Outcome)
NULLABLE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
ROWS = 40


def _cases(item: str, chance: Random) -> tuple[ItemVersion, list[dict[str, Value]]]:
    """Worked examples of one version, some of their facts taken away or exchanged for others of their kind."""
    chosen = chance.choice(EXAMPLES[item])
    version = load_items()[item].version_on(chosen.facts[RECEIVED_ON])
    same = [one for one in EXAMPLES[item] if version.in_force.covers(one.facts[RECEIVED_ON])]
    return version, [_spoilt(version, chance.choice(same).facts, chance) for _ in range(ROWS)]


def _spoilt(version: ItemVersion, facts: dict[str, Any], chance: Random) -> dict[str, Value]:
    known = {name: version.facts[name].parse(raw) for name, raw in facts.items() if raw is not None}
    for name in chance.sample(rule_facts(version), chance.randrange(4)):
        known.pop(name, None)
        if chance.random() < 0.6:
            known[name] = value(version.facts[name], chance)
    return known


def _leads_to(rule: Rule, truth: Truth) -> Outcome:
    return {Truth.TRUE: Outcome.APPROVE, Truth.FALSE: rule.otherwise, Truth.UNKNOWN: Outcome.ESCALATE}[truth]


@given(item=st.sampled_from(sorted(EXAMPLES)), seed=st.integers(0, 2**32))
def test_the_table_says_of_every_case_what_the_rules_say_of_it_alone(item: str, seed: int) -> None:
    version, cases = _cases(item, seeded(seed))
    alone = [{rule.id: evaluate(rule.condition, facts, CALENDAR) for rule in version.rules} for facts in cases]

    table = rules_table(version, table_of(cases, rule_facts(version), version.facts), CALENDAR)

    for rule in version.rules:
        assert table[rule.id].to_list() == [NULLABLE[answers[rule.id].truth] for answers in alone]
        for number, steps in enumerate(zip(*(answers[rule.id].trace for answers in alone), strict=True), start=1):
            assert table[f"{rule.id}.{number}"].to_list() == [NULLABLE[step.truth] for step in steps]
    assert table["outcome"].to_list() == [
        max((_leads_to(rule, answers[rule.id].truth) for rule in version.rules), key=ORDER.index) for answers in alone
    ]


def test_a_case_in_order_is_approved_by_the_rules_and_an_empty_one_goes_to_a_person() -> None:
    version, _ = _cases("prepackaged-food-filing", seeded(0))
    whole = EXAMPLES["prepackaged-food-filing"][0].facts
    facts = {name: version.facts[name].parse(raw) for name, raw in whole.items() if raw is not None}

    table = rules_table(version, table_of([facts, {}], rule_facts(version), version.facts), CALENDAR)

    assert table["outcome"].to_list() == ["approve", "escalate"]


def test_a_fact_without_a_column_is_unknown_and_a_column_of_another_type_is_refused() -> None:
    version, _ = _cases("prepackaged-food-filing", seeded(0))

    assert rules_table(version, pl.DataFrame(height=2), CALENDAR)["outcome"].to_list() == ["escalate", "escalate"]
    with pytest.raises(BadValue, match=r"column company\.region"):
        rules_table(version, pl.DataFrame({"company.region": [310115]}), CALENDAR)
