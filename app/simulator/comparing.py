"""What a draft of a scheme changes among many companies: who gains, who loses and what it costs, group by group.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from app.simulator.result import DIMENSIONS, Group, Outcome
from approval_rules.matching.table import facts_needed, match_table
from approval_rules.schemes import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from approval_rules.schemes import Scheme

_GETS: Final = [MatchStatus.ELIGIBLE.value, MatchStatus.POSSIBLE.value]
_UNKNOWN: Final = MatchStatus.UNKNOWN.value
_FEN: Final = pl.Decimal(38, 2)
_ALL: Final = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two states of one scheme, both in force on the day."""

    base: Scheme
    draft: Scheme
    on: date

    def facts(self) -> tuple[str, ...]:
        """What has to be known of each company, by full name: what either asks, and what they are grouped by."""
        asked = {*facts_needed([self.base], self.on), *facts_needed([self.draft], self.on)}
        return tuple(sorted({*asked, *(one.fact for one in DIMENSIONS)}))

    def changes(self, table: pl.DataFrame) -> pl.DataFrame:
        """One row a company, in the order of the table.

        Returns:
            `before` and `after`, its status; `before_cny` and `after_cny`, what it gets, null where there is no
            figure; `gains` and `loses`.
        """
        before, after = (match_table([one], table, self.on) for one in (self.base, self.draft))
        sides = [_side(before, self.base, "before"), _side(after, self.draft, "after")]
        return pl.concat(sides, how="horizontal").with_columns(
            gains=_is_better("before", "after"), loses=_is_better("after", "before")
        )

    def outcome(self, table: pl.DataFrame) -> Outcome:
        """The same in numbers, in all and by each of the dimensions."""
        by = [
            pl.col(one.fact).alias(one.value) if one.fact in table.columns else pl.lit(None, pl.String).alias(one.value)
            for one in DIMENSIONS
        ]
        rows = self.changes(table).with_columns(table.select(by))
        whole = _groups(rows.select(pl.lit(_ALL).alias(_ALL), *_NUMBERS_OF), _ALL)
        groups = {one: _groups(rows.select(pl.col(one.value), *_NUMBERS_OF), one.value) for one in DIMENSIONS}
        return Outcome(whole=whole.get(_ALL, Group()), groups=groups)


def _side(matched: pl.DataFrame, scheme: Scheme, name: str) -> pl.DataFrame:
    status, amount = pl.col(scheme.id), pl.col(f"{scheme.id}.amount_cny")
    return matched.select(status.alias(name), amount.cast(_FEN).alias(f"{name}_cny"))


def _is_better(left: str, right: str) -> pl.Expr:
    """Whether a company gets it on the right and not on the left, or more on the right."""
    had, has = (pl.col(one).is_in(_GETS) for one in (left, right))
    more = (pl.col(f"{right}_cny") > pl.col(f"{left}_cny")).fill_null(value=False)
    return has & (~had | more)


def _gets(side: str) -> pl.Expr:
    return pl.col(side).is_in(_GETS)


_NUMBERS_OF: Final = (
    pl.lit(1, pl.Int64).alias("companies"),
    _gets("before").cast(pl.Int64).alias("get_before"),
    _gets("after").cast(pl.Int64).alias("get_after"),
    pl.col("gains").cast(pl.Int64),
    pl.col("loses").cast(pl.Int64),
    (pl.col("before") == _UNKNOWN).cast(pl.Int64).alias("unknown_before"),
    (pl.col("after") == _UNKNOWN).cast(pl.Int64).alias("unknown_after"),
    (_gets("before") & pl.col("before_cny").is_null()).cast(pl.Int64).alias("without_figure_before"),
    (_gets("after") & pl.col("after_cny").is_null()).cast(pl.Int64).alias("without_figure_after"),
    pl.when(_gets("before")).then("before_cny").alias("cost_before_cny"),
    pl.when(_gets("after")).then("after_cny").alias("cost_after_cny"),
)


def _groups(rows: pl.DataFrame, by: str) -> Mapping[str, Group]:
    summed = rows.group_by(by).agg(pl.all().sum())
    return {row.pop(by) or "": Group(**row) for row in summed.iter_rows(named=True)}
