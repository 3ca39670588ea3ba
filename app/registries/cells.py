"""How the cells of a table hold the values of a register: what CSV can only write as text, and lists of records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from approval_rules.values import BadValue, ValueType, to_json

if TYPE_CHECKING:
    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

RegisterRow: TypeAlias = Mapping[str, object]
"""A record by its columns, before the register has checked it: typed values, or what a table holds."""

BETWEEN_CHOICES = "|"


def typed(cell: Any, spec: FactSpec) -> Any:  # noqa: ANN401  a cell of any column
    """The cell as the JSON value that its column holds; what makes no sense stays as it is, for the fact to refuse.

    Raises:
        BadValue: a list of records that is no JSON.
    """
    if spec.type is ValueType.RECORDS:
        return _typed_records(cell, spec)
    if not isinstance(cell, str):
        return str(cell) if isinstance(cell, float) else cell
    if spec.type is ValueType.BOOLEAN:
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if spec.type is ValueType.INTEGER and cell.removeprefix("-").isdecimal():
        return int(cell)
    if spec.type is ValueType.CHOICES:
        return [part for part in cell.split(BETWEEN_CHOICES) if part]
    return cell


def written(value: Value, spec: FactSpec) -> object:
    """The value as a cell of any table; `typed` reads it back."""
    plain = to_json(value)
    if spec.type is ValueType.RECORDS:
        return json.dumps(plain, ensure_ascii=False)
    return BETWEEN_CHOICES.join(map(str, plain)) if isinstance(plain, list) else plain


def _typed_records(cell: Any, spec: FactSpec) -> Any:  # noqa: ANN401  JSON text, or a list of structs of a Parquet file
    rows = _from_json(cell) if isinstance(cell, str) else cell
    if not isinstance(rows, list):
        return rows
    columns = {column.name: column for column in spec.columns}
    return [_typed_row(row, columns) if isinstance(row, dict) else row for row in rows]


def _typed_row(row: dict[str, Any], columns: dict[str, FactSpec]) -> dict[str, Any]:
    return {name: typed(cell, columns[name]) if name in columns else cell for name, cell in row.items()}


def _from_json(text: str) -> Any:  # noqa: ANN401  whatever the text holds
    try:
        return json.loads(text, parse_float=str, object_pairs_hook=_once)
    except BadValue:
        raise
    except (ValueError, RecursionError) as error:
        raise BadValue("expected a list of records as JSON text") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadValue("a record names a column twice")
    return found
