"""Makes facts of what a solver chose, as a case would have them, so that they can be put to the engine itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import z3

from approval_rules.conditions.verifying import days
from approval_rules.conditions.verifying.making_texts import made_texts
from approval_rules.conditions.verifying.numbers import STEPS
from approval_rules.conditions.verifying.samples import sample
from approval_rules.values import NUMBERS, PERMANENT, TEXTS, Row, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.conditions.verifying.records import SymbolicRow
    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.conditions.verifying.values import Named


@dataclass(slots=True)
class Maker:
    """The values of one model, over the values of a scope.

    Raises:
        NoSuchText: on making one, when no text was found of which all that is true which the model says of it.
    """

    scope: Scope
    model: z3.ModelRef
    _texts: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        values = self.scope.values
        self._texts = made_texts(values.texts, {name: one.spec for name, one in values.named.items()}, self.model)

    def value(self, one: Named) -> Value:
        kind = one.spec.type
        if kind is ValueType.RECORDS:
            return self._records(one.name)
        if one.name not in self.scope.values.named:
            return sample(one.spec)
        if kind in TEXTS:
            return self._texts[one.name]
        if kind is ValueType.CHOICES:
            return tuple(sorted(choice for choice in one.spec.choices if self._holds(self._has(one, choice))))
        return self._single(one)

    def _single(self, one: Named) -> Value:
        values, kind = self.scope.values, one.spec.type
        if kind in NUMBERS:
            return _decimal(self._whole(values.number(one).steps), kind)
        if kind is ValueType.BOOLEAN:
            return self._holds(values.flag(one))
        if kind is ValueType.CHOICE:
            chosen = self._whole(values.choice(one))
            return next(choice for choice in one.spec.choices if values.code(choice) == chosen)
        ordinal = self._whole(values.day(one))
        return PERMANENT if ordinal == days.NEVER else date.fromordinal(ordinal)

    def _records(self, fact: str) -> tuple[Row, ...]:
        """The symbolic records, each as often as the model says; only of a model with `Records.linked`."""
        rows = self.scope.records.rows.get(fact, [])
        return tuple(made for row in rows for made in (self._row(row),) * self._whole(row.times))

    def _row(self, row: SymbolicRow) -> Row:
        inside = self.scope.inside(row)
        names = sorted(column.name for column in row.spec.columns)
        return Row(tuple((name, self.value(inside.value(name))) for name in names if self._holds(inside.knows(name))))

    def _has(self, one: Named, choice: str) -> z3.BoolRef:
        return self.scope.values.has(one, choice)

    def _holds(self, term: z3.BoolRef) -> bool:
        return bool(z3.is_true(self.model.eval(term, model_completion=True)))

    def _whole(self, term: z3.ArithRef) -> int:
        return int(self.model.eval(term, model_completion=True).as_long())


def _decimal(steps: int, kind: ValueType) -> int | Decimal:
    if kind is ValueType.INTEGER:
        return steps
    with localcontext(prec=60):
        number = (Decimal(steps) / STEPS[kind]).normalize()
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number
