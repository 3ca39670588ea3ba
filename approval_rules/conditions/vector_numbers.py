"""Sentences about numbers as Polars expressions, exact: whole numbers of 128 bits, never floats or rounded decimals.

A number is a whole count of its last decimal. What might not fit 128 bits is left to the scalar reader, row by row.
"""

from __future__ import annotations

import math
import operator as python
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from approval_rules.conditions.columns import DECIMALS
from approval_rules.conditions.evaluating import evaluator
from approval_rules.conditions.language import Operator, OtherFact, Sentence, Truth, names_read
from approval_rules.values import Value, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from approval_rules.conditions.evaluating import Step
    from approval_rules.facts import Vocabulary

COMPARISONS: Final[Mapping[Operator, Callable[[Any, Any], pl.Expr]]] = {
    Operator.IS: python.eq,
    Operator.AT_LEAST: python.ge,
    Operator.ON_OR_AFTER: python.ge,
    Operator.AT_MOST: python.le,
    Operator.ON_OR_BEFORE: python.le,
    Operator.MORE_THAN: python.gt,
    Operator.AFTER: python.gt,
    Operator.LESS_THAN: python.lt,
    Operator.BEFORE: python.lt,
}

ROOM: Final = 2**127
"""Of a whole number of 128 bits with a sign."""
WHOLE: Final = 2**63
"""Of one of 64."""
_MOST_DIGITS: Final = 38
"""Of a Polars decimal."""


def number_truth(sentence: Sentence, vocabulary: Vocabulary) -> pl.Expr:
    left, operand = _total(sentence, vocabulary), sentence.operand
    if isinstance(operand, OtherFact):
        decimals = max(left.decimals, (right := _other(operand, vocabulary)).decimals)
        left, right = left.at(decimals), right.at(decimals)
        if max(left.bound, right.bound) < ROOM:
            return COMPARISONS[sentence.operator](left.units, right.units)
    elif left.bound < ROOM:
        return literal_truth(left.units, left.decimals, sentence.operator, operand)
    return _by_hand(sentence, lambda step: _NULLABLE[step.truth], pl.Boolean())


def literal_truth(units: pl.Expr, decimals: int, operator: Operator, operand: Value) -> pl.Expr:
    """Of a number, as whole units of its last decimal, against one that is written in the sentence.

    The literal may lie between two units: what is at least 0.15 tenths is at least 2 of them.
    """
    if isinstance(operand, tuple):
        wanted = pl.Series([int(str(one)) for one in operand], dtype=pl.Int128)
        return units.cast(pl.Int128).is_in(wanted.implode())
    exact = Fraction(str(operand)) * 10**decimals
    above, below = (literal(whole) for whole in (math.ceil(exact), math.floor(exact)))
    match operator:
        case Operator.AT_LEAST:
            return units >= above
        case Operator.LESS_THAN:
            return units < above
        case Operator.AT_MOST:
            return units <= below
        case Operator.MORE_THAN:
            return units > below
        case _:
            return (units >= above) & (units <= below)


def number_actual(sentence: Sentence, vocabulary: Vocabulary) -> pl.Expr | None:
    """The sum that is compared; None where the subject is one fact. Text where its digits fit no decimal."""
    if len(sentence.subject) == 1:
        return None
    exact = _total(sentence, vocabulary).value()
    return _by_hand(sentence, lambda step: _text(step.actual), pl.String()) if exact is None else exact


def number_required(sentence: Sentence, vocabulary: Vocabulary) -> pl.Expr | None:
    """The other fact times its factor; None where nothing is multiplied. Text where its digits fit no decimal."""
    operand = sentence.operand
    if not isinstance(operand, OtherFact) or operand.times is None:
        return None
    exact = _other(operand, vocabulary).value()
    return _by_hand(sentence, lambda step: _text(step.required), pl.String()) if exact is None else exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """`units` of the last of so many `decimals`; their size is always less than `bound`.

    What is reckoned from it has 64 bits where that is enough, else 128.
    """

    units: pl.Expr
    decimals: int
    bound: int

    def at(self, decimals: int) -> Number:
        """The same with as many decimals or more."""
        more = 10 ** (decimals - self.decimals)
        return self if more == 1 else self.product(more, decimals)

    def times(self, factor: Decimal) -> Number:
        whole, denominator = factor.as_integer_ratio()
        decimals = next(count for count in range(_MOST_DIGITS) if 10**count % denominator == 0)
        return self.product(whole * (10**decimals // denominator), self.decimals + decimals)

    def less(self, other: Number) -> Number:
        """The difference of two numbers with as many decimals."""
        bound = self.bound + other.bound
        units = self.units.cast(_width(bound)) - other.units.cast(_width(bound))
        return Number(units=units, decimals=self.decimals, bound=bound)

    def product(self, factor: int, decimals: int) -> Number:
        """The units times a whole number, which are so many decimals then."""
        bound = self.bound * max(1, abs(factor))
        units = self.units.cast(_width(bound)) * pl.lit(factor, dtype=_width(bound)) if bound < ROOM else self.units
        return Number(units=units, decimals=decimals, bound=bound)

    def value(self) -> pl.Expr | None:
        """The number as a Polars decimal; None when it might have too many digits."""
        if self.bound > 10**_MOST_DIGITS:
            return None
        return (self.units.cast(pl.String) + f"E-{self.decimals}").cast(pl.Decimal(_MOST_DIGITS, self.decimals))


def _total(sentence: Sentence, vocabulary: Vocabulary) -> Number:
    numbers = [number_of(name, vocabulary) for name in sentence.subject]
    decimals = max(one.decimals for one in numbers)
    numbers = [one.at(decimals) for one in numbers]
    units = numbers[0].units
    for one in numbers[1:]:
        units = units.cast(pl.Int128) + one.units.cast(pl.Int128)
    return Number(units=units, decimals=decimals, bound=sum(one.bound for one in numbers))


def _other(operand: OtherFact, vocabulary: Vocabulary) -> Number:
    number = number_of(operand.fact, vocabulary)
    return number if operand.times is None else number.times(operand.times)


def number_of(name: str, vocabulary: Vocabulary) -> Number:
    kind = vocabulary[name].type
    if kind not in DECIMALS:
        return Number(units=pl.col(name), decimals=0, bound=WHOLE + 1)
    digits, decimals = DECIMALS[kind]
    return Number(units=pl.col(name).to_physical(), decimals=decimals, bound=10**digits)


def literal(whole: int) -> pl.Expr:
    """Of the width of a column of whole numbers, where it fits: such a column is then compared as it stands."""
    return pl.lit(whole, dtype=_width(abs(whole)))


def _width(bound: int) -> pl.DataType:
    return pl.Int64() if bound < WHOLE else pl.Int128()


def _by_hand(sentence: Sentence, ask: Callable[[Step], object], dtype: pl.DataType) -> pl.Expr:
    """What the scalar reader finds, row by row: slow, and exact however many digits there are."""
    ready, names = evaluator(sentence), tuple(dict.fromkeys(names_read(sentence)))

    def each(columns: Sequence[pl.Series]) -> pl.Series:
        steps: list[Step] = []
        for row in pl.DataFrame(columns).iter_rows(named=True):
            ready(row, None, steps)
        return pl.Series([ask(step) for step in steps], dtype=dtype)

    return pl.map_batches([pl.col(name) for name in names], each, return_dtype=dtype, is_elementwise=True)


_NULLABLE: Final[Mapping[Truth, bool | None]] = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def _text(value: Value | None) -> str | None:
    return None if value is None else str(to_json(value))
