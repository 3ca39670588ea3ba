"""The dossier of a case side by side: every fact that was read, with what each source says, character by character.

What differs stands first, then what is doubtful, then the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from approval_rules.language_words import masked
from approval_rules.values import ValueType, comparable

MAX_ROWS_SHOWN = 50
"""Of a list of records from one source."""
_LONGEST_COMPARED: Final = 400
"""Characters; of longer texts it is only said that they differ."""
_FOREVER: Final = "长期"
_MOST_TRUSTED: Final = ("register", "system", "document", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceColumn:
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters in a row that are all as another source has them, or are not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one source says; `runs` put together are `text`. Nothing is said where `text` is empty."""

    text: str
    runs: tuple[Run, ...]
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    fact: str
    title: str
    cells: tuple[Cell, ...]
    differs: bool
    is_doubtful: bool = False


def side_by_side(content: dict[str, Any]) -> tuple[list[SourceColumn], list[FactRow]]:
    """Every fact that was read, with what each source says of it."""
    readings = content["readings"]
    sources = list(dict.fromkeys((one["kind"], one["source"]) for one in readings))
    said = {(one["fact"], one["source"]): one for one in readings}
    rows = []
    for fact in dict.fromkeys(one["fact"] for one in readings):
        spec = content["item_version"]["facts"][fact]
        values = [said.get((fact, source)) for _, source in sources]
        differs = _differs(values, spec)
        rows.append(
            FactRow(
                fact=fact,
                title=spec["title"],
                cells=_cells(values, sources, spec, differs=differs),
                differs=differs,
                is_doubtful=any(one is not None and (one["value"] is None or one.get("doubted")) for one in values),
            )
        )
    rows.sort(key=lambda row: (not row.differs, not row.is_doubtful))
    return [SourceColumn(kind=kind, name=name) for kind, name in sources], rows


def _cells(
    values: list[dict[str, Any] | None], sources: list[tuple[str, str]], spec: dict[str, Any], *, differs: bool
) -> tuple[Cell, ...]:
    texts = [masked(_said(one, spec)) for one in values]
    said = [at for at, one in enumerate(values) if one is not None and one["value"] is not None]
    measure = min(said, key=lambda at: _MOST_TRUSTED.index(sources[at][0]), default=None)
    return tuple(
        Cell(
            text=text,
            runs=_runs(text, texts[measure]) if differs and measure is not None and at in said else _same(text),
            is_unread=one is not None and one["value"] is None,
        )
        for at, (text, one) in enumerate(zip(texts, values, strict=True))
    )


def _same(text: str) -> tuple[Run, ...]:
    return (Run(text=text, differs=False),) if text else ()


def _runs(text: str, measure: str) -> tuple[Run, ...]:
    """The text in runs that are as in the measure, or not."""
    if text == measure or max(len(text), len(measure)) > _LONGEST_COMPARED:
        return _same(text)
    matched = SequenceMatcher(None, measure, text, autojunk=False).get_opcodes()
    return tuple(Run(text=text[start:end], differs=tag != "equal") for tag, _, _, start, end in matched if end > start)


def _said(reading: dict[str, Any] | None, spec: dict[str, Any]) -> str:
    if reading is None:
        return ""
    value = reading["value"]
    return "未能读取" if value is None else in_words(value, spec)


def in_words(value: Any, spec: dict[str, Any]) -> str:  # noqa: ANN401  plain data
    """A choice by its title; a list by its elements, and of records one line each."""
    if not isinstance(value, list):
        return _FOREVER if value == "permanent" else str(spec["choices"].get(value, value))
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
