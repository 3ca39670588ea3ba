"""Printed boxes to tick: squares in the rows of a form, and how much ink is inside each."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.layout.pieces import page_slope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extractors.layout.page_text import PageText
    from extractors.layout.pieces import Piece

_SMALLEST, _LARGEST = 0.42, 1.05
"""The side of a box in heights of the line beside it."""
_STEPS: Final = 18
_FRAME: Final = 0.7
_EMPTY_FRAME: Final = 0.94
"""Each side of a box is dark along so much of its length; the strokes of a character hardly ever are on all four."""
_BLANK: Final = 0.18
"""An empty box has no more ink inside than this; no character is a square with nothing in it."""
_INSIDE: Final = 0.26
"""The inside begins this share of the side away from the frame."""
_APART: Final = 0.8
_OFF_ROW: Final = 0.45
"""A box stands no further above or below the middle of its row, in heights of the line."""
_WORK_HEIGHT: Final = 40
_SAME_SIZE: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class TickBox:
    """A box on the page with its skew taken out; `ink` is the dark share of its inside."""

    x0: float
    x1: float
    y: float
    ink: float
    frame: float


def boxes_beside(page: PageText, rows: Sequence[Sequence[Piece]]) -> list[list[TickBox]]:
    """The boxes in each row from the left to the right. Empty without a single one that is not ticked.

    The empty boxes are plain to see; they tell how large the ticked ones are, which a pen may have spoilt.
    """
    tall = statistics.median(piece.height for row in rows for piece in row)
    strips = [_strip(page, row, tall) for row in rows]
    sizes = sorted({round(_WORK_HEIGHT * share) for share in np.linspace(_SMALLEST, _LARGEST, _STEPS)})
    empty = [one for strip in strips for one in _squares(strip.dark, sizes, _EMPTY_FRAME) if one.ink <= _BLANK]
    if not empty:
        return [[] for _ in rows]
    usual = statistics.median(one.side for one in empty)
    near = [size for size in range(sizes[0], sizes[-1] + 1) if abs(size - usual) <= max(1.0, _SAME_SIZE * usual)]
    return [[strip.placed(one) for one in _squares(strip.dark, near, _FRAME)] for strip in strips]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Square:
    """A square in a strip, in its pixels."""

    x: int
    y: int
    side: int
    frame: float
    ink: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Strip:
    """A row cut out level: how dark its pixels are, and where it begins on the page."""

    dark: NDArray[np.float32]
    left: float
    y: float
    scale: float

    def placed(self, one: _Square) -> TickBox:
        x0, x1 = (self.left + x / self.scale for x in (one.x, one.x + one.side))
        return TickBox(x0=x0, x1=x1, y=self.y, ink=one.ink, frame=one.frame)


def _strip(page: PageText, row: Sequence[Piece], tall: float) -> _Strip:
    """The level strip of the row, from a little left of its text to a little right of it."""
    y = statistics.fmean(piece.y for piece in row)
    left, right = row[0].x0 - 1.6 * tall, row[-1].x1 + 1.6 * tall
    scale = _WORK_HEIGHT / tall
    slope = page_slope(page.lines)
    size = (max(8, round((right - left) * scale)), round(2 * _WORK_HEIGHT))
    # from the strip to the page: x = left + u / scale, y = row's height there + (v / scale - tall)
    to_page = np.array([[1 / scale, 0, left], [slope / scale, 1 / scale, y + slope * left - tall]])
    strip = cv2.warpAffine(
        page.pixels, to_page, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return _Strip(dark=_darkness(np.asarray(strip, dtype=np.uint8)), left=left, y=y, scale=scale)


def _darkness(strip: NDArray[np.uint8]) -> NDArray[np.float32]:
    """0 for paper, 1 for the ink of the print; pens of any colour are ink, a red seal is hardly."""
    grey = np.minimum(strip[..., 0].astype(np.float32), 255.0)
    paper = cv2.GaussianBlur(cv2.dilate(grey, np.ones((15, 15), dtype=np.uint8)), (0, 0), 9)
    depth = 1 - grey / np.maximum(paper, 1)
    print_ink = max(float(np.percentile(depth, 97)), 0.2)
    return np.asarray(np.clip(depth / (0.75 * print_ink), 0, 1), dtype=np.float32)


def _squares(dark: NDArray[np.float32], sizes: Sequence[int], least: float) -> list[_Square]:
    """The squares of these sizes, of those that overlap the surest and largest, from the left to the right."""
    thick = cv2.dilate(dark, np.ones((3, 3), dtype=np.uint8))
    found = []
    for side in sizes:
        score = _frame_score(thick, side)
        if score.size == 0:
            continue
        peaks = (score >= least) & (score >= cv2.dilate(score, np.ones((7, 7), dtype=np.uint8)))
        for y, x in zip(*np.nonzero(peaks), strict=True):
            if abs(y + side / 2 - _WORK_HEIGHT) < _OFF_ROW * _WORK_HEIGHT:
                ink = _ink(dark, int(x), int(y), side)
                found.append(_Square(x=int(x), y=int(y), side=side, frame=float(score[y, x]), ink=ink))
    kept: list[_Square] = []
    for one in sorted(found, key=lambda one: (-round(one.frame, 1), -one.side)):
        if all(abs(one.x + one.side / 2 - other.x - other.side / 2) > _APART * one.side for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.x)


def _frame_score(thick: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """At each place, how dark the lightest side of a square with its corner there is."""
    height, width = thick.shape
    if height <= side or width <= side:
        return np.zeros((0, 0), dtype=np.float32)
    level = cv2.boxFilter(thick, -1, (side, 1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    upright = cv2.boxFilter(thick, -1, (1, side), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    rows, columns = height - side, width - side
    sides = (level[:rows, :columns], level[side:, :columns], upright[:rows, :columns], upright[:rows, side:])
    return np.asarray(np.minimum.reduce(sides), dtype=np.float32)


def _ink(dark: NDArray[np.float32], x: int, y: int, side: int) -> float:
    margin = max(2, round(_INSIDE * side))
    inside = dark[y + margin : y + side - margin + 1, x + margin : x + side - margin + 1]
    return float(inside.mean()) if inside.size else 0.0
