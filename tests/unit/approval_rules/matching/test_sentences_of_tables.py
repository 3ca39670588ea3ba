"""Many sentences over many companies: each truth is what the sentence says of that company alone."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.columns import table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import AllOf, OtherFact, Sentence, Truth, atoms, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import load_vocabulary
from approval_rules.matching.on_day import on_day
from approval_rules.matching.ready import made_ready
from approval_rules.matching.sentences import Sentences
from approval_rules.schemes import RECEIVED_ON
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, conditions, rows_for, seeded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from approval_rules.conditions.language import Atom
    from approval_rules.values import Value

NULLABLE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
BORN = "profile.established_on"


def _alone(asked: Sequence[Atom], rows: Sequence[Mapping[str, Value]]) -> list[list[bool | None]]:
    return [[NULLABLE[evaluate(atom, row).truth] for row in rows] for atom in asked]


def _together(asked: Sentences, facts: pl.DataFrame) -> list[list[bool | None]]:
    return [column.to_list() for column in asked.truths(facts)]


@given(written=st.lists(conditions(), min_size=1, max_size=4), seed=st.integers(0, 2**32), rows=st.integers(1, 60))
def test_every_truth_is_that_of_the_company_alone(written: list[Any], seed: int, rows: int) -> None:
    parsed = [parse_condition(one, VOCABULARY) for one in written]
    companies = rows_for(AllOf(tuple(parsed)), seeded(seed), rows, None)
    asked = Sentences(chain.from_iterable(map(atoms, parsed)), VOCABULARY)
    table = table_of(companies, sorted({name for one in parsed for name in facts_read(one)}), VOCABULARY)

    assert _together(asked, table) == _alone(asked.asked, companies)
    assert _together(asked, made_ready(table, VOCABULARY).facts) == _alone(asked.asked, companies)


def test_a_sentence_of_several_schemes_is_asked_once() -> None:
    same = [parse_condition({"fact": "a.integer", "at_least": 3}, VOCABULARY) for _ in range(3)]

    asked = Sentences(chain.from_iterable(map(atoms, same)), VOCABULARY)

    assert len(asked.asked) == 1


@pytest.mark.parametrize("have", [0, 1, 5, 20])
def test_choices_are_found_whether_few_companies_have_any_or_many(have: int) -> None:
    written = ({"includes": "x"}, {"includes_any": ["y", "z"]}, {"includes_all": ["x", "y"]})
    parsed = [parse_condition({"fact": "a.choices", **one}, VOCABULARY) for one in written]
    some: list[tuple[str, ...]] = [("x", "y"), ("z",), ("x",)]
    held = [some[turn % 3] if turn < have else () for turn in range(20)]
    companies: list[dict[str, Value]] = [{"a.choices": one} for one in held]
    companies.append({})
    asked = Sentences(chain.from_iterable(map(atoms, parsed)), VOCABULARY)

    assert _together(asked, table_of(companies, ["a.choices"], VOCABULARY)) == _alone(asked.asked, companies)


@pytest.mark.parametrize("on", [date(2024, 2, 29), date(2026, 3, 31), date(1, 1, 1), date.max])
@pytest.mark.parametrize(
    "moved",
    [{}, {"minus": {"years": 1}}, {"plus": {"months": 1, "days": 1}}, {"plus": {"workdays": 3}}],
)
def test_with_the_day_written_in_a_condition_says_the_same(on: date, moved: dict[str, Any]) -> None:
    sentence = {"fact": BORN, "on_or_before": {"fact": RECEIVED_ON, **moved}}
    turned = {"fact": RECEIVED_ON, "after": {"fact": BORN}}
    written = {"any_of": [sentence, {"not": {"all_of": [sentence, turned]}}]}
    condition = parse_condition(written, load_vocabulary())
    days = (date(2023, 3, 1), date(2023, 2, 28), date(2026, 5, 1), date(2026, 4, 30), on)
    companies: list[dict[str, Value]] = [{RECEIVED_ON: on, BORN: day} for day in days]

    said = on_day(condition, on)

    assert [evaluate(said, one).truth for one in companies] == [evaluate(condition, one).truth for one in companies]


def test_a_day_that_is_written_in_is_asked_of_no_fact() -> None:
    sentence = parse_condition(
        {"fact": BORN, "on_or_before": {"fact": RECEIVED_ON, "minus": {"years": 1}}}, load_vocabulary()
    )

    said = on_day(sentence, date(2024, 2, 29))

    assert isinstance(said, Sentence)
    assert not isinstance(said.operand, OtherFact)
    assert said.operand == date(2023, 2, 28)
