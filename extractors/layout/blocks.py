"""Which text belongs to which label: rows, columns and wrapped values, in reading order."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from extractors.layout.labels import Label, LabelTable, find_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.layout.pieces import Piece

_ROW_TOLERANCE: Final = 0.6
_SAME_COLUMN: Final = 3.0
"""Labels whose left edges differ by less than this many heights stand in one column."""
_TALLER: Final = 1.8
_SMALLER: Final = 0.5
_REACH: Final = 2.0
"""A wrapped value goes on within this many line heights below its last row."""
_REACH_ASIDE: Final = 1.0
"""The same for text that does not begin below the value's first character: an office's date stands so."""
_CENTRED: Final = 0.9
"""The first of two rows stands this many heights above the label in their middle, or less."""
_UNDER: Final = 0.3
_ALIGNED: Final = 1.5
_BESIDE: Final = 14.0
"""A value begins within this many heights right of its label; old wide licences leave long gaps."""


@dataclass(kw_only=True, slots=True)
class Block:
    """One label and the pieces of its value. `rows` are in reading order."""

    label: Label
    pieces: list[Piece] = field(default_factory=list)

    @property
    def rows(self) -> list[list[Piece]]:
        rows: list[list[Piece]] = []
        for piece in sorted(self.pieces, key=lambda piece: piece.y):
            if rows and _stands_in_row(piece, rows[-1]):
                rows[-1].append(piece)
            else:
                rows.append([piece])
        return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _stands_in_row(piece: Piece, row: Sequence[Piece]) -> bool:
    """Whether the piece stands beside the others of a row, on their height; what lies over one is another row."""
    is_level = abs(row[0].y - piece.y) < 0.5 * min(row[0].height, piece.height)
    return is_level and not any(
        min(piece.x1, other.x1) - max(piece.x0, other.x0) > 0.5 * min(piece.x1 - piece.x0, other.x1 - other.x0)
        for other in row
    )


def arrange(pieces: Sequence[Piece], table: LabelTable) -> tuple[list[Block], list[Piece]]:
    """The labels of the page from the top down, each with its value; and the pieces that belong to none."""
    labels, values = find_labels(pieces, table)
    blocks = [
        Block(label=label, pieces=[label.rest] if label.rest else [])
        for label in sorted(labels, key=lambda label: label.y)
    ]
    later = []
    for piece in sorted(values, key=lambda piece: piece.x0):
        block = _beside(piece, blocks)
        if block is None:
            later.append(piece)
        else:
            block.pieces.append(piece)
    loose: list[Piece] = []
    for piece in sorted(later, key=lambda piece: piece.y):
        block = _below(piece, blocks) or _above(piece, blocks)
        (loose if block is None else block.pieces).append(piece)
    return blocks, loose


def _beside(piece: Piece, blocks: Sequence[Block]) -> Block | None:
    """The block on whose row the piece stands: the nearest label to its left."""
    near = []
    for block in blocks:
        label = block.label
        is_right_of = piece.x0 > label.x0 and (piece.x0 + piece.x1) / 2 > label.x1 - label.height / 2
        on_row = abs(piece.y - label.y) <= _ROW_TOLERANCE * max(piece.height, label.height)
        if is_right_of and on_row and piece.x0 < label.x1 + _BESIDE * label.height + _width(block):
            near.append(block)
    if not near:
        return None
    nearest = max(block.label.x0 for block in near)
    column = [block for block in near if nearest - block.label.x0 < _SAME_COLUMN * block.label.height]
    return min(column, key=lambda block: abs(block.label.y - piece.y))


def _width(block: Block) -> float:
    return max((piece.x1 for piece in block.pieces), default=block.label.x1) - block.label.x1


def _below(piece: Piece, blocks: Sequence[Block]) -> Block | None:
    """The block whose first row the piece is: in a table a label stands in the middle of the rows beside it."""
    near = [
        block
        for block in blocks
        if block.label.continues
        and all(other.y - block.label.y > _UNDER * block.label.height for other in block.pieces)
        and 0 < block.label.y - piece.y < _CENTRED * max(piece.height, block.label.height)
        and -piece.height < piece.x0 - block.label.x1 < _BESIDE * block.label.height
    ]
    return max(near, key=lambda block: block.label.x0, default=None)


def _above(piece: Piece, blocks: Sequence[Block]) -> Block | None:
    """The block that the piece carries on: the last label above it in the nearest column to its left."""
    left = [b for b in blocks if b.label.x0 + b.label.height / 2 < piece.x0 and b.label.y < piece.y]
    while left:
        nearest = max(block.label.x0 for block in left)
        column = [b for b in left if nearest - b.label.x0 < _SAME_COLUMN * b.label.height]
        last = max(column, key=lambda block: block.label.y)
        if last.label.continues and _carries_on(piece, last):
            return last
        left = [block for block in left if block not in column]
    return None


def _carries_on(piece: Piece, block: Block) -> bool:
    if not block.pieces:
        return piece.top - block.label.y < _REACH * block.label.height
    bottom = max(other.bottom for other in block.pieces)
    start, end = min(other.x0 for other in block.pieces), max(other.x1 for other in block.pieces)
    usual = statistics.median(other.height for other in block.pieces)
    is_same_print = _SMALLER * usual < piece.height < _TALLER * usual  # a mark printed across is larger
    reach = _REACH if abs(piece.x0 - start) < _ALIGNED * usual else _REACH_ASIDE
    is_below = start - 4 * usual < piece.x0 < end  # what begins behind its rows stands in another column
    return is_same_print and is_below and piece.top - bottom < reach * usual
