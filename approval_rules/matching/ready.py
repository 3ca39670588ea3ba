"""Columns beside those of a table of companies, from which sentences are answered sooner.

`{fact}#` holds the values of texts and choices as an Enum, or a number as whole units of its last decimal, of 64 bits;
`{fact}#{choice}` says who has that one of several choices.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.columns import DECIMALS
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from approval_rules.facts import Vocabulary

_OFTEN: Final = 4
"""A column of texts is held as an Enum when each of its values stands so many times on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyTable:
    """A table of companies with such columns; `sizes` are numbers that all units of a fact are less than."""

    facts: pl.DataFrame
    sizes: Mapping[str, int]


def made_ready(table: pl.DataFrame, vocabulary: Vocabulary) -> ReadyTable:
    """All such columns, for companies that are matched more than once: to make them takes longer than to match once.

    Args:
        table: typed as `columns.schema_of` says.
    """
    kinds = {name: vocabulary[name].type for name in table.columns if name in vocabulary}
    texts = [name for name, kind in kinds.items() if kind in TEXTS or kind is ValueType.CHOICE]
    choices = (
        pl.col(name).list.contains(choice).alias(ready(name, choice))
        for name, kind in kinds.items()
        if kind is ValueType.CHOICES
        for choice in vocabulary[name].choices
    )
    units = _units(table, [name for name, kind in kinds.items() if kind in DECIMALS])
    whole = table.select(name for name, kind in kinds.items() if kind is ValueType.INTEGER)
    facts = with_ready_texts(table, texts).with_columns(*units, *choices)
    return ReadyTable(facts=facts, sizes={fact_of(one.name): _size(one) for one in (*units, *whole)})


def units_column(name: str, vocabulary: Vocabulary) -> str:
    """The column of whole numbers that a number is in a table that is ready."""
    return ready(name) if vocabulary[name].type in DECIMALS else name


def _units(table: pl.DataFrame, names: Iterable[str]) -> list[pl.Series]:
    """The units of each column all of which fit 64 bits."""
    cast = table.select(pl.col(name).to_physical().cast(pl.Int64, strict=False).alias(ready(name)) for name in names)
    return [one for one in cast if one.null_count() == table[fact_of(one.name)].null_count()]


def _size(column: pl.Series) -> int:
    ends = [one for one in (column.min(), column.max()) if isinstance(one, int)]
    return max(map(abs, ends), default=0) + 1


def with_ready_texts(table: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The table with an Enum for each of these texts and choices that lacks one and has few values.

    Its values are sorted: texts that begin alike stand beside each other.
    """
    held = table.schema
    texts = [name for name in names if ready(name) not in held]
    found = table.select(pl.col(name).drop_nulls().unique().sort().implode() for name in texts)
    values = {name: found[name].item() for name in texts}
    few = {name: pl.Enum(one) for name, one in values.items() if len(one) * _OFTEN <= max(table.height, _OFTEN)}
    return table.with_columns(pl.col(name).cast(kind).alias(ready(name)) for name, kind in few.items())


def ready(fact: str, choice: str = "") -> str:
    return f"{fact}#{choice}"


def fact_of(column: str) -> str:
    return column.partition("#")[0]


def is_ready(column: str) -> bool:
    return "#" in column
