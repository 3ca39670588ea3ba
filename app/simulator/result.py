"""What a simulation found, in numbers: kept as JSON, added up batch by batch, exact to the fen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN_GROUP: Final = ""
"""Of the companies of which the fact is not known."""


class Dimension(StrEnum):
    """What companies are grouped by."""

    DISTRICT = "district"
    SIZE = "size"
    INDUSTRY = "industry"

    @property
    def fact(self) -> str:
        return _FACTS[self]


DIMENSIONS: Final = tuple(Dimension)
_FACTS: Final = {
    Dimension.DISTRICT: "profile.region",
    Dimension.SIZE: "profile.size",
    Dimension.INDUSTRY: "profile.industry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Numbers of companies, and yuan a year.

    Attributes:
        get_before: eligible or possible under the scheme as it is; `get_after` under the draft.
        gains: those that get it newly, or more; `loses`: no longer, or less.
        without_figure_before: of those that get it, the ones whose amount follows from no figure; their cost is not
            in the sum. `without_figure_after` likewise.
    """

    companies: int = 0
    get_before: int = 0
    get_after: int = 0
    gains: int = 0
    loses: int = 0
    unknown_before: int = 0
    unknown_after: int = 0
    without_figure_before: int = 0
    without_figure_after: int = 0
    cost_before_cny: Decimal = Decimal(0)
    cost_after_cny: Decimal = Decimal(0)

    @property
    def is_concerned(self) -> bool:
        """Whether anybody in it gets it, or might."""
        return any((self.get_before, self.get_after, self.unknown_before, self.unknown_after))

    @property
    def cost_change_cny(self) -> Decimal:
        return self.cost_after_cny - self.cost_before_cny

    def plus(self, other: Group) -> Group:
        names = (one.name for one in fields(self))
        return Group(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`groups`: by dimension, then by the value of its fact; the empty value is of those not known."""

    whole: Group
    groups: Mapping[Dimension, Mapping[str, Group]]

    def plus(self, other: Outcome) -> Outcome:
        return Outcome(
            whole=self.whole.plus(other.whole),
            groups={one: _added(self.groups[one], other.groups[one]) for one in DIMENSIONS},
        )

    def to_json(self) -> dict[str, Any]:
        """Decimals as text; `from_json` reads it again."""
        groups = {one.value: {key: _plain(group) for key, group in self.groups[one].items()} for one in DIMENSIONS}
        return {"whole": _plain(self.whole), "groups": groups}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Outcome:
        groups = {one: {key: _group(group) for key, group in plain["groups"][one.value].items()} for one in DIMENSIONS}
        return cls(whole=_group(plain["whole"]), groups=groups)


NOTHING: Final = Outcome(whole=Group(), groups={one: {} for one in DIMENSIONS})


def _added(left: Mapping[str, Group], right: Mapping[str, Group]) -> dict[str, Group]:
    return {key: left.get(key, Group()).plus(right.get(key, Group())) for key in sorted({*left, *right})}


def _plain(group: Group) -> dict[str, int | str]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(group).items()}


def _group(plain: Mapping[str, Any]) -> Group:
    money = ("cost_before_cny", "cost_after_cny")
    known: dict[str, Any] = {name: Decimal(value) if name in money else value for name, value in plain.items()}
    return Group(**known)
