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
_UPRIGHT_SHARE: Final = 0.6
"""Upright photos measure above this share of surely read text in level lines, turned ones far below."""
_TRIAL_SIDE_PX: Final = 720
_MIN_CHARS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A page turned upright, by quarter turns against the clock, and its lines."""

    pixels: Pixels
    lines: tuple[Line, ...]
    quarter_turns: int


def read_upright(reader: Reader, pixels: Pixels) -> Reading:
    """Read a page; where little of it reads as level text, try the other turns on a small copy, keep the best."""
    lines = tuple(reader.read(pixels))
    upright = Reading(pixels=pixels, lines=lines, quarter_turns=0)
    if not lines or _level_share(lines) >= _UPRIGHT_SHARE:
        return upright
    small = _shrink(pixels)
    scores = {turns: _legible_chars(reader.read(_turn(small, turns))) for turns in range(4)}
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


def _is_level(line: Line) -> bool:
    width, height = line.box.x1 - line.box.x0, line.box.y1 - line.box.y0
    return len(line.text) > 1 and width >= height
