from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from types import ModuleType

import pytest

from app.flows.office import Office
from eval.approval.judging import judged_one
from eval.approval.office import open_office
from eval.approval.stories import (
    flexible_employment_subsidy,
    foreign_patent_grant_claim,
    guaranteed_loan_interest,
    high_tech_enterprise_award,
    job_expansion_subsidy,
    one_off_hiring_subsidy,
    specialised_sme_award,
    stable_employment_refund,
)
from eval.approval.stories.claims_for_money import Grant
from eval.approval.stories.foreign_patent_grant_claim import Patent
from eval.approval.stories.hired_people import Hire
from eval.approval.stories.stable_employment_refund import Staff

STORIES = (
    flexible_employment_subsidy,
    foreign_patent_grant_claim,
    guaranteed_loan_interest,
    high_tech_enterprise_award,
    job_expansion_subsidy,
    one_off_hiring_subsidy,
    specialised_sme_award,
    stable_employment_refund,
)
DRAWS = 400
GRADUATE = Hire(
    resident_id="31011519900101001X",
    category="graduate_2024",
    is_local_graduate=False,
    hired_on=date(2024, 1, 1),
    contract_months=1,
    insured_months=3,
    earlier_subsidy="none",
)
UNEMPLOYED = replace(GRADUATE, category="unemployed_youth", contract_months=12, insured_months=1)


@pytest.fixture(scope="module")
def office() -> Office:
    return open_office()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.ITEM))
def test_a_story_makes_due_applications_and_every_fault_it_names(story: ModuleType) -> None:
    made = [story.make(_chance(f"{story.ITEM}/{seed}")) for seed in range(DRAWS)]

    assert {one.fault for one in made} == {"", *story.FAULTS}
    assert DRAWS / 4 < sum(one.is_due for one in made) < DRAWS * 3 / 4
    assert all(one.is_due == (not one.fault) == (one.amount_cny is not None) for one in made)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.ITEM))
def test_what_a_story_calls_due_is_paid_and_nothing_else(story: ModuleType, office: Office) -> None:
    made = [story.make(_chance(f"{story.ITEM}/{seed}")) for seed in range(60)]

    judged = [judged_one(number, one, office) for number, one in enumerate(made)]

    assert [one.is_approved for one in judged] == [one.is_due for one in made]
    assert [one.amount_cny for one in judged if one.is_due] == [one.amount_cny for one in made if one.is_due]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.ITEM))
def test_the_same_seed_tells_the_same_story(story: ModuleType) -> None:
    assert story.make(_chance("one")) == story.make(_chance("one"))


@pytest.mark.parametrize(
    ("change", "brings"),
    [
        ({}, True),
        ({"hired_on": date(2023, 12, 31)}, False),
        ({"insured_months": 2}, False),
        ({"contract_months": 0}, False),
        ({"is_local_graduate": True}, False),
        ({"category": "graduate_2023"}, False),
        ({"earlier_subsidy": "hiring"}, False),
        ({"insured_months": None}, None),
        ({"insured_months": None, "earlier_subsidy": "expansion"}, False),
    ],
)
def test_a_graduate_of_2024_brings_the_expansion_subsidy_on_these_limits(
    change: dict[str, object],
    brings: bool | None,  # noqa: FBT001  an answer
) -> None:
    hire = replace(GRADUATE, **change)  # type: ignore[arg-type]

    assert job_expansion_subsidy.brings_money(date(2024, 12, 31), hire) is brings


def test_the_expansion_subsidy_of_2023_asked_for_one_month_and_other_groups() -> None:
    hires = [
        replace(GRADUATE, category="unemployed_youth", insured_months=1, hired_on=date(2023, 5, 4)),
        replace(GRADUATE, category="graduate_2023", insured_months=1, is_local_graduate=True),
        replace(GRADUATE, category="graduate_2024"),
        replace(GRADUATE, category="graduate_2023", insured_months=0),
    ]

    assert job_expansion_subsidy.due_cny(date(2023, 12, 31), hires) == Decimal(3000)
    assert job_expansion_subsidy.due_cny(date(2024, 1, 1), hires) == Decimal(1500)


