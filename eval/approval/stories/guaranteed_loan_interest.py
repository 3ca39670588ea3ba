"""政府性融资担保贷款贴息（嘉定区）: a year's interest of small companies, up to half a million yuan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import LAST_KNOWN, months_before, some_day
from eval.approval.made import Made
from eval.approval.stories.claims_for_money import (
    ACCOUNT,
    NO_ENTERPRISES,
    Grant,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
)
from eval.approval.stories.people_and_firms import company_row

if TYPE_CHECKING:
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong

ITEM: Final = "guaranteed-loan-interest"
_FIRST_DAY: Final = date(2023, 1, 1)
_LEAP_DAY: Final = date(2024, 2, 29)
_MOST: Final = Decimal(500_000)
_FEN: Final = Decimal("0.01")
_OTHER_DISTRICTS: Final = ("310000", "310113", "310115", "320583")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    on: date
    region: str
    status: str
    entity_type: str
    size: str
    guarantor_region: str
    interest_cny: Decimal
    is_overdue: bool
    is_subsidised: bool
    policy: str
    grants: tuple[Grant, ...]


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on) | {"region": claim.region, "status": claim.status}
    company["entity_type"] = claim.entity_type
    rows: dict[str, dict[str, Any]] = {
        "company_registry": company,
        "social_insurance": {"uscc": company["uscc"], "size": claim.size, "hires": []},
        "guarantee_registry": {
            "uscc": company["uscc"],
            "guarantor_region": claim.guarantor_region,
            "loan_cny": Decimal(chance.randrange(10, 2000)) * 10_000,
            "loan_from": claim.on - timedelta(days=400),
            "interest_paid_cny": claim.interest_cny,
            "is_overdue": claim.is_overdue,
            "interest_subsidised_before": claim.is_subsidised,
        },
        "case_history": history_row(company["uscc"], claim.grants),
    }
    loan = ("guarantor_region", "interest_paid_cny", "is_overdue", "interest_subsidised_before")
    return Made(
        item=ITEM,
        on=claim.on,
        form={"uscc": company["uscc"], "company_name": company["company_name"], "policy": claim.policy, **ACCOUNT},
        papers={},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(("form", "uscc"), ("form", "company_name")),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim.interest_cny),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("region", "status", "entity_type", "uscc", "company_name")),
                ("social_insurance", "size"),
                *(("guarantee_registry", name) for name in loan),
                ("case_history", "grants"),
            ),
            "granted_on": (_within_a_year(claim.on).isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the subsidy from being paid without a person, in the words of `FAULTS`."""
    wrong = {
        "other_district": not claim.region.startswith("310114"),
        "not_operating": claim.status != "operating",
        "no_enterprise": claim.entity_type not in {"enterprise", "partnership"},
        "too_large": claim.size not in {"micro", "small"},
        "other_guarantor": not claim.guarantor_region.startswith("310114"),
        "no_interest": claim.interest_cny == 0,
        "overdue": claim.is_overdue,
        "loan_subsidised_before": claim.is_subsidised,
        "other_policy": claim.policy != "政府性融资担保贷款贴息",
        "granted_within_a_year": may_be_granted_since(claim.grants, (ITEM,), _within_a_year(claim.on)),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def due_cny(interest_cny: Decimal) -> Decimal:
    return min(interest_cny, _MOST)


def _within_a_year(on: date) -> date:
    """The first day of the year that ends on that day."""
    return months_before(on, 12) + timedelta(days=1)


def _in_order(chance: Random) -> Claim:
    on = chance.choice((_FIRST_DAY, _LEAP_DAY, *(some_day(_FIRST_DAY, LAST_KNOWN, chance.random()) for _ in range(6))))
    some = Decimal(chance.randrange(1, 60_000_000)) / 100
    return Claim(
        on=on,
        region=chance.choice(("310114", "310114", "310114103")),
        status="operating",
        entity_type=chance.choice(("enterprise", "enterprise", "partnership")),
        size=chance.choice(("micro", "small")),
        guarantor_region=chance.choice(("310114", "310114", "310114103")),
        interest_cny=chance.choice((_FEN, _MOST, _MOST - _FEN, _MOST + _FEN, some, some)),
        is_overdue=False,
        is_subsidised=False,
        policy="政府性融资担保贷款贴息",
        grants=earlier_grants(chance, (ITEM,), months_before(on, 12)),
    )


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "other_district": lambda chance, _: {"region": chance.choice(_OTHER_DISTRICTS)},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "no_enterprise": lambda chance, _: {"entity_type": chance.choice(NO_ENTERPRISES)},
    "too_large": lambda chance, _: {"size": chance.choice(("medium", "medium", "large"))},
    "other_guarantor": lambda chance, _: {"guarantor_region": chance.choice(_OTHER_DISTRICTS)},
    "no_interest": lambda _, __: {"interest_cny": Decimal(0)},
    "overdue": lambda _, __: {"is_overdue": True},
    "loan_subsidised_before": lambda _, __: {"is_subsidised": True},
    "other_policy": lambda chance, _: {"policy": chance.choice(("专精特新企业奖励", "一次性吸纳就业补贴"))},
    "granted_within_a_year": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, (ITEM,), _within_a_year(claim.on), claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
