"""The text of a page in reading order, with every character's place on it."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractors.layout.pieces import Piece

GAP: Final = "\t"
"""Stands where a row goes on behind a wide gap: in another column, or behind a blank to fill in."""
BREAK: Final = "\n"
"""Stands where a paragraph ends."""
WRAP: Final = "\v"
"""Stands where a row is full and runs on into the next one."""
_SAME_ROW: Final = 0.5
_WIDE: Final = 1.2
"""A gap of so many heights is no space between two words."""
_FULL: Final = 2.5
"""A row that ends within so many heights of the right edge of the text is full."""
_FEW_ROWS: Final = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where a character stands: in which piece, and as which of its characters."""

    piece: Piece
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """`text` is folded to half width; `spots` has a place for each of its characters, None where nothing stands."""

    text: str
    spots: tuple[Spot | None, ...]

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """What stands there, as the parts of the pieces that hold it; gaps and breaks are left out."""
        parts: list[tuple[Piece, int, int]] = []
        for spot in self.spots[start:end]:
            if spot is None:
                continue
            if parts and parts[-1][0] is spot.piece and parts[-1][2] == spot.at:
                parts[-1] = (spot.piece, parts[-1][1], spot.at + 1)
            else:
                parts.append((spot.piece, spot.at, spot.at + 1))
        return tuple(_part(piece, first, last) for piece, first, last in parts)


def flow_of(pieces: Iterable[Piece]) -> Flow:
    """All pieces of a page as one text."""
    rows = rows_of(pieces)
    left, right = _edges(rows)
    text, spots = "", list[Spot | None]()
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        if before is not None:
            text += WRAP if _runs_on(before, row, left, right) else BREAK
            spots.append(None)
        for last, piece in zip((None, *row), row, strict=False):
            if last is not None and piece.x0 - last.x1 > _WIDE * min(piece.height, last.height):
                text += GAP
                spots.append(None)
            text += piece.folded
            spots.extend(Spot(piece=piece, at=at) for at in range(len(piece.folded)))
    return Flow(text=text, spots=tuple(spots))


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The rows from the top down, each from the left to the right.

    A piece belongs to the row whose last piece is nearest in height, so that a row may climb across a page seen
    from an angle.
    """
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        near = [row for row in rows if _on_row(row[-1], piece)]
        if near:
            min(near, key=lambda row: abs(row[-1].y - piece.y)).append(piece)
        else:
            rows.append([piece])
    return sorted(rows, key=lambda row: statistics.fmean(piece.y for piece in row))


def _on_row(last: Piece, piece: Piece) -> bool:
    lower = min(last.height, piece.height)
    return abs(last.y - piece.y) < _SAME_ROW * lower and piece.x0 > last.x1 - lower


def _edges(rows: Sequence[Sequence[Piece]]) -> tuple[float, float]:
    """The left and the right edge of the text, as most of its long rows have them."""
    starts = sorted(row[0].x0 for row in rows)
    ends = sorted(row[-1].x1 for row in rows)
    if len(rows) < _FEW_ROWS:
        return (starts[0], ends[-1]) if rows else (0.0, 0.0)
    return starts[len(starts) // 10], ends[-1 - len(ends) // 10]


def _runs_on(row: Sequence[Piece], following: Sequence[Piece], left: float, right: float) -> bool:
    """Whether the row is full and the next one begins where rows begin, or is indented no more than a little."""
    height = row[-1].height
    return row[-1].x1 > right - _FULL * height and following[0].x0 < left + _FULL * height


def _part(piece: Piece, first: int, last: int) -> Piece:
    if (first, last) == (0, len(piece.text)):
        return piece
    share_0, share_1 = first / len(piece.text), last / len(piece.text)
    width, box_width = piece.x1 - piece.x0, piece.box.x1 - piece.box.x0
    return replace(
        piece,
        text=piece.text[first:last],
        folded=piece.folded[first:last],
        x0=piece.x0 + width * share_0,
        x1=piece.x0 + width * share_1,
        box=replace(
            piece.box,
            x0=round(piece.box.x0 + box_width * share_0),
            x1=round(piece.box.x0 + box_width * share_1),
        ),
        sure=piece.sure[first:last],
        doubted=piece.doubted[first:last],
    )
