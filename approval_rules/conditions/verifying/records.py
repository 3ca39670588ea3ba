"""Lists of records: how many satisfy a condition, with a symbolic record for every kind that there is one of.

The counts alone stand for lists of any length. Where a count says that a record of some kind is there, a symbolic one
is, with cells of its own, and it counts for every other condition as well. `linked` adds what makes examples of that:
the list then consists of those records alone, each so many times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import z3

from approval_rules.conditions.language import Truth, facts_read
from approval_rules.facts import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from approval_rules.conditions.language import Condition
    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.conditions.verifying.terms import Terms
    from approval_rules.facts import FactSpec


@dataclass(frozen=True, slots=True, eq=False)
class SymbolicRow:
    fact: str
    number: int
    spec: FactSpec

    @property
    def name(self) -> str:
        return f"{self.fact}[{self.number}]"

    @property
    def is_there(self) -> z3.BoolRef:
        return z3.Bool(f"{self.name} is there")

    @property
    def times(self) -> z3.ArithRef:
        """How often it stands in the list of an example."""
        return z3.Int(f"{self.name} times")


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """Of the records of a list, how many satisfy the condition for sure, and of how many nobody can say."""

    fact: str
    condition: Condition
    scope: Scope
    size: z3.ArithRef
    true: z3.ArithRef
    unknown: z3.ArithRef

    def having(self, truth: Truth) -> z3.ArithRef:
        match truth:
            case Truth.TRUE:
                return self.true
            case Truth.UNKNOWN:
                return self.unknown
            case Truth.FALSE:
                return self.size - self.true - self.unknown


@dataclass(slots=True)
class Records:
    """`ask` is the reader of conditions, which a condition on single records is put to."""

    axioms: list[z3.BoolRef]
    common: list[z3.BoolRef]
    ask: Callable[[Condition, Scope], Terms]
    rows: dict[str, list[SymbolicRow]] = field(default_factory=dict)
    counts: dict[str, dict[tuple[Condition, str], Count]] = field(default_factory=dict)

    def size(self, fact: str) -> z3.ArithRef:
        term = z3.Int(f"{fact} size")
        if fact not in self.counts:
            self.counts[fact], self.rows[fact] = {}, []
            self.axioms.append(z3.And(term >= 0, term <= MAX_ROWS))
            self.common.append(term <= 20)  # noqa: PLR2004  so many people read
        return term

    def count(self, fact: str, condition: Condition, scope: Scope) -> Count:
        size = self.size(fact)
        key = (condition, scope.named_for(facts_read(condition)))
        if key not in self.counts[fact]:
            name = f"{fact} count {len(self.counts[fact])}"
            made = Count(fact, condition, scope, size, z3.Int(f"{name} true"), z3.Int(f"{name} unknown"))
            self.counts[fact][key] = made
            self._add(made)
        return self.counts[fact][key]

    def row(self, fact: str, spec: FactSpec) -> SymbolicRow:
        """One more symbolic record, of which nothing is said yet."""
        self.rows[fact].append(SymbolicRow(fact, len(self.rows[fact]) + 1, spec))
        return self.rows[fact][-1]

    def linked(self) -> Iterator[z3.BoolRef]:
        """That every list consists of its symbolic records and no others."""
        for fact, rows in self.rows.items():
            yield from (z3.And(row.times >= 0, row.is_there == (row.times > 0)) for row in rows)
            yield self.size(fact) == z3.Sum([row.times for row in rows])
            for count in self.counts[fact].values():
                for truth in (Truth.TRUE, Truth.UNKNOWN):
                    fitting = [z3.If(self._has(row, count, truth), row.times, z3.IntVal(0)) for row in rows]
                    yield count.having(truth) == z3.Sum(fitting)

    def _add(self, count: Count) -> None:
        self.axioms.append(z3.And(count.true >= 0, count.unknown >= 0, count.true + count.unknown <= count.size))
        for row in self.rows[count.fact]:
            self._counts(row, count)
        for truth in Truth:
            row = self.row(count.fact, count.scope.vocabulary[count.fact])
            fits = z3.And(row.is_there, self._has(row, count, truth))
            self.axioms.append(z3.Implies(count.having(truth) >= 1, fits))
            for each in self.counts[count.fact].values():
                self._counts(row, each)

    def _counts(self, row: SymbolicRow, count: Count) -> None:
        for truth in Truth:
            counted = z3.And(row.is_there, self._has(row, count, truth))
            self.axioms.append(z3.Implies(counted, count.having(truth) >= 1))

    def _has(self, row: SymbolicRow, count: Count, truth: Truth) -> z3.BoolRef:
        return self.ask(count.condition, count.scope.inside(row)).having(truth)
