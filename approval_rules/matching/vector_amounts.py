"""Tables of amounts as Polars expressions: what `amounts.amount_of` pays, row by row, exact to the fen.

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
from approval_rules.conditions.vector_numbers import ROOM, Number
from approval_rules.matching.vector_bases import base_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from approval_rules.amounts import AmountSpec, Row
    from approval_rules.facts import Vocabulary

AMOUNT: Final = pl.Decimal(38, 2)
_CENTS: Final = 2
_MOST_FEN: Final = 10**38
_ONCE: Final = Number(units=pl.lit(1, dtype=pl.Int64), decimals=0, bound=2)
"""The base of a fixed sum."""


def amount_expression(spec: AmountSpec, truths: Sequence[pl.Expr], vocabulary: Vocabulary) -> pl.Expr:
    """What the table pays, in yuan; null where no figure can be given.

    Args:
        truths: of the condition of each row, in their order; true of a row that has none.
    """
    if not spec.rows:
        return pl.lit(None, dtype=AMOUNT)
    rows = [_Paying.read(row, truth, vocabulary) for row, truth in zip(spec.rows, truths, strict=True)]
    decimals = max(_CENTS, *(row.exact.decimals for row in rows), *map(_decimals, _caps(spec)))
    bound = sum(row.exact.at(decimals).bound for row in rows) + 10**decimals
    if bound >= min(ROOM, _MOST_FEN * 10 ** (decimals - _CENTS)):
        return _by_hand(spec, rows)
    sums = [_capped(row.exact.at(decimals).units, row.row.cap, decimals) for row in rows]
    total = (_first if spec.take is Take.FIRST else _all)(truths, sums)
    fen = _rounded(_capped(total, spec.cap, decimals), decimals)
    return fen.cast(pl.Int128).reinterpret(dtype=AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paying:
    """What one row pays where it is true, but for its cap: `factor` times `base`, which is null when not known."""

    row: Row
    truth: pl.Expr
    base: Number
    factor: Decimal

    @classmethod
    def read(cls, row: Row, truth: pl.Expr, vocabulary: Vocabulary) -> _Paying:
        factor = next(one for one in (row.fixed, row.per_head, row.rate) if one is not None)
        base = _ONCE if row.of is None else base_number(row.of, vocabulary)
        return cls(row=row, truth=truth, base=base, factor=factor)

    @property
    def exact(self) -> Number:
        return self.base.times(self.factor)


def _first(truths: Sequence[pl.Expr], sums: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of the first row that applies, unless one before it might."""
    pairs = reversed(list(zip(truths, sums, strict=True)))
    nothing: pl.Expr = pl.lit(None, dtype=pl.Int128)
    return reduce(lambda rest, pair: pl.when(pair[0]).then(pair[1]).when(~pair[0]).then(rest), pairs, nothing)


def _all(truths: Sequence[pl.Expr], sums: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of all that apply, where some do and none only might."""
    parts = [pl.when(truth).then(sum_).when(~truth).then(_int(0)) for truth, sum_ in zip(truths, sums, strict=True)]
    return pl.when(pl.any_horizontal(truths)).then(reduce(add, parts))


def _rounded(units: pl.Expr, decimals: int) -> pl.Expr:
    """Half up to the fen; nothing is below zero."""
    if decimals == _CENTS:
        return units
    fen = 10 ** (decimals - _CENTS)
    return (units + _int(fen // 2)) // _int(fen)


def _capped(units: pl.Expr, cap: Decimal | None, decimals: int) -> pl.Expr:
    if cap is None:
        return units
    most = _int(_whole(cap, decimals))
    return pl.when(units > most).then(most).otherwise(units)


def _by_hand(spec: AmountSpec, rows: Sequence[_Paying]) -> pl.Expr:
    """The same in Python, however many digits there are: row by row, and slow."""
    columns = [pl.struct(row.truth.alias("truth"), row.base.units.alias("base")) for row in rows]

    def each(series: Sequence[pl.Series]) -> pl.Series:
        cases = zip(*(zip(*one.struct.unnest(), strict=True) for one in series), strict=True)
        return pl.Series([_paid(spec, rows, case) for case in cases], dtype=pl.String)

    return pl.map_batches(columns, each, return_dtype=pl.String, is_elementwise=True).cast(AMOUNT)


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


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _whole(number: Decimal, decimals: int) -> int:
    return int(number.scaleb(decimals))


def _int(whole: int) -> pl.Expr:
    return pl.lit(whole, dtype=pl.Int128)
