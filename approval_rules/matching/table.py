"""What every scheme in force says of every company of a table, as `schemes.match` says it of one.

Each distinct sentence of all schemes is asked once; amounts are reckoned for the companies alone that get one.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.columns import completed, schema_of
from approval_rules.conditions.language import atoms
from approval_rules.conditions.vectorising import joined
from approval_rules.facts import load_vocabulary
from approval_rules.matching.on_day import on_day
from approval_rules.matching.paid import Figures, Paid
from approval_rules.matching.ready import ReadyTable, fact_of, is_ready
from approval_rules.matching.sentences import Sentences
from approval_rules.schemes import RECEIVED_ON, Completeness, MatchStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from approval_rules.schemes import Scheme, SchemeVersion

STATUS: Final = pl.Enum([status.value for status in MatchStatus])
"""The type of a column of statuses; that of amounts is `vector_amounts.AMOUNT`."""
_THREADS: Final = 2
"""More bring little: to move columns through memory takes longer than to reckon."""


def facts_needed(schemes: Sequence[Scheme], on: date) -> tuple[str, ...]:
    """Every fact of a company that a scheme in force on that day reads, by full name, sorted."""
    return tuple(sorted({fact for _, version in _in_force(schemes, on) for fact in version.facts} - {RECEIVED_ON}))


def match_table(schemes: Sequence[Scheme], table: pl.DataFrame | ReadyTable, on: date) -> pl.DataFrame:
    """One row a company, as in the table.

    Args:
        table: a column a fact, typed as `columns.schema_of` says; null, and a fact without a column, is unknown.
            Other columns are ignored.

    Returns:
        Of each scheme in force on that day, in their order: `{id}`, its `MatchStatus`; and `{id}.amount_cny`, a
        decimal; null where there is no figure.

    Raises:
        BadValue: a column of the table is not of its fact's type.
    """
    return matched(schemes, table, on).wide()


def matched(schemes: Sequence[Scheme], table: pl.DataFrame | ReadyTable, on: date) -> Matched:
    """The same, with amounts of those alone who get one: most companies get nothing of most schemes."""
    return _plan(_Same(tuple(schemes)), on).match(table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The statuses, a column a scheme, and what each scheme pays, by its id."""

    statuses: pl.DataFrame
    figures: Mapping[str, Figures]

    def wide(self) -> pl.DataFrame:
        """As `match_table` gives it."""
        return pl.DataFrame(column for status in self.statuses for column in (status, self._amounts(status.name)))

    def _amounts(self, scheme_id: str) -> pl.Series:
        return self.figures[scheme_id].column(self.statuses.height).alias(f"{scheme_id}.amount_cny")


class _Plan:
    """The schemes in force on one day, made ready to be asked of many tables."""

    def __init__(self, schemes: Sequence[Scheme], on: date) -> None:
        self._on, self._names = on, facts_needed(schemes, on)
        versions = list(_in_force(schemes, on))
        conditions = [on_day(version.eligible.condition, on) for _, version in versions]
        self._schemes = [scheme for scheme, _ in versions]
        self._paid = [_paid(version, on) for _, version in versions]
        every = [atom for condition in conditions for atom in atoms(condition)]
        self._sentences = Sentences(every, load_vocabulary())
        truths = {atom: pl.col(str(at)) for at, atom in enumerate(self._sentences.asked)}
        named = zip(self._schemes, conditions, strict=True)
        self._eligible = [joined(condition, truths.__getitem__).alias(scheme.id) for scheme, condition in named]
        self._statuses = [_status(scheme) for scheme in self._schemes]

    def match(self, table: pl.DataFrame | ReadyTable) -> Matched:
        facts = _facts(table, self._names, self._on)
        eligible = self._sentences.truths(facts).select(self._eligible)
        sizes = table.sizes if isinstance(table, ReadyTable) else {}
        rows = pl.int_range(len(eligible), dtype=pl.UInt32, eager=True)
        with ThreadPoolExecutor(_THREADS) as pool:  # Polars works outside the lock of Python
            figures = pool.map(lambda paid, truth: paid.figures(facts, sizes, truth, rows), self._paid, eligible)
        return Matched(
            statuses=eligible.select(self._statuses),
            figures=dict(zip(eligible.columns, figures, strict=True)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Schemes that are the same when they are the same objects: what they say is long to compare."""

    schemes: tuple[Scheme, ...]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.schemes)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same) or len(self.schemes) != len(other.schemes):
            return False
        return all(one is another for one, another in zip(self.schemes, other.schemes, strict=True))


@lru_cache(maxsize=4)
def _plan(same: _Same, on: date) -> _Plan:
    return _Plan(same.schemes, on)


def _facts(table: pl.DataFrame | ReadyTable, names: Sequence[str], on: date) -> pl.DataFrame:
    may_be_ready = isinstance(table, ReadyTable)
    given = table.facts if isinstance(table, ReadyTable) else table
    asked = set(names)
    known = [one for one in given.columns if one in asked or (may_be_ready and is_ready(one) and fact_of(one) in asked)]
    facts = completed(given.select(known), schema_of(names, load_vocabulary()))
    return facts.with_columns(pl.lit(on, dtype=pl.Date).alias(RECEIVED_ON))


def _paid(version: SchemeVersion, on: date) -> Paid:
    conditions = (row.condition for row in version.amount.rows)
    return Paid(version.amount, [None if one is None else on_day(one, on) for one in conditions], load_vocabulary())


def _status(scheme: Scheme) -> pl.Expr:
    yes = MatchStatus.POSSIBLE if scheme.conditions is Completeness.PARTIAL else MatchStatus.ELIGIBLE
    yes_, no, unknown = (
        pl.lit(pl.Series([one.value], dtype=STATUS)) for one in (yes, MatchStatus.INELIGIBLE, MatchStatus.UNKNOWN)
    )
    truth = pl.col(scheme.id)
    return pl.when(truth).then(yes_).when(~truth).then(no).otherwise(unknown).alias(scheme.id)


def _in_force(schemes: Sequence[Scheme], on: date) -> Iterator[tuple[Scheme, SchemeVersion]]:
    for scheme in schemes:
        version = scheme.version_on(on)
        if version is not None:
            yield scheme, version
