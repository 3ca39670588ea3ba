"""The next question asks for the fact that decides the most money, and asking comes to an end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.subsidies.schemes import load_schemes
from approval_rules.amounts import AmountSpec, amount_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.language_words import Language
from approval_rules.matching.asking import Question, Waiting, asked, next_question, waiting
from approval_rules.matching.potential import most_amount
from approval_rules.schemes import RECEIVED_ON, MatchStatus, Scheme, match
from approval_rules.values import ValueType
from corpora import CORPORA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable

    from approval_rules.values import Value

INCOME = "profile.taxable_income_cny"
EMPLOYEES = "profile.employees"
SIZE = "profile.size"
HIRES = "profile.first_job_hires"
TODAY = date(2026, 3, 2)
PROFILE = {name: spec for name, spec in load_vocabulary().items() if name.startswith("profile.")}
SCHEMES = load_schemes(CORPORA_DIR)
AMOUNTS = ("0", "0.01", "1999.99", "500000", "3000000", "20000000", "10000000000")


def _table(*rows: dict[str, Any], **more: object) -> AmountSpec:
    return AmountSpec.model_validate({"basis": ["a-scheme#amount"], "rows": rows, **more})


GROWTH = _table({"otherwise": True, "per_head": 1000, "of": {"growth": EMPLOYEES, "over": HIRES}})


def _waits(name: str, most: str | None, *facts: str, is_over: bool = False) -> Waiting:
    return Waiting(id=name, facts=facts, most_cny=None if most is None else Decimal(most), is_over=is_over)


def _asked(*schemes: Waiting) -> Question:
    found = next_question(schemes)
    assert found is not None
    return found


def test_the_fact_with_the_most_money_is_asked_first() -> None:
    found = _asked(_waits("a", "100", EMPLOYEES), _waits("b", "101", INCOME))

    assert (found.fact, found.stake_cny, found.schemes) == (INCOME, Decimal("101.00"), ("b",))


def test_a_scheme_shares_its_money_among_the_facts_it_waits_for() -> None:
    found = _asked(_waits("a", "100", EMPLOYEES, INCOME, SIZE), _waits("b", "40", INCOME))

    assert (found.fact, found.stake_cny) == (INCOME, Decimal("73.33"))
    assert found.schemes == ("b", "a")


def test_money_comes_before_schemes_without_a_figure_and_these_count_by_number() -> None:
    many = [_waits(name, None, SIZE) for name in "bcd"]

    assert _asked(*many, _waits("a", "0.01", EMPLOYEES)).fact == EMPLOYEES
    assert _asked(*many, _waits("e", None, EMPLOYEES)).fact == SIZE


def test_a_scheme_whose_last_day_has_passed_raises_no_stake() -> None:
    found = _asked(_waits("a", "1000", EMPLOYEES, is_over=True), _waits("b", "1", INCOME))

    assert found.fact == INCOME
    assert _asked(_waits("a", "1000", EMPLOYEES, is_over=True)).stake_cny == 0


def test_of_equal_facts_the_first_by_name_is_asked_in_whatever_order_the_schemes_come() -> None:
    both = [_waits("a", "10", SIZE), _waits("b", "10", EMPLOYEES)]

    assert _asked(*both).fact == _asked(*both[::-1]).fact == EMPLOYEES


def test_nothing_is_asked_when_nothing_waits() -> None:
    assert next_question([]) is None


def test_the_question_names_its_unit_and_its_choices_in_both_languages() -> None:
    assert _asked(_waits("a", "1", EMPLOYEES)).text.zh.startswith("请问贵单位的从业人数是多少（人）")
    assert asked(PROFILE[SIZE], Language.ZH).endswith("可以回答：微型、小型、中型、大型。")
    assert asked(PROFILE[SIZE], Language.EN).endswith("One of: micro, small, medium, large.")


@pytest.mark.parametrize("kind", sorted(set(ValueType) - {ValueType.RECORDS}))
def test_every_kind_of_fact_can_be_asked_for(kind: ValueType) -> None:
    spec = FactSpec(name="fact", title="样例", title_en="sample", type=kind, choices={"a_b": "甲"})

    assert "样例" in asked(spec, Language.ZH)
    assert "sample" in asked(spec, Language.EN)


@pytest.mark.parametrize(
    ("spec", "facts", "most"),
    [
        (_table({"otherwise": True, "fixed": 8000}), {}, "8000.00"),
        (_table({"otherwise": True, "per_head": 1500, "of": EMPLOYEES}), {EMPLOYEES: 3}, "4500.00"),
        (_table({"otherwise": True, "per_head": 1500, "of": EMPLOYEES}), {}, None),
        (_table({"otherwise": True, "per_head": 1500, "of": EMPLOYEES, "cap": 9000}), {}, "9000.00"),
        (_table({"otherwise": True, "per_head": 1500, "of": EMPLOYEES}, cap=7000), {}, "7000.00"),
        (
            _table({"when": {"fact": SIZE, "is": "large"}, "fixed": 100}, {"otherwise": True, "fixed": 200}),
            {},
            "200.00",
        ),
        (
            _table({"when": {"fact": SIZE, "is": "large"}, "fixed": 100}, {"otherwise": True, "fixed": 200}),
            {SIZE: "large"},
            "100.00",
        ),
        (
            _table(
                {"when": {"fact": SIZE, "is": "large"}, "fixed": 100},
                {"when": {"fact": EMPLOYEES, "at_least": 9}, "fixed": 30},
                take="all",
            ),
            {},
            "130.00",
        ),
        (
            _table({"when": {"fact": INCOME, "at_most": 1000}, "rate": "0.05", "of": INCOME}),
            {},
            "50.00",
        ),
        (_table(note="没有金额"), {}, None),
        (GROWTH, {}, None),
        (GROWTH, {EMPLOYEES: 30}, "30000.00"),
        (GROWTH, {EMPLOYEES: 30, HIRES: 12}, "18000.00"),
    ],
)
def test_the_most_a_table_may_pay(spec: AmountSpec, facts: dict[str, Value], most: str | None) -> None:
    assert most_amount(spec, facts) == (None if most is None else Decimal(most))


def test_the_conditions_of_the_scheme_limit_what_it_may_pay() -> None:
    given = parse_condition({"fact": INCOME, "at_most": 3_000_000}, load_vocabulary())

    assert most_amount(_table({"otherwise": True, "rate": "0.20", "of": INCOME}), {}, given) == Decimal(600_000)


def _value(spec: FactSpec, random: Random) -> Value:
    """A value of its kind, often one that the texts speak of."""
    ways: dict[ValueType, Callable[[], Value]] = {
        ValueType.BOOLEAN: lambda: random.random() < 0.5,
        ValueType.INTEGER: lambda: random.choice([0, 1, 3, 10, 50, 300, 2024, 2025, 10**6]),
        ValueType.SHARE: lambda: Decimal(random.randrange(0, 101)) / 100,
        ValueType.DATE: lambda: TODAY - timedelta(days=random.randrange(-500, 3000)),
        ValueType.CHOICE: lambda: random.choice(list(spec.choices)),
        ValueType.CHOICES: lambda: tuple(one for one in sorted(spec.choices) if random.random() < 0.3),
        ValueType.REGION: lambda: random.choice(["310104", "310114", "310115", "310112", "330106"]),
        ValueType.MONEY_CNY: lambda: Decimal(random.choice(AMOUNTS)),
        ValueType.NUMBER: lambda: Decimal(random.choice(AMOUNTS)),
    }
    return ways[spec.type]() if spec.type in ways else "样例"


def _some_facts(random: Random) -> dict[str, Value]:
    share = random.random()
    known = {name: _value(spec, random) for name, spec in PROFILE.items() if random.random() < share}
    return {**known, RECEIVED_ON: TODAY}


def _open(schemes: tuple[Scheme, ...], facts: dict[str, Value]) -> list[Waiting]:
    """What waits for facts, of the schemes in force."""
    found = [(scheme.version_on(TODAY), match(scheme, facts, TODAY)) for scheme in schemes]
    open_ = [waiting(version, answer, facts, TODAY) for version, answer in found if version and answer]
    return [one for one in open_ if one is not None]


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_asking_and_answering_ends_with_nothing_unknown_and_never_asks_twice(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    facts = _some_facts(random)
    known = set(facts)
    while (question := next_question(_open(SCHEMES, facts))) is not None:
        assert question.fact not in known
        known.add(question.fact)
        facts[question.fact] = _value(PROFILE[question.fact], random)

    answers = [answer for scheme in SCHEMES if (answer := match(scheme, facts, TODAY)) is not None]
    assert not [one.id for one in answers if one.status is MatchStatus.UNKNOWN]
    assert not [one.id for one in answers if one.amount_missing]


@given(st.integers(0, 2**32))
def test_the_stake_counts_open_schemes_alone_and_never_more_than_they_may_pay(seed: int) -> None:
    facts = _some_facts(Random(seed))  # noqa: S311
    open_ = {one.id: one for one in _open(SCHEMES, facts)}
    question = next_question(open_.values())

    answers = {scheme.id: match(scheme, facts, TODAY) for scheme in SCHEMES}
    for name in question.schemes if question else ():
        answer = answers[name]
        assert answer is not None
        assert answer.status is MatchStatus.UNKNOWN or (answer.amount_cny is None and answer.amount_missing)
    if question is not None:
        assert question.stake_cny <= sum((open_[name].most_cny or 0 for name in question.schemes), Decimal(0))


@given(st.integers(0, 2**32))
def test_no_way_to_learn_the_rest_pays_more_than_the_most_that_was_told(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    facts = _some_facts(random)
    later = {**{name: _value(spec, random) for name, spec in PROFILE.items()}, **facts}
    for scheme in SCHEMES:
        version = scheme.version_on(TODAY)
        if version is None or evaluate(version.eligible.condition, later).truth is not Truth.TRUE:
            continue
        most = most_amount(version.amount, facts, version.eligible.condition)
        paid = amount_of(version.amount, later).cny

        assert most is None or paid is None or paid <= most


@given(st.integers(0, 2**32))
def test_no_table_alone_pays_more_than_the_most_that_was_told(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    facts = _some_facts(random)
    later = {**{name: _value(spec, random) for name, spec in PROFILE.items()}, **facts}
    for scheme in SCHEMES:
        for version in scheme.versions:
            most, paid = most_amount(version.amount, facts), amount_of(version.amount, later).cny

            assert most is None or paid is None or paid <= most
