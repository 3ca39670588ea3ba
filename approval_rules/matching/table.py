"""What every scheme in force says of every company of a table, as `schemes.match` says it of one.

Each distinct sentence of all schemes is asked once; amounts are reckoned for the companies alone that get one.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.columns import completed, schema_of
from approval_rules.conditions.language import atoms
from approval_rules.conditions.vectorising import joined, truth_expression
from approval_rules.facts import load_vocabulary
from approval_rules.matching.on_day import on_day
from approval_rules.matching.sentences import truths_of
from approval_rules.matching.vector_amounts import AMOUNT, amount_expression
from approval_rules.schemes import RECEIVED_ON, Completeness, MatchStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from approval_rules.conditions.language import Condition
    from approval_rules.facts import Vocabulary
    from approval_rules.schemes import Scheme, SchemeVersion

STATUS: Final = pl.Enum([status.value for status in MatchStatus])
"""The type of a column of statuses; that of amounts is `vector_amounts.AMOUNT`."""
_PLACES: Final = {status: at for at, status in enumerate(MatchStatus)}


def facts_needed(schemes: Sequence[Scheme], on: date) -> tuple[str, ...]:
    """Every fact of a company that a scheme in force on that day reads, by full name, sorted."""
    return tuple(sorted({fact for _, version in _in_force(schemes, on) for fact in version.facts} - {RECEIVED_ON}))


def match_table(schemes: Sequence[Scheme], table: pl.DataFrame, on: date) -> pl.DataFrame:
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
    vocabulary = load_vocabulary()
    facts = _facts(table, facts_needed(schemes, on), on, vocabulary)
    asked = [_Asked.read(scheme, version, on) for scheme, version in _in_force(schemes, on)]
    eligible = _eligible(asked, facts, vocabulary)
    amounts = pl.collect_all([_amount(one, facts.with_columns(eligible), vocabulary) for one in asked])
    return pl.DataFrame(
        column
        for one, truth, amount in zip(asked, eligible, amounts, strict=True)
        for column in (_status(one.scheme, truth), _spread(one.scheme, truth, amount.to_series()))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A scheme's version with the day written into its conditions; `rows` are those of its amounts."""

    scheme: Scheme
    version: SchemeVersion
    condition: Condition
    rows: tuple[Condition | None, ...]

    @classmethod
    def read(cls, scheme: Scheme, version: SchemeVersion, on: date) -> _Asked:
        rows = (row.condition for row in version.amount.rows)
        return cls(
            scheme=scheme,
            version=version,
            condition=on_day(version.eligible.condition, on),
            rows=tuple(None if row is None else on_day(row, on) for row in rows),
        )


def _facts(table: pl.DataFrame, names: Sequence[str], on: date, vocabulary: Vocabulary) -> pl.DataFrame:
    known = table.select(name for name in names if name in table.columns) if table.width else table
    facts = completed(known, schema_of(names, vocabulary))
    return facts.with_columns(pl.repeat(on, table.height, dtype=pl.Date).alias(RECEIVED_ON))


def _eligible(asked: Sequence[_Asked], facts: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The truth of each scheme's condition, a column each by its id."""
    distinct = list(dict.fromkeys(atom for one in asked for atom in atoms(one.condition)))
    truths = truths_of(distinct, facts, vocabulary)
    places = {atom: pl.col(name) for atom, name in zip(distinct, truths.columns, strict=True)}
    return truths.select(joined(one.condition, places.__getitem__).alias(one.scheme.id) for one in asked)


def _status(scheme: Scheme, truth: pl.Series) -> pl.Series:
    yes = MatchStatus.POSSIBLE if scheme.conditions is Completeness.PARTIAL else MatchStatus.ELIGIBLE
    yes_at, no_at, unknown_at = (
        pl.lit(_PLACES[one], dtype=pl.UInt8) for one in (yes, MatchStatus.INELIGIBLE, MatchStatus.UNKNOWN)
    )
    told = pl.when(truth).then(yes_at).when(~truth).then(no_at).otherwise(unknown_at)
    return pl.select(told.cat.to(STATUS).alias(scheme.id)).to_series()


def _amount(asked: _Asked, facts: pl.DataFrame, vocabulary: Vocabulary) -> pl.LazyFrame:
    """What those get of whom the scheme's condition is true."""
    truths = [pl.lit(value=True) if row is None else truth_expression(row, vocabulary) for row in asked.rows]
    amount = amount_expression(asked.version.amount, truths, vocabulary)
    return facts.lazy().filter(asked.scheme.id).select(amount.alias("amount"))


def _spread(scheme: Scheme, truth: pl.Series, amounts: pl.Series) -> pl.Series:
    """The amounts at the places of those who get one."""
    nothing = pl.repeat(None, len(truth), dtype=AMOUNT, eager=True)
    return nothing.scatter(truth.arg_true(), amounts).alias(f"{scheme.id}.amount_cny")


def _in_force(schemes: Sequence[Scheme], on: date) -> Iterator[tuple[Scheme, SchemeVersion]]:
    for scheme in schemes:
        version = scheme.version_on(on)
        if version is not None:
            yield scheme, version
