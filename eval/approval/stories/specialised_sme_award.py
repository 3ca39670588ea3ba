"""专精特新企业奖励（嘉定区）: paid once to companies of the district that were given a title the year before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import some_day
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

ITEM: Final = "specialised-sme-award"
_FIRST_DAY, _LAST_DAY = date(2024, 9, 11), date(2026, 12, 31)
_LETTER: Final = "recommendation_letter"
"""No machine reads it: whatever the file shows is kept for a person."""
_AWARDS: Final = {
    "national_champion": Decimal(1_000_000),
    "municipal_champion": Decimal(600_000),
    "little_giant": Decimal(500_000),
    "municipal_zhuanjingtexin": Decimal(100_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    on: date
    region: str
    status: str
    entity_type: str
    titles: tuple[str, ...]
    recognition: str
    recognised_on: date
    is_recommended: bool
    has_letter: bool
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
        "sme_registry": {
            "uscc": company["uscc"],
            "levels": list(claim.titles),
            "recognition": claim.recognition,
            "recognised_on": claim.recognised_on,
            "is_recommended": claim.is_recommended,
        },
        "case_history": history_row(company["uscc"], claim.grants),
    }
    return Made(
        item=ITEM,
        on=claim.on,
        form={"uscc": company["uscc"], "company_name": company["company_name"], "policy": claim.policy, **ACCOUNT},
        papers={_LETTER: None} if claim.has_letter else {},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(("form", "uscc"), ("form", "company_name")),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim.titles),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("region", "status", "entity_type", "uscc", "company_name")),
                *(("sme_registry", name) for name in ("levels", "recognition", "recognised_on", "is_recommended")),
                ("case_history", "grants"),
            ),
            "optional": (_LETTER,),
            "granted_on": (claim.recognised_on.isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the award from being paid without a person, in the words of `FAULTS`."""
    wrong = {
        "other_district": not claim.region.startswith("310114"),
        "not_operating": claim.status != "operating",
        "no_enterprise": claim.entity_type not in {"enterprise", "partnership"},
        "no_title": not claim.titles,
        "not_the_first_time": claim.recognition != "first",
        "not_last_year": claim.recognised_on.year != claim.on.year - 1,
        "not_recommended": not claim.is_recommended,
        "no_letter": not claim.has_letter,
        "other_policy": claim.policy != "专精特新企业奖励",
        "paid_before": may_be_granted_since(claim.grants, (ITEM,), claim.recognised_on),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def due_cny(titles: tuple[str, ...]) -> Decimal:
    """The highest award of the titles held."""
    return max(_AWARDS[one] for one in titles)


def _in_order(chance: Random) -> Claim:
    turns = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    some = [some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(6)]
    on = chance.choice((_FIRST_DAY, _LAST_DAY, *turns, *some))
    first, last = date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)
    recognised_on = chance.choice((first, last, some_day(first, last, chance.random())))
    return Claim(
        on=on,
        region=chance.choice(("310114", "310114", "310114103")),
        status="operating",
        entity_type=chance.choice(("enterprise", "enterprise", "partnership")),
        titles=tuple(sorted(chance.sample(list(_AWARDS), chance.choice((1, 1, 2, 3, 4))))),
        recognition="first",
        recognised_on=recognised_on,
        is_recommended=True,
        has_letter=True,
        policy="专精特新企业奖励",
        grants=earlier_grants(chance, (ITEM,), recognised_on - timedelta(days=1)),
    )


def _not_last_year(on: date) -> tuple[date, ...]:
    return date(on.year - 2, 12, 31), date(on.year, 1, 1), date(on.year - 2, 6, 1), on


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "other_district": lambda chance, _: {"region": chance.choice(("310000", "310113", "310115", "320583"))},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "no_enterprise": lambda chance, _: {"entity_type": chance.choice(NO_ENTERPRISES)},
    "no_title": lambda _, __: {"titles": ()},
    "not_the_first_time": lambda _, __: {"recognition": "renewed"},
    "not_last_year": lambda chance, claim: {"recognised_on": chance.choice(_not_last_year(claim.on)), "grants": ()},
    "not_recommended": lambda _, __: {"is_recommended": False},
    "no_letter": lambda _, __: {"has_letter": False},
    "other_policy": lambda chance, _: {"policy": chance.choice(("一次性吸纳就业补贴", "政府性融资担保贷款贴息"))},
    "paid_before": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, (ITEM,), claim.recognised_on, claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
