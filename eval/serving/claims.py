"""Claims for money by form alone, of made-up companies and people whom the registers know."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Final

from app.registries.synthetic import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Engine

REGISTERS: Final = (
    "company_registry",
    "social_insurance",
    "guarantee_registry",
    "case_history",
    "population_registry",
    "social_insurance_person",
    "case_history_person",
)
"""Those that the claims below are decided by."""
PAID_TO: Final = {"account_bank": "某银行上海分行", "account_no": "1001234567890123", "contact_phone": "02100000000"}
_OF_COMPANIES: Final = {
    "one-off-hiring-subsidy": ("social_insurance", "一次性吸纳就业补贴"),
    "guaranteed-loan-interest": ("guarantee_registry", "政府性融资担保贷款贴息"),
}
_OF_PEOPLE: Final = "flexible-employment-subsidy"
_CLAIMS_A_COMPANY: Final = 2.5


def world_for(claims: int, seed: int = 0) -> World:
    """As many companies as so many claims take, none made twice for the same subsidy."""
    return World(max(200, int(claims / _CLAIMS_A_COMPANY) + 1), seed)


def fill(engine: Engine, world: World, as_of: date) -> None:
    """Load the registers that the claims are decided by."""
    from app.registries.importing import import_records

    for register in REGISTERS:
        import_records(engine, world.rows(register), register, as_of)


def claims(world: World) -> Iterator[dict[str, Any]]:
    """Each once, as JSON data in the shape of `Application`, in an order that the seed gives."""
    names = {one.uscc: one.company_name for one in world.companies}
    made = [
        _claim(item, {"uscc": row["uscc"], "company_name": names[str(row["uscc"])], "policy": policy})
        for item, (register, policy) in _OF_COMPANIES.items()
        for row in world.rows(register)
    ]
    people = {row["resident_id"]: row["name"] for row in world.rows("population_registry")}
    insured = (row["resident_id"] for row in world.rows("social_insurance_person"))
    made += [_claim(_OF_PEOPLE, {"name": people[one], "resident_id": one}) for one in insured if one in people]
    Random(world.seed).shuffle(made)
    yield from made


def _claim(item: str, about: Mapping[str, object]) -> dict[str, Any]:
    return {"item": item, "form": {**about, **PAID_TO}}
