"""Made-up people: who runs the companies, whom these hired, and who applies in their own name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from stdnum.cn import ric

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from, happens
from app.registries.synthetic.names import person_name
from app.registries.synthetic.places import DISTRICTS, ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord

_HIRING_SHARE: Final = 0.3
_MOST_HIRES: Final = 6
_RESIDENTS_PER_COMPANY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`household_region` is where the household is registered, which the number begins with."""

    resident_id: str
    name: str
    born_on: date
    household_region: str

    @property
    def is_local(self) -> bool:
        return self.household_region in DISTRICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Representatives and newly hired staff by the code of their company; `residents` belong to none."""

    representatives: Mapping[str, Person]
    staff: Mapping[str, tuple[Person, ...]]
    residents: tuple[Person, ...]

    def everyone(self) -> Iterator[Person]:
        yield from self.representatives.values()
        yield from self.workers()
        yield from self.residents

    def workers(self) -> Iterator[Person]:
        for hired in self.staff.values():
            yield from hired


def synthetic_people(companies: Sequence[CompanyRecord], seed: int) -> People:
    """One representative a company, staff for some that are open, and one resident for two companies."""
    office = _Registration(drawn_from(seed, "people"))
    return People(
        representatives={
            one.uscc: office.person((25, 65), local=0.6, name=one.legal_representative) for one in companies
        },
        staff={
            one.uscc: tuple(office.person((18, 45), local=0.5) for _ in range(office.chance.randint(1, _MOST_HIRES)))
            for one in companies
            if one.status == "operating" and happens(office.chance, _HIRING_SHARE)
        },
        residents=tuple(
            office.person((20, 59), local=0.4) for _ in range(1 + int(len(companies) * _RESIDENTS_PER_COMPANY))
        ),
    )


def population(people: People, seed: int) -> list[RegisterRow]:
    chance = drawn_from(seed, "population")
    return [
        {
            "resident_id": one.resident_id,
            "name": one.name,
            "born_on": one.born_on,
            "household_region": one.household_region,
            "status": "cancelled" if happens(chance, 0.01) else "normal",
        }
        for one in people.everyone()
    ]


class _Registration:
    """Gives out numbers: in every place each day has its own series, from 000."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._given = Counter[str]()

    def person(self, ages: tuple[int, int], local: float, name: str = "") -> Person:
        """Someone whose age in years lies within `ages`, and who is from Shanghai in so many of all cases."""
        youngest, oldest = ages
        born_on = day_between(self.chance, date(WORLD_DAY.year - oldest, 1, 1), date(WORLD_DAY.year - youngest, 1, 1))
        region = self.chance.choice(tuple(DISTRICTS) if happens(self.chance, local) else ELSEWHERE)
        return Person(
            resident_id=self._number(region, born_on),
            name=name or person_name(self.chance),
            born_on=born_on,
            household_region=region,
        )

    def _number(self, region: str, born_on: date) -> str:
        """By GB 11643-1999; the lowest order that is free, for these are the least likely to be somebody's."""
        series = f"{region}{born_on:%Y%m%d}"
        body = f"{series}{self._given[series]:03d}"
        self._given[series] += 1
        return body + str(ric.calc_check_digit(body + "0"))
