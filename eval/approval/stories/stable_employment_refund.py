"""失业保险稳岗返还: a share of last year's unemployment insurance goes back to employers who laid off few people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import some_day
from eval.approval.made import Made
from eval.approval.stories.claims_for_money import (
    WITHIN_SHANGHAI,
    Grant,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
    to_the_fen,
)
from eval.approval.stories.people_and_firms import OUTSIDE_SHANGHAI, company_row

if TYPE_CHECKING:
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong

ITEM: Final = "stable-employment-refund"
_FIRST_DAY, _LAST_DAY = date(2024, 5, 1), date(2024, 12, 31)
_THIS_YEAR: Final = date(2024, 1, 1)
_COMPANIES: Final = ("enterprise", "partnership")
_OTHERS: Final = ("individual_business", "social_organization")
_LAID_OFF: Final = Fraction(55, 1000)
_LAID_OFF_BY_SMALL_ONES: Final = Fraction(20, 100)
_SMALL: Final = 30
_LAST_SMALL: Final = ((37, 30, 0), (40, 30, 2), (35, 28, 0), (5, 4, 0), (1000, 30, 770))
_FIRST_NOT_SMALL: Final = ((38, 31, 0), (40, 31, 1), (1000, 31, 769))
"""At the start, at the end, and leavers: a fifth or a little less laid off, which only the small may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Insured people at the start and at the end of the year before, and those who retired or died in it."""

    start: int
    end: int
    leavers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    on: date
    entity_type: str
    status: str
    insured_in: str
    size: str | None
    is_compliant: bool
    paid_cny: Decimal
    staff: Staff
    has_breach: bool
    policy: str
    answer: str
    grants: tuple[Grant, ...]


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on)
    # Where the employer is registered plays no part, only where it is insured.
    company |= {
        "entity_type": claim.entity_type,
        "status": claim.status,
        "region": chance.choice(WITHIN_SHANGHAI + OUTSIDE_SHANGHAI),
    }
    rows = _rows(company, claim)
    insurance = ("region", "unemployment_insurance_compliant", "unemployment_insurance_paid_cny")
    people = ("insured_at_year_start", "insured_at_year_end", "natural_leavers")
    return Made(
        item=ITEM,
        on=claim.on,
        form={
            "uscc": company["uscc"],
            "company_name": company["company_name"],
            "policy": claim.policy,
            "answer": claim.answer,
        },
        papers={},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(("form", "uscc"), ("form", "company_name")),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("entity_type", "status", "uscc", "company_name")),
                *(("social_insurance", name) for name in (*insurance, *people)),
                ("credit_registry", "has_serious_breach"),
                ("case_history", "grants"),
            ),
            "granted_on": (_THIS_YEAR.isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the refund from being paid without a person, in the words of `FAULTS`."""
    wrong = {
        "not_an_employer": claim.entity_type not in _COMPANIES + _OTHERS,
        "insured_elsewhere": not claim.insured_in.startswith("31"),
        "not_operating": claim.status != "operating",
        "credit_breach": claim.has_breach,
        "insurance_not_paid": not claim.is_compliant,
        "nobody_at_the_start": claim.staff.start == 0,
        "too_many_laid_off": claim.staff.start > 0 and not laid_off_few(claim.staff),
        "size_unknown": claim.size is None and claim.entity_type in _COMPANIES,
        "other_policy": claim.policy != "失业保险稳岗返还",
        "declined": claim.answer != "确认享受",
        "refunded_before": may_be_granted_since(claim.grants, (ITEM,), _THIS_YEAR),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def laid_off_few(staff: Staff) -> bool:
    """The share of those who were there at the start and neither are at the end nor retired or died."""
    laid_off = 1 - Fraction(staff.end + staff.leavers, staff.start)
    return laid_off <= (_LAID_OFF_BY_SMALL_ONES if staff.end <= _SMALL else _LAID_OFF)


def due_cny(claim: Claim) -> Decimal:
    """Only a company can be a large one: everybody else gets sixty per cent."""
    is_large = claim.size == "large" and claim.entity_type in _COMPANIES
    return to_the_fen(claim.paid_cny * (30 if is_large else 60) / 100)


def _rows(company: dict[str, Any], claim: Claim) -> dict[str, dict[str, Any]]:
    code = company["uscc"]
    return {
        "company_registry": company,
        "social_insurance": {
            "uscc": code,
            "region": claim.insured_in,
            "size": claim.size,
            "unemployment_insurance_compliant": claim.is_compliant,
            "unemployment_insurance_paid_cny": claim.paid_cny,
            "insured_at_year_start": claim.staff.start,
            "insured_at_year_end": claim.staff.end,
            "natural_leavers": claim.staff.leavers,
            "hires": [],
        },
        "credit_registry": {
            "uscc": code,
            "grade": "D" if claim.has_breach else "A",
            "has_serious_breach": claim.has_breach,
            "has_abnormal_patent_filing": False,
        },
        "case_history": history_row(code, claim.grants),
    }


def _in_order(chance: Random) -> Claim:
    entity_type = chance.choice((*_COMPANIES, *_COMPANIES, *_OTHERS))
    sizes = ("micro", "small", "medium", "large")
    some = [some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(4)]
    return Claim(
        on=chance.choice((_FIRST_DAY, _LAST_DAY, *some)),
        entity_type=entity_type,
        status="operating",
        insured_in=chance.choice(WITHIN_SHANGHAI),
        size=chance.choice(sizes if entity_type in _COMPANIES else (*sizes, None)),
        is_compliant=True,
        paid_cny=_paid(chance),
        staff=_kept(chance),
        has_breach=False,
        policy="失业保险稳岗返还",
        answer="确认享受",
        grants=earlier_grants(chance, (ITEM,), _THIS_YEAR - timedelta(days=1)),
    )


def _paid(chance: Random) -> Decimal:
    """Sums of which sixty or thirty per cent are whole fens, half ones or less, from one fen up."""
    fens = chance.choice((1, chance.randrange(1, 4000) * 5, chance.randrange(10**8)))
    return Decimal(fens) / 100


def _staff(chance: Random, *, missing: int) -> Staff:
    """People of whom just as few were laid off as may be, or `missing` more."""
    if chance.random() < 0.5:  # noqa: PLR2004  half of them are small
        start = 5 * chance.choice((1, 4, 7, chance.randrange(1, 8)))
        return _ended(chance, start, start * 80 // 100 - missing)
    start = 200 * chance.randrange(1, 6)
    return _ended(chance, start, start * 945 // 1000 - missing)


def _ended(chance: Random, start: int, kept: int) -> Staff:
    """Some of those who are no longer there retired or died."""
    end = max(0, kept - chance.choice((0, 0, 1, 3)))
    return Staff(start=start, end=end, leavers=kept - end)


def _kept(chance: Random) -> Staff:
    if chance.random() < 0.2:  # noqa: PLR2004  some grew, or lost hardly anybody
        start = chance.randrange(1, 400)
        return Staff(start=start, end=start + chance.randrange(40), leavers=chance.randrange(3))
    return chance.choice((_staff(chance, missing=0), _staff(chance, missing=0), _of(chance.choice(_LAST_SMALL))))


def _too_few_kept(chance: Random) -> Staff:
    """One too many laid off, or as many as only the small may lay off."""
    return chance.choice((_staff(chance, missing=1), _staff(chance, missing=1), _of(chance.choice(_FIRST_NOT_SMALL))))


def _of(people: tuple[int, int, int]) -> Staff:
    start, end, leavers = people
    return Staff(start=start, end=end, leavers=leavers)


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "not_an_employer": lambda _, __: {"entity_type": "farmer_cooperative"},
    "insured_elsewhere": lambda chance, _: {"insured_in": chance.choice(OUTSIDE_SHANGHAI)},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "credit_breach": lambda _, __: {"has_breach": True},
    "insurance_not_paid": lambda _, __: {"is_compliant": False},
    "nobody_at_the_start": lambda chance, _: {"staff": Staff(start=0, end=chance.choice((0, 12)), leavers=0)},
    "too_many_laid_off": lambda chance, _: {"staff": _too_few_kept(chance)},
    "size_unknown": lambda chance, _: {"size": None, "entity_type": chance.choice(_COMPANIES)},
    "other_policy": lambda _, __: {"policy": "一次性扩岗补助"},
    "declined": lambda _, __: {"answer": "不享受"},
    "refunded_before": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, (ITEM,), _THIS_YEAR, claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
