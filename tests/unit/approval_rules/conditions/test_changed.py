"""One small mistake at a time: what is changed in a condition, and that each change means something else."""

from __future__ import annotations

from typing import Any

import pytest

from approval_rules.conditions.meaning import meaning, short
from approval_rules.conditions.mutating import changed
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import load_vocabulary

INTEGER, MONEY, DAY = "insurance.natural_leavers", "insurance.unemployment_insurance_paid_cny", "company.established_on"
RECEIVED = "application.received_on"
HIRES = "insurance.hires"


def _changes(data: dict[str, Any]) -> set[str]:
    """Each change, as the condition that it gives."""
    vocabulary = load_vocabulary()
    return {short(one.condition) for one in changed(parse_condition(data, vocabulary), vocabulary)}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"fact": INTEGER, "at_least": 3}, {"more_than 3", "at_least 2"}),
        ({"fact": INTEGER, "less_than": 3}, {"at_most 3", "less_than 2"}),
        ({"fact": MONEY, "at_most": 10}, {"less_than 10", "at_most 10.01", "at_most 9.99"}),
        ({"fact": DAY, "on_or_after": "2024-01-01"}, {"after 2024-01-01", "on_or_after 2023-12-31"}),
        ({"fact": DAY, "before": {"fact": RECEIVED}}, {f"on_or_before {RECEIVED}", f"before {RECEIVED} -1 days"}),
        (
            {"fact": DAY, "on_or_before": {"fact": RECEIVED, "minus": {"years": 1}}},
            {
                f"before {RECEIVED} -12 months",
                f"on_or_before {RECEIVED} -11 months",
                f"on_or_before {RECEIVED} -13 months",
            },
        ),
        (
            {"fact": DAY, "after": {"fact": RECEIVED, "plus": {"workdays": 15}}},
            {
                f"on_or_after {RECEIVED} +15 workdays",
                f"after {RECEIVED} +16 workdays",
                f"after {RECEIVED} +14 workdays",
            },
        ),
    ],
)
def test_a_limit_is_opened_or_closed_and_moved_by_one_unit(data: dict[str, Any], expected: set[str]) -> None:
    assert _changes(data) == {f"{data['fact']} {one}" for one in expected}


def test_a_sum_loses_each_of_its_parts_and_a_factor_is_moved_by_a_thousandth() -> None:
    whole = {
        "sum": [INTEGER, "insurance.insured_at_year_end"],
        "at_least": {"fact": "insurance.insured_at_year_start", "times": "0.945"},
    }

    found = _changes(whole)

    assert {one for one in found if one.startswith(f"{INTEGER} at_least")}
    assert {one for one in found if one.startswith("insurance.insured_at_year_end at_least")}
    assert {one[-5:] for one in found if "times 0.94" in one} == {"0.945", "0.946", "0.944"}


def test_a_choice_is_denied_and_each_other_choice_is_let_in() -> None:
    found = _changes({"fact": "company.status", "is": "operating"})

    assert found == {
        "not company.status is operating",
        "company.status one_of [operating, abnormal]",
        "company.status one_of [operating, revoked]",
        "company.status one_of [operating, deregistered]",
    }


def test_each_of_several_choices_is_left_out() -> None:
    found = _changes({"fact": "insurance.size", "one_of": ["micro", "small"]})

    assert {"insurance.size one_of [micro]", "insurance.size one_of [small]"} <= found


@pytest.mark.parametrize(
    ("region", "wider"), [("310115", "310100"), ("310100", "310000"), ("310000", "000000"), ("310115001", None)]
)
def test_a_region_is_taken_one_level_too_wide(region: str, wider: str | None) -> None:
    found = _changes({"fact": "company.region", "within": [region]})

    assert found - {f"not company.region within [{region}]"} == (
        {f"company.region within [{wider}]"} if wider else set()
    )


