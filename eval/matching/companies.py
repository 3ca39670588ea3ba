"""Made-up companies as a table: realistic in what is known of them, and many at once. None of them is real.

What registers tell is known of nearly all, what only a company can tell of those that have answered. The same seed
gives the same companies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from app.matching.companies_file import CODE
from approval_rules.conditions.columns import DECIMALS, EPOCH, schema_of
from approval_rules.facts import load_vocabulary
from approval_rules.matching.profile_sources import load_profile_sources
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from approval_rules.facts import FactSpec

_BATCH: Final = 50_000
_PREFIX: Final = "profile."
_REGISTERED: Final = 0.96
"""What a register tells is known of so many."""
_ANSWERED: Final = 0.3
_OF_ANSWERS: Final = 0.8
"""So many companies have answered questions, and each of them so many."""
_NOTHING: Final = 0.9
"""Of most facts that say how much or how many, so many companies have nothing: few rent computing power."""
_OF_ALL: Final = frozenset(
    f"profile.{name}"
    for name in (
        "employees",
        "insured_employees",
        "shanghai_insured_staff",
        "local_employees",
        "staff_insured_6_months",
        "unemployment_insurance_paid_cny",
        "medical_insurance_base_cny",
        "unemployment_insurance_base_cny",
        "six_taxes_two_fees_cny",
        "annual_revenue_cny",
        "taxable_income_cny",
        "total_assets_cny",
    )
)
_AT_HOME: Final = 0.95
"""Of so many companies every place is the one where they are registered."""
_ZERO: Final = 0.15
"""Of the others so many have nothing as well."""
_NOT_COUNTED: Final = ("_year", "_share", "_ratio", "_percent", "_score", "_hours", "_years")
"""What ends so is no sum and no number of things."""

_DISTRICTS: Final = ("101", "104", "105", "106", "107", "109", "110", "112", "113", "114", "115", "116", "117", "118")
_REGIONS: Final = (*(f"310{one}" for one in _DISTRICTS), "310120", "310151", "320583", "330402")
_REGION_WEIGHTS: Final = (*[5] * 7, 9, 8, 9, 16, 4, 9, 6, 6, 5, 1, 1)
_WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    "profile.entity_type": {"enterprise": 70, "individual_business": 22, "partnership": 4},
    "profile.size": {"micro": 70, "small": 22, "medium": 6, "large": 2},
    "profile.high_tech_recognition": {"none": 92, "first": 4, "renewed": 3},
}
"""Out of a hundred or so; any other value has one. Where no weights stand, `none` has most."""
_CODE: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""GB 32100-2015."""


def company_facts() -> tuple[str, ...]:
    """Every fact of a profile that is no list of records, by full name."""
    vocabulary = load_vocabulary()
    return tuple(
        name for name, spec in vocabulary.items() if name.startswith(_PREFIX) and spec.type is not ValueType.RECORDS
    )


def made_up(
    names: Sequence[str], count: int, on: date, seed: int, *, first: int = 0, all_known: bool = False
) -> pl.DataFrame:
    """So many companies as they are on that day, from the one numbered `first` on.

    Its columns are `uscc` and these facts, typed as `schema_of` says.
    """
    chance = np.random.default_rng([seed, first])
    regions = chance.choice(len(_REGIONS), count, p=_shares(_REGION_WEIGHTS))
    answered = chance.random(count) < _ANSWERED
    registered = {one.fact for one in load_profile_sources().facts}
    columns = [_codes(first, regions)]
    vocabulary = load_vocabulary()
    for name in names:
        values = _values(vocabulary[name], name, on, regions, chance)
        if values.dtype.is_numeric() and name not in _OF_ALL and not name.endswith(_NOT_COUNTED):
            nothing = pl.Series(chance.random(count) < _NOTHING)
            values = pl.select(pl.when(nothing).then(pl.lit(0).cast(values.dtype)).otherwise(values)).to_series()
        if not all_known:
            known = chance.random(count) < (_REGISTERED if name in registered else _OF_ANSWERS)
            known &= answered if name not in registered else True
            values = pl.select(pl.when(pl.Series(known)).then(values)).to_series()
        columns.append(values.alias(name))
    return pl.DataFrame(columns)


