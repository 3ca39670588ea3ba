"""The steps of an amount lead to the amount that the table pays, and their words say how."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.amounts import AmountSpec, amount_of
from approval_rules.conditions.saying import Saying
from approval_rules.language_words import Language
from approval_rules.telling.amounts import reckoned
from tests.vocabulary_of_every_kind import VOCABULARY

if TYPE_CHECKING:
    from approval_rules.values import Value

CAPITAL, PEOPLE, LEFT, HIRES = "a.capital", "a.people", "a.left", "a.hires"
FACTS: dict[str, Value] = {
    CAPITAL: Decimal("1000.50"),
    PEOPLE: 3,
    LEFT: 1,
    HIRES: VOCABULARY[HIRES].parse([{"months": 12}, {"months": 11}, {"months": 13}]),
}
MANY = {"fact": PEOPLE, "at_least": 3}


def _spec(*rows: dict[str, Any], **more: object) -> AmountSpec:
    content = {"basis": ["a-text#amount"], "rows": list(rows), **more}
    return AmountSpec.model_validate(content, context={"vocabulary": VOCABULARY})


def _steps(
    spec: AmountSpec, language: Language = Language.ZH, facts: dict[str, Value] | None = None
) -> tuple[str, ...]:
    found = reckoned(spec, Saying(vocabulary=VOCABULARY, language=language, facts=FACTS if facts is None else facts))
    return () if found is None else found.steps


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        ({"otherwise": True, "fixed": 250000}, "250000元", "CNY 250,000"),
        (
            {"otherwise": True, "rate": "0.30", "of": CAPITAL},
            "1000.5元 × 30% = 300.15元",
            "CNY 1,000.5 × 30% = CNY 300.15",
        ),
        ({"otherwise": True, "per_head": 1500, "of": PEOPLE}, "3人 × 1500元 = 4500元", "3 × CNY 1,500 = CNY 4,500"),
        (
            {"otherwise": True, "per_head": 1500, "of": {"count": HIRES, "where": {"fact": "months", "at_least": 12}}},
            "2名 × 1500元 = 3000元",
            "2 × CNY 1,500 = CNY 3,000",
        ),
        (
            {"otherwise": True, "per_head": 1500, "of": {"growth": PEOPLE, "over": LEFT}},
            "（3人 - 1人） × 1500元 = 3000元",
            "(3 - 1) × CNY 1,500 = CNY 3,000",
        ),
        (
            {"otherwise": True, "per_head": 1500, "of": {"growth": LEFT, "over": PEOPLE}},
            "0人 × 1500元 = 0元",
            "0 × CNY 1,500 = CNY 0",
        ),
        (
            {"when": MANY, "fixed": 100, "cap": 90},
            "因为年初参保人数不低于3人：100元，按最高数90元计",
            "because number of insured people is at least 3: CNY 100, held to the most of CNY 90",
        ),
        (
            {"otherwise": True, "fixed": 100, "at_most": True},
            "100元（这是最高数，实际金额由主管部门核定）",
            "CNY 100 (this is the most; the authority sets the sum)",
        ),
    ],
)
def test_a_row_is_told_with_what_it_is_taken_of(row: dict[str, Any], zh: str, en: str) -> None:
    assert _steps(_spec(row)) == (zh,)
    assert _steps(_spec(row), Language.EN) == (en,)


def test_rows_that_are_added_are_each_told_and_the_cap_last() -> None:
    spec = _spec({"when": MANY, "fixed": 100}, {"otherwise": True, "fixed": 200}, take="all", cap=250)

    assert _steps(spec) == ("因为年初参保人数不低于3人：100元", "200元", "合计最高250元")


@pytest.mark.parametrize("missing", [PEOPLE, HIRES])
def test_what_is_not_known_leads_to_no_steps(missing: str) -> None:
    spec = _spec(
        {"when": MANY, "per_head": 10, "of": {"count": HIRES, "where": {"fact": "months", "at_least": 1}}},
    )

    assert _steps(spec, facts={name: value for name, value in FACTS.items() if name != missing}) == ()


_ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"fixed": st.integers(0, 1000)}),
        st.fixed_dictionaries({"rate": st.decimals("0", "1", places=3).map(str), "of": st.just(CAPITAL)}),
        st.fixed_dictionaries(
            {"per_head": st.integers(0, 1000), "of": st.sampled_from([PEOPLE, LEFT, {"growth": PEOPLE, "over": LEFT}])}
        ),
        st.fixed_dictionaries({"per_head": st.integers(0, 1000), "of": st.just({"count": HIRES})}),
    ),
    min_size=1,
    max_size=3,
)
_CAPS = st.one_of(st.just({}), st.integers(0, 2000).map(lambda cap: {"cap": cap}))


@given(rows=_ROWS, conditions=st.lists(st.booleans(), min_size=3, max_size=3), cap=_CAPS, row_cap=_CAPS, data=st.data())
def test_the_steps_come_to_what_the_table_pays(
    rows: list[dict[str, Any]],
    conditions: list[bool],
    cap: dict[str, int],
    row_cap: dict[str, int],
    data: st.DataObject,
) -> None:
    cased = [
        {**row, **row_cap, "when": {"fact": PEOPLE, "at_least" if fits else "more_than": 3}}
        for row, fits in zip(rows, conditions, strict=False)
    ]
    spec = _spec(*cased, take=data.draw(st.sampled_from(["first", "all"])), **cap)
    how = Saying(vocabulary=VOCABULARY, language=Language.ZH, facts=FACTS)

    found = reckoned(spec, how)

    assert (None if found is None else found.cny) == amount_of(spec, FACTS).cny
