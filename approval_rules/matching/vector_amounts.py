"""Tables of amounts over a table of companies: what `amounts.amount_of` pays, row by row, exact to the fen.

A sum is a whole count of its last decimal, of 128 bits, and becomes a decimal at the end. What might not fit is left
to Python, row by row. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.amounts import Take
from approval_rules.conditions.vector_numbers import ROOM, WHOLE, Number, literal
from approval_rules.matching.vector_bases import base_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from approval_rules.amounts import AmountSpec, Row
    from approval_rules.facts import Vocabulary

AMOUNT: Final = pl.Decimal(38, 2)
_CENTS: Final = 2
_MOST_FEN: Final = 10**38
_ONCE: Final = Number(units=pl.lit(1, dtype=pl.Int64), decimals=0, bound=2)
"""The base of a fixed sum."""
_SHORT: Final = tuple(10**digits for digits in range(16, 7, -2))
"""Limits of units that are tried: most amounts of money and numbers of people are less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """How the amounts of a table of companies are reckoned: first the parts, a column each, then `amount` of them.

    What stands in several places is reckoned once so: Polars finds it by itself only where that takes longer.
    """

    parts: tuple[pl.Expr, ...]
    amount: pl.Expr

    @property
    def names(self) -> list[str]:
        """The columns that are read; where there are none, the amount of one row stands for all."""
        return [*dict.fromkeys(name for part in self.parts for name in part.meta.root_names())]

    def of(self, facts: pl.DataFrame) -> pl.Series:
        """What each company is paid, in yuan; null where no figure can be given."""
        return facts.select(self.parts or self.amount).select(self.amount).to_series()


def reckoning(spec: AmountSpec, truths: Sequence[pl.Expr | None], vocabulary: Vocabulary) -> Reckoning:
    """How to find what the table pays each company.

    Args:
        truths: of the condition of each row, in their order; None of a row that has none.
    """
    rows = _read(spec, truths, vocabulary, None)
    if not rows:
        return Reckoning(parts=(), amount=pl.lit(None, dtype=AMOUNT))
    if _bound(spec, rows) >= min(ROOM, _MOST_FEN * 10 ** (_decimals(spec, rows) - _CENTS)):
        return _by_hand(spec, rows)
    return _exactly(spec, rows, pl.Int128())


def short_reckoning(
    spec: AmountSpec, truths: Sequence[pl.Expr | None], vocabulary: Vocabulary
) -> tuple[int, Reckoning] | None:
    """The same, sooner, of facts whose units are less than the number that comes with it, in a table that is ready."""
    for most in _SHORT:
        rows = _read(spec, truths, vocabulary, most)
        if rows and _bound(spec, rows) < WHOLE:
            return most, _exactly(spec, rows, pl.Int64())
    return None


def _exactly(spec: AmountSpec, rows: Sequence[_Paying], width: pl.DataType) -> Reckoning:
    decimals = _decimals(spec, rows)
    exact = [row.exact(decimals).units.cast(width) for row in rows]
    read = {at for at, row in enumerate(rows) if row.row.of is not None}
    parts = _parts(rows, {f"sum{at}": exact[at] for at in read})
    sums = [
        _capped(pl.col(f"sum{at}") if at in read else exact[at], row.row.cap, decimals) for at, row in enumerate(rows)
    ]
    total = (_first if spec.take is Take.FIRST else _all)(_truths(rows), sums)
    fen = _rounded(_capped(total, spec.cap, decimals), decimals)
    return Reckoning(parts=parts, amount=fen.cast(pl.Int128).reinterpret(dtype=AMOUNT))


def _parts(rows: Sequence[_Paying], sums: Mapping[str, pl.Expr]) -> tuple[pl.Expr, ...]:
    truths = {f"when{at}": row.truth for at, row in enumerate(rows) if row.truth is not None}
    return tuple(part.alias(name) for name, part in {**truths, **sums}.items())


def _truths(rows: Sequence[_Paying]) -> list[pl.Expr | None]:
    return [None if row.truth is None else pl.col(f"when{at}") for at, row in enumerate(rows)]


def _read(
    spec: AmountSpec, truths: Sequence[pl.Expr | None], vocabulary: Vocabulary, most: int | None
) -> list[_Paying]:
    return [_Paying.read(row, truth, vocabulary, most) for row, truth in zip(spec.rows, truths, strict=True)]


def _bound(spec: AmountSpec, rows: Sequence[_Paying]) -> int:
    """Above all sums on the way, in units of the last decimal."""
    decimals = _decimals(spec, rows)
    return sum((row.exact(decimals).bound for row in rows), 0) + int(10**decimals)