@pytest.mark.parametrize(
    ("change", "brings"),
    [
        ({}, True),
        ({"category": "unemployed_3_months", "is_local_graduate": None}, True),
        ({"contract_months": 11}, False),
        ({"insured_months": 0}, False),
        ({"category": "graduate_within_2_years", "is_local_graduate": True}, True),
        ({"category": "graduate_within_2_years"}, False),
        ({"category": "graduate_2024", "is_local_graduate": None}, None),
        ({"earlier_subsidy": "expansion"}, False),
    ],
)
def test_somebody_brings_the_hiring_subsidy_on_these_limits(
    change: dict[str, object],
    brings: bool | None,  # noqa: FBT001  an answer
) -> None:
    hire = replace(UNEMPLOYED, **change)  # type: ignore[arg-type]

    assert one_off_hiring_subsidy.brings_money(hire) is brings


def test_each_person_who_counts_brings_two_thousand_yuan() -> None:
    hires = [UNEMPLOYED, replace(UNEMPLOYED, contract_months=11), UNEMPLOYED]

    assert one_off_hiring_subsidy.due_cny(hires) == Decimal(4000)


@pytest.mark.parametrize(
    ("start", "end", "leavers", "few"),
    [
        (200, 189, 0, True),  # 5.5 %
        (200, 188, 0, False),  # 6 %
        (200, 180, 9, True),
        (1000, 944, 0, False),  # 5.6 %
        (37, 30, 0, True),  # 18.9 % of thirty
        (38, 31, 0, False),  # 18.4 % of thirty-one
        (40, 30, 2, True),  # 20 %
        (40, 30, 1, False),  # 22.5 %
        (5, 4, 0, True),
        (5, 3, 0, False),
    ],
)
def test_an_employer_may_lay_off_so_many(start: int, end: int, leavers: int, few: bool) -> None:  # noqa: FBT001  an answer
    assert stable_employment_refund.laid_off_few(Staff(start=start, end=end, leavers=leavers)) is few


@pytest.mark.parametrize(
    ("entity_type", "size", "paid", "due"),
    [
        ("enterprise", "large", "0.15", "0.05"),  # 0.045, half up
        ("enterprise", "medium", "0.15", "0.09"),
        ("partnership", "large", "100.05", "30.02"),  # 30.015
        ("social_organization", "large", "100.05", "60.03"),
        ("individual_business", None, "0.01", "0.01"),  # 0.006
    ],
)
def test_a_refund_is_thirty_or_sixty_per_cent_to_the_fen(
    entity_type: str, size: str | None, paid: str, due: str
) -> None:
    claim = replace(_refund(), entity_type=entity_type, size=size, paid_cny=Decimal(paid))

    assert stable_employment_refund.due_cny(claim) == Decimal(due)


@pytest.mark.parametrize(
    ("granted_on", "fault"),
    [(date(2023, 12, 31), ""), (date(2024, 1, 1), "refunded_before"), (None, "refunded_before")],
)
def test_a_refund_of_this_year_is_the_last_one(granted_on: date | None, fault: str) -> None:
    grant = Grant(item="stable-employment-refund", granted_on=granted_on, amount_cny=Decimal(1))

    assert stable_employment_refund.what_is_wrong(replace(_refund(), grants=(grant,))) == fault


@pytest.mark.parametrize(("due", "half"), [("7920", "3960"), ("4123.45", "2061.73"), ("0.01", "0.01")])
def test_half_of_the_contributions_is_rounded_half_up(due: str, half: str) -> None:
    claim = replace(_contributions(), due_cny=Decimal(due))

    assert flexible_employment_subsidy.due_cny(claim) == Decimal(half)


@pytest.mark.parametrize(
    ("months_before", "retires_on", "fault"),
    [
        (33, None, ""),
        (34, None, "too_many_months"),
        (34, date(2029, 2, 27), ""),
        (34, date(2029, 2, 28), "too_many_months"),  # five years after a leap day
        (34, date(2024, 2, 29), ""),
        (34, date(2024, 2, 28), "too_many_months"),
    ],
)
def test_contributions_are_subsidised_for_three_years_or_until_retirement(
    months_before: int, retires_on: date | None, fault: str
) -> None:
    claim = replace(_contributions(), months_before=months_before, months_now=3, retires_on=retires_on)

    assert flexible_employment_subsidy.what_is_wrong(claim) == fault


