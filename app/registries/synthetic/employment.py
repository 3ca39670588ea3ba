"""Social insurance of the made-up companies and people, and whom the companies hired."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from, happens
from app.registries.synthetic.places import DISTRICTS
from approval_rules.spans import Span, shift

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord
    from app.registries.synthetic.people import People, Person

_HEADS: Final = (2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 28, 35, 60, 90, 140, 260, 420)
_SIZES: Final = ((10, "micro"), (100, "small"), (300, "medium"))
_CENT: Final = Decimal("0.01")
_HIRED_FROM: Final = date(2024, 1, 1)


def social_insurance(companies: Sequence[CompanyRecord], people: People, seed: int) -> list[RegisterRow]:
    """Employers that are still in business; the year before is the one before `WORLD_DAY`."""
    chance = drawn_from(seed, "social insurance")
    return [
        _employer(chance, one, people.staff.get(one.uscc, ()))
        for one in companies
        if one.status in {"operating", "abnormal"}
    ]


def social_insurance_of_people(people: People, seed: int) -> list[RegisterRow]:
    """Those whom companies hired, and the residents, of whom half work for themselves."""
    chance = drawn_from(seed, "social insurance of people")
    hired = [_insured(chance, one, is_flexible=False) for one in people.workers()]
    return [*hired, *(_insured(chance, one, is_flexible=happens(chance, 0.5)) for one in people.residents)]


def _employer(chance: Random, company: CompanyRecord, staff: Sequence[Person]) -> RegisterRow:
    at_start = chance.choice(_HEADS)
    at_end = max(1, at_start + len(staff) - chance.randint(0, 1 + at_start // 8))
    return {
        "uscc": company.uscc,
        "region": company.region if happens(chance, 0.96) else chance.choice(list(DISTRICTS)),
        "size": next((name for below, name in _SIZES if at_end < below), "large"),
        "unemployment_insurance_compliant": happens(chance, 0.96),
        "unemployment_insurance_paid_cny": _cents(at_end * 12 * chance.randint(7_500, 24_000) * Decimal("0.01")),
        "insured_at_year_end": at_end,
        "natural_leavers": chance.randint(0, 1 + at_start // 40),
        "insured_at_year_start": at_start,
        "hires": list(_hires(chance, staff)),
    }


def _hires(chance: Random, staff: Sequence[Person]) -> Iterator[dict[str, object]]:
    for one in staff:
        hired_on = day_between(chance, _HIRED_FROM, WORLD_DAY)
        category = chance.choice(_categories(hired_on.year - one.born_on.year))
        worked = (WORLD_DAY.year - hired_on.year) * 12 + WORLD_DAY.month - hired_on.month
        yield {
            "resident_id": one.resident_id,
            "category": category,
            "is_local_graduate": "graduate" in category and happens(chance, 0.5),
            "hired_on": hired_on,
            "contract_months": chance.choice((0, 6, 12, 12, 24, 24, 36, 36)),
            "insured_months": worked if happens(chance, 0.8) else chance.randint(0, worked),
            "earlier_subsidy": chance.choice(("none",) * 8 + ("expansion", "hiring")),
        }


def _categories(age: int) -> tuple[str, ...]:
    """What somebody of that age may have been hired as."""
    young = ("unemployed_youth",) if 16 <= age <= 24 else ()  # noqa: PLR2004  the name of the category says so
    graduates = ("graduate_2023", "graduate_2024", "graduate_within_2_years") if 20 <= age <= 28 else ()  # noqa: PLR2004  made up
    return (*young, *graduates, "unemployed_3_months", "other")


def _insured(chance: Random, person: Person, *, is_flexible: bool) -> RegisterRow:
    """Amounts and the day of retirement are made up: of the right size, worked out by no table."""
    months, is_hard = chance.randint(1, 12), happens(chance, 0.5 if is_flexible else 0.05)
    return {
        "resident_id": person.resident_id,
        "region": chance.choice(list(DISTRICTS)),
        "status": chance.choice(("insured",) * 18 + ("suspended", "ended")),
        "insured_since": day_between(chance, date(2005, 1, 1), date(2025, 12, 31)),
        "is_hard_to_employ": is_hard,
        "is_flexibly_employed": is_flexible,
        "months_claimed": months,
        "due_cny": _cents(months * Decimal(chance.randint(150_000, 190_000)) / 100),
        "subsidised_months": chance.choice((0, 0, 6, 12, 24, 36)) if is_flexible and is_hard else 0,
        "retires_on": shift(person.born_on, Span(months=12 * 60 + chance.randint(0, 36))),
    }


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT)
