"""The dossier of a case side by side: every fact that was read, with what each source says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from approval_rules.values import ValueType, comparable

MAX_ROWS_SHOWN = 50
"""Of a list of records from one source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceColumn:
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    title: str
    values: tuple[str, ...]
    differs: bool


def side_by_side(content: dict[str, Any]) -> tuple[list[SourceColumn], list[FactRow]]:
    """Every fact that was read, with what each source says of it."""
    readings = content["readings"]
    sources = list(dict.fromkeys((one["kind"], one["source"]) for one in readings))
    said = {(one["fact"], one["source"]): one for one in readings}
    rows = []
    for fact in dict.fromkeys(one["fact"] for one in readings):
        spec = content["item_version"]["facts"][fact]
        values = [said.get((fact, source)) for _, source in sources]
        shown = tuple(_said(one, spec) for one in values)
        rows.append(FactRow(title=spec["title"], values=shown, differs=_differs(values, spec)))
    return [SourceColumn(kind=kind, name=name) for kind, name in sources], rows


def _said(reading: dict[str, Any] | None, spec: dict[str, Any]) -> str:
    if reading is None:
        return ""
    value = reading["value"]
    return "未能读取" if value is None else in_words(value, spec)


def in_words(value: Any, spec: dict[str, Any]) -> str:  # noqa: ANN401  plain data
    """A choice by its title; a list by its elements, and of records one line each."""
    if not isinstance(value, list):
        return str(spec["choices"].get(value, value))
    if spec["type"] != ValueType.RECORDS:
        return "、".join(in_words(one, spec) for one in value) or "无"
    columns = {column["name"]: column for column in spec["columns"]}
    lines = [
        "，".join(f"{columns[name]['title']}：{in_words(cell, columns[name])}" for name, cell in row.items())
        for row in value[:MAX_ROWS_SHOWN]
    ]
    more = [f"……共 {len(value)} 条"] if len(value) > MAX_ROWS_SHOWN else []
    return "\n".join([*lines, *more]) or "无"


def _differs(values: list[dict[str, Any] | None], spec: dict[str, Any]) -> bool:
    """Whether the sources differ as the two-source gate compares them."""
    kind = ValueType(spec["type"])
    stated = {str(comparable(str(one["value"]), kind)) for one in values if one is not None}
    return len(stated) > 1 and not spec["agree_on_answer"]
