"""What each company of a table is paid by one scheme, where the scheme's condition is true of it.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.bases import facts_of_base
from approval_rules.conditions.language import facts_read
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.facts import load_vocabulary
from approval_rules.matching.vector_amounts import AMOUNT, amount_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.amounts import AmountSpec
    from approval_rules.conditions.language import Condition

_MANY: Final = 0.5
"""Where so great a share is paid, all rows are reckoned: picking out and putting back takes longer."""


class Paid:
    """A table of amounts, made ready to be read for many companies. `rows` are the conditions of its rows."""

    def __init__(self, spec: AmountSpec, rows: Sequence[Condition | None]) -> None:
        vocabulary = load_vocabulary()
        truths = [None if row is None else truth_expression(row, vocabulary) for row in rows]
        self._amount = amount_expression(spec, truths, vocabulary).alias("amount")
        bases = (facts_of_base(row.of) for row in spec.rows if row.of is not None)
        conditions = (facts_read(row) for row in rows if row is not None)
        self._names = sorted({name for names in (*bases, *conditions) for name in names})

    def amounts(self, facts: pl.DataFrame, paid: pl.Series) -> pl.Series:
        """In yuan, a row a company; null where `paid` is not true, or no figure can be given."""
        many = paid.sum() or 0
        nothing = _NONE.new_from_index(0, len(paid))
        if many == 0:
            return nothing
        if many > _MANY * len(paid) or not self._names:
            return self._reckoned(facts).zip_with(paid.fill_null(value=False), nothing)
        places = pl.int_range(len(paid), dtype=pl.UInt32, eager=True).filter(paid)
        return nothing.scatter(places, self._reckoned(facts, places))

    def _reckoned(self, facts: pl.DataFrame, places: pl.Series | None = None) -> pl.Series:
        """Of one row where no fact is asked: it stands for all."""
        if not self._names:
            return pl.select(self._amount).to_series()
        asked = facts.select(self._names)
        asked = asked if places is None else asked[places]
        return asked.select(self._amount).to_series()


_NONE: Final = pl.Series([None], dtype=AMOUNT)
