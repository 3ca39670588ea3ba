"""上海市居住证签注: somebody from another province still lives where the permit says, and asks for another year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.registries.synthetic.places import DISTRICTS, address_in
from eval.approval.days import months_before, some_day
from eval.approval.made import Entry, Made
from eval.approval.stories.people_and_firms import IN_SHANGHAI, OUTSIDE_SHANGHAI, identity_paper, person_row

if TYPE_CHECKING:
    from random import Random

ITEM: Final = "residence-permit-endorsement"
_EARLIEST_MONTHS, _LATEST_DAYS = 1, 60
_FRESH_DAYS: Final = {"population_registry": 31, "license_registry_residence": 7}
_NEEDED: Final = (
    ("population_registry", "status"),
    ("population_registry", "household_region"),
    ("license_registry_residence", "region"),
    ("license_registry_residence", "status"),
    ("license_registry_residence", "endorsed_until"),
    ("license_registry_residence", "address"),
)


def make(chance: Random) -> Made:
    fault = chance.choice(_WRONG) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on, until = _days(chance, fault)
    person = person_row(chance, some_day(date(1960, 1, 1), date(2004, 1, 1), chance.random()))
    region = chance.choice(list(DISTRICTS))
    permit: dict[str, Any] = {
        "resident_id": person["resident_id"],
        "region": chance.choice((region, *IN_SHANGHAI)),
        "address": address_in(region, chance),
        "endorsed_until": until.isoformat(),
        "status": chance.choice(("valid", "use_suspended")),
    }
    form = {
        "name": person["name"],
        "id_number": person["resident_id"],
        "address": permit["address"],
        "residence": "仍在该地址连续居住",
    }
    _spoil(chance, fault, person, permit, form)
    return Made(
        item=ITEM,
        on=on,
        form=form,
        papers={"identity_card": identity_paper(person)},
        entries={
            "population_registry": Entry(row=person, age_days=chance.choice((0, 1, 31))),
            "license_registry_residence": Entry(row=permit, age_days=chance.choice((0, 1, 7))),
        },
        fresh_days=_FRESH_DAYS,
        named=(
            *(("form", name) for name in ("name", "id_number", "address")),
            *(("identity_card", name) for name in ("name", "id_number")),
        ),
        is_due=not fault,
        fault=fault,
        notes={"needed": _NEEDED},
    )


def _days(chance: Random, fault: str) -> tuple[date, date]:
    """The day of receipt and the end of the endorsement, which is often the end of a month."""
    until = some_day(date(2018, 6, 1), date(2027, 6, 30), chance.random())
    if chance.random() < 0.3:  # noqa: PLR2004  months of unequal length
        year = chance.randint(2019, 2027)
        until = chance.choice((date(year, 3, 31), date(year, 3, 29), date(year, 5, 31), date(year, 2, 28)))
    first, last = months_before(until, _EARLIEST_MONTHS), until + timedelta(days=_LATEST_DAYS)
    match fault:
        case "too_early":
            return first - timedelta(days=chance.choice((1, 1, 2, 90))), until
        case "overdue":
            return last + timedelta(days=chance.choice((1, 1, 2, 300))), until
    return chance.choice((first, last, until, some_day(first, last, chance.random()))), until


_WRONG: Final = ("identity", "local", "district", "cancelled", "too_early", "too_early", "overdue", "overdue", "moved")


def _spoil(chance: Random, fault: str, person: dict[str, Any], permit: dict[str, Any], form: dict[str, Any]) -> None:
    match fault:
        case "identity":
            person["status"] = "cancelled"
        case "local":
            person["household_region"] = chance.choice(IN_SHANGHAI)
        case "district":
            permit["region"] = chance.choice(OUTSIDE_SHANGHAI)
        case "cancelled":
            permit["status"] = "cancelled"
        case "moved":
            form["residence"] = "已经搬离"
