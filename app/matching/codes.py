"""统一社会信用代码 by the column: which are valid, and which stand twice.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from approval_rules.values import MAX_TEXT_CHARS, BadValue, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_ALPHABET: Final = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = np.array((1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1), dtype=np.int32)
"""GB 32100-2015: with the check character, whose weight is 1, the sum is a multiple of 31."""
_CHARS: Final = 18
_REGION_CHARS: Final = 8
"""The first of them are digits."""

_NONE: Final = 255
_PLACES: Final = np.full(256, _NONE, dtype=np.uint8)
_PLACES[np.frombuffer(_ALPHABET, dtype=np.uint8)] = np.arange(len(_ALPHABET))
_BASE: Final = len(_ALPHABET)


def valid_codes(column: pl.Series) -> pl.Series:
    """Each code as `values.parse` gives it; null where it is none."""
    codes = column.str.strip_chars(" ").str.to_uppercase()
    plain = (codes.str.len_bytes() == _CHARS) & (codes.str.len_chars() == _CHARS)
    plain &= column.str.len_chars() <= MAX_TEXT_CHARS
    rows = plain.fill_null(value=False).arg_true()
    rows = rows.filter(pl.Series(_sound(_places(codes.gather(rows))), dtype=pl.Boolean))
    found = codes.zip_with(_mask(rows, len(codes)), pl.Series([None], dtype=pl.String))
    return _with_strange(found, column, (column.str.strip_chars().str.len_chars() == _CHARS) & ~plain)


def codes_twice(columns: Iterable[pl.Series]) -> pl.Series:
    """What stands for each valid code that is in more than one row: sorted, and found again by `are_among`.

    A code takes 16 bytes meanwhile, so that ten million rows fit.
    """
    numbers = [_numbers(codes.drop_nulls()) for column in columns if len(codes := valid_codes(column))]
    every = pl.concat(numbers).sort() if numbers else pl.Series([], dtype=pl.Int128)
    return every.filter(every == every.shift(1)).unique(maintain_order=True)


def are_among(codes: pl.Series, twice: pl.Series) -> pl.Series:
    """Whether each of these valid codes is among those; null is not."""
    if twice.is_empty():
        return pl.repeat(value=False, n=len(codes), dtype=pl.Boolean, eager=True)
    given = codes.is_not_null().arg_true()
    numbers = _numbers(codes.gather(given))
    nearest = twice.gather(twice.search_sorted(numbers).clip(upper_bound=len(twice) - 1))
    return _mask(given.filter(nearest == numbers), len(codes))


def _places(codes: pl.Series) -> NDArray[np.uint8]:
    """The places of the characters in the alphabet, one row a code of 18 bytes."""
    text = codes.str.join("").item() or ""
    return _PLACES[np.frombuffer(text.encode(), dtype=np.uint8)].reshape(-1, _CHARS)


def _sound(places: NDArray[np.uint8]) -> NDArray[np.bool_]:
    digits = (places[:, :_REGION_CHARS] < 10).all(axis=1)  # noqa: PLR2004  the alphabet begins with the digits
    known = (places != _NONE).all(axis=1)
    sound: NDArray[np.bool_] = digits & known & (places.astype(np.int32) @ _WEIGHTS % _BASE == 0)
    return sound


def _numbers(codes: pl.Series) -> pl.Series:
    """Each valid code as one number, without its check character."""
    places = _places(codes).astype(np.int64)
    region = places[:, :_REGION_CHARS] @ (10 ** np.arange(_REGION_CHARS - 1, -1, -1))
    body_chars = _CHARS - 1 - _REGION_CHARS
    body = places[:, _REGION_CHARS:-1] @ (_BASE ** np.arange(body_chars - 1, -1, -1))
    return pl.select(
        pl.Series(body).cast(pl.Int128) * pl.lit(10**_REGION_CHARS, dtype=pl.Int128) + pl.Series(region)
    ).to_series()


def _with_strange(found: pl.Series, column: pl.Series, strange: pl.Series) -> pl.Series:
    """Codes with full-width characters and the like are few: they are read one by one."""
    rows = strange.fill_null(value=False).arg_true()
    return found if rows.is_empty() else found.scatter(rows, [_scalar(one) for one in column.gather(rows)])


def _scalar(code: str) -> str | None:
    try:
        return str(parse(code, ValueType.USCC))
    except BadValue:
        return None


def _mask(rows: pl.Series, length: int) -> pl.Series:
    mask = np.zeros(length, dtype=np.bool_)
    mask[rows.to_numpy()] = True
    return pl.Series(mask)
