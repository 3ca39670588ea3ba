"""Facts of registers as facts of a profile: what is written is checked, and each is made as it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from approval_rules.errors import BadRuleFile
from approval_rules.facts import load_vocabulary
from approval_rules.matching.profile_sources import ProfileSource, load_profile_sources
from approval_rules.values import Row

if TYPE_CHECKING:
    from pathlib import Path

USES = [{"id": "company_registry", "max_age_days": 31}]


def load(tmp_path: Path, *facts: dict[str, Any], uses: list[dict[str, Any]] = USES) -> Any:  # noqa: ANN401  a file
    path = tmp_path / "sources.yaml"
    path.write_text(yaml.safe_dump({"registers": uses, "facts": list(facts)}, allow_unicode=True), encoding="utf-8")
    return load_profile_sources(path)


def source(fact: str) -> ProfileSource:
    return next(one for one in load_profile_sources().facts if one.fact == f"profile.{fact}")


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ({"fact": "profile.region", "of": "company.regoin"}, "no fact 'company.regoin'"),
        ({"fact": "profile.regoin", "of": "company.region"}, "no fact 'profile.regoin'"),
        ({"fact": "company.region", "of": "company.region"}, "no fact of a profile"),
        ({"fact": "profile.region", "of": "profile.tax_region"}, "no fact of a register"),
        ({"fact": "profile.region", "of": "person_insurance.region"}, "no fact of a register"),
        ({"fact": "profile.region", "of": "company.status"}, "its values are not those"),
        ({"fact": "profile.size", "of": "company.entity_type"}, "its values are not those"),
        ({"fact": "profile.region", "of": {"count": "insurance.hires"}}, "a count gives a whole number"),
        ({"fact": "profile.region"}, "exactly one way"),
        (
            {
                "fact": "profile.region",
                "of": "company.region",
                "lasting": {"from": "company.established_on", "years": 1},
            },
            "exactly one way",
        ),
        (
            {
                "fact": "profile.on_abnormal_list",
                "cases": [{"when": {"fact": "company.status", "is": "abnormal"}, "value": "yes"}],
            },
            "true or false",
        ),
        (
            {
                "fact": "profile.region",
                "of": "company.region",
                "without_record": {"register": "sme_registry", "value": "31"},
            },
            "does not read that register",
        ),
        ({"fact": "profile.region", "lasting": {"from": "company.established_on", "years": 3}}, "begins on a date"),
        (
            {
                "fact": "profile.layoff_ratio",
                "lost": {"of": "company.established_on", "kept": ["company.established_on"]},
            },
            "whole numbers",
        ),
    ],
)
def test_a_source_that_makes_no_sense_is_refused_with_what_is_wrong(
    tmp_path: Path, fact: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadRuleFile) as refused:
        load(tmp_path, fact)

    assert problem in str(refused.value)


def test_a_fact_is_made_once(tmp_path: Path) -> None:
    region = {"fact": "profile.region", "of": "company.region"}

    with pytest.raises(BadRuleFile, match="stands twice"):
        load(tmp_path, region, region)


def test_exactly_the_registers_that_are_read_are_listed(tmp_path: Path) -> None:
    uses = [*USES, {"id": "tax_registry", "max_age_days": 31}]

    with pytest.raises(BadRuleFile, match="exactly those that the facts read"):
        load(tmp_path, {"fact": "profile.region", "of": "company.region"}, uses=uses)


def test_what_every_source_makes_is_of_the_kind_of_its_fact() -> None:
    vocabulary = load_vocabulary()

    for one in load_profile_sources().facts:
        assert one.fact in vocabulary
        for case in one.cases:
            assert vocabulary[one.fact].parse(case.value) is not None


@pytest.mark.parametrize(
    ("kind", "entity", "expected"),
    [
        ("有限责任公司（自然人投资或控股）", "enterprise", True),
        ("股份有限公司（上市）", "enterprise", True),
        ("有限责任公司分公司", "enterprise", False),
        ("农民专业合作社", "farmer_cooperative", True),
        ("农民专业合作社分支机构", "farmer_cooperative", False),
        ("有限合伙企业", "partnership", False),
        ("全民所有制", "enterprise", None),
    ],
)
def test_who_is_a_legal_person_is_told_by_the_kind_and_otherwise_left_open(
    kind: str, entity: str, *, expected: bool | None
) -> None:
    facts = {"company.company_type": kind, "company.entity_type": entity}

    assert source("is_legal_person").value(facts) is expected


@pytest.mark.parametrize(
    ("start", "end", "natural", "expected"),
    [
        (200, 189, 0, Decimal("0.055")),
        (200, 188, 0, Decimal("0.06")),
        (200, 188, 1, Decimal("0.055")),
        (3, 2, 0, Decimal("0.333333333333")),
        (10, 14, 0, Decimal(0)),
        (0, 5, 0, None),
    ],
)
def test_the_share_of_people_let_go_is_exact_on_the_limit_and_never_below_zero(
    start: int, end: int, natural: int, expected: Decimal | None
) -> None:
    facts = {
        "insurance.insured_at_year_start": start,
        "insurance.insured_at_year_end": end,
        "insurance.natural_leavers": natural,
    }

    assert source("layoff_ratio").value(facts) == expected


def test_a_share_of_a_number_that_is_not_known_is_not_known() -> None:
    assert source("layoff_ratio").value({"insurance.insured_at_year_start": 10}) is None


def test_a_certificate_of_three_years_is_valid_until_the_day_before_the_third_anniversary() -> None:
    made = source("high_tech_valid_until").value({"qualification.certified_on": date(2024, 12, 4)})

    assert made == date(2027, 12, 3)


def hire(**changes: object) -> Row:
    cells: dict[str, Any] = {
        "category": "graduate_2024",
        "hired_on": date(2024, 12, 31),
        "contract_months": 12,
        "insured_months": 3,
        "earlier_subsidy": "none",
    }
    cells = {name: value for name, value in (cells | changes).items() if value is not None}
    return Row(tuple(sorted(cells.items())))


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, 1),
        ({"hired_on": date(2025, 1, 1)}, 0),
        ({"hired_on": date(2024, 1, 1)}, 1),
        ({"hired_on": date(2023, 12, 31)}, 0),
        ({"insured_months": 2}, 0),
        ({"contract_months": 0}, 0),
        ({"category": "other"}, 0),
        ({"insured_months": None}, None),
    ],
)
def test_graduates_hired_in_2024_are_counted_by_the_words_of_the_fact(
    change: dict[str, object], counted: int | None
) -> None:
    assert source("graduates_hired_2024").value({"insurance.hires": (hire(**change),)}) == counted


def test_that_nobody_brought_a_subsidy_is_known_and_whose_subsidy_it_was_is_not() -> None:
    made = source("hires_already_subsidised")

    assert made.value({"insurance.hires": (hire(),)}) is False
    assert made.value({"insurance.hires": (hire(), hire(earlier_subsidy="hiring"))}) is None


@pytest.mark.parametrize(
    ("guarantor", "expected"), [("310114", True), ("310000", None), ("310115", None), (None, None)]
)
def test_a_loan_is_guaranteed_by_the_district_when_the_guarantor_is_of_that_district(
    guarantor: str | None, *, expected: bool | None
) -> None:
    facts: dict[str, Any] = {"guarantee.loan_cny": Decimal(1), "company.region": "310114003"}
    if guarantor:
        facts["guarantee.guarantor_region"] = guarantor

    assert source("has_guaranteed_loan").value(facts) is expected
