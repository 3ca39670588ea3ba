"""People whom an employer hired, as the insurance register lists them: some bring a subsidy, others just miss it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from eval.approval.stories.people_and_firms import resident_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """One row of the list; what is None the register does not know."""

    resident_id: str
    category: str | None
    is_local_graduate: bool | None
    hired_on: date | None
    contract_months: int | None
    insured_months: int | None
    earlier_subsidy: str | None


Misses = tuple[dict[str, Any], ...]
"""Changes, each of which makes a person miss the subsidy by one unit or one word."""


def worker_number(chance: Random) -> str:
    return resident_id(chance, date(1980 + chance.randrange(27), chance.randrange(1, 13), chance.randrange(1, 29)))


def staff(chance: Random, fitting: Callable[[Random], Hire], misses: Misses, *, someone_fits: bool) -> tuple[Hire, ...]:
    """Up to eight people in any order, of whom only some bring the subsidy, or nobody does."""
    fits = [fitting(chance) for _ in range(chance.choice((1, 1, 2, 3, 4)) if someone_fits else 0)]
    others = [_with_a_gap(chance, fitting(chance)) for _ in range(chance.choice((0, 1, 2, 4)))]
    hired = fits + [replace(one, **chance.choice(misses)) for one in others]
    chance.shuffle(hired)
    return tuple(hired)


def unknown_hire(chance: Random, fitting: Callable[[Random], Hire], columns: Sequence[str]) -> Hire:
    """Somebody of whom the register does not tell something that matters."""
    gap: dict[str, Any] = {chance.choice(columns): None}
    return replace(fitting(chance), **gap)


def hire_rows(hired: Sequence[Hire]) -> list[dict[str, Any]]:
    return [asdict(one) for one in hired]


def _with_a_gap(chance: Random, hire: Hire) -> Hire:
    """Of one in five the register does not know everything: it makes no difference to those who miss the subsidy."""
    gap: dict[str, Any] = {chance.choice(("hired_on", "contract_months", "insured_months")): None}
    return replace(hire, **gap) if chance.random() < 0.2 else hire  # noqa: PLR2004
