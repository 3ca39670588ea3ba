"""Writes register rows as a table that `zhiban records import` reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.errors import BadRecords
from approval_rules.values import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.registries.synthetic import CompanyRecord


def write_table(companies: Sequence[CompanyRecord], path: Path) -> None:
    """Write CSV or Parquet, by the file's ending.

    Raises:
        BadRecords: another ending, or the file can't be written.
    """
    import polars as pl

    table = pl.DataFrame([{name: to_json(value) for name, value in asdict(one).items()} for one in companies])
    try:
        if path.suffix.lower() == ".parquet":
            table.write_parquet(path)
        elif path.suffix.lower() == ".csv":
            table.write_csv(path)
        else:
            raise BadRecords(f"{path}: give a name that ends in .csv or .parquet")
    except OSError as error:
        raise BadRecords(f"{path}: can't be written ({error.strerror})") from error
