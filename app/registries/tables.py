"""Writes register rows as a table that `zhiban records import` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import BadRecords
from app.registries.cells import written
from app.registries.service import register_namespace
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.registries.cells import RegisterRow
    from approval_rules.facts import FactSpec


def write_table(rows: Sequence[RegisterRow], register: str, path: Path) -> None:
    """Write CSV or Parquet, by the file's ending: every column of the register, lists of records as JSON text.

    Raises:
        BadRecords: another ending, or the file can't be written.
    """
    import polars as pl

    _, namespace = register_namespace(register)
    kinds = {ValueType.BOOLEAN: pl.Boolean, ValueType.INTEGER: pl.Int64}
    schema = {fact.name: kinds.get(fact.type, pl.String) for fact in namespace.facts}
    table = pl.DataFrame([_cells(row, namespace.facts) for row in rows], schema=schema)
    try:
        if path.suffix.lower() == ".parquet":
            table.write_parquet(path)
        elif path.suffix.lower() == ".csv":
            table.write_csv(path)
        else:
            raise BadRecords(f"{path}: give a name that ends in .csv or .parquet")
    except OSError as error:
        raise BadRecords(f"{path}: can't be written ({error.strerror})") from error


def _cells(row: RegisterRow, facts: Sequence[FactSpec]) -> dict[str, Any]:
    return {fact.name: _cell(row.get(fact.name), fact) for fact in facts}


def _cell(raw: object, fact: FactSpec) -> object:
    return None if raw is None else written(fact.parse(raw), fact)
