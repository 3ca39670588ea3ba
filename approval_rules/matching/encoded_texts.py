"""Columns of texts and choices as the places of their values, so that a sentence is asked of each value once.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.vectorising import truth_expression
from approval_rules.facts import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from approval_rules.conditions.language import Sentence

_OFTEN: Final = 4
"""A column of texts is encoded when each of its values stands so many times on average."""


def encoded(facts: pl.DataFrame, names: Collection[str]) -> dict[str, pl.Series]:
    """The columns as an Enum each; those that are texts of many values are left out.

    The values are sorted, but for those of a column that was an Enum: texts that begin alike stand beside each other.
    """
    kinds = {name: facts.schema[name] for name in names}
    texts = [name for name, kind in kinds.items() if not isinstance(kind, pl.Enum)]
    found = facts.select(pl.col(name).drop_nulls().unique().sort().implode() for name in texts)
    values = {name: found[name].item() for name in texts}
    few = {name: pl.Enum(one) for name, one in values.items() if len(one) * _OFTEN <= max(facts.height, _OFTEN)}
    columns = facts.select(*(pl.col(name).cast(kind) for name, kind in few.items()), *(kinds.keys() - set(texts)))
    return {one.name: one for one in columns}


def as_texts(facts: pl.DataFrame, names: Iterable[str]) -> list[pl.Expr]:
    """Those of the columns that are an Enum, as the texts they stand for."""
    kinds = facts.schema
    return [pl.col(name).cast(pl.String) for name in names if isinstance(kinds.get(name), pl.Enum)]


def truth_of_codes(sentence: Sentence, column: pl.Series, codes: pl.Expr) -> pl.Expr:
    """The truth of a sentence that holds a column against what is written in it alone.

    Args:
        column: as `encoded` gives it.
        codes: the places of its values.
    """
    if not isinstance(column.dtype, pl.Enum):
        raise TypeError("the column has no places of values")
    runs = _runs(sentence, tuple(column.dtype.categories))
    among = [codes == first if first == last else codes.is_between(first, last) for first, last in runs]
    return pl.any_horizontal(among) if among else pl.when(codes.is_not_null()).then(pl.lit(value=False))


@lru_cache(maxsize=1024)
def _runs(sentence: Sentence, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The places of the values of which it is true, as spans without a gap; both ends are among them."""
    texts = pl.DataFrame({sentence.fact: values}, schema={sentence.fact: pl.String})
    places = texts.select(truth_expression(sentence, load_vocabulary()).arg_true()).to_series().to_list()
    gaps = [at for at, (one, after) in enumerate(pairwise(places), start=1) if after > one + 1]
    return tuple((places[start], places[end - 1]) for start, end in pairwise([0, *gaps, len(places)])) if places else ()
