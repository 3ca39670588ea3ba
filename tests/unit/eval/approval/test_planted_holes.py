"""A checker with a hole is found out: the measurement could fail."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from approval_rules.evidence import Support, Weighed, weigh
from approval_rules.item_files import load_items
from approval_rules.items import ItemVersion
from eval.approval.judging import judged
from eval.approval.office import switched_on
from eval.approval.stories import all_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.flows.office import Office
    from approval_rules.evidence import Reading
    from eval.approval.judging import Judged

ENOUGH = 400
GATE = "approval_rules.decide.weigh"


def _false(office: Office, item: str, most: int = ENOUGH) -> list[Judged]:
    """The first false approvals of an item, so many at most."""
    story = next(story for story in all_stories() if item == story.ITEM)
    every = (one for number in range(ENOUGH) for one in judged([number], 0, office, [story]))
    return list(islice((one for one in every if one.is_false), most))


def _with_versions(office: Office, item: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Office:
    """The office with the versions of an item changed, and still switched on."""
    now = load_items()[item].versions
    versions = [ItemVersion.read(change(json.loads(one.canonical))) for one in now]
    assert [one.canonical for one in versions] != [one.canonical for one in now]
    changed = load_items()[item].model_copy(update={"versions": versions})
    return replace(office, items={**office.items, item: switched_on(changed)})


def _without_rule(rule: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: content | {"rules": [one for one in content["rules"] if one["id"] != rule]}


def _rewritten(old: str, new: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: json.loads(json.dumps(content).replace(old, new))


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("prepackaged-food-filing", "is-a-market-entity"),
        ("food-permit-renewal", "in-time"),
        ("individual-business-registration", "not-banned"),
        ("residence-permit-endorsement", "household-elsewhere"),
        ("job-expansion-subsidy", "nothing-paid-within-31-days"),
    ],
)
def test_a_rule_left_out_is_found(office: Office, item: str, rule: str) -> None:
    holed = _with_versions(office, item, _without_rule(rule))

    assert _false(holed, item, most=1)


@pytest.mark.parametrize(
    ("item", "old", "new"),
    [
        ("food-permit-renewal", '"workdays": 15', '"workdays": 14'),
        ("food-permit-renewal", '"workdays": 90', '"workdays": 91'),
        ("residence-permit-endorsement", '"days": 60', '"days": 61'),
        ("residence-permit-endorsement", '"months": 1}', '"months": 1, "days": 1}'),
        ("individual-business-registration", '{"years": 18}', '{"months": 215, "days": 30}'),
    ],
)
def test_a_limit_moved_by_one_day_is_found(office: Office, item: str, old: str, new: str) -> None:
    holed = _with_versions(office, item, _rewritten(old, new))

    assert _false(holed, item, most=1)


def test_a_yuan_too_much_is_found(office: Office) -> None:
    holed = _with_versions(office, "job-expansion-subsidy", _rewritten('"per_head": "1500"', '"per_head": "1501"'))

    found = _false(holed, "job-expansion-subsidy", most=10)

    assert found
    assert all(one.amount_cny not in (None, one.due_cny, Decimal(0)) for one in found)


def test_a_gate_that_ignores_the_age_of_records_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def ageless(facts: Any, readings: Any, vocabulary: Any, on: Any, ages: Mapping[str, int]) -> dict[str, Weighed]:  # noqa: ANN401  passed on
        return weigh(facts, readings, vocabulary, on, dict.fromkeys(ages, 100_000))

    monkeypatch.setattr(GATE, ageless)

    assert {one.fault for one in _false(office, "prepackaged-food-filing")} == {"stale_register"}


def test_a_gate_that_lets_sources_differ_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GATE, _gate_content_with(Support.CONTRADICTED))

    found = {one.fault for one in _false(office, "food-permit-change")}

    assert {"one_character", "forged_paper", "second_paper", "mixed_record"} <= found


def test_a_gate_content_without_an_authority_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GATE, _gate_content_with(Support.NO_AUTHORITY))

    assert {one.fault for one in _false(office, "food-permit-change")} == {"blank_column"}


def test_a_gate_that_passes_over_what_was_not_read_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def unread_left_out(facts: Any, readings: Sequence[Reading], *rest: Any) -> dict[str, Weighed]:  # noqa: ANN401  passed on
        return weigh(facts, [one for one in readings if one.value is not None], *rest)

    monkeypatch.setattr(GATE, unread_left_out)

    assert "unread_field" in {one.fault for one in _false(office, "prepackaged-food-filing")}


def _gate_content_with(support: Support) -> Callable[..., dict[str, Weighed]]:
    """The gate, but what is supported so badly is taken as if it were well supported."""

    def gate(*given: Any) -> dict[str, Weighed]:  # noqa: ANN401  passed on
        found = weigh(*given)
        return {fact: _supported(one) if one.support is support else one for fact, one in found.items()}

    return gate


def _supported(one: Weighed) -> Weighed:
    return Weighed(fact=one.fact, support=Support.AGREED, values=one.values[:1], readings=one.readings)
