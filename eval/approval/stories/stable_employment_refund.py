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
    ELSEWHERE,
    SHANGHAI,
    Grant,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
    to_the_fen,
)
from eval.approval.stories.people_and_firms import company_row

if TYPE_CHECKING:
    from random import Random

ITEM: Final = "stable-employment-refund"
FAULTS: Final = (
    "not_an_employer",
    "insured_elsewhere",
    "not_operating",
    "credit_breach",
    "insurance_not_paid",
    "nobody_at_the_start",
    "too_many_laid_off",
    "size_unknown",
    "other_policy",
    "declined",
    "refunded_before",
)
_FIRST_DAY, _LAST_DAY = date(2024, 5, 1), date(2024, 12, 31)
_THIS_YEAR: Final = date(2024, 1, 1)
_COMPANIES: Final = ("enterprise", "partnership")
_OTHERS: Final = ("individual_business", "social_organization")
_LAID_OFF: Final = Fraction(55, 1000)
_LAID_OFF_BY_SMALL_ONES: Final = Fraction(20, 100)
_SMALL: Final = 30


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
        claim = _spoilt(chance, claim, chance.choice(FAULTS))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on)
    # Where the employer is registered plays no part, only where it is insured.
    company |= {"entity_type": claim.entity_type, "status": claim.status, "region": chance.choice(SHANGHAI + ELSEWHERE)}
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
            )
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
        insured_in=chance.choice(SHANGHAI),
        size=chance.choice(sizes if entity_type in _COMPANIES else (*sizes, None)),
        is_compliant=True,
        paid_cny=_paid(chance),
        staff=_staff(chance, missing=0),
        has_breach=False,
        policy="失业保险稳岗返还",
        answer="确认享受",
        grants=earlier_grants(chance, (ITEM,), _THIS_YEAR - timedelta(days=1)),
    )


def _paid(chance: Random) -> Decimal:
    """Sums of which sixty or thirty per cent are whole fens, half ones or less, from one fen up."""
    return chance.choice((Decimal("0.01"), Decimal(chance.randrange(1, 4000) * 5), Decimal(chance.randrange(10**8)))) / (
        chance.choice((1, 100))
    )


def _staff(chance: Random, *, missing: int) -> Staff:
    """People of whom just as few were laid off as may be, or `missing` more, or (when none) nobody at all."""
    kind = chance.choice(("small", "small", "large", "large", "easy"))
    if kind == "easy" and not missing:
        start = chance.randrange(1, 400)
        return Staff(start=start, end=start + chance.randrange(40), leavers=chance.randrange(3))
    if kind == "small":
        start = 5 * chance.choice((1, 2, 4, 7, chance.randrange(1, 8)))
        kept = start * 80 // 100
        return _ended(chance, start, kept - missing)
    start = 200 * chance.randrange(1, 6)
    return _ended(chance, start, start * 945 // 1000 - missing)


def _ended(chance: Random, start: int, kept: int) -> Staff:
    """Some of those who are no longer there retired; so one more or one less than thirty may be left."""
    small = [one for one in (_SMALL, _SMALL + 1) if one <= kept]
    end = chance.choice((kept, kept, max(0, kept - chance.randrange(4)), *small))
    return Staff(start=start, end=end, leavers=kept - end)


def _spoilt(chance: Random, claim: Claim, fault: str) -> Claim:
    """The claim with this one thing wrong, most often by a single unit."""
    match fault:
        case "not_an_employer":
            return replace(claim, entity_type="farmer_cooperative")
        case "insured_elsewhere":
            return replace(claim, insured_in=chance.choice(ELSEWHERE))
        case "not_operating":
            return replace(claim, status=chance.choice(("abnormal", "revoked", "deregistered")))
        case "credit_breach":
            return replace(claim, has_breach=True)
        case "insurance_not_paid":
            return replace(claim, is_compliant=False)
        case "nobody_at_the_start":
            return replace(claim, staff=Staff(start=0, end=chance.choice((0, 12)), leavers=0))
        case "too_many_laid_off":
            return replace(claim, staff=_too_few_kept(chance))
        case "size_unknown":
            return replace(claim, size=None, entity_type=chance.choice(_COMPANIES))
        case "other_policy":
            return replace(claim, policy="一次性扩岗补助")
        case "declined":
            return replace(claim, answer="不享受")
        case _:
            grant = harmful_grant(chance, (ITEM,), _THIS_YEAR, claim.on)
            return replace(claim, grants=(*claim.grants, grant))


def _too_few_kept(chance: Random) -> Staff:
    """One too many laid off; or as many as only an employer of thirty may lay off, by one of thirty-one."""
    over_thirty = Staff(start=38, end=31, leavers=0)
    return chance.choice((_staff(chance, missing=1), _staff(chance, missing=1), over_thirty))
