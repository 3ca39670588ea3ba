"""个人参保证明: somebody asks for a certificate of their own social insurance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import some_day
from eval.approval.made import Entry, Made
from eval.approval.stories.people_and_firms import IN_SHANGHAI, OUTSIDE_SHANGHAI, identity_paper, person_row

if TYPE_CHECKING:
    from random import Random

ITEM: Final = "insurance-certificate"
_FIRST_DAY, _LAST_DAY = date(2023, 12, 1), date(2027, 6, 30)
_FRESH_DAYS: Final = {"population_registry": 31, "social_insurance_person": 31}
_NEEDED: Final = (
    ("population_registry", "status"),
    ("population_registry", "name"),
    ("social_insurance_person", "region"),
    ("social_insurance_person", "status"),
    ("social_insurance_person", "insured_since"),
)


def make(chance: Random) -> Made:
    fault = chance.choice(_WRONG) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on = _day(chance, fault)
    person = person_row(chance, some_day(date(1960, 1, 1), date(2004, 1, 1), chance.random()))
    insured: dict[str, Any] = {
        "resident_id": person["resident_id"],
        "region": chance.choice(IN_SHANGHAI),
        "status": chance.choice(("insured", "suspended", "ended")),
        "insured_since": (on - timedelta(days=chance.choice((0, 0, 1, 3000)))).isoformat(),
    }
    form = {"name": person["name"], "id_number": person["resident_id"], "asked_by": "本人申请"}
    match fault:
        case "identity":
            person["status"] = "cancelled"
        case "district":
            insured["region"] = chance.choice(OUTSIDE_SHANGHAI)
        case "not_begun":
            insured["insured_since"] = (on + timedelta(days=chance.choice((1, 1, 20)))).isoformat()
        case "by_another":
            form["asked_by"] = "受托代办"
    return Made(
        item=ITEM,
        on=on,
        form=form,
        papers={"identity_card": identity_paper(person)},
        entries={
            "population_registry": Entry(row=person, age_days=chance.choice((0, 1, 31))),
            "social_insurance_person": Entry(row=insured, age_days=chance.choice((0, 1, 31))),
        },
        fresh_days=_FRESH_DAYS,
        named=(
            *(("form", name) for name in ("name", "id_number")),
            *(("identity_card", name) for name in ("name", "id_number")),
        ),
        is_due=not fault,
        fault=fault,
        notes={"needed": _NEEDED},
    )


def _day(chance: Random, fault: str) -> date:
    if fault == "not_in_force":
        return _FIRST_DAY - timedelta(days=chance.choice((1, 1, 50)))
    return chance.choice((_FIRST_DAY, *(some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(6))))


_WRONG: Final = ("identity", "district", "not_begun", "not_begun", "by_another", "not_in_force")
