"""What a measurement found: figures for programs, a table for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`figures` are the keys of the suite's JSON document; `rows` the same in words, under `headers`."""

    title: str
    figures: Mapping[str, object]
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        uneven = [row for row in self.rows if len(row) != len(self.headers)]
        if uneven:
            raise ValueError(f"a row has {len(uneven[0])} cells under {len(self.headers)} headers")

    def table(self) -> str:
        columns = list(zip(self.headers, *self.rows, strict=True))
        widths = [max(len(cell) for cell in column) for column in columns]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in (self.headers, *self.rows)
        ]
        return "\n".join([self.title, *(line.rstrip() for line in lines)])
