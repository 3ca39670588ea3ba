"""Finds the turn in which a page can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages import Pixels
    from extractors.reader import Reader
    from extractors.result import Line

_SURE: Final = 0.85
_UPRIGHT_SHARE: Final = 0.35
"""Share of the text that was read surely in level lines: 0.6 and more on upright photos, under 0.1 on turned ones."""
_TRIAL_SIDE_PX: Final = 720
_MIN_CHARS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A page turned upright, by quarter turns against the clock, and its lines."""

    pixels: Pixels
    lines: tuple[Line, ...]
    quarter_turns: int


def read_upright(reader: Reader, pixels: Pixels) -> Reading:
    """Read a page; where little of it reads as level text, try the turns it may have on a small copy, keep the best."""
    lines = tuple(reader.read(pixels))
    upright = Reading(pixels=pixels, lines=lines, quarter_turns=0)
    if not lines or _level_share(lines) >= _UPRIGHT_SHARE:
        return upright
    small = _shrink(pixels)
    trials = (1, 3) if _mostly_tall(lines) else (0, 2)
    scores = {turns: _legible_chars(reader.read(_turn(small, turns))) for turns in trials}
    best = max(scores, key=lambda turns: (scores[turns], -turns))
    if best == 0 or scores[best] < _MIN_CHARS:
        return upright
    turned = _turn(pixels, best)
    return Reading(pixels=turned, lines=tuple(reader.read(turned)), quarter_turns=best)


def _turn(pixels: Pixels, quarter_turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns))


def _shrink(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, _TRIAL_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _level_share(lines: Sequence[Line]) -> float:
    """Share of the characters that stand in level lines and were read surely."""
    return _legible_chars(lines) / max(1, sum(len(line.text) for line in lines))


def _legible_chars(lines: Sequence[Line]) -> float:
    return sum(len(line.text) for line in lines if line.confidence >= _SURE and _is_level(line))


def _mostly_tall(lines: Sequence[Line]) -> bool:
    """Lines of a page on its side are found as tall boxes; on a page upside down they lie level."""
    tall = sum(line.box.y1 - line.box.y0 > line.box.x1 - line.box.x0 for line in lines)
    return 2 * tall > len(lines)


def _is_level(line: Line) -> bool:
    width, height = line.box.x1 - line.box.x0, line.box.y1 - line.box.y0
    return len(line.text) > 1 and width >= height
