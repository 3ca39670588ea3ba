"""灵活就业社会保险补贴: half of the contributions of people hard to employ, for three years or until they retire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import LAST_KNOWN, months_before, some_day
from eval.approval.made import Made
from eval.approval.stories.claims_for_money import (
    ACCOUNT,
    WITHIN_SHANGHAI,
    Grant,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
    not_seen_since,
    to_the_fen,
)
from eval.approval.stories.people_and_firms import OUTSIDE_SHANGHAI, person_row

if TYPE_CHECKING:
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong

ITEM: Final = "flexible-employment-subsidy"
_FIRST_DAY: Final = date(2022, 1, 1)
_LEAP_DAY: Final = date(2024, 2, 29)
_MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    on: date
    status: str
    insured_in: str
    is_hard_to_employ: bool
    is_flexibly_employed: bool
    insurance: str
    months_before: int
    months_now: int
    due_cny: Decimal
    retires_on: date | None
    grants: tuple[Grant, ...]


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    born_on = date(1964, 1, 1) + timedelta(days=chance.randrange(9000))
    person = person_row(chance, born_on) | {"status": claim.status}
    number, name = person["resident_id"], person["name"]
    rows = _rows(person, claim)
    months = ("months_claimed", "subsidised_months", "due_cny")
    return Made(
        item=ITEM,
        on=claim.on,
        form={"name": name, "resident_id": number, **ACCOUNT},
        papers={},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(("form", "name"), ("form", "resident_id")),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim),
        fault=fault,
        notes={
            "needed": (
                *(("population_registry", column) for column in ("status", "name", "resident_id")),
                *(
                    ("social_insurance_person", column)
                    for column in ("region", "status", *_needed_months(claim, months))
                ),
                *(("social_insurance_person", column) for column in ("is_hard_to_employ", "is_flexibly_employed")),
                ("case_history_person", "grants"),
            ),
            "granted_on": (not_seen_since(claim.on).isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the subsidy from being paid without a person, in the words of `FAULTS`."""
    is_within = claim.months_before + claim.months_now <= _MOST_MONTHS
    wrong = {
        "person_cancelled": claim.status != "normal",
        "insured_elsewhere": not claim.insured_in.startswith("31"),
        "not_hard_to_employ": not claim.is_hard_to_employ,
        "not_flexibly_employed": not claim.is_flexibly_employed,
        "not_paying": claim.insurance != "insured",
        "no_months": claim.months_now == 0,
        "too_many_months": not is_within and not retires_soon(claim.on, claim.retires_on),
        "paid_lately": may_be_granted_since(claim.grants, (ITEM,), not_seen_since(claim.on)),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def retires_soon(on: date, retires_on: date | None) -> bool:
    """Whether fewer than five years are left, and the day itself has not passed."""
    return retires_on is not None and on <= retires_on < _in_five_years(on)


def due_cny(claim: Claim) -> Decimal:
    return to_the_fen(claim.due_cny / 2)


def _in_five_years(day: date) -> date:
    return months_before(day, -60)


def _needed_months(claim: Claim, months: tuple[str, ...]) -> tuple[str, ...]:
    """How many were paid before does not matter to those who retire soon, nor when the others retire."""
    if retires_soon(claim.on, claim.retires_on):
        return tuple(one for one in months if one != "subsidised_months")
    return months


def _rows(person: dict[str, Any], claim: Claim) -> dict[str, dict[str, Any]]:
    return {
        "population_registry": person,
        "social_insurance_person": {
            "resident_id": person["resident_id"],
            "region": claim.insured_in,
            "status": claim.insurance,
            "insured_since": claim.on - timedelta(days=4000),
            "is_hard_to_employ": claim.is_hard_to_employ,
            "is_flexibly_employed": claim.is_flexibly_employed,
            "months_claimed": claim.months_now,
            "due_cny": claim.due_cny,
            "subsidised_months": claim.months_before,
            "retires_on": claim.retires_on,
        },
        "case_history_person": history_row(person["resident_id"], claim.grants),
    }


def _not_soon(on: date) -> tuple[date | None, ...]:
    """The day five years ahead, and days on which nobody retires soon any more."""
    return None, _in_five_years(on), on - timedelta(days=1), on + timedelta(days=9000)


def _in_order(chance: Random) -> Claim:
    on = chance.choice((_FIRST_DAY, _LEAP_DAY, *(some_day(_FIRST_DAY, LAST_KNOWN, chance.random()) for _ in range(6))))
    now = chance.choice((1, 1, 3, 12))
    limit = _MOST_MONTHS - now
    claim = Claim(
        on=on,
        status="normal",
        insured_in=chance.choice(WITHIN_SHANGHAI),
        is_hard_to_employ=True,
        is_flexibly_employed=True,
        insurance="insured",
        months_before=chance.choice((limit, limit, 0, chance.randrange(limit + 1))),
        months_now=now,
        due_cny=Decimal(chance.randrange(1, 3_000_000)) / 100,
        retires_on=chance.choice(_not_soon(on)),
        grants=earlier_grants(chance, (ITEM,), not_seen_since(on) - timedelta(days=1)),
    )
    if chance.random() < 0.4:  # noqa: PLR2004  some may have more months, for they retire soon
        soon = (on, _in_five_years(on) - timedelta(days=1), on + timedelta(days=chance.randrange(1800)))
        more = limit + chance.choice((1, 1, 20))
        return replace(claim, months_before=more, retires_on=chance.choice(soon))
    return claim


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "person_cancelled": lambda _, __: {"status": "cancelled"},
    "insured_elsewhere": lambda chance, _: {"insured_in": chance.choice(OUTSIDE_SHANGHAI)},
    "not_hard_to_employ": lambda _, __: {"is_hard_to_employ": False},
    "not_flexibly_employed": lambda _, __: {"is_flexibly_employed": False},
    "not_paying": lambda chance, _: {"insurance": chance.choice(("suspended", "ended"))},
    "no_months": lambda _, __: {"months_now": 0},
    "too_many_months": lambda chance, claim: {
        "months_before": _MOST_MONTHS - claim.months_now + chance.choice((1, 1, 12)),
        "retires_on": chance.choice(_not_soon(claim.on)),
    },
    "paid_lately": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, (ITEM,), not_seen_since(claim.on), claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