@pytest.mark.parametrize(("days", "fault"), [(31, "paid_lately"), (32, "")])
def test_a_subsidy_of_the_last_month_may_not_show_in_the_records(days: int, fault: str) -> None:
    claim = _contributions()
    grant = Grant(item="flexible-employment-subsidy", granted_on=claim.on - timedelta(days=days), amount_cny=Decimal(1))

    assert flexible_employment_subsidy.what_is_wrong(replace(claim, grants=(grant,))) == fault


@pytest.mark.parametrize(
    ("titles", "due"),
    [
        (("municipal_zhuanjingtexin",), 100_000),
        (("little_giant", "municipal_zhuanjingtexin"), 500_000),
        (("little_giant", "municipal_champion"), 600_000),
        (("municipal_champion", "national_champion"), 1_000_000),
    ],
)
def test_of_several_titles_the_highest_award_is_due(titles: tuple[str, ...], due: int) -> None:
    assert specialised_sme_award.due_cny(titles) == Decimal(due)


@pytest.mark.parametrize(
    ("major", "other", "due"),
    [
        (2, 1, 80_000),
        (66, 1, 2_000_000),
        (66, 0, 1_980_000),
        (67, 0, 2_000_000),  # 2,010,000
        (0, 100, 2_000_000),
        (0, 101, 2_000_000),
    ],
)
def test_patents_bring_two_million_yuan_at_most(major: int, other: int, due: int) -> None:
    kinds = ["major"] * major + ["other"] * other
    patents = tuple(Patent(patent_no="US1", country=kind, granted_on=None, supported_before=False) for kind in kinds)

    assert foreign_patent_grant_claim.due_cny(patents) == Decimal(due)


@pytest.mark.parametrize(
    ("interest", "due"), [("0.01", "0.01"), ("499999.99", "499999.99"), ("500000", "500000"), ("500000.01", "500000")]
)
def test_interest_is_paid_in_full_up_to_half_a_million(interest: str, due: str) -> None:
    assert guaranteed_loan_interest.due_cny(Decimal(interest)) == Decimal(due)


@pytest.mark.parametrize(
    ("recognition", "certified_on", "moved_on", "inside"),
    [
        ("first", date(2024, 1, 1), None, True),
        ("first", date(2023, 12, 31), None, False),
        ("first", date(2025, 2, 23), None, False),
        ("first", date(2025, 2, 24), None, True),
        ("renewed", date(2024, 12, 31), None, True),
        ("renewed", date(2025, 2, 24), None, False),
        ("relocated", date(2022, 10, 11), date(2025, 2, 24), True),
        ("relocated", date(2022, 10, 10), date(2025, 2, 24), False),  # three years before the day of receipt
        ("relocated", date(2022, 10, 11), date(2025, 2, 23), False),
    ],
)
def test_a_recognition_counts_in_these_periods(
    recognition: str,
    certified_on: date,
    moved_on: date | None,
    inside: bool,  # noqa: FBT001  an answer
) -> None:
    claim = high_tech_enterprise_award.Claim(
        on=date(2025, 10, 10),
        region="310104",
        status="operating",
        entity_type="enterprise",
        recognition=recognition,
        certified_on=certified_on,
        moved_on=moved_on,
        statistics_year=2024,
        is_paid=False,
        printed_otherwise="",
    )

    assert high_tech_enterprise_award.is_in_the_period(claim) is inside


def test_a_renewed_recognition_brings_a_fifth_of_a_new_one() -> None:
    sums = [high_tech_enterprise_award.due_cny(one) for one in ("first", "relocated", "renewed")]

    assert sums == [Decimal(250_000), Decimal(250_000), Decimal(50_000)]


def _refund() -> stable_employment_refund.Claim:
    return stable_employment_refund.Claim(
        on=date(2024, 6, 3),
        entity_type="enterprise",
        status="operating",
        insured_in="310115",
        size="small",
        is_compliant=True,
        paid_cny=Decimal(1000),
        staff=Staff(start=200, end=189, leavers=0),
        has_breach=False,
        policy="失业保险稳岗返还",
        answer="确认享受",
        grants=(),
    )


def _contributions() -> flexible_employment_subsidy.Claim:
    return flexible_employment_subsidy.Claim(
        on=date(2024, 2, 29),
        status="normal",
        insured_in="310115",
        is_hard_to_employ=True,
        is_flexibly_employed=True,
        insurance="insured",
        months_before=0,
        months_now=1,
        due_cny=Decimal(100),
        retires_on=None,
        grants=(),
    )


def _chance(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311  made up, not secret
