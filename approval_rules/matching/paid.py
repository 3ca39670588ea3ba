"""What each company of a table is paid by one scheme, where the scheme's condition is true of it.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.bases import facts_named
from approval_rules.conditions.parsing import Stated
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.matching.vector_amounts import AMOUNT, Reckoning, reckoning, short_reckoning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.amounts import AmountSpec
    from approval_rules.conditions.language import Condition
    from approval_rules.facts import Vocabulary

_MANY: Final = 0.5
"""Where so great a share is paid, all rows are reckoned: picking out and putting back takes longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one scheme pays: `amount_cny` of the companies in these rows, or of all of them where `rows` is None.

    Null is no figure; in the other rows there is none either.
    """

    rows: pl.Series | None
    amount_cny: pl.Series

    def column(self, companies: int) -> pl.Series:
        """A row a company."""
        return self.amount_cny if self.rows is None else _nothing(companies).scatter(self.rows, self.amount_cny)


class Paid:
    """A table of amounts, made ready to be read for many companies. `rows` are the conditions of its rows."""

    def __init__(self, spec: AmountSpec, rows: Sequence[Condition | None], vocabulary: Vocabulary) -> None:
        truths = [None if row is None else truth_expression(row, vocabulary) for row in rows]
        bases = [row.of for row in spec.rows if row.of is not None and not isinstance(row.of, Stated)]
        self._numbers = {name for base in bases for name in facts_named(base)}
        self._reckoning = reckoning(spec, truths, vocabulary)
        self._short = short_reckoning(spec, truths, vocabulary)

    def figures(self, facts: pl.DataFrame, sizes: Mapping[str, int], paid: pl.Series, rows: pl.Series) -> Figures:
        """What those get of whom `paid` is true.

        Args:
            sizes: as in a `ReadyTable`.
            rows: the numbers of all rows, from 0.
        """
        sooner = self._sooner(sizes)
        if (paid.sum() or 0) > _MANY * len(paid):
            amounts = sooner.of(facts).zip_with(paid.fill_null(value=False), _nothing(len(paid)))
            return Figures(rows=None, amount_cny=amounts)
        places, names = rows.filter(paid), sooner.names
        if not len(places):
            return Figures(rows=places, amount_cny=_nothing(0))
        amounts = sooner.of(facts.select(names)[places] if names else facts)
        return Figures(rows=places, amount_cny=amounts if names else amounts.new_from_index(0, len(places)))

    def _sooner(self, sizes: Mapping[str, int]) -> Reckoning:
        if self._short is None:
            return self._reckoning
        most, sooner = self._short
        return sooner if all(sizes.get(name, most + 1) <= most for name in self._numbers) else self._reckoning


def _nothing(length: int) -> pl.Series:
    return pl.Series([None], dtype=AMOUNT).new_from_index(0, length)
