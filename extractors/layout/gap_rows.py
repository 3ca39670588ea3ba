"""Rows of a form whose label was not found: where the even column of labels leaves a place empty."""

from __future__ import annotations

import statistics
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.layout.blocks import Block

_SAME_COLUMN: Final = 1.5
_MIN_LABELS: Final = 4
_EMPTY: Final = (1.6, 3.5)
"""Two labels this many rows apart have one or two empty places between them."""
_MARGIN: Final = 0.1


def gap_rows(blocks: Sequence[Block], slope: float, size: tuple[int, int]) -> list[Box]:
    """The empty places of the column in which most labels stand, from there to the right edge of the page.

    A value of several rows leaves no place below its label. `size` is the page's width and height in pixels.
    """
    column = sorted(_widest_column(blocks), key=lambda block: block.label.y)
    steps = [below.label.y - above.label.y for above, below in pairwise(column)]
    if len(column) < _MIN_LABELS:
        return []
    usual = statistics.median(steps)
    boxes = []
    for (above, below), step in zip(pairwise(column), steps, strict=True):
        if _EMPTY[0] * usual < step < _EMPTY[1] * usual and len(above.rows) == 1:
            places = round(step / usual)
            shift = (below.label.box.y0 - above.label.box.y0) / places
            boxes += [_row(above.label.box, shift * place, slope, size) for place in range(1, places)]
    return boxes


def _widest_column(blocks: Sequence[Block]) -> list[Block]:
    """The blocks whose labels begin at one place, where most do."""
    columns = [
        [one for one in blocks if abs(one.label.x0 - block.label.x0) < _SAME_COLUMN * block.label.height]
        for block in blocks
    ]
    return max(columns, key=len, default=[])


def _row(label: Box, shift: float, slope: float, size: tuple[int, int]) -> Box:
    tall = label.y1 - label.y0
    fall = slope * (size[0] - label.x0)
    return Box(
        x0=max(0, round(label.x0 - tall * _MARGIN)),
        y0=max(0, round(label.y0 + shift - tall * _MARGIN + min(fall, 0.0))),
        x1=size[0],
        y1=min(size[1], round(label.y1 + shift + tall * _MARGIN + max(fall, 0.0))),
    )
