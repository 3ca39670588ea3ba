"""Characters that a file places on its page, joined to lines in reading order."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

Edges: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""
MAX_GLYPHS: Final = 20_000
"""A page with more was not set for people; nobody prints so many letters on one."""
_MIN_CHARS: Final = 20
"""Fewer say too little of a page: the rest of it may be a picture of text."""
_SCAN_SHARE: Final = 0.5
"""A page mostly covered by pictures is a scan: what stands over it may be a stamp or somebody's hidden text."""
_COPIES_SHARE: Final = 0.1
_CAPTION_CHARS: Final = 200
"""A page with pictures of this size and no more text is a sheet of copies, such as both sides of an identity card."""
MIN_CONTRAST: Final = 32
"""Of 255: text that changes its place on the page by less can't be made out."""
_MIN_CELL_SHARE: Final = 0.02
"""Of a letter's cell, for one that another font than the file's draws elsewhere in it."""
_CELL_PX: Final = 24
_BLANK: Final = re.compile("[_\uff3f]{2,}")
"""A line to write on; what is written says where it ends."""
_GAP: Final = 0.8
"""Characters further apart than so many heights stand in two columns."""
_GAP_WITH_SPACE: Final = 3.0
"""The same where the file itself has a space between them, such as a label set wide."""
_GAP_OF_RUNS: Final = 0.3
"""Pieces of a line that the file places one by one; a cell's neighbour stands further off."""
_WORD_GAP: Final = 0.2
_SAME_ROW: Final = 0.5
_SAME_SIZE: Final = 0.6
_SAME_PLACE: Final = 0.5
"""Two boxes that share more than this part of the smaller one are printed on top of each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """One character, with the box its line takes up there; pixels of the upright page.

    `ink` is the box of its strokes alone. `spaced`: the file has a space before it.
    """

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    ink: Edges
    spaced: bool = False

    @property
    def height(self) -> float:
        return max(self.y1 - self.y0, 0.1)


def lines_of(glyphs: Sequence[Glyph]) -> tuple[Line, ...]:
    """The lines of a page, from the top down and from the left to the right.

    Characters follow on each other as the file gives them, and what it gives in pieces is put together again where
    the pieces stand close on one row.
    """
    runs = [run for run in _runs(glyphs) if run]
    lines = (_line(run) for run in _in_reading_order(_rejoined(runs)))
    return tuple(line for line in lines if line.text)


def tells_enough(chars: int, picture_share: float) -> bool:
    """Whether the text layer stands for the page, of which pictures cover that share; else it has to be read."""
    is_caption = picture_share > _COPIES_SHARE and chars < _CAPTION_CHARS
    return chars >= _MIN_CHARS and picture_share <= _SCAN_SHARE and not is_caption


def without_doubles(glyphs: Iterable[Glyph]) -> tuple[list[Glyph], bool]:
    """The characters, those printed twice in one place (a way to make them bold) taken once.

    The second answer is whether different characters stand on top of each other: only one of them can be seen.
    """
    kept: list[Glyph] = []
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    has_clash = False
    for glyph in glyphs:
        here = [other for cell in _cells(glyph) for other in cells[cell] if _covers(glyph, other)]
        if any(other.char == glyph.char for other in here):
            continue
        has_clash = has_clash or bool(here)
        kept.append(glyph)
        for cell in _cells(glyph):
            cells[cell].append(glyph)
    return kept, has_clash


def upright(found: Sequence[tuple[Glyph, int | None]], width: int, height: int) -> tuple[list[Glyph], int] | None:
    """The characters that stand as most of them do, on the page turned so that they are upright.

    A mark laid askew over the page is left out. None for a page on which most stands askew: it has to be read.

    Args:
        found: each character with the quarter turns to the left that make it upright, None when it stands askew.
        width: of the page in pixels, before it is turned.
        height: the same.
    """
    ((turns, _),) = Counter(turns for _, turns in found).most_common(1) or [(None, 0)]
    if turns is None:
        return None
    return [_turned(glyph, turns, width, height) for glyph, own in found if own == turns], turns


def is_seen(changed: NDArray[np.bool_], glyph: Glyph, scale: float, least: float) -> bool:
    """Whether a character can be seen on its page.

    Args:
        changed: the pixels in which the page differs with its text and without.
        glyph: the character; its place is one of the page.
        scale: pixels of `changed` a pixel of the page.
        least: the share of its ink box that has to differ.
    """
    cell = (glyph.x0, glyph.y0, glyph.x1, glyph.y1)
    return _share(changed, glyph.ink, scale) >= least or _share(changed, cell, scale) >= _MIN_CELL_SHARE


def _share(changed: NDArray[np.bool_], box: Edges, scale: float) -> float:
    """The share of a box in which the page differs."""
    x0, y0, x1, y1 = (edge * scale for edge in box)
    left, top = max(0, math.floor(x0)), max(0, math.floor(y0))
    part = changed[top : math.ceil(y1) + (y1 - y0 < 1), left : math.ceil(x1) + (x1 - x0 < 1)]
    return float(part.mean()) if part.size else 0.0


def _turned(glyph: Glyph, turns: int, width: int, height: int) -> Glyph:
    x0, y0, x1, y1 = _turned_box((glyph.x0, glyph.y0, glyph.x1, glyph.y1), turns, width, height)
    return replace(glyph, x0=x0, y0=y0, x1=x1, y1=y1, ink=_turned_box(glyph.ink, turns, width, height))


def _turned_box(box: Edges, turns: int, width: int, height: int) -> Edges:
    for _ in range(turns):
        x0, y0, x1, y1 = box
        box = (y0, width - x1, y1, width - x0)
        width, height = height, width
    return box


def _cells(glyph: Glyph) -> list[tuple[int, int]]:
    x0, y0, x1, y1 = (int(edge) // _CELL_PX for edge in glyph.ink)
    return [(x, y) for x in range(x0, min(x1, x0 + 8) + 1) for y in range(y0, min(y1, y0 + 8) + 1)]


def _covers(one: Glyph, other: Glyph) -> bool:
    width = min(one.ink[2], other.ink[2]) - max(one.ink[0], other.ink[0])
    height = min(one.ink[3], other.ink[3]) - max(one.ink[1], other.ink[1])
    if width <= 0 or height <= 0:
        return False
    smaller = min(_area(one), _area(other))
    return width * height > _SAME_PLACE * smaller and smaller > 0.2 * max(_area(one), _area(other))


def _area(glyph: Glyph) -> float:
    return max(0.1, glyph.ink[2] - glyph.ink[0]) * max(0.1, glyph.ink[3] - glyph.ink[1])


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if runs[-1] and not _follows(runs[-1][-1], glyph, _GAP_WITH_SPACE if glyph.spaced else _GAP):
            runs.append([])
        runs[-1].append(glyph)
    return runs


def _follows(last: Glyph, glyph: Glyph, gap: float) -> bool:
    lower, taller = sorted((last.height, glyph.height))
    shared = min(last.y1, glyph.y1) - max(last.y0, glyph.y0)
    if shared < _SAME_ROW * lower or lower < _SAME_SIZE * taller:
        return False
    return -_SAME_ROW * lower < glyph.x0 - last.x1 < gap * lower


def _rejoined(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Runs that end where another begins, on one row and of one size, become one."""
    by_row: dict[int, list[list[Glyph]]] = defaultdict(list)
    joined = []
    for run in sorted(runs, key=lambda run: run[0].x0):
        row = round((run[0].y0 + run[0].y1) / 2 / _CELL_PX)
        near = [other for at in (row - 1, row, row + 1) for other in by_row[at]]
        before = next((other for other in near if _follows(other[-1], run[0], _GAP_OF_RUNS)), None)
        if before is None:
            joined.append(run)
            by_row[row].append(run)
        else:
            before.extend(run)
    return joined


