"""Permits, certificates and names that the made-up companies and people hold or apply for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from stdnum.iso7064 import mod_11_10

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from, happens
from app.registries.synthetic.names import brand, person_name
from app.registries.synthetic.places import DISTRICTS, address_in
from approval_rules.spans import Span, shift

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord
    from app.registries.synthetic.people import People, Person

_FIVE_YEARS: Final = Span(months=60, days=-1)
_SHOPS: Final = ("食品店", "便利店", "餐饮店", "服装店", "五金店", "理发店", "花店", "文具店")


def food_permits(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """Most that serve meals hold one, and some that sell food."""
    chance = drawn_from(seed, "food permits")
    return [
        _food_permit(chance, one, number)
        for number, one in enumerate(companies)
        if happens(chance, 0.9 if "餐饮" in one.company_name else 0.2 if "食品" in one.business_scope else 0)
    ]


def residence_permits(people: People, seed: int) -> list[RegisterRow]:
    """Two of three who came from elsewhere and are insured here."""
    chance = drawn_from(seed, "residence permits")
    newcomers = (one for one in (*people.workers(), *people.residents) if not one.is_local)
    return [_residence_permit(chance, one) for one in newcomers if happens(chance, 0.67)]


def premises(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """The property at the address of every company."""
    chance = drawn_from(seed, "premises")
    return [_premises(chance, one, number) for number, one in enumerate(companies, start=1)]


def trade_names(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """Names that were applied for: new shops', most of which are free, and those of companies, which are not."""
    chance = drawn_from(seed, "trade names")
    taken = [one.company_name for one in companies if happens(chance, 0.3)]
    shops = [_shop(chance, number) for number in range(1 + len(companies) // 2)]
    return [
        *({"name": name, "is_available": False} for name in taken),
        *({"name": name, "is_available": happens(chance, 0.8)} for name in shops),
    ]


def _premises(chance: Random, company: CompanyRecord, number: int) -> RegisterRow:
    district = DISTRICTS[company.region][0][0]
    return {
        "certificate_no": f"沪（{chance.randint(2016, 2025)}）{district}字不动产权第{number:06d}号",
        "address": company.registered_address,
        "region": company.region,
        "owner": company.legal_representative if number % 3 else company.company_name,
        "use": chance.choice(("commercial",) * 9 + ("office",) * 6 + ("industrial",) * 3 + ("residential",) * 2),
    }


def _food_permit(chance: Random, company: CompanyRecord, number: int) -> RegisterRow:
    is_as_registered = happens(chance, 0.85)
    body = f"{2 if '餐饮' in company.company_name else 1}{company.region}{number % 1_000_000:06d}"
    issued_on = day_between(chance, date(2021, 3, 1), WORLD_DAY)
    return {
        "uscc": company.uscc,
        "permit_no": "JY" + body + mod_11_10.calc_check_digit(body),
        "holder_name": company.company_name,
        "holder_representative": company.legal_representative if is_as_registered else person_name(chance),
        "premises_address": company.registered_address if is_as_registered else address_in(company.region, chance),
        "valid_until": shift(issued_on, _FIVE_YEARS),
        "status": chance.choice(("valid",) * 47 + ("suspended", "revoked", "cancelled")),
    }


def _residence_permit(chance: Random, person: Person) -> RegisterRow:
    region = chance.choice(list(DISTRICTS))
    return {
        "resident_id": person.resident_id,
        "region": region,
        "address": address_in(region, chance),
        "endorsed_until": day_between(chance, date(2026, 4, 1), date(2027, 6, 29)),
        "registered_since": day_between(chance, date(2018, 1, 1), WORLD_DAY),
        "status": chance.choice(("valid",) * 18 + ("use_suspended", "cancelled")),
    }


def _shop(chance: Random, number: int) -> str:
    district = DISTRICTS[chance.choice(list(DISTRICTS))][0]
    return f"上海市{district}{brand(chance, number)}{chance.choice(_SHOPS)}（个体工商户）"
