"""What was granted to made-up applicants before: what their other records tell of, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.registries.cells import RegisterRow

_SINCE: Final = date(2025, 1, 1)
_HIRING: Final = {"expansion": ("job-expansion-subsidy", 1_500), "hiring": ("one-off-hiring-subsidy", 2_000)}
"""By the subsidy that the insurance register has noted for a person: the item and a made-up amount."""


class _Grant(NamedTuple):
    applicant: str
    item: str
    amount_cny: Decimal
    since: date = _SINCE


def grants_to_companies(
    qualifications: Sequence[RegisterRow],
    claims: Sequence[RegisterRow],
    loans: Sequence[RegisterRow],
    employers: Sequence[RegisterRow],
    *,
    seed: int,
) -> list[RegisterRow]:
    """Awards paid, patents supported, interest subsidised and hiring subsidies, as the other registers have them."""
    grants = (*_awards(qualifications), *_patents(claims), *_interest(loans), *_hires(employers))
    return _by_applicant(grants, seed)


def grants_to_people(insured: Sequence[RegisterRow], *, seed: int) -> list[RegisterRow]:
    """Subsidies for those who pay their own insurance."""
    return _by_applicant(_contributions(insured), seed)


def _by_applicant(grants: Iterable[_Grant], seed: int) -> list[RegisterRow]:
    chance = drawn_from(seed, "history")
    found = defaultdict[str, list[dict[str, object]]](list)
    for one in grants:
        granted_on = day_between(chance, one.since, WORLD_DAY)
        found[one.applicant].append({"item": one.item, "granted_on": granted_on, "amount_cny": one.amount_cny})
    return [{"applicant": applicant, "grants": rows} for applicant, rows in found.items()]


def _awards(qualifications: Iterable[Mapping[str, Any]]) -> Iterator[_Grant]:
    for one in qualifications:
        if one["award_paid_on_certificate"]:
            amount = Decimal(50_000 if one["recognition"] == "renewed" else 250_000)
            yield _Grant(one["uscc"], "high-tech-enterprise-award", amount)


def _patents(claims: Iterable[Mapping[str, Any]]) -> Iterator[_Grant]:
    for one in claims:
        if one["grants_this_year_cny"]:
            this_year = date(WORLD_DAY.year, 1, 1)
            yield _Grant(one["uscc"], "foreign-patent-grant-claim", one["grants_this_year_cny"], this_year)


def _interest(loans: Iterable[Mapping[str, Any]]) -> Iterator[_Grant]:
    for one in loans:
        if one["interest_subsidised_before"]:
            yield _Grant(one["uscc"], "guaranteed-loan-interest", one["interest_paid_cny"])


def _hires(employers: Iterable[Mapping[str, Any]]) -> Iterator[_Grant]:
    for employer in employers:
        for hire in employer["hires"]:
            if hire["earlier_subsidy"] in _HIRING:
                item, amount = _HIRING[hire["earlier_subsidy"]]
                yield _Grant(employer["uscc"], item, Decimal(amount), max(_SINCE, hire["hired_on"]))


def _contributions(insured: Iterable[Mapping[str, Any]]) -> Iterator[_Grant]:
    for one in insured:
        if one["subsidised_months"]:
            yield _Grant(one["resident_id"], "flexible-employment-subsidy", one["due_cny"])
