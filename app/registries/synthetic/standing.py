"""How the made-up companies and people stand: tax, credit, loans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from, happens
from app.registries.synthetic.places import DISTRICTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord
    from app.registries.synthetic.people import People

_GRADES: Final = ("A",) * 30 + ("B",) * 50 + ("C",) * 16 + ("D",) * 4
_LOANS_CNY: Final = (200_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000)


def tax(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    chance = drawn_from(seed, "tax")
    return [
        {
            "uscc": one.uscc,
            "region": one.region if happens(chance, 0.97) else chance.choice(list(DISTRICTS)),
            "has_arrears": happens(chance, 0.03),
        }
        for one in companies
        if one.status != "deregistered"
    ]


def credit(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    chance = drawn_from(seed, "credit")
    return [_credit(chance, one) for one in companies]


def credit_of_people(people: People, seed: int) -> list[RegisterRow]:
    chance = drawn_from(seed, "credit of people")
    return [
        {"resident_id": one.resident_id, "is_banned_from_market": happens(chance, 0.01)} for one in people.everyone()
    ]


def guaranteed_loans(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """One loan for every tenth company that is in business."""
    chance = drawn_from(seed, "guaranteed loans")
    return [_loan(chance, one) for one in companies if one.status == "operating" and happens(chance, 0.1)]


def _credit(chance: Random, company: CompanyRecord) -> RegisterRow:
    grade, has_filing = chance.choice(_GRADES), happens(chance, 0.02)
    found_on = day_between(chance, date(2019, 1, 1), WORLD_DAY)
    return {
        "uscc": company.uscc,
        "grade": grade,
        "has_serious_breach": grade == "D" and happens(chance, 0.5),
        "abnormal_patent_filing_on": found_on if has_filing else None,
        "has_abnormal_patent_filing": has_filing,
    }


def _loan(chance: Random, company: CompanyRecord) -> RegisterRow:
    loan = chance.choice(_LOANS_CNY)
    return {
        "uscc": company.uscc,
        "guarantor_region": company.region if happens(chance, 0.8) else chance.choice(list(DISTRICTS)),
        "loan_cny": Decimal(loan),
        "loan_from": day_between(chance, date(2024, 1, 1), date(2026, 3, 31)),
        "interest_paid_cny": (Decimal(loan) * chance.randint(280, 480) / 10_000).quantize(Decimal("0.01")),
        "is_overdue": happens(chance, 0.03),
        "interest_subsidised_before": happens(chance, 0.1),
    }
