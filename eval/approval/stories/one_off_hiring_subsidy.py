"""一次性吸纳就业补贴: paid to employers who hired the unemployed, or graduates whom the city counts as its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import LAST_KNOWN, some_day
from eval.approval.made import Made
from eval.approval.stories.claims_for_money import (
    ACCOUNT,
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

ITEM: Final = "one-off-hiring-subsidy"
_FIRST_DAY: Final = date(2024, 1, 1)
_BOTH: Final = (ITEM, "job-expansion-subsidy")
_A_PERSON: Final = Decimal(2000)
_UNEMPLOYED: Final = ("unemployed_3_months", "unemployed_youth")
_GRADUATES: Final = ("graduate_2024", "graduate_within_2_years")
_CONTRACT_MONTHS: Final = 12
_MISSES: Final[Misses] = (
    {"category": "graduate_2023"},
    {"category": "other"},
    {"category": "graduate_2024", "is_local_graduate": False},
    {"category": "graduate_within_2_years", "is_local_graduate": False},
    {"contract_months": _CONTRACT_MONTHS - 1},
    {"contract_months": 0},
    {"insured_months": 0},
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
        "social_insurance": {"uscc": company["uscc"], "size": "small", "hires": hire_rows(claim.hires)},
        "case_history": history_row(company["uscc"], claim.grants),
    }
    return Made(
        item=ITEM,
        on=claim.on,
        form={"uscc": company["uscc"], "company_name": company["company_name"], "policy": claim.policy, **ACCOUNT},
        papers={},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(("form", "uscc"), ("form", "company_name")),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim.hires),
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
    known = [brings_money(one) for one in claim.hires]
    wrong = {
        "not_an_employer": claim.entity_type == "farmer_cooperative",
        "elsewhere": not claim.region.startswith("31"),
        "not_operating": claim.status != "operating",
        "nobody_qualifies": True not in known and None not in known,
        "somebody_unknown": None in known,
        "other_policy": claim.policy != "一次性吸纳就业补贴",
        "paid_lately": may_be_granted_since(claim.grants, _BOTH, not_seen_since(claim.on)),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def brings_money(hire: Hire) -> bool | None:
    """Whether the employer is paid for this person; None when the register does not say enough."""
    return all_hold(
        _is_of_a_group(hire),
        None if hire.contract_months is None else hire.contract_months >= _CONTRACT_MONTHS,
        None if hire.insured_months is None else hire.insured_months > 0,
        None if hire.earlier_subsidy is None else hire.earlier_subsidy == "none",
    )


def _is_of_a_group(hire: Hire) -> bool | None:
    if hire.category in _UNEMPLOYED:
        return True
    if hire.category in _GRADUATES:
        return hire.is_local_graduate
    if hire.category is None:
        return None
    return False


def due_cny(hires: Iterable[Hire]) -> Decimal:
    return _A_PERSON * sum(brings_money(one) is True for one in hires)


def _in_order(chance: Random) -> Claim:
    on = chance.choice((_FIRST_DAY, *(some_day(_FIRST_DAY, LAST_KNOWN, chance.random()) for _ in range(4))))
    return Claim(
        on=on,
        entity_type=chance.choice(("enterprise", "partnership", "individual_business", "social_organization")),
        region=chance.choice(WITHIN_SHANGHAI),
        status="operating",
        hires=staff(chance, _fitting, _MISSES, someone_fits=True),
        policy="一次性吸纳就业补贴",
        grants=earlier_grants(chance, _BOTH, not_seen_since(on) - timedelta(days=1)),
    )


def _fitting(chance: Random) -> Hire:
    category = chance.choice((*_UNEMPLOYED, *_GRADUATES))
    return Hire(
        resident_id=worker_number(chance),
        category=category,
        is_local_graduate=True if category in _GRADUATES else chance.choice((False, None)),
        hired_on=date(2023, 10, 1) + timedelta(days=chance.randrange(400)),
        contract_months=chance.choice((_CONTRACT_MONTHS, _CONTRACT_MONTHS, 36)),
        insured_months=chance.choice((1, 1, 3, 12)),
        earlier_subsidy="none",
    )


def _unknown(chance: Random) -> Hire:
    """Somebody of whom something is not known; of the unemployed it does not matter where they studied."""
    hire = unknown_hire(chance, _fitting, ("category", "contract_months", "insured_months", "earlier_subsidy"))
    graduate = replace(_fitting(chance), category=chance.choice(_GRADUATES), is_local_graduate=None)
    return chance.choice((hire, hire, graduate))


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "not_an_employer": lambda _, __: {"entity_type": "farmer_cooperative"},
    "elsewhere": lambda chance, _: {"region": chance.choice(OUTSIDE_SHANGHAI)},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "nobody_qualifies": lambda chance, _: {"hires": staff(chance, _fitting, _MISSES, someone_fits=False)},
    "somebody_unknown": lambda chance, claim: {"hires": (*claim.hires, _unknown(chance))},
    "other_policy": lambda chance, _: {"policy": chance.choice(("专精特新企业奖励", "政府性融资担保贷款贴息"))},
    "paid_lately": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, _BOTH, not_seen_since(claim.on), claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
