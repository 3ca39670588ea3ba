"""一次性扩岗补助: paid to companies for graduates they hired in 2023 or 2024, on other conditions each year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import some_day
from eval.approval.made import Made
from eval.approval.stories.claims_for_money import (
    WITHIN_SHANGHAI,
    Grant,
    all_hold,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
    not_seen_since,
)
from eval.approval.stories.hired_people import Hire, hire_rows, staff, unknown_hire, worker_number
from eval.approval.stories.people_and_firms import OUTSIDE_SHANGHAI, company_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong
    from eval.approval.stories.hired_people import Misses

ITEM: Final = "job-expansion-subsidy"
_2023: Final = (date(2023, 7, 3), date(2023, 12, 31))
_2024: Final = (date(2024, 1, 1), date(2024, 12, 31))
_BOTH: Final = (ITEM, "one-off-hiring-subsidy")
_A_PERSON: Final = Decimal(1500)
_MISSES_2023: Final[Misses] = (
    {"category": "graduate_2024"},
    {"category": "unemployed_3_months"},
    {"category": "other"},
    {"contract_months": 0},
    {"insured_months": 0},
    {"earlier_subsidy": "expansion"},
    {"earlier_subsidy": "hiring"},
)
_MISSES_2024: Final[Misses] = (
    {"category": "graduate_2023"},
    {"category": "unemployed_youth"},
    {"category": "other"},
    {"is_local_graduate": True},
    {"hired_on": date(2023, 12, 31)},
    {"contract_months": 0},
    {"insured_months": 2},
    {"earlier_subsidy": "expansion"},
    {"earlier_subsidy": "hiring"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    on: date
    entity_type: str
    region: str
    status: str
    hires: tuple[Hire, ...]
    policy: str
    answer: str
    grants: tuple[Grant, ...]


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on)
    company |= {"entity_type": claim.entity_type, "region": claim.region, "status": claim.status}
    rows: dict[str, dict[str, Any]] = {
        "company_registry": company,
        "social_insurance": {"uscc": company["uscc"], "region": "310000", "hires": hire_rows(claim.hires)},
        "case_history": history_row(company["uscc"], claim.grants),
    }
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
        amount_cny=None if fault else due_cny(claim.on, claim.hires),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("entity_type", "region", "status", "uscc", "company_name")),
                ("social_insurance", "hires"),
                ("case_history", "grants"),
            ),
            "granted_on": (not_seen_since(claim.on).isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the subsidy from being paid without a person, in the words of `FAULTS`."""
    known = [brings_money(claim.on, one) for one in claim.hires]
    wrong = {
        "not_a_company": claim.entity_type not in {"enterprise", "partnership"},
        "elsewhere": not claim.region.startswith("31"),
        "not_operating": claim.status != "operating",
        "nobody_qualifies": True not in known and None not in known,
        "somebody_unknown": None in known,
        "other_policy": claim.policy != "一次性扩岗补助",
        "declined": claim.answer != "确认享受",
        "paid_lately": may_be_granted_since(claim.grants, _BOTH, not_seen_since(claim.on)),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def brings_money(on: date, hire: Hire) -> bool | None:
    """Whether the company is paid for this person; None when the register does not say enough."""
    if on <= _2023[1]:
        groups, months = {"graduate_2023", "graduate_within_2_years", "unemployed_youth"}, 1
        of_the_year: tuple[bool | None, ...] = ()
    else:
        groups, months = {"graduate_2024", "graduate_within_2_years"}, 3
        of_the_year = (
            None if hire.is_local_graduate is None else not hire.is_local_graduate,
            None if hire.hired_on is None else hire.hired_on.year >= _2024[0].year,
        )
    return all_hold(
        None if hire.category is None else hire.category in groups,
        None if hire.contract_months is None else hire.contract_months > 0,
        None if hire.insured_months is None else hire.insured_months >= months,
        None if hire.earlier_subsidy is None else hire.earlier_subsidy == "none",
        *of_the_year,
    )


def due_cny(on: date, hires: Iterable[Hire]) -> Decimal:
    return _A_PERSON * sum(brings_money(on, one) is True for one in hires)


def _in_order(chance: Random) -> Claim:
    first, last = chance.choice((_2023, _2024, _2024))
    on = chance.choice((first, last, some_day(first, last, chance.random()), some_day(first, last, chance.random())))
    return Claim(
        on=on,
        entity_type=chance.choice(("enterprise", "enterprise", "partnership")),
        region=chance.choice(WITHIN_SHANGHAI),
        status="operating",
        hires=_staff(chance, on, someone_fits=True),
        policy="一次性扩岗补助",
        answer="确认享受",
        grants=earlier_grants(chance, _BOTH, not_seen_since(on) - timedelta(days=1)),
    )


def _staff(chance: Random, on: date, *, someone_fits: bool) -> tuple[Hire, ...]:
    is_2023 = on <= _2023[1]
    return staff(
        chance,
        _fitting_2023 if is_2023 else _fitting_2024,
        _MISSES_2023 if is_2023 else _MISSES_2024,
        someone_fits=someone_fits,
    )


def _fitting_2023(chance: Random) -> Hire:
    """A person of 2023; when the person was hired and where the graduate is from plays no part."""
    return Hire(
        resident_id=worker_number(chance),
        category=chance.choice(("graduate_2023", "graduate_within_2_years", "unemployed_youth")),
        is_local_graduate=chance.choice((True, False, None)),
        hired_on=date(2022, 12, 1) + timedelta(days=chance.randrange(150)),
        contract_months=chance.choice((1, 1, 12)),
        insured_months=chance.choice((1, 1, 2, 6)),
        earlier_subsidy="none",
    )


def _fitting_2024(chance: Random) -> Hire:
    first = _2024[0]
    return Hire(
        resident_id=worker_number(chance),
        category=chance.choice(("graduate_2024", "graduate_within_2_years")),
        is_local_graduate=False,
        hired_on=chance.choice((first, first + timedelta(days=chance.randrange(200)))),
        contract_months=chance.choice((1, 1, 12)),
        insured_months=chance.choice((3, 3, 4, 9)),
        earlier_subsidy="none",
    )


def _unknown(chance: Random, on: date) -> Hire:
    columns = ("category", "contract_months", "insured_months", "earlier_subsidy")
    if on <= _2023[1]:
        return unknown_hire(chance, _fitting_2023, columns)
    return unknown_hire(chance, _fitting_2024, (*columns, "is_local_graduate", "hired_on"))


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "not_a_company": lambda chance, _: {
        "entity_type": chance.choice(("individual_business", "farmer_cooperative", "social_organization"))
    },
    "elsewhere": lambda chance, _: {"region": chance.choice(OUTSIDE_SHANGHAI)},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "nobody_qualifies": lambda chance, claim: {"hires": _staff(chance, claim.on, someone_fits=False)},
    "somebody_unknown": lambda chance, claim: {"hires": (*claim.hires, _unknown(chance, claim.on))},
    "other_policy": lambda _, __: {"policy": "失业保险稳岗返还"},
    "declined": lambda _, __: {"answer": "不享受"},
    "paid_lately": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, _BOTH, not_seen_since(claim.on), claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
