"""One made-up world: companies, people, and what every register knows of them, each consistent with the others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from app.registries.synthetic import employment, history, innovation, permits, standing
from app.registries.synthetic.companies import company_row, synthetic_companies
from app.registries.synthetic.people import population, synthetic_people
from app.registries.synthetic.qualifications import qualification_row, synthetic_qualifications

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord
    from app.registries.synthetic.people import People


class World:
    """So many companies of one seed, and all that belongs to them, made when it is first asked for."""

    def __init__(self, count: int, seed: int = 0) -> None:
        self.count, self.seed = count, seed

    @cached_property
    def companies(self) -> list[CompanyRecord]:
        return synthetic_companies(self.count, self.seed)

    @cached_property
    def people(self) -> People:
        return synthetic_people(self.companies, self.seed)

    def rows(self, register: str) -> list[RegisterRow]:
        """The records of one register, made anew at each call."""
        return _ROWS[register](self)


def generate_all(count: int, seed: int = 0) -> Mapping[str, Sequence[RegisterRow]]:
    """The rows of every register by its id; the same count and seed give the same rows."""
    world = World(count, seed)
    return {register: world.rows(register) for register in MADE_UP}


def _qualifications(world: World) -> list[RegisterRow]:
    return [qualification_row(one) for one in synthetic_qualifications(world.companies, world.seed)]


def _grants_to_companies(world: World) -> list[RegisterRow]:
    return history.grants_to_companies(
        world.rows("qualification_registry"),
        world.rows("patent_registry"),
        world.rows("guarantee_registry"),
        world.rows("social_insurance"),
        seed=world.seed,
    )


_ROWS: Final[Mapping[str, Callable[[World], list[RegisterRow]]]] = {
    "company_registry": lambda world: [company_row(one) for one in world.companies],
    "population_registry": lambda world: population(world.people, world.seed),
    "license_registry_food": lambda world: permits.food_permits(world.companies, world.seed),
    "license_registry_residence": lambda world: permits.residence_permits(world.people, world.seed),
    "property_registry": lambda world: permits.premises(world.companies, world.seed),
    "name_registry": lambda world: permits.trade_names(world.companies, world.seed),
    "social_insurance": lambda world: employment.social_insurance(world.companies, world.people, world.seed),
    "social_insurance_person": lambda world: employment.social_insurance_of_people(world.people, world.seed),
    "tax_registry": lambda world: standing.tax(world.companies, world.seed),
    "credit_registry": lambda world: standing.credit(world.companies, world.seed),
    "credit_registry_person": lambda world: standing.credit_of_people(world.people, world.seed),
    "guarantee_registry": lambda world: standing.guaranteed_loans(world.companies, world.seed),
    "qualification_registry": _qualifications,
    "sme_registry": lambda world: innovation.quality_enterprises(world.companies, world.seed),
    "patent_registry": lambda world: innovation.foreign_patents(world.companies, world.seed),
    "case_history": _grants_to_companies,
    "case_history_person": lambda world: history.grants_to_people(
        world.rows("social_insurance_person"), seed=world.seed
    ),
}
MADE_UP: Final = tuple(_ROWS)
"""The registers there are records for, in the order in which they are loaded."""
