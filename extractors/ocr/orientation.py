"""Finds the turn in which a page can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.reader import Reader
    from extractors.result import Line

_SURE: Final = 0.85
_UPRIGHT_SHARE: Final = 0.35
"""Share of the text that was read surely in level lines: 0.6 and more on upright photos, under 0.1 on turned ones."""
_MIN_CHARS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A page turned upright, by quarter turns against the clock, and its lines."""

    pixels: Pixels
    lines: tuple[Line, ...]
    quarter_turns: int


def read_upright(reader: Reader, pixels: Pixels) -> Reading:
    """Read a page; where little of it reads as level text, try the turns it may have until it does; keep the best."""
    lines = tuple(reader.read(pixels))
    upright = Reading(pixels=pixels, lines=lines, quarter_turns=0)
    if not lines or _level_share(lines) >= _UPRIGHT_SHARE:
        return upright
    is_on_its_side = _mostly_tall(lines)
    tried = {} if is_on_its_side else {0: lines}
    for turns in (1, 3) if is_on_its_side else (2,):
        tried[turns] = tuple(reader.read(_turn(pixels, turns)))
        if _legible_chars(tried[turns]) >= _MIN_CHARS and _level_share(tried[turns]) >= _UPRIGHT_SHARE:
            break
    best = max(tried, key=lambda turns: (_legible_chars(tried[turns]), -turns))
    if best == 0 or _legible_chars(tried[best]) < _MIN_CHARS:
        return upright
    return Reading(pixels=_turn(pixels, best), lines=tried[best], quarter_turns=best)


def _turn(pixels: Pixels, quarter_turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns))


def _level_share(lines: Sequence[Line]) -> float:
    """Share of the characters that stand in level lines and were read surely."""
    return _legible_chars(lines) / max(1, sum(len(line.text) for line in lines))


def _legible_chars(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines if line.confidence >= _SURE and _is_level(line))


def _mostly_tall(lines: Sequence[Line]) -> bool:
    """Lines of a page on its side are found as tall boxes; on a page upside down they lie level."""
    tall = sum(line.box.y1 - line.box.y0 > line.box.x1 - line.box.x0 for line in lines)
    return 2 * tall > len(lines)


def _is_level(line: Line) -> bool:
    width, height = line.box.x1 - line.box.x0, line.box.y1 - line.box.y0
    return len(line.text) > 1 and width >= height
