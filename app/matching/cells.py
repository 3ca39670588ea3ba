"""How the columns of a table of companies become facts: which types a column may have, and what is wrong with a cell.

A value is taken as it is or not at all: nothing is rounded, cut or guessed. An empty text is not known, as null is.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from app.clock import SHANGHAI
from app.registries.cells import BETWEEN_CHOICES
from approval_rules.conditions.columns import DECIMALS, schema_of
from approval_rules.values import MAX_TEXT_CHARS, BadValue, ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from approval_rules.facts import FactSpec

_MOST: Final = 10**18
"""As in `values`: every number is smaller, but one that is written as text, which may have more digits."""
_MOST_EXACT: Final = 2**53
"""Of a whole number as a float."""
_NUMBER_CHARS: Final = 20
_UNPRINTABLE: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_TEXT_KINDS: Final = frozenset({ValueType.TEXT, ValueType.COMPANY_NAME, ValueType.ADDRESS, ValueType.BUSINESS_SCOPE})
_HAPPENED: Final = "_on"
"""How a fact ends that tells the day of something that has happened, such as `established_on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What may be wrong with a cell: `found` is true where it is."""

    found: pl.Expr
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumn:
    """`value` is typed as the fact is, and of use where no fault is found; the faults read it by the fact's full name.

    Attributes:
        inexact: true where the whole column is of no use; None where that can't be.
    """

    name: str
    fact: str
    title: str
    value: pl.Expr
    faults: tuple[Fault, ...]
    inexact: pl.Expr | None = None


def read_column(fact: str, spec: FactSpec, dtype: pl.DataType, on: date) -> ReadColumn:
    """How a column of that type is read; it has the fact's bare name.

    Args:
        on: the day for which companies are matched; what has happened did so on that day or before.

    Raises:
        BadValue: no column of that type can hold the fact; says which can.
    """
    kind = _READERS.get(spec.type)
    if kind is None:
        raise BadValue(f"a {spec.type} can't stand in a table of companies; leave the column out")
    column, (read, types, words) = pl.col(spec.name), kind
    target = schema_of([fact], {fact: spec})[fact]
    value = pl.lit(None) if dtype == pl.Null() else read(column, spec, dtype)
    if value is None:
        raise BadValue(f"expected {types}, not {dtype}")
    given = column.is_not_null() & (~_is_blank(column) if _is_text(dtype) else pl.lit(value=True))
    unread = Fault(found=given & pl.col(fact).is_null(), words=words or f"expected one of: {', '.join(spec.choices)}")
    return ReadColumn(
        name=spec.name,
        fact=fact,
        title=spec.title,
        value=value.cast(target).alias(fact),
        faults=(unread, *_out_of_range(fact, spec, dtype, on)),
        inexact=_inexact(column, spec, dtype),
    )


def _out_of_range(fact: str, spec: FactSpec, dtype: pl.DataType, on: date) -> list[Fault]:
    value = pl.col(fact)
    if spec.type is ValueType.DATE and spec.name.endswith(_HAPPENED):
        return [Fault(found=value > on, words=f"has happened, so not after {on}")]
    if spec.type is ValueType.INTEGER:
        return _beyond(value, pl.lit(_MOST, dtype=pl.Int64), spec)
    if spec.type not in DECIMALS:
        return []
    units, one = value.to_physical(), 10 ** DECIMALS[spec.type][1]
    if spec.type is ValueType.SHARE:
        return [Fault(found=(units < 0) | (units > one), words="expected a share between 0 and 1")]
    most = 10**_NUMBER_CHARS if _is_text(dtype) else _MOST
    return _beyond(units, pl.lit(most * one, dtype=pl.Int128), spec)


def _beyond(units: pl.Expr, bound: pl.Expr, spec: FactSpec) -> list[Fault]:
    words = "expected at most 18 digits"
    if spec.may_be_negative:
        return [Fault(found=(units >= bound) | (units <= -bound), words=words)]
    return [Fault(found=units < 0, words="expected zero or more"), Fault(found=units >= bound, words=words)]


def _integer(column: pl.Expr, _spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if dtype.is_integer():
        return column.cast(pl.Int64, strict=False)
    if dtype.is_float():
        is_whole = (column == column.floor()) & (column.abs() <= _MOST_EXACT)
        return pl.when(is_whole).then(column).cast(pl.Int64, strict=False)
    if isinstance(dtype, pl.Decimal):
        whole = column.cast(pl.Int64, strict=False)
        return pl.when(whole.cast(dtype, strict=False) == column).then(whole)
    return _shaped(column, r"^-?[0-9]{1,18}$").cast(pl.Int64, strict=False) if _is_text(dtype) else None


def _decimal(column: pl.Expr, spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    digits, decimals = DECIMALS[spec.type]
    target = pl.Decimal(digits, decimals)
    if isinstance(dtype, pl.Decimal):
        cast = column.cast(target, strict=False)
        return cast if dtype.scale <= decimals else pl.when(cast.cast(dtype, strict=False) == column).then(cast)
    if dtype.is_integer():
        return column.cast(target, strict=False)
    if dtype.is_float():
        units = pl.when(~_is_inexact(column, decimals)).then(column * (1 << decimals)).cast(pl.Int128, strict=False)
        exact = (units * pl.lit(5**decimals, dtype=pl.Int128)).cast(pl.String) + f"E-{decimals}"
        return exact.cast(target, strict=False)
    shape = rf"^-?[0-9]+(?:\.[0-9]{{1,{decimals}}}0*)?$"
    shaped = _shaped(column, shape)
    short = pl.when(shaped.str.len_bytes() <= _NUMBER_CHARS).then(shaped)
    return short.cast(target, strict=False) if _is_text(dtype) else None


def _inexact(column: pl.Expr, spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if spec.type not in DECIMALS or not dtype.is_float():
        return None
    return column.is_finite() & _is_inexact(column, DECIMALS[spec.type][1])


def _is_inexact(column: pl.Expr, decimals: int) -> pl.Expr:
    """Whether a float has more decimals: it has at most so many where that power of two makes it whole."""
    double = column.cast(pl.Float64)
    units = double * (1 << decimals)
    return units.floor() != units


def _date(column: pl.Expr, _spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if isinstance(dtype, pl.Datetime):
        column = column.dt.convert_time_zone(SHANGHAI.key) if dtype.time_zone else column
        column, dtype = column.dt.date(), pl.Date()
    if dtype == pl.Date():
        return pl.when(column.is_between(date.min, date.max)).then(column)
    if not _is_text(dtype):
        return None
    return _shaped(column, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").str.to_date("%Y-%m-%d", strict=False)


def _boolean(column: pl.Expr, _spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if dtype == pl.Boolean():
        return column
    known = {"true": True, "false": False}
    lower = _text(column).str.to_lowercase()
    return lower.replace_strict(known, default=None, return_dtype=pl.Boolean) if _is_text(dtype) else None


def _choice(column: pl.Expr, spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    text = column.cast(pl.String)
    return pl.when(text.is_in(list(spec.choices))).then(text) if _is_text(dtype) else None


def _choices(column: pl.Expr, spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if isinstance(dtype, pl.List) and (_is_text(dtype.inner) or dtype.inner == pl.Null()):  # type: ignore[arg-type]
        several = column.cast(pl.List(pl.String))
    elif _is_text(dtype):
        several = _text(column).str.split(BETWEEN_CHOICES)
    else:
        return None
    known = pl.element().is_in(list(spec.choices)).fill_null(value=False)
    return pl.when(several.list.eval(known).list.all()).then(several)


def _region(column: pl.Expr, _spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    return _shaped(column, r"^(?:[0-9]{2,6}|[0-9]{9}|[0-9]{12})$") if _is_text(dtype) else None


def _free_text(column: pl.Expr, _spec: FactSpec, dtype: pl.DataType) -> pl.Expr | None:
    if not _is_text(dtype):
        return None
    raw = column.cast(pl.String)
    fits = (raw.str.len_chars() <= MAX_TEXT_CHARS) & ~raw.str.contains(_UNPRINTABLE)
    return pl.when(fits & ~_is_blank(column)).then(_text(column))


def _is_text(dtype: pl.DataType) -> bool:
    return dtype == pl.String() or isinstance(dtype, pl.Categorical | pl.Enum)


def _text(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).str.strip_chars()


def _is_blank(column: pl.Expr) -> pl.Expr:
    return _text(column).str.len_bytes() == 0


def _shaped(column: pl.Expr, pattern: str) -> pl.Expr:
    """The text where it is so shaped, else null."""
    text = _text(column)
    return pl.when(text.str.contains(pattern)).then(text)


_Reader = tuple["Callable[[pl.Expr, FactSpec, pl.DataType], pl.Expr | None]", str, str]

_NUMBERS: Final = "a column of decimals, of whole numbers, or of decimal numbers as text"
_READERS: Final[Mapping[ValueType, _Reader]] = {
    **dict.fromkeys(_TEXT_KINDS, (_free_text, "a column of text", "expected a text without control characters")),
    ValueType.REGION: (_region, "a column of text", 'expected a 行政区划代码, such as "310115"'),
    ValueType.INTEGER: (_integer, "a column of whole numbers", "expected a whole number of at most 18 digits"),
    ValueType.MONEY_CNY: (_decimal, _NUMBERS, "expected an amount in yuan with at most four decimals"),
    ValueType.NUMBER: (_decimal, _NUMBERS, "expected a decimal number"),
    ValueType.SHARE: (_decimal, _NUMBERS, "expected a share as a decimal number, such as 0.055"),
    ValueType.DATE: (_date, "a column of dates", 'expected a date that exists, as "2026-03-02"'),
    ValueType.BOOLEAN: (_boolean, "a column of booleans", "expected true or false"),
    ValueType.CHOICE: (_choice, "a column of text", ""),
    ValueType.CHOICES: (_choices, "a column of lists of text", ""),
}
"""Of each kind: how it is read, the types a column may have, and what is said of a cell that can't be read."""
