"""What the constants of a solver are in one real case, so that its terms can be held against the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import z3

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.conditions.verifying import days
from approval_rules.conditions.verifying.numbers import STEPS
from approval_rules.conditions.verifying.samples import sample
from approval_rules.conditions.verifying.texts import folded, holds
from approval_rules.texts import normalised
from approval_rules.values import NUMBERS, TEXTS, Row, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from approval_rules.conditions.verifying.records import Count, SymbolicRow
    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.conditions.verifying.values import Named

Pair = tuple[z3.ExprRef, z3.ExprRef]


def truth_of(term: z3.BoolRef, pairs: list[Pair]) -> bool:
    found = z3.simplify(z3.substitute(term, *pairs))
    assert z3.is_true(found) or z3.is_false(found), f"{found} is open"
    return bool(z3.is_true(found))


def broken(axioms: list[z3.BoolRef], pairs: list[Pair]) -> list[z3.BoolRef]:
    """The axioms that are not so; all are asked at once, since they share most of what they say."""
    if truth_of(z3.And(axioms), pairs):
        return []
    return [axiom for axiom in axioms if not truth_of(axiom, pairs)]


@dataclass(slots=True)
class Assignment:
    """`values` are those of facts and of further wordings, by the names the scope calls them, known or not.

    `knows` says whether a world knows a fact. Values that are not given are made up.
    """

    scope: Scope
    values: Mapping[str, Value]
    knows: Callable[[str, str], bool]
    _cells: dict[str, Value] = field(default_factory=dict)

    def pairs(self) -> list[Pair]:
        """Every constant that stands for a value with what it is here."""
        counted = [pair for fact in self.scope.records.rows for pair in self._records(fact)]
        single = [pair for one in self.scope.values.named.values() for pair in self._value(one)]
        return [*counted, *single, *self._texts()]

    def _of(self, one: Named) -> Value:
        return {**self.values, **self._cells}.get(one.name, sample(one.spec))

    def _value(self, one: Named) -> Iterator[Pair]:
        values, kind, value = self.scope.values, one.spec.type, self._of(one)
        if kind in NUMBERS:
            yield values.number(one).steps, z3.IntVal(int(value * STEPS[kind]))  # type: ignore[operator]
        elif kind is ValueType.BOOLEAN:
            yield values.flag(one), z3.BoolVal(bool(value))
        elif kind is ValueType.CHOICE:
            yield values.choice(one), z3.IntVal(values.code(str(value)))
        elif kind is ValueType.CHOICES:
            has: Any = value
            yield from ((values.has(one, choice), z3.BoolVal(choice in has)) for choice in one.spec.choices)
        elif kind not in TEXTS:
            yield from self._day(one, value)

    def _day(self, one: Named, value: Value) -> Iterator[Pair]:
        day = value if isinstance(value, date) else None
        yield self.scope.values.day(one), z3.IntVal(day.toordinal() if day else days.NEVER)
        civil, known = days.Civil.named(one.name), day or date(1, 1, 1)
        yield civil.year, z3.IntVal(known.year)
        yield civil.month, z3.IntVal(known.month)
        yield civil.day, z3.IntVal(known.day)

    def _texts(self) -> Iterator[Pair]:
        texts, text = self.scope.values.texts, self._text
        for name, said in texts.said.items():
            yield from ((atom, z3.BoolVal(holds(text(name), one))) for one, atom in said.items())
        for (left, right, under), atom in texts.same.items():
            yield atom, z3.BoolVal(normalised(text(left), under) == normalised(text(right), under))
        for (left, operator, right), atom in texts.between.items():
            yield atom, z3.BoolVal(holds(text(left), (operator, folded(text(right)))))

    def _text(self, name: str) -> str:
        return str(self._of(self.scope.values.named[name]))

    def _records(self, fact: str) -> Iterator[Pair]:
        rows: Any = self.values.get(fact, ())
        yield self.scope.records.size(fact), z3.IntVal(len(rows))
        symbolic = iter(self.scope.records.rows[fact])
        for count in self.scope.records.counts[fact].values():
            found = [(self._truth(count, row), row) for row in rows]
            yield count.true, z3.IntVal(sum(truth is Truth.TRUE for truth, _ in found))
            yield count.unknown, z3.IntVal(sum(truth is Truth.UNKNOWN for truth, _ in found))
            for truth in Truth:  # the records are made in this order
                yield from self._row(next(symbolic), next((row for one, row in found if one is truth), None))

    def _truth(self, count: Count, row: Row) -> Truth:
        scope = count.scope
        known = {
            fact: self.values.get(scope.wordings.get(fact, fact), sample(spec))
            for fact, spec in scope.vocabulary.items()
            if self.knows(scope.world, fact)
        }
        return evaluate(count.condition, {**known, **dict(row.cells)}, scope.calendar).truth

    def _row(self, symbolic: SymbolicRow, row: Row | None) -> Iterator[Pair]:
        inside = self.scope.inside(symbolic)
        yield symbolic.is_there, z3.BoolVal(row is not None)
        for column in symbolic.spec.columns:
            cell = row.get(column.name) if row else None
            yield inside.knows(column.name), z3.BoolVal(cell is not None)
            if cell is not None:
                self._cells[inside.value(column.name).name] = cell