def _in_reading_order(runs: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    rows: list[list[list[Glyph]]] = []
    for run in sorted(runs, key=_middle):
        if rows and abs(_middle(rows[-1][0]) - _middle(run)) < _SAME_ROW * min(rows[-1][0][0].height, run[0].height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [run for row in rows for run in sorted(row, key=lambda run: run[0].x0)]


def _middle(run: Sequence[Glyph]) -> float:
    return statistics.fmean((glyph.y0 + glyph.y1) / 2 for glyph in run)


def _line(run: Sequence[Glyph]) -> Line:
    gaps = [glyph.x0 - last.x1 for last, glyph in pairwise(run)]
    usual = statistics.median(gaps) if gaps else 0.0
    text = run[0].char
    for (last, glyph), gap in zip(pairwise(run), gaps, strict=True):
        is_between_words = _is_latin(last.char) and _is_latin(glyph.char)
        is_word_gap = is_between_words and gap > _WORD_GAP * last.height + max(0.0, usual)
        text += (" " if glyph.spaced or is_word_gap else "") + glyph.char
    box = Box(
        x0=round(min(glyph.x0 for glyph in run)),
        y0=round(min(glyph.y0 for glyph in run)),
        x1=round(max(glyph.x1 for glyph in run)),
        y1=round(max(glyph.y1 for glyph in run)),
    )
    return Line(text=" ".join(_BLANK.sub(" ", text).split()), confidence=1.0, box=box)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
