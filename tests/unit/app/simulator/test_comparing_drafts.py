"""A draft of a scheme is compared with the scheme as it is, company by company, to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from app.simulator.comparing import Compared
from app.simulator.drafting import day_in_force, draft_of, real_changes
from app.simulator.errors import BadDraft
from app.simulator.result import NOTHING, Dimension, Outcome
from app.subsidies.schemes import load_schemes
from approval_rules.conditions.columns import table_of
from approval_rules.facts import load_vocabulary
from approval_rules.matching.figures import drafted, figures_of
from approval_rules.schemes import Scheme, match
from approval_rules.values import BadValue, Value
from corpora import CORPORA_DIR

ON = date(2026, 3, 2)
SCHEMES = {one.id: one for one in load_schemes(CORPORA_DIR)}
TAX = SCHEMES["small-low-profit-income-tax"]
PEOPLE, RATE = "eligible.all_of.3.at_most", "amount.rows.0.rate"


def _company(employees: int | None, income: str = "1000000.01", **more: Value) -> dict[str, Value]:
    facts: dict[str, Value] = {
        "profile.entity_type": "enterprise",
        "profile.is_restricted_industry": False,
        "profile.taxable_income_cny": Decimal(income),
        "profile.total_assets_cny": Decimal(50_000_000),
        "profile.region": "310114",
        "profile.size": "small",
    }
    if employees is not None:
        facts["profile.employees"] = employees
    return facts | {f"profile.{name}": value for name, value in more.items()}


def _compared(changes: dict[str, str], companies: list[dict[str, Value]], scheme: Scheme = TAX) -> Outcome:
    compared = Compared(base=scheme, draft=draft_of(scheme, ON, changes), on=ON)
    return compared.outcome(table_of(companies, compared.facts(), load_vocabulary()))


def test_a_lower_limit_takes_it_from_those_above() -> None:
    found = _compared({PEOPLE: "200"}, [_company(200), _company(201), _company(300), _company(301), _company(None)])

    assert (found.whole.get_before, found.whole.get_after) == (3, 1)
    assert (found.whole.gains, found.whole.loses) == (0, 2)
    assert (found.whole.unknown_before, found.whole.unknown_after) == (1, 1)


def test_a_higher_limit_brings_it_to_those_up_to_it_at_a_cost_exact_to_the_fen() -> None:
    found = _compared({PEOPLE: "301"}, [_company(300), _company(301), _company(302)])

    assert (found.whole.gains, found.whole.loses) == (1, 0)
    assert found.whole.cost_before_cny == Decimal("200000.00")
    assert found.whole.cost_after_cny == Decimal("400000.00")
    assert found.whole.cost_change_cny == Decimal("200000.00")


def test_more_or_less_money_is_gained_or_lost_by_who_has_it_already() -> None:
    more, less = (_compared({RATE: rate}, [_company(10)]) for rate in ("0.25", "0.10"))

    assert (more.whole.gains, more.whole.loses) == (1, 0)
    assert (less.whole.gains, less.whole.loses) == (0, 1)
    assert more.whole.cost_after_cny == Decimal("250000.00")


def test_companies_are_grouped_by_district_size_and_industry_and_the_unknown_ones_by_themselves() -> None:
    companies = [
        _company(10, industry="manufacturing"),
        _company(10, region="310115", size="micro", industry="manufacturing"),
        _company(10),
    ]

    found = _compared({PEOPLE: "5"}, companies)

    assert {key: one.loses for key, one in found.groups[Dimension.DISTRICT].items()} == {"310114": 2, "310115": 1}
    assert {key: one.loses for key, one in found.groups[Dimension.SIZE].items()} == {"small": 2, "micro": 1}
    assert {key: one.loses for key, one in found.groups[Dimension.INDUSTRY].items()} == {"manufacturing": 2, "": 1}


def test_batches_add_up_to_what_all_bring_at_once_and_survive_being_kept() -> None:
    chance = Random(7)  # noqa: S311  made up
    companies = [
        _company(
            chance.randrange(150, 350), str(chance.randrange(1, 4_000_000)), region=f"3101{chance.randrange(10, 14)}"
        )
        for _ in range(400)
    ]
    whole = _compared({PEOPLE: "250", RATE: "0.15"}, companies)

    parts = NOTHING
    for start in range(0, 400, 37):
        part = _compared({PEOPLE: "250", RATE: "0.15"}, companies[start : start + 37])
        parts = Outcome.from_json(parts.plus(part).to_json())

    assert parts == whole


def test_every_number_is_what_the_scalar_reader_says_of_each_company() -> None:
    chance = Random(11)  # noqa: S311  made up
    companies = [
        _company(chance.choice([None, 250, 299, 300, 301]), str(chance.randrange(5_000_000))) for _ in range(200)
    ]
    changes = {PEOPLE: "299", RATE: "0.21"}
    draft = draft_of(TAX, ON, changes)

    found = _compared(changes, companies)

    before, after = ([match(scheme, one, ON) for one in companies] for scheme in (TAX, draft))
    assert found.whole.get_after == sum(one is not None and one.status == "eligible" for one in after)
    assert found.whole.cost_before_cny == sum((one.amount_cny or 0) for one in before if one)
    assert found.whole.cost_after_cny == sum((one.amount_cny or 0) for one in after if one)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_every_figure_of_every_scheme_can_be_written_again_as_it_is(scheme: Scheme) -> None:
    for version in scheme.versions:
        for figure in figures_of(version):
            again = drafted(scheme, version, {figure.place: figure.value}).versions[0]

            assert again.eligible.condition == version.eligible.condition, figure
            assert figures_of(again) == figures_of(version), figure


@pytest.mark.parametrize(
    "changes",
    [
        {"eligible.all_of.99.at_most": "1"},
        {"__class__": "1"},
        {PEOPLE: "many"},
        {PEOPLE: "1.5"},
        {PEOPLE: ""},
        {RATE: "1.01"},
        {RATE: "-0.1"},
        {PEOPLE: "9" * 400},
    ],
)
def test_a_figure_that_can_not_be_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(BadDraft):
        real_changes(TAX, ON, changes)


def test_all_bad_figures_are_named_at_once_with_their_sentences() -> None:
    with pytest.raises(BadDraft) as caught:
        real_changes(TAX, ON, {PEOPLE: "x", RATE: "2"})

    assert len(caught.value.problems) == 2
    assert caught.value.problems[0].startswith("从业人数不超过300人")


def test_what_is_as_it_was_is_no_change() -> None:
    with pytest.raises(BadDraft):
        real_changes(TAX, ON, {PEOPLE: "300"})


def test_an_ended_scheme_is_looked_at_on_its_last_day() -> None:
    ended = SCHEMES["stable-employment-refund-2024"]

    assert day_in_force(ended, ON) == ended.versions[-1].in_force.end
    assert day_in_force(TAX, ON) == ON


def test_a_draft_can_not_be_made_of_a_version_that_is_not_in_force() -> None:
    with pytest.raises(BadDraft):
        real_changes(SCHEMES["stable-employment-refund-2024"], ON, {})


def test_the_draft_itself_refuses_a_place_that_holds_no_figure() -> None:
    with pytest.raises(BadValue):
        drafted(TAX, TAX.versions[0], {"basis.0": "1"})
