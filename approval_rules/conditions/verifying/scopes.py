"""What the names in a condition stand for: facts as one world knows them, and the columns of one record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import z3

from approval_rules.conditions.verifying.values import Named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from approval_rules.calendar import Calendar
    from approval_rules.conditions.verifying.records import Records, SymbolicRow
    from approval_rules.conditions.verifying.values import Values
    from approval_rules.facts import FactSpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """One state of knowledge about the values. Several worlds may share the values and know different ones of them.

    Attributes:
        known: that a fact is known here.
        wordings: of a fact with several wordings, the name of the one that is meant here.
        row: the record whose columns may be named; None outside of any.
    """

    values: Values
    records: Records
    vocabulary: Mapping[str, FactSpec]
    known: Callable[[str], z3.BoolRef]
    calendar: Calendar | None
    world: str = ""
    wordings: Mapping[str, str] = field(default_factory=dict)
    row: SymbolicRow | None = None

    def value(self, name: str) -> Named:
        if self.row is not None and "." not in name:
            spec = next(column for column in self.row.spec.columns if column.name == name)
            return Named(f"{self.row.name}.{name}", spec)
        return Named(self.wordings.get(name, name), self.vocabulary[name])

    def knows(self, name: str) -> z3.BoolRef:
        if self.row is not None and "." not in name:
            return z3.Bool(f"{self.row.name}.{name} is known")
        return self.known(name)

    def inside(self, row: SymbolicRow) -> Scope:
        return replace(self, row=row)

    def worded(self, wordings: Mapping[str, str]) -> Scope:
        return replace(self, wordings=wordings)

    def named_for(self, facts: Iterable[str]) -> str:
        """Tells apart the scopes in which a condition on these facts may have another truth."""
        wordings = sorted(f"{name}={self.wordings[name]}" for name in set(facts) & set(self.wordings))
        return "; ".join([self.world, *wordings])
