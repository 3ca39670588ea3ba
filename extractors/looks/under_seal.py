"""Lines that a red seal is printed across: read again with its colour taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.looks.second_look import moved
from extractors.photo.seal import seal_boxes, without_seal
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.layout.page_text import PageText
    from extractors.ocr.reader import Reader
    from extractors.result import Line

_MAX_SEALS: Final = 3
_MARGIN: Final = 0.25
"""Of the seal's height, above and below it: a line must not be cut by the edge of what is read again."""
_SAME_LINE: Final = 0.4
_LEAST_SURE: Final = 0.6


def lines_under_seals(reader: Reader, page: PageText) -> tuple[Line, ...]:
    """The lines of the page, those beside and below its red seals as they read without the seal."""
    lines = page.lines
    for strip in _strips(seal_boxes(page.pixels)[:_MAX_SEALS], page):
        part = without_seal(page.pixels[strip.y0 : strip.y1])
        seen = [moved(line, strip, 1.0) for line in reader.read(part)]
        whole = [line for line in seen if line.confidence >= _LEAST_SURE and not _touches_edge(line, strip, page)]
        kept = [line for line in lines if not _is_replaced(line, strip, whole)]
        lines = tuple(sorted((*kept, *whole), key=lambda line: (line.box.y0, line.box.x0)))
    return lines


def _strips(seals: Sequence[Box], page: PageText) -> list[Box]:
    """What is read again: the whole width of the page at the height of a seal; seals side by side are one strip."""
    height, width = page.pixels.shape[:2]
    strips: list[Box] = []
    for seal in sorted(seals, key=lambda seal: seal.y0):
        margin = round((seal.y1 - seal.y0) * _MARGIN)
        strip = Box(x0=0, y0=max(0, seal.y0 - margin), x1=width, y1=min(height, seal.y1 + margin))
        if strips and strip.y0 < strips[-1].y1:
            strips[-1] = strips[-1].union(strip)
        else:
            strips.append(strip)
    return strips


def _touches_edge(line: Line, strip: Box, page: PageText) -> bool:
    at_top = line.box.y0 <= strip.y0 + 1 and strip.y0 > 0
    return at_top or (line.box.y1 >= strip.y1 - 1 and strip.y1 < page.pixels.shape[0])


def _is_replaced(line: Line, strip: Box, seen: Sequence[Line]) -> bool:
    """Whether a line of the first reading is read again, or lies in the strip and was hardly read at all."""
    inside = strip.y0 <= line.box.y0 and line.box.y1 <= strip.y1
    return (inside and line.confidence < _LEAST_SURE) or any(_shared(line.box, one.box) > _SAME_LINE for one in seen)


def _shared(box: Box, other: Box) -> float:
    """The part of the smaller box that lies in the other."""
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    smaller = min((one.x1 - one.x0) * (one.y1 - one.y0) for one in (box, other))
    return width * height / max(smaller, 1) if width > 0 and height > 0 else 0.0
