"""The columns of a table of facts: how Polars holds each kind of value, exactly or not at all.

Import it inside the function that needs it: Polars is heavy. The encoding is explained in docs/decisions/0017.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from polars.exceptions import InvalidOperationError

from approval_rules.values import TEXTS, BadValue, Permanent, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from approval_rules.facts import FactSpec

DECIMALS: Final[Mapping[ValueType, tuple[int, int]]] = {
    ValueType.MONEY_CNY: (24, 4),
    ValueType.NUMBER: (38, 18),
    ValueType.SHARE: (19, 18),
}
"""Digits in all and after the point: room for every value that `values.parse` admits."""

EPOCH: Final = date(1970, 1, 1).toordinal()
"""Days are counted from here, as `pl.Date` does."""
FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH
PERMANENT_DAY: Final = 10**9
"""An open term in a column of day numbers: later than every date, and no date itself."""

_DTYPES: Final[Mapping[ValueType, pl.DataType]] = {
    **dict.fromkeys((*TEXTS, ValueType.CHOICE), pl.String()),
    **{kind: pl.Decimal(digits, decimals) for kind, (digits, decimals) in DECIMALS.items()},
    ValueType.DATE: pl.Date(),
    ValueType.DATE_OR_PERMANENT: pl.Int32(),
    ValueType.INTEGER: pl.Int64(),
    ValueType.BOOLEAN: pl.Boolean(),
    ValueType.CHOICES: pl.List(pl.String()),
}
_CLASSES: Final[Mapping[ValueType, frozenset[type]]] = {
    **dict.fromkeys((*TEXTS, ValueType.CHOICE), frozenset({str})),
    **dict.fromkeys(DECIMALS, frozenset({Decimal, int})),
    ValueType.DATE: frozenset({date}),
    ValueType.DATE_OR_PERMANENT: frozenset({date, Permanent}),
    ValueType.INTEGER: frozenset({int}),
    ValueType.BOOLEAN: frozenset({bool}),
    ValueType.CHOICES: frozenset({tuple}),
    ValueType.RECORDS: frozenset({tuple}),
}


def schema_of(names: Iterable[str], vocabulary: Mapping[str, FactSpec]) -> dict[str, pl.DataType]:
    """The columns that a table of these facts has: one a fact, by its full name; null is not known."""
    return {name: _dtype(vocabulary[name]) for name in names}


def table_of(
    rows: Sequence[Mapping[str, Value]], names: Iterable[str], vocabulary: Mapping[str, FactSpec]
) -> pl.DataFrame:
    """The facts of many cases as a table: one row a case, one column a fact. Other facts of the cases are left out.

    Raises:
        BadValue: a value that its column can't hold as it is. Nothing is rounded, cut or guessed.
    """
    columns = [_column(name, [row.get(name) for row in rows], vocabulary[name]) for name in names]
    return pl.DataFrame(columns) if columns else pl.DataFrame(height=len(rows))


def completed(table: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table with a column of nulls for each fact that it lacks.

    Raises:
        BadValue: a column is there, and of another type than the fact's.
    """
    held = table.schema
    for name, dtype in schema.items():
        if name in held and held[name] != dtype:
            raise BadValue(f"column {name}: expected {dtype}, not {held[name]}")
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in held]
    return table.with_columns(absent)


def grouped(values: pl.Series, lengths: pl.Series) -> pl.Series:
    """The values cut into lists of these lengths, in their order; a null length gives a null list."""
    rows = np.arange(len(lengths))
    inside = np.repeat(rows, lengths.fill_null(0).to_numpy())
    lists = pl.DataFrame({"row": inside, "list": values}).group_by("row", maintain_order=True).agg("list")
    whole = pl.DataFrame({"row": rows, "length": lengths}).join(lists, on="row", how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(values.dtype))
    return whole.select(pl.when(pl.col("length") == 0).then(empty).otherwise("list")).to_series()


def _dtype(spec: FactSpec) -> pl.DataType:
    if spec.type is ValueType.RECORDS:
        return pl.List(pl.Struct({column.name: _dtype(column) for column in spec.columns}))
    return _DTYPES[spec.type]


def _column(name: str, values: Sequence[Any], spec: FactSpec) -> pl.Series:
    kind = spec.type
    strange = set(map(type, values)) - _CLASSES[kind] - {type(None)}
    if strange:
        raise BadValue(f"column {name}: a {strange.pop().__name__} is no {kind}")
    try:
        return _encoded(values, spec).alias(name)
    except (InvalidOperationError, TypeError, OverflowError) as error:
        raise BadValue(f"column {name}: a value has more digits than a {kind} may have") from error
    except BadValue as error:
        raise BadValue(f"column {name}: {error}") from error


def _encoded(values: Sequence[Any], spec: FactSpec) -> pl.Series:
    match spec.type:
        case kind if kind in DECIMALS:
            return _decimals(values, *DECIMALS[kind])
        case ValueType.DATE:
            return _day_numbers(values).cast(pl.Date)
        case ValueType.DATE_OR_PERMANENT:
            return _day_numbers(values)
        case ValueType.CHOICES:
            return _combinations(values)
        case ValueType.RECORDS:
            return _records(values, spec)
        case kind:
            return pl.Series(values, dtype=_DTYPES[kind])


def _decimals(values: Sequence[Decimal | int | None], digits: int, decimals: int) -> pl.Series:
    """By way of text, whose decimals can be counted: a cast to fewer decimals rounds without a word."""
    texts = pl.Series([None if value is None else str(value) for value in values], dtype=pl.String)
    shape = rf"^-?[0-9]+(?:\.[0-9]{{1,{decimals}}}0*)?$"
    if not texts.str.contains(shape).all():  # a number such as 1E+5, or one with more decimals
        texts = pl.Series([None if value is None else format(Decimal(value), "f") for value in values], dtype=pl.String)
        strange = texts.filter(~texts.str.contains(shape))
        if len(strange):
            raise BadValue(f"{strange[0]} has more than {decimals} decimals, or is no number")
    return texts.cast(pl.Decimal(digits, decimals))


def _day_numbers(values: Sequence[date | Permanent | None]) -> pl.Series:
    numbers = [
        None if day is None else day.toordinal() - EPOCH if isinstance(day, date) else PERMANENT_DAY for day in values
    ]
    return pl.Series(numbers, dtype=pl.Int32)


def _combinations(values: Sequence[tuple[str, ...] | None]) -> pl.Series:
    """Each combination of choices is made into a list once: there are few, and a list is slow to make."""
    places: dict[tuple[str, ...], int] = {}
    taken = [None if value is None else places.setdefault(value, len(places)) for value in values]
    lists = pl.Series([list(value) for value in places], dtype=_DTYPES[ValueType.CHOICES])
    return lists.gather(pl.Series(taken, dtype=pl.UInt32))


def _records(values: Sequence[Any], spec: FactSpec) -> pl.Series:
    cells = [dict(row.cells) for rows in values if rows for row in rows]
    columns = {column.name: column for column in spec.columns}
    return grouped(table_of(cells, columns, columns).to_struct(), _lengths(values))


def _lengths(values: Sequence[Any]) -> pl.Series:
    return pl.Series([None if value is None else len(value) for value in values], dtype=pl.UInt32)
