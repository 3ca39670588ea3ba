"""What the stories of subsidies and awards have in common: registers filled from plain values, and earlier grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from approval_rules.values import to_json
from eval.approval.made import Entry
from eval.approval.stories.people_and_firms import IN_SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from random import Random

_FRESH: Final = 31
_HISTORY_FRESH: Final = 1
FRESH_DAYS: Final = {
    "company_registry": _FRESH,
    "social_insurance": _FRESH,
    "credit_registry": _FRESH,
    "sme_registry": _FRESH,
    "patent_registry": _FRESH,
    "guarantee_registry": _FRESH,
    "qualification_registry": _FRESH,
    "population_registry": _FRESH,
    "social_insurance_person": _FRESH,
    "case_history": _HISTORY_FRESH,
    "case_history_person": _HISTORY_FRESH,
}
WITHIN_SHANGHAI: Final = (*IN_SHANGHAI, "310115001")
NO_ENTERPRISES: Final = ("individual_business", "farmer_cooperative", "social_organization")
ACCOUNT: Final = {"account_bank": "样例银行上海分行", "account_no": "31000000123456789"}
_OTHER_ITEMS: Final = ("prepackaged-food-filing", "food-permit-renewal", "insurance-certificate")

_Claim = TypeVar("_Claim")
Wrong: TypeAlias = "Callable[[Random, _Claim], dict[str, Any]]"
"""What spoils a claim: the changes that make one thing wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something granted before; the register may not know the day."""

    item: str
    granted_on: date | None
    amount_cny: Decimal


def earlier_grants(chance: Random, items: Sequence[str], last_day: date) -> tuple[Grant, ...]:
    """Up to three grants, those of `items` on the last day on which they do no harm, or before."""
    harmless = (last_day, last_day, last_day - timedelta(days=chance.randrange(1, 900)))
    grants = [_grant(chance, chance.choice(items), chance.choice(harmless)) for _ in range(chance.choice((0, 0, 1, 2)))]
    if chance.random() < 0.3:  # noqa: PLR2004  some were granted something else, lately or nobody knows when
        day = chance.choice((None, last_day + timedelta(days=1), last_day + timedelta(days=20)))
        grants.append(_grant(chance, chance.choice(_OTHER_ITEMS), day))
    return tuple(grants)


def harmful_grant(chance: Random, items: Sequence[str], first_day: date, last_day: date) -> Grant:
    """A grant of one of the items on one of these days, mostly the first, or on a day that is not known."""
    later = first_day + timedelta(days=chance.randrange((last_day - first_day).days + 1))
    return _grant(chance, chance.choice(items), chance.choice((first_day, first_day, last_day, later, None)))


def may_be_granted_since(grants: Iterable[Grant], items: Sequence[str], first_day: date) -> bool:
    """Whether one of the items was granted on that day or later, or may have been."""
    return any(one.item in items and (one.granted_on is None or one.granted_on >= first_day) for one in grants)


def not_seen_since(on: date) -> date:
    """The first day whose payments need not show yet in records as old as they may be."""
    return on - timedelta(days=_FRESH)


def _grant(chance: Random, item: str, day: date | None) -> Grant:
    return Grant(item=item, granted_on=day, amount_cny=Decimal(chance.randrange(1, 400)) * 500)


def history_row(key: str, grants: Iterable[Grant]) -> dict[str, Any]:
    rows = [{"item": one.item, "granted_on": one.granted_on, "amount_cny": one.amount_cny} for one in grants]
    return {"applicant": key, "grants": rows}


def entries(chance: Random, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Entry]:
    """The records of each register, some of them as old as they may be; what is None is not known to the register."""
    ages = {register: chance.choice((0, 1, FRESH_DAYS[register])) for register in rows}
    return {register: Entry(row=_as_json(row), age_days=ages[register]) for register, row in rows.items()}


def fresh_days(registers: Iterable[str]) -> dict[str, int]:
    return {register: FRESH_DAYS[register] for register in registers}


def all_hold(*answers: bool | None) -> bool | None:
    """No as soon as one is no; not known (None) when one that matters is not known."""
    if any(answer is False for answer in answers):
        return False
    return None if None in answers else True


def to_the_fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401  what a register may hold
    if isinstance(value, list):
        return [_as_json(one) if isinstance(one, dict) else one for one in value]
    return to_json(value)
