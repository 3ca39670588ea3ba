"""The print of a page without what is laid over it: a pale mark repeated across the page, the letters of a seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.layout.clutter import repeated_marks, without_clutter
from extractors.layout.pieces import page_slope
from extractors.photo.seal import seal_boxes, without_seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extractors.files.pages import Pixels
    from extractors.ocr.reader import Reader
    from extractors.result import Box, Line

_PALER: Final = 1.35
_SPAN: Final = 0.2
"""Print up to this many times as dark as the mark is taken for paper; from so much darker on it is black."""
_FAINTEST: Final = 0.06
_STROKE_PERCENTILE: Final = 70
_UNCROSSED_PERCENTILE: Final = 25
"""A slanted mark's box is crossed by other print, which is darker; that of some marks hardly is."""
_PAPER_SHARE: Final = 8
_CLEAR: Final = 0.97
"""Where most lines are read less surely than this, the mark was as dark as the print, which is gone with it."""
_KEPT_CHARS: Final = 2
_KEPT_CONFIDENCE: Final = 0.9
_TITLE_CHARS: Final = 5
_TITLE_CONFIDENCE: Final = 0.97
"""A mark often repeats the title, which is longer and read surely."""
_COVERED: Final = 0.3
_LETTERS_CHARS: Final = 8
_INK_LEFT: Final = 0.4


def with_clear_print(reader: Reader, pixels: Pixels, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a page, read again without pale print where a mark lies across it, and without a seal's letters."""
    marks = repeated_marks(lines, page_slope(lines))
    if marks:
        ink = _ink_of(pixels)
        darkness = float(np.percentile([_darkness(ink, mark.box) for mark in marks], _UNCROSSED_PERCENTILE))
        letters = {char for mark in marks for char in mark.text}
        lines = _read_again(reader, _without_paler(ink, darkness * _PALER), lines, letters)
    return _without_seal_letters(pixels, lines)


def _ink_of(pixels: Pixels) -> NDArray[np.float32]:
    """How dark each pixel is against the paper around it, 0 to 1. Shape (height, width)."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    size = (max(1, width // _PAPER_SHARE), max(1, height // _PAPER_SHARE))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    around = cv2.GaussianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (0, 0), 4)
    paper = cv2.resize(around, (width, height)).astype(np.float32)
    return np.asarray(np.clip(1 - grey / np.maximum(paper, 1), 0, 1), dtype=np.float32)


def _darkness(ink: NDArray[np.float32], box: Box) -> float:
    """That of its strokes; other print may cross them."""
    part = ink[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1]
    strokes = part[part > _FAINTEST]
    return float(np.percentile(strokes, _STROKE_PERCENTILE)) if strokes.size else 0.0


def _without_paler(ink: NDArray[np.float32], palest: float) -> Pixels:
    shade = 255 * (1 - np.clip((ink - palest) / _SPAN, 0, 1))
    return np.repeat(shade.astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def _read_again(reader: Reader, pixels: Pixels, lines: Sequence[Line], letters: set[str]) -> list[Line]:
    """The second reading, and of the first what it lacks: print that is as pale as the mark is gone with it."""
    second = reader.read(pixels)
    if not second or np.median([line.confidence for line in second]) < _CLEAR:
        return list(lines)
    first = without_clutter(lines, page_slope(lines))
    sure = [line for line in first if line.confidence >= _KEPT_CONFIDENCE and not _is_of(line, letters)]
    kept = [line for line in sure if _says_more(line, second, letters)]
    return [*kept, *(line for line in second if not _is_covered(line.box, kept))]


def _says_more(line: Line, others: Sequence[Line], letters: set[str]) -> bool:
    """Whether no other line stands there, or only parts of it: a label as pale as the mark is gone before its value."""
    there = [other for other in others if _is_covered(line.box, [other])]
    if not there:
        return True
    rest = line.text
    for other in there:
        rest = rest.replace(other.text, "", 1)
    added = len(line.text) - sum(len(other.text) for other in there)
    is_more = len(rest) == added and sum(char not in letters for char in rest) >= _KEPT_CHARS
    return is_more or (added > 0 and not letters.intersection(line.text))


def _is_of(line: Line, letters: set[str]) -> bool:
    """Whether a line is a scrap, or likely a part of the mark that was misread."""
    of_mark = sum(char in letters for char in line.text)
    is_like = of_mark > len(line.text) / 2 and (len(line.text) < _TITLE_CHARS or line.confidence < _TITLE_CONFIDENCE)
    return len(line.text) < _KEPT_CHARS or of_mark == len(line.text) or is_like


def _is_covered(box: Box, lines: Sequence[Line]) -> bool:
    return any(_shared(box, line.box) > _COVERED * min(_area(box), _area(line.box)) for line in lines)


def _without_seal_letters(pixels: Pixels, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Short lines inside a red seal of which nothing is left without its colour are the letters of the seal."""
    seals = seal_boxes(pixels)
    short = [line for line in lines if len(line.text) <= _LETTERS_CHARS and any(_is_in(line, box) for box in seals)]
    if not short:
        return tuple(lines)
    cleaned = without_seal(pixels)
    letters = {id(line) for line in short if _ink(cleaned, line.box) < _INK_LEFT * _ink(pixels, line.box)}
    return tuple(line for line in lines if id(line) not in letters)


def _is_in(line: Line, seal: Box) -> bool:
    return _shared(line.box, seal) > _area(line.box) / 2


def _ink(pixels: Pixels, box: Box) -> float:
    """How much darker than its paper a box is on average, by the green channel: red ink is dark there."""
    part: NDArray[np.uint8] = pixels[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1, 1]
    return float(np.percentile(part, 95) - part.mean()) if part.size else 0.0


def _shared(one: Box, other: Box) -> int:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0, width) * max(0, height)


def _area(box: Box) -> int:
    return max(1, (box.x1 - box.x0) * (box.y1 - box.y0))