def test_a_text_is_looked_for_as_another_operator_would() -> None:
    scope = "company.business_scope"

    assert _changes({"fact": scope, "lists": "零售"}) == {f"not {scope} lists 零售", f"{scope} mentions 零售"}
    assert f"{scope} starts_with 零" in _changes({"fact": scope, "starts_with": "零售"})


def test_names_are_compared_under_another_rule() -> None:
    compared = {"fact": "food_permit.holder_name", "matches": {"fact": "company.company_name", "under": "printed"}}

    assert "food_permit.holder_name matches company.company_name under exact" in _changes(compared)


def test_parts_are_lost_one_at_a_time_and_all_is_taken_for_any() -> None:
    parts = [{"fact": INTEGER, "at_least": 3}, {"fact": "credit.has_serious_breach", "is": False}]
    first, second = f"{INTEGER} at_least 3", "credit.has_serious_breach is False"

    found = _changes({"all_of": parts})

    assert {first, second, f"({first} or {second})", f"({INTEGER} more_than 3 and {second})"} <= found
    assert f"({first} and {second})" in _changes({"any_of": parts})


def test_a_choice_that_another_part_settles_is_not_let_in() -> None:
    size, region = "insurance.size", {"fact": "company.region", "is": "310115"}
    small, large = {"fact": size, "one_of": ["micro", "small"]}, {"fact": size, "is": "large"}

    found = _changes({"any_of": [small, {"all_of": [large, region]}]})

    assert not any("[large, micro]" in one or "[large, small]" in one for one in found)
    assert any("[large, medium]" in one for one in found)
    assert any("[micro, small, large]" in one for one in found)


def test_all_of_one_part_is_not_taken_for_any_of_it() -> None:
    alone = {"all_of": [{"fact": INTEGER, "at_least": 3}]}

    assert len(_changes(alone)) == 2


def test_records_are_counted_wrongly_and_by_wrong_records() -> None:
    where = {"fact": "insured_months", "at_least": 3}

    found = _changes({"fact": HIRES, "count": {"where": where, "at_least": 1}})

    assert found == {
        f"count of {HIRES} where insured_months at_least 3, more_than 1",
        f"count of {HIRES} where insured_months at_least 3, at_least 0",
        f"count of {HIRES} at_least 1",
        f"count of {HIRES} where insured_months more_than 3, at_least 1",
        f"count of {HIRES} where insured_months at_least 2, at_least 1",
    }


def test_some_is_taken_for_every() -> None:
    assert f"{HIRES} every (insured_months at_least 3)" in _changes(
        {"fact": HIRES, "some": {"fact": "insured_months", "at_least": 3}}
    )


def test_what_is_negated_loses_its_negation_and_is_never_negated_twice() -> None:
    found = _changes({"not": {"fact": "credit.has_serious_breach", "is": True}})

    assert found == {"credit.has_serious_breach is True"}


def test_two_ways_to_write_one_limit_have_one_meaning() -> None:
    vocabulary = load_vocabulary()
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"fact": INTEGER, "at_least": 3}, {"fact": INTEGER, "more_than": 2}),
        ({"fact": DAY, "before": "2024-01-02"}, {"fact": DAY, "on_or_before": "2024-01-01"}),
        ({"fact": HIRES, "count": {"less_than": 1}}, {"fact": HIRES, "count": {"at_most": 0}}),
        ({"not": {"not": {"fact": INTEGER, "is": 3}}}, {"fact": INTEGER, "is": 3}),
        ({"any_of": [{"fact": INTEGER, "is": 3}]}, {"fact": INTEGER, "is": 3}),
    ]

    for one, other in pairs:
        assert meaning(parse_condition(one, vocabulary)) == meaning(parse_condition(other, vocabulary))
    assert meaning(parse_condition({"fact": MONEY, "at_least": 3}, vocabulary)) != meaning(
        parse_condition({"fact": MONEY, "more_than": 2}, vocabulary)
    )
