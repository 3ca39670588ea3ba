"""The values that a solver chooses: of every fact one, with what is true of its kind whatever is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.verifying import days
from approval_rules.conditions.verifying.numbers import LARGEST, STEPS, Number
from approval_rules.conditions.verifying.texts import Texts
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from approval_rules.facts import FactSpec


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One value: of a fact, of another wording of it, or of a cell of a symbolic record."""

    name: str
    spec: FactSpec


_COMMON_DAYS: Final = (date(1950, 1, 1).toordinal(), date(2040, 12, 31).toordinal())
_COMMON_STEP: Final = {
    ValueType.INTEGER: 1,
    ValueType.MONEY_CNY: 10**4,
    ValueType.NUMBER: 10**18,
    ValueType.SHARE: 10**16,
}
"""Whole numbers, whole yuan, whole per cent."""
_COMMON_LARGEST: Final = 10**7


@dataclass(slots=True)
class Values:
    """Terms are made when first asked for. `axioms` hold of every value there can be.

    `common` is not true of every value, but of those that people meet: examples that are to be read are sought there
    first.
    """

    axioms: list[z3.BoolRef] = field(default_factory=list)
    common: list[z3.BoolRef] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)
    texts: Texts = field(init=False)
    codes: dict[str, int] = field(default_factory=dict)
    """Of every choice there is, the number that stands for it."""
    _terms: dict[str, z3.ExprRef] = field(default_factory=dict)
    _civil: dict[str, days.Civil] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = Texts(self.axioms)

    def number(self, one: Named) -> Number:
        in_one = STEPS[one.spec.type]
        if one.name not in self._terms:
            term = self._made(one, z3.Int(one.name))
            self.axioms.append(_range_of(term, one.spec))
            self.common.append(term == _COMMON_STEP[one.spec.type] * z3.Int(f"{one.name}:common"))
            self.common.append(z3.And(term >= 0, term <= _COMMON_LARGEST * in_one))
        return Number(self._terms[one.name], in_one)

    def day(self, one: Named) -> z3.ArithRef:
        """Its number as `date.toordinal` gives it, or `days.NEVER` for an open term."""
        if one.name not in self._terms:
            term = self._made(one, z3.Int(one.name))
            is_day = z3.And(term >= days.FIRST, term <= days.LAST)
            may_be_open = one.spec.type is ValueType.DATE_OR_PERMANENT
            self.axioms.append(z3.Or(is_day, term == days.NEVER) if may_be_open else is_day)
            self.common.append(z3.And(term >= _COMMON_DAYS[0], term <= _COMMON_DAYS[1]))
        return self._terms[one.name]

    def civil(self, one: Named) -> days.Civil:
        """The same day by year, month and day; anything where the day is NEVER."""
        day = self.day(one)
        if one.name not in self._civil:
            civil = self._civil[one.name] = days.Civil.named(one.name)
            self.axioms.append(z3.Implies(day <= days.LAST, civil.is_day(day)))
        return self._civil[one.name]

    def flag(self, one: Named) -> z3.BoolRef:
        if one.name not in self._terms:
            self._made(one, z3.Bool(one.name))
        return self._terms[one.name]

    def choice(self, one: Named) -> z3.ArithRef:
        if one.name not in self._terms:
            term = self._made(one, z3.Int(one.name))
            self.axioms.append(z3.Or([term == self.code(choice) for choice in one.spec.choices]))
        return self._terms[one.name]

    def has(self, one: Named, choice: str) -> z3.BoolRef:
        """That a list of choices holds this one."""
        self.named[one.name] = one
        return z3.Bool(f"{one.name} has {choice}")

    def text(self, one: Named) -> str:
        """The name under which `texts` keeps it."""
        self.named[one.name] = one
        return one.name

    def code(self, choice: str) -> int:
        return self.codes.setdefault(choice, len(self.codes))

    def _made(self, one: Named, term: z3.ExprRef) -> z3.ExprRef:
        self.named[one.name] = one
        self._terms[one.name] = term
        return term


def _range_of(steps: z3.ArithRef, spec: FactSpec) -> z3.BoolRef:
    largest = LARGEST * STEPS[spec.type]
    if spec.type is ValueType.SHARE:
        return z3.And(steps >= 0, steps <= STEPS[spec.type])
    return z3.And(steps > -largest if spec.may_be_negative else steps >= 0, steps < largest)
