"""Numbers as whole numbers of a smallest step, so that nothing is rounded."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, Final

import z3

from approval_rules.conditions.language import Operator
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

STEPS: Final[Mapping[ValueType, int]] = {
    ValueType.INTEGER: 1,
    ValueType.MONEY_CNY: 10**4,
    ValueType.NUMBER: 10**18,
    ValueType.SHARE: 10**18,
}
"""How many steps one holds: the finest value that the loader lets in is a whole number of them."""

LARGEST: Final = 10**20
"""Every number that the loader lets in is smaller."""


@dataclass(frozen=True, slots=True)
class Number:
    """`steps` of which `in_one` make one."""

    steps: z3.ArithRef
    in_one: int

    def times(self, factor: Decimal) -> Number:
        exact = Fraction(factor)
        return Number(self.steps * exact.numerator, self.in_one * exact.denominator)


def literal(value: Decimal | int) -> Number:
    exact = Fraction(value)
    return Number(z3.IntVal(exact.numerator), exact.denominator)


def total(numbers: Sequence[Number]) -> Number:
    common = lcm(*(one.in_one for one in numbers))
    return Number(z3.Sum([one.steps * (common // one.in_one) for one in numbers]), common)


COMPARISONS: Final[Mapping[Operator, Callable[[Any, Any], Any]]] = {
    Operator.IS: operator.eq,
    Operator.AT_LEAST: operator.ge,
    Operator.ON_OR_AFTER: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.ON_OR_BEFORE: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.AFTER: operator.gt,
    Operator.LESS_THAN: operator.lt,
    Operator.BEFORE: operator.lt,
}


def compared(left: Number, how: Operator, right: Number) -> z3.BoolRef:
    return COMPARISONS[how](left.steps * right.in_one, right.steps * left.in_one)
