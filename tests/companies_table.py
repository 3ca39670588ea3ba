"""Tables of made-up companies for match-all: valid codes by the thousand, and a few facts of a profile each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from approval_rules.conditions.columns import table_of
from approval_rules.facts import load_vocabulary
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
PROFILE: Final = {name: spec for name, spec in load_vocabulary().items() if name.startswith("profile.")}


@cache
def codes(count: int) -> tuple[str, ...]:
    """So many different codes whose check characters are right."""
    return tuple(_code(number) for number in range(count))


def profiles(count: int, seed: int = 0) -> list[dict[str, Value]]:
    """Facts by full name; of each company some are not known."""
    chance = Random(seed)  # noqa: S311  made up, not secret
    return [
        {name: _value(spec, chance) for name, spec in PROFILE.items() if chance.random() < 0.8} for _ in range(count)
    ]


def companies_table(known: list[dict[str, Value]]) -> pl.DataFrame:
    """The facts as a file has them: by bare name, with a code for each company."""
    table = table_of(known, PROFILE, PROFILE).rename(lambda name: name.removeprefix("profile."))
    return table.insert_column(0, pl.Series("uscc", codes(len(known))))


def plain_table(count: int) -> pl.DataFrame:
    """Many companies of which little is known."""
    return pl.DataFrame(
        {
            "uscc": pl.Series(codes(count), dtype=pl.String),
            "region": ["310114", "310104", "310115", None] * (count // 4) + ["310114"] * (count % 4),
            "employees": range(count),
            "annual_revenue_cny": pl.Series(range(count)).cast(pl.Decimal(24, 4)),
        }
    )


def written(table: pl.DataFrame, folder: Path, name: str = "companies.parquet", **options: Any) -> Path:  # noqa: ANN401  of polars
    path = folder / name
    table.write_parquet(path, **options)
    return path


def _code(number: int) -> str:
    base = f"91310117MY{number:07}"
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(base, _WEIGHTS, strict=True))
    return base + _ALPHABET[-total % 31]


def _value(spec: FactSpec, chance: Random) -> Value:
    choices = sorted(spec.choices)
    first, last = date(2015, 1, 1).toordinal(), date(2025, 6, 1).toordinal()
    made: dict[ValueType, Value] = {
        ValueType.BOOLEAN: chance.random() < 0.5,
        ValueType.DATE: date.fromordinal(chance.randrange(first, last)),
        ValueType.INTEGER: chance.choice((0, 1, 5, 30, 2024, chance.randrange(500))),
        ValueType.REGION: chance.choice(("310101", "310104", "310114", "310115", "110108")),
        ValueType.CHOICE: chance.choice(choices) if choices else "",
        ValueType.CHOICES: tuple(one for one in choices if chance.random() < 0.4),
        ValueType.SHARE: Decimal(chance.randrange(1000)) / 1000,
        ValueType.TEXT: "样例",
    }
    return made.get(spec.type, Decimal(chance.randrange(10 ** chance.randrange(1, 9))) / 2)
