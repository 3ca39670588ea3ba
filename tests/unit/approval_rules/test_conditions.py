"""Conditions: every operator on its limit and one beyond, and three-valued truth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import FactSpec
from approval_rules.spans import Span, shift
from approval_rules.values import PERMANENT, BadValue, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
KINDS = {
    "a.text": ValueType.BUSINESS_SCOPE,
    "a.name": ValueType.COMPANY_NAME,
    "a.region": ValueType.REGION,
    "a.day": ValueType.DATE,
    "a.until": ValueType.DATE_OR_PERMANENT,
    "a.received": ValueType.DATE,
    "a.money": ValueType.MONEY_CNY,
    "a.year": ValueType.INTEGER,
    "a.share": ValueType.SHARE,
    "a.flag": ValueType.BOOLEAN,
    "a.kind": ValueType.CHOICE,
    "a.marks": ValueType.CHOICES,
}
VOCABULARY = {
    name: FactSpec(name=name.partition(".")[2], title=name, type=kind, choices={"x": "甲", "y": "乙", "z": "丙"})
    for name, kind in KINDS.items()
}
THREE = {
    TRUE: {"fact": "a.flag", "is": True},
    FALSE: {"fact": "a.flag", "is": False},
    UNKNOWN: {"fact": "a.kind", "is": "x"},
}


def _truth(data: object, facts: Mapping[str, Value]) -> Truth:
    return evaluate(parse_condition(data, VOCABULARY), facts).truth


@pytest.mark.parametrize(
    ("fact", "operator", "operand", "on_the_limit", "beyond", "at_limit"),
    [
        ("a.money", "at_least", 100, Decimal(100), Decimal("99.9999"), TRUE),
        ("a.money", "at_most", "100.50", Decimal("100.50"), Decimal("100.5001"), TRUE),
        ("a.money", "more_than", 100, Decimal("100.0001"), Decimal(100), TRUE),
        ("a.money", "less_than", 100, Decimal("99.9999"), Decimal(100), TRUE),
        ("a.year", "at_least", 2024, 2024, 2023, TRUE),
        ("a.share", "at_most", "0.055", Decimal("0.0550"), Decimal("0.0551"), TRUE),
        ("a.day", "on_or_after", date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 1), TRUE),
        ("a.day", "on_or_before", "2026-03-02", date(2026, 3, 2), date(2026, 3, 3), TRUE),
        ("a.day", "after", date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 2), TRUE),
        ("a.day", "before", date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 2), TRUE),
        ("a.kind", "is", "x", "x", "y", TRUE),
        ("a.kind", "one_of", ["x", "y"], "y", "z", TRUE),
        ("a.year", "is", 2024, 2024, 2025, TRUE),
        ("a.year", "one_of", [2023, 2024], 2024, 2025, TRUE),
        ("a.region", "one_of", ["310104", "310115"], "310115", "310114", TRUE),
        ("a.flag", "is", False, False, True, TRUE),
        ("a.region", "starts_with", "31", "310115", "320531", TRUE),
        ("a.text", "lists", "食品销售（仅限）", "一般项目：百货;食品销售(仅限)。", "百货；不含食品销售（仅限）", TRUE),
        ("a.text", "mentions", "食品销售（仅限）", "百货;食品销售(仅限)", "食品销售；仅限", TRUE),
        ("a.name", "is", "样例（中国）公司", "样例(中国) 公司", "样例公司", TRUE),
        ("a.marks", "includes", "x", ("x", "z"), ("y", "z"), TRUE),
        ("a.marks", "includes_any", ["x", "y"], ("y", "z"), ("z",), TRUE),
        ("a.marks", "includes_any", ["x", "y"], ("x",), (), TRUE),
    ],
)
def test_an_operator_holds_on_its_limit_and_fails_one_beyond(
    fact: str, operator: str, operand: object, on_the_limit: Value, beyond: Value, at_limit: Truth
) -> None:
    sentence = {"fact": fact, operator: operand}

    assert _truth(sentence, {fact: on_the_limit}) is at_limit
    assert _truth(sentence, {fact: beyond}) is FALSE
    assert _truth({"not": sentence}, {fact: beyond}) is TRUE
    assert _truth(sentence, {}) is UNKNOWN
    assert _truth({"not": sentence}, {}) is UNKNOWN


@pytest.mark.parametrize(("left", "right"), list(product((TRUE, FALSE, UNKNOWN), repeat=2)))
def test_joining_follows_kleene(left: Truth, right: Truth) -> None:
    rank = [FALSE, UNKNOWN, TRUE]
    lowest, highest = sorted((left, right), key=rank.index)
    parts = [THREE[left], THREE[right]]

    assert _truth({"all_of": parts}, {"a.flag": True}) is lowest
    assert _truth({"any_of": parts}, {"a.flag": True}) is highest


def test_negation_leaves_unknown_unknown() -> None:
    for truth, expected in ((TRUE, FALSE), (FALSE, TRUE), (UNKNOWN, UNKNOWN)):
        assert _truth({"not": THREE[truth]}, {"a.flag": True}) is expected


_SENTENCES = st.sampled_from(
    [*THREE.values(), {"fact": "a.year", "at_least": 2024}, {"fact": "a.marks", "includes": "x"}]
)
_TREES = st.recursive(
    _SENTENCES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all_of": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any_of": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
_WORLDS = st.fixed_dictionaries(
    {},
    optional={
        "a.flag": st.booleans(),
        "a.kind": st.sampled_from(["x", "y"]),
        "a.year": st.integers(2022, 2026),
        "a.marks": st.sampled_from([(), ("x",), ("y",)]),
    },
)


@given(tree=_TREES, world=_WORLDS, gone=st.sampled_from(["a.flag", "a.kind", "a.year", "a.marks"]))
def test_forgetting_a_fact_never_turns_true_into_false_or_false_into_true(
    tree: object, world: dict[str, Value], gone: str
) -> None:
    before = _truth(tree, world)

    after = _truth(tree, {name: value for name, value in world.items() if name != gone})

    assert after in {before, UNKNOWN}


@given(tree=_TREES, world=_WORLDS)
def test_the_order_of_parts_does_not_matter(tree: object, world: dict[str, Value]) -> None:
    assert _truth(_reversed(tree), world) is _truth(tree, world)


def _reversed(tree: object) -> object:
    if isinstance(tree, dict):
        return {word: _reversed(part) for word, part in tree.items()}
    return [_reversed(part) for part in reversed(tree)] if isinstance(tree, list) else tree


@given(day=st.dates())
def test_an_open_term_is_later_than_every_date(day: date) -> None:
    facts: dict[str, Value] = {"a.until": PERMANENT, "a.day": day}

    assert _truth({"fact": "a.until", "after": {"fact": "a.day"}}, facts) is TRUE
    assert _truth({"fact": "a.until", "on_or_before": day}, facts) is FALSE
    assert _truth({"fact": "a.day", "before": {"fact": "a.until"}}, facts) is TRUE
    assert _truth({"fact": "a.until", "on_or_after": "permanent"}, facts) is TRUE
    assert _truth({"fact": "a.until", "is": "permanent"}, {"a.until": day}) is FALSE


@pytest.mark.parametrize(
    ("received", "minus", "limit"),
    [
        (date(2024, 2, 29), {"years": 1}, date(2023, 2, 28)),
        (date(2024, 2, 29), {"years": 4}, date(2020, 2, 29)),
        (date(2025, 3, 31), {"months": 1}, date(2025, 2, 28)),
        (date(2024, 3, 31), {"months": 1}, date(2024, 2, 29)),
        (date(2025, 1, 15), {"months": 1}, date(2024, 12, 15)),
        (date(2024, 3, 1), {"days": 1}, date(2024, 2, 29)),
        (date(2025, 3, 31), {"months": 1, "days": 1}, date(2025, 2, 27)),
    ],
)
def test_a_date_counted_back_from_another_ends_on_the_last_day_there_is(
    received: date, minus: dict[str, int], limit: date
) -> None:
    sentence = {"fact": "a.day", "on_or_after": {"fact": "a.received", "minus": minus}}
    on_the_limit, day_before = limit, shift(limit, Span(days=-1))

    assert _truth(sentence, {"a.received": received, "a.day": on_the_limit}) is TRUE
    assert _truth(sentence, {"a.received": received, "a.day": day_before}) is FALSE
    assert _truth(sentence, {"a.day": on_the_limit}) is UNKNOWN


def test_a_date_counted_forward_from_29_february_ends_on_the_28th() -> None:
    sentence = {"fact": "a.day", "before": {"fact": "a.received", "plus": {"years": 1}}}
    received = date(2024, 2, 29)

    assert _truth(sentence, {"a.received": received, "a.day": date(2025, 2, 27)}) is TRUE
    assert _truth(sentence, {"a.received": received, "a.day": date(2025, 2, 28)}) is FALSE


@given(received=st.dates(), day=st.dates(), word=st.sampled_from(["plus", "minus"]), years=st.integers(0, 100))
def test_a_limit_outside_the_calendar_is_unknown_and_no_crash(received: date, day: date, word: str, years: int) -> None:
    sentence = {"fact": "a.day", "after": {"fact": "a.received", word: {"years": years}}}

    truth = _truth(sentence, {"a.received": received, "a.day": day})

    is_outside = not 1 <= received.year + (years if word == "plus" else -years) <= 9999
    assert (truth is UNKNOWN) == is_outside


def test_a_span_from_an_open_term_is_an_open_term() -> None:
    sentence = {"fact": "a.day", "before": {"fact": "a.until", "minus": {"years": 1}}}

    assert _truth(sentence, {"a.until": PERMANENT, "a.day": date(2999, 1, 1)}) is TRUE


def test_a_condition_tells_every_fact_it_may_ask_for() -> None:
    tree = {
        "any_of": [
            {"not": {"fact": "a.flag", "is": True}},
            {"all_of": [{"fact": "a.day", "after": {"fact": "a.received"}}, {"fact": "a.year", "is": 2024}]},
        ]
    }

    assert facts_read(parse_condition(tree, VOCABULARY)) == {"a.flag", "a.day", "a.received", "a.year"}


def test_the_trace_holds_what_was_required_and_what_was_found() -> None:
    tree = {"all_of": [{"fact": "a.year", "at_least": 2024}, {"fact": "a.flag", "is": True}]}

    answer = evaluate(parse_condition(tree, VOCABULARY), {"a.year": 2023})

    found = [(step.atom.fact, step.required, step.actual, step.truth) for step in answer.trace]
    assert found == [("a.year", 2024, 2023, FALSE), ("a.flag", True, None, UNKNOWN)]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"fact": "a.nothing", "is": 1}, "a.nothing"),
        ({"fact": "a.day"}, "a.day"),
        ({"fact": "a.day", "is_near": 1}, "a.day"),
        ({"fact": "a.day", "after": "2026-03-02", "before": "2026-04-02"}, "a.day"),
        ({"fact": "a.day", "at_least": 3}, "a.day"),
        ({"fact": "a.money", "mentions": "1"}, "a.money"),
        ({"fact": "a.marks", "is": "x"}, "a.marks"),
        ({"fact": "a.flag", "one_of": [True]}, "a.flag"),
        ({"fact": "a.day", "after": {"fact": "a.money"}}, "a.money"),
        ({"fact": "a.day", "after": {"fact": "a.none"}}, "a.none"),
        ({"fact": "a.money", "at_least": {"fact": "a.year", "plus": {"years": 1}}}, "plus"),
        ({"fact": "a.kind", "is": "w"}, "x, y, z"),
        ({"fact": "a.kind", "one_of": []}, "one_of"),
        ({"fact": "a.kind", "one_of": "x"}, "one_of"),
        ({"fact": "a.marks", "includes": "w"}, "x, y, z"),
        ({"fact": "a.marks", "includes": ["x"]}, "x, y, z"),
        ({"fact": "a.day", "after": "2026-02-30"}, "date"),
        ({"fact": "a.money", "at_least": 0.5}, "number"),
        ({"fact": "a.day", "after": {"fact": "a.received", "minus": {"weeks": 1}}}, "span"),
        ({"fact": "a.day", "after": {"fact": "a.received", "minus": {"days": -1}}}, "span"),
        ({"fact": "a.day", "after": {"fact": "a.received", "minus": {"days": True}}}, "span"),
        ({"fact": "a.day", "after": {"fact": "a.received", "minus": {"years": 5000}}}, "span"),
        ({"fact": "a.day", "after": {"fact": "a.received", "minus": {"days": 1}, "plus": {"days": 1}}}, "span"),
        ({"all_of": []}, "all_of"),
        ({"all_of": [{"fact": "a.flag", "is": True}], "any_of": []}, "any_of"),
        ({"not": {"fact": "a.flag", "is": True}, "fact": "a.flag"}, "fact"),
        ({"any_of": [{"fact": "a.flag", "is": True}, "a.flag"]}, "condition"),
        ({}, "condition"),
        ("a.flag is true", "condition"),
        (None, "condition"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_by_name(data: object, named: str) -> None:
    with pytest.raises(BadValue, match=named):
        parse_condition(data, VOCABULARY)