def write_companies(path: Path, count: int, on: date, seed: int) -> None:
    """A file of so many companies as `zhiban match-all` takes it, written batch by batch."""
    names = company_facts()

    def batches(*_asked: object) -> Iterator[pl.DataFrame]:
        for first in range(0, count, _BATCH):
            table = made_up(names, min(_BATCH, count - first), on, seed, first=first)
            yield table.rename({name: name.removeprefix(_PREFIX) for name in names})

    kinds = schema_of(names, load_vocabulary())
    schema = {CODE: pl.String(), **{name.removeprefix(_PREFIX): kind for name, kind in kinds.items()}}
    register_io_source(batches, schema=schema).sink_parquet(path, row_group_size=_BATCH)


def _values(spec: FactSpec, name: str, on: date, regions: NDArray[np.int64], chance: np.random.Generator) -> pl.Series:
    count = len(regions)
    match spec.type:
        case ValueType.REGION:
            elsewhere = chance.choice(len(_REGIONS), count, p=_shares(_REGION_WEIGHTS))
            return pl.Series(_REGIONS).gather(np.where(chance.random(count) < _AT_HOME, regions, elsewhere))
        case ValueType.CHOICE:
            weights = [_weight(name, choice) for choice in spec.choices]
            return pl.Series(list(spec.choices)).gather(chance.choice(len(weights), count, p=_shares(weights)))
        case ValueType.CHOICES:
            return _choices(list(spec.choices), count, chance)
        case ValueType.BOOLEAN:
            return pl.Series(chance.random(count) < (0.75 if name in _USUALLY else 0.08))
        case ValueType.DATE:
            days = on.toordinal() - EPOCH - chance.gamma(1.2, 1800, count).astype(np.int32)
            return pl.Series(days, dtype=pl.Int32).cast(pl.Date)
        case kind:
            return _numbers(kind, name, count, chance)


_USUALLY: Final = frozenset(
    {
        "profile.is_legal_person",
        "profile.unemployment_insurance_compliant",
        "profile.is_vat_small_scale",
        "profile.fits_industry_guidance",
    }
)


def _weight(name: str, choice: str) -> int:
    return _WEIGHTS[name].get(choice, 1) if name in _WEIGHTS else 50 if choice == "none" else 5


def _choices(values: Sequence[str], count: int, chance: np.random.Generator) -> pl.Series:
    """Mostly none, else one or two."""
    few = [[], *([one] for one in values), *([one, other] for one in values for other in values if one < other)]
    weights = [20.0 * len(few), *[1.0] * (len(few) - 1)]
    lists = pl.Series(few, dtype=pl.List(pl.String))
    return lists.gather(chance.choice(len(few), count, p=_shares(weights)))


def _numbers(kind: ValueType, name: str, count: int, chance: np.random.Generator) -> pl.Series:
    if kind is ValueType.INTEGER:
        whole = chance.integers(2018, 2027, count) if name.endswith("_year") else chance.lognormal(1.6, 1.6, count)
        return pl.Series(whole.astype(np.int64))
    if kind is ValueType.SHARE:
        return _decimal(chance.beta(1.2, 4, count) * 10**4, 4, kind)
    if kind is ValueType.NUMBER:
        return _decimal(chance.lognormal(4, 2, count) * 10, 1, kind)
    return _decimal(np.where(chance.random(count) < _ZERO, 0, chance.lognormal(14, 2.5, count) * 100), 2, kind)


def _decimal(units: NDArray[np.float64], decimals: int, kind: ValueType) -> pl.Series:
    """Whole numbers of the last of so many decimals, in a column as facts of this kind have."""
    short = pl.Series(units.astype(np.int64)).cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, decimals))
    return short.cast(pl.Decimal(*DECIMALS[kind]))


def _codes(first: int, regions: NDArray[np.int64]) -> pl.Series:
    """Distinct codes with right check characters; the number of the company is in the code."""
    count = len(regions)
    heads = np.array([[int(digit) for digit in f"91{region}"] for region in _REGIONS])[regions]
    numbers = (np.arange(first, first + count)[:, None] // 31 ** np.arange(8, -1, -1)) % 31
    body = np.hstack([heads, numbers])
    checks = (31 - body @ np.array(_CODE_WEIGHTS) % 31) % 31
    letters = _CODE[np.hstack([body, checks[:, None]])]
    return pl.Series(CODE, np.ascontiguousarray(letters).view("S18").ravel().astype("U18"))


def _shares(weights: Sequence[float]) -> NDArray[np.float64]:
    return np.array(weights, dtype=np.float64) / sum(weights)
