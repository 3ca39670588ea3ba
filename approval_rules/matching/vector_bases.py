"""What a sum is taken of, as whole numbers of a table: a fact, a count of records or a growth, as `bases` says.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

import polars as pl

from approval_rules.bases import Growth, counted_of
from approval_rules.conditions.language import Counted, Not, Operator
from approval_rules.conditions.parsing import Stated
from approval_rules.conditions.vector_numbers import Number, number_of
from approval_rules.conditions.vectorising import step_expression
from approval_rules.matching.ready import units_column

if TYPE_CHECKING:
    from approval_rules.bases import Base
    from approval_rules.conditions.language import Condition
    from approval_rules.facts import Vocabulary

_MOST_RECORDS: Final = 2**32


def base_number(base: Base, vocabulary: Vocabulary, most: int | None = None) -> Number:
    """Never below zero; null when not known.

    Args:
        most: each fact is less, of either sign, in units of its last decimal, which a column of `ready` holds.
    """
    match base:
        case str():
            exact = _number(base, vocabulary, most)
        case Growth():
            exact = _number(base.fact, vocabulary, most).less(_number(base.over, vocabulary, most))
        case Stated():
            return Number(units=_count(counted_of(base), vocabulary), decimals=0, bound=_MOST_RECORDS)
        case _:
            assert_never(base)
    return replace(exact, units=pl.when(exact.units < 0).then(0).otherwise(exact.units))


def _number(name: str, vocabulary: Vocabulary, most: int | None) -> Number:
    number = number_of(name, vocabulary)
    return number if most is None else replace(number, units=pl.col(units_column(name, vocabulary)), bound=most)


def _count(counted: Counted, vocabulary: Vocabulary) -> pl.Expr:
    """How many records satisfy the condition; null where that can't be said for certain."""
    every = pl.col(counted.fact).list.len().cast(pl.Int64)
    if counted.where is None:
        return every
    sure, sure_not = (
        step_expression(_counting(counted.fact, where), vocabulary).struct.field("actual")
        for where in (counted.where, Not(counted.where))
    )
    return pl.when(sure + sure_not == every).then(sure)


def _counting(fact: str, where: Condition) -> Counted:
    return Counted(fact=fact, where=where, operator=Operator.AT_LEAST, number=0)
