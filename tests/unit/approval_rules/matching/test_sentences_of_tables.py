"""Many sentences over many companies: each truth is what the sentence says of that company alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.columns import table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import AllOf, OtherFact, Sentence, Truth, atoms, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import load_vocabulary
from approval_rules.matching.on_day import on_day
from approval_rules.matching.ready import made_ready, with_ready_texts
from approval_rules.matching.sentences import Sentences
from approval_rules.schemes import RECEIVED_ON
from tests.unit.approval_rules.conditions.strategies import VOCABULARY, conditions, rows_for, seeded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    table = table_of(companies, ["a.choices"], VOCABULARY)

    assert _together(asked, table) == _alone(asked.asked, companies)
    assert _together(asked, made_ready(table, VOCABULARY).facts) == _alone(asked.asked, companies)


@pytest.mark.parametrize(
    "said",
    [
        {"within": ["310000"]},
        {"starts_with": "3101"},
        {"one_of": ["310104", "310113", "330106"]},
        {"is": "310113"},
        {"is": "999999"},
    ],
)
def test_texts_that_many_companies_share_are_asked_once_each(said: dict[str, Any]) -> None:
    regions = ("310101", "310104", "310110", "310113", "310115", "320583", "330106", " 3101１3")
    companies: list[dict[str, Value]] = [{"a.region": one} for one in regions for _ in range(6)]
    companies.append({})
    asked = Sentences(atoms(parse_condition({"fact": "a.region", **said}, VOCABULARY)), VOCABULARY)
    table = table_of(companies, ["a.region"], VOCABULARY)

    truths = _together(asked, table)

    assert isinstance(with_ready_texts(table, ["a.region"]).schema["a.region#"], pl.Enum)
    assert truths == _alone(asked.asked, companies)


@pytest.mark.parametrize("held", ["0.05", "99999999999999", "-9.5"])
def test_numbers_that_64_bits_hold_and_others_are_compared_alike(held: str) -> None:
    companies: list[dict[str, Value]] = [{"a.number": Decimal(held)}, {"a.number": Decimal("0.1")}, {}]
    written = {"fact": "a.number", "at_least": "0.05"}
    asked = Sentences(atoms(parse_condition(written, VOCABULARY)), VOCABULARY)
    table = made_ready(table_of(companies, ["a.number"], VOCABULARY), VOCABULARY)

    assert _together(asked, table.facts) == _alone(asked.asked, companies)


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
