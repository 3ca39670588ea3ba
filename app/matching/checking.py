"""Which rows of a batch of companies are of use, as facts; and every other, with what is wrong in it.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from app.matching.cells import Fault
from app.matching.codes import are_among, valid_codes
from app.matching.companies_file import CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.matching.cells import ReadColumn

REFUSED: Final = {"row": pl.UInt64(), "reason": pl.String()}
"""`row` counts from 1, without a header."""

_ROW: Final = "row"
_VALID, _TWICE = " code", " twice"
"""No column of a file that is read begins with a space."""
_CODE_FAULTS: Final = (
    Fault(
        found=pl.col(_VALID).is_null(),
        words=f"{CODE} (统一社会信用代码): expected a code of 18 characters whose check character is right",
    ),
    Fault(
        found=pl.col(_TWICE),
        words=f"{CODE} (统一社会信用代码): stands in more than one row, and which of them is right can't be told",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`facts`: a row for each company of use, with its code and its facts by full name. `refused`: as `REFUSED`."""

    facts: pl.DataFrame
    refused: pl.DataFrame


def check(batch: pl.DataFrame, after: int, columns: Sequence[ReadColumn], twice: pl.Series) -> Checked:
    """Judge every cell of the batch.

    Args:
        after: how many rows of the file come before it.
        twice: the codes that stand in more than one row of the file.
    """
    codes = valid_codes(batch[CODE].cast(pl.String))
    read = (
        batch.lazy()
        .with_columns(codes.alias(_VALID), are_among(codes, twice).alias(_TWICE))
        .with_columns(one.value for one in columns)
    )
    faults = [*_CODE_FAULTS, *(_named(fault, one) for one in columns for fault in one.faults)]
    wanted = [pl.col(_VALID).alias(CODE), *(pl.col(one.fact) for one in columns)]
    flags = [fault.found.fill_null(value=False).alias(str(number)) for number, fault in enumerate(faults)]
    judged = read.select(*wanted, *flags).collect()
    facts, found = judged.select(judged.columns[: len(wanted)]), judged.select(judged.columns[len(wanted) :])
    is_wrong = found.select(pl.any_horizontal(pl.all())).to_series()
    if not is_wrong.any():
        return Checked(facts=facts, refused=pl.DataFrame(schema=REFUSED))
    rows = pl.int_range(after + 1, after + 1 + len(batch), dtype=pl.UInt64, eager=True).alias(_ROW)
    refused = found.with_columns(rows).filter(is_wrong).select(_ROW, _reasons(faults))
    return Checked(facts=facts.filter(~is_wrong), refused=refused)


def _named(fault: Fault, column: ReadColumn) -> Fault:
    return Fault(found=fault.found, words=f"{column.name} ({column.title}): {fault.words}")


def _reasons(faults: Sequence[Fault]) -> pl.Expr:
    said = [pl.when(str(number)).then(pl.lit(fault.words)) for number, fault in enumerate(faults)]
    return pl.concat_str(said, separator="; ", ignore_nulls=True).alias("reason")
