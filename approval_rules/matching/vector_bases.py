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

if TYPE_CHECKING:
    from approval_rules.bases import Base
    from approval_rules.conditions.language import Condition
    from approval_rules.facts import Vocabulary

_MOST_RECORDS: Final = 2**32


def base_number(base: Base, vocabulary: Vocabulary) -> Number:
    """Never below zero; null when not known."""
    match base:
        case str():
            exact = number_of(base, vocabulary)
        case Growth():
            exact = number_of(base.fact, vocabulary).less(number_of(base.over, vocabulary))
        case Stated():
            return Number(units=_count(counted_of(base), vocabulary), decimals=0, bound=_MOST_RECORDS)
        case _:
            assert_never(base)
    return replace(exact, units=pl.when(exact.units < 0).then(0).otherwise(exact.units))


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
