"""The answers to all companies as one long table: a row a company and scheme.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from app.matching.companies_file import CODE
from approval_rules.matching.table import STATUS
from approval_rules.matching.vector_amounts import AMOUNT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AMOUNT_SUFFIX: Final = ".amount_cny"


def answers_schema(schemes: Sequence[str]) -> Mapping[str, pl.DataType]:
    """Of the long table; `scheme` is an enum of the schemes in force, `status` one of `MatchStatus`."""
    return {CODE: pl.String(), "scheme": pl.Enum(schemes), "status": STATUS, "amount_cny": AMOUNT}


def long_answers(wide: pl.DataFrame, schemes: Sequence[str]) -> pl.DataFrame:
    """The rows of each company one after the other, its schemes in their order.

    Args:
        wide: a row a company: its code, and what `match_table` gives of these schemes.
    """
    schema, companies, count = answers_schema(schemes), len(wide), len(schemes)
    if not count or not companies:
        return pl.DataFrame(schema=schema)
    by_company = pl.Series(np.arange(companies * count, dtype=np.uint32).reshape(count, companies).T.ravel())
    rows = pl.Series(np.repeat(np.arange(companies, dtype=np.uint32), count))
    turns = pl.Series(np.tile(np.arange(count, dtype=np.uint32), companies))
    return pl.DataFrame(
        [
            wide[CODE].gather(rows).alias(CODE),
            pl.Series(schemes, dtype=schema["scheme"]).gather(turns).alias("scheme"),
            _joined(wide, schemes).gather(by_company).alias("status"),
            _joined(wide, [f"{one}{AMOUNT_SUFFIX}" for one in schemes]).gather(by_company).alias("amount_cny"),
        ]
    )


def _joined(wide: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    return pl.concat([wide[name].alias("") for name in names], rechunk=True)