def _decimals(spec: AmountSpec, rows: Sequence[_Paying]) -> int:
    of_rows = (row.base.decimals + _decimals_of(row.factor) for row in rows)
    return max([_CENTS, *of_rows, *map(_decimals_of, _caps(spec))])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paying:
    """What one row pays where it is true, but for its cap: `factor` times `base`, which is null when not known."""

    row: Row
    truth: pl.Expr | None
    base: Number
    factor: Decimal

    @classmethod
    def read(cls, row: Row, truth: pl.Expr | None, vocabulary: Vocabulary, most: int | None) -> _Paying:
        factor = next(one for one in (row.fixed, row.per_head, row.rate) if one is not None)
        base = _ONCE if row.of is None else base_number(row.of, vocabulary, most)
        return cls(row=row, truth=truth, base=base, factor=factor)

    def exact(self, decimals: int) -> Number:
        return self.base.product(_whole(self.factor, decimals - self.base.decimals), decimals)


def _first(truths: Sequence[pl.Expr | None], sums: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of the first row that applies, unless one before it might."""
    total: pl.Expr = pl.lit(None)
    for truth, sum_ in reversed(list(zip(truths, sums, strict=True))):
        total = sum_ if truth is None else pl.when(truth).then(sum_).when(~truth).then(total)
    return total


def _all(truths: Sequence[pl.Expr | None], sums: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of all that apply, where some do and none only might."""
    pairs = list(zip(truths, sums, strict=True))
    total = reduce(add, [sum_ if one is None else pl.when(one).then(sum_).when(~one).then(0) for one, sum_ in pairs])
    asked = [one for one in truths if one is not None]
    return total if len(asked) < len(truths) else pl.when(pl.any_horizontal(asked)).then(total)


def _rounded(units: pl.Expr, decimals: int) -> pl.Expr:
    """Half up to the fen; nothing is below zero."""
    if decimals == _CENTS:
        return units
    fen = 10 ** (decimals - _CENTS)
    return (units + literal(fen // 2)) // literal(fen)


def _capped(units: pl.Expr, cap: Decimal | None, decimals: int) -> pl.Expr:
    if cap is None:
        return units
    most = literal(_whole(cap, decimals))
    return pl.when(units > most).then(most).otherwise(units)


def _by_hand(spec: AmountSpec, rows: Sequence[_Paying]) -> Reckoning:
    """The same in Python, however many digits there are: row by row, and slow."""
    parts = _parts(rows, {f"base{at}": row.base.units for at, row in enumerate(rows)})
    truths = (pl.lit(value=True) if one is None else one for one in _truths(rows))
    columns = [one for at, truth in enumerate(truths) for one in (truth, pl.col(f"base{at}"))]

    def each(series: Sequence[pl.Series]) -> pl.Series:
        longest = max(map(len, series))
        values = [one if len(one) == longest else one.new_from_index(0, longest) for one in series]
        cases = zip(*(zip(*pair, strict=True) for pair in zip(values[::2], values[1::2], strict=True)), strict=True)
        return pl.Series([_paid(spec, rows, case) for case in cases], dtype=pl.String)

    told = pl.map_batches(columns, each, return_dtype=pl.String, is_elementwise=True)
    return Reckoning(parts=parts, amount=told.cast(AMOUNT))


def _paid(spec: AmountSpec, rows: Sequence[_Paying], case: Sequence[tuple[bool | None, int | None]]) -> str | None:
    """Of one company, as text; None also where it has more digits than the column."""
    sums: list[Fraction] = []
    for row, (truth, base) in zip(rows, case, strict=True):
        if truth is None or (truth and base is None):
            return None
        if truth:
            sums.append(_least(Fraction(base or 0, 10**row.base.decimals) * Fraction(row.factor), row.row.cap))
            if spec.take is Take.FIRST:
                break
    fen = math.floor(_least(sum(sums, Fraction()), spec.cap) * 100 + Fraction(1, 2))
    return f"{fen}E-2" if sums and fen < _MOST_FEN else None


def _least(sum_: Fraction, cap: Decimal | None) -> Fraction:
    return sum_ if cap is None else min(sum_, Fraction(cap))


def _caps(spec: AmountSpec) -> Iterator[Decimal]:
    yield from (cap for cap in (spec.cap, *(row.cap for row in spec.rows)) if cap is not None)


def _decimals_of(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _whole(number: Decimal, decimals: int) -> int:
    return int(number.scaleb(decimals))
