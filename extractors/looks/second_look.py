"""Reads a part of a page again, larger and with coloured print taken out, where the first look gave nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from approval_rules.values import ValueType
from extractors.fields import CODE_TYPES
from extractors.layout.gap_rows import gap_rows
from extractors.layout.pieces import fold, is_watermark, page_slope
from extractors.normalise.checked import SELF_PROVING
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from approval_rules.document_spec import FieldSpec
    from extractors.files.pages import Pixels
    from extractors.layout.page_text import Arranged
    from extractors.layout.pieces import Piece
    from extractors.result import Field, Line

WORTH_IT: Final = SELF_PROVING | {ValueType.PERSON_NAME, ValueType.COMPANY_NAME, ValueType.DATE}
MAX_LOOKS: Final = 10
"""A look costs 0.1 to 0.3 s; a page that needs more of them is better photographed again."""
_STRIP_SIDE_PX: Final = 1280
_MARGIN: Final = 0.8
_STROKE: Final = 0.035
"""Strokes of the print are thinner than this share of the strip, which is 2.6 times as tall as the print."""
_MIN_SIDE_PX: Final = 8
_CODE_ABOVE: Final = 0.6
"""A code stands in the upper part of the page; numbers further down are others."""
_RUN: Final = re.compile(r"[0-9A-Za-z]{8,}")
_DIGITS_MARGIN: Final = 0.3
_MARK_REACH: Final = 8


def regions(spec: FieldSpec, arranged: Arranged) -> list[Box]:
    """Where on its page a field that was not read should stand, the likeliest first."""
    page = arranged.page
    size = (page.pixels.shape[1], page.pixels.shape[0])
    slope = page_slope(page.lines)
    own = {fold(label) for label in spec.labels}
    mine = [block for block in arranged.blocks if block.label.text in own]
    boxes = [_strip(block.label.box, slope, size) for block in mine] or gap_rows(arranged.blocks, slope, size)
    if spec.type in CODE_TYPES:
        seen = [*(piece for block in mine for piece in block.pieces), *arranged.loose]
        upper = [piece for piece in seen if piece.box.y1 < size[1] * _CODE_ABOVE]
        boxes = [
            *(box for piece in upper if (box := _digits_box(piece, size))),
            *(_around(piece.box, piece.box.x0, size) for block in mine for piece in block.pieces),
            *boxes,
            *(_strip(piece.box, slope, size) for piece in upper if _holds_pair(piece, own)),
            *_head_of_page(arranged, size),
        ]
    on_page = [_cut_to(box, size) for box in boxes]
    usable = [box for box in on_page if min(box.x1 - box.x0, box.y1 - box.y0) > _MIN_SIDE_PX]
    return list(dict.fromkeys(usable))


def is_overprinted(field: Field, lines: Sequence[Line]) -> bool:
    """Whether a web address, the mark of a picture site, stands across the row and may hide the end of a name."""
    box = field.box
    if box is None:
        return False
    tall = box.y1 - box.y0
    return any(
        is_watermark(line.text)
        and line.box.y0 < box.y1 + tall
        and line.box.y1 > box.y0 - tall
        and box.x0 < line.box.x1
        and line.box.x0 < box.x1 + _MARK_REACH * tall
        for line in lines
    )


def strip_looks(pixels: Pixels, box: Box) -> list[Callable[[], tuple[Pixels, float]]]:
    """Ways to see a region, each a picture and its scale: as it is, without colours, thin strokes alone."""
    part, scale = enlarged(pixels[box.y0 : box.y1, box.x0 : box.x1])
    return [
        lambda: (part, scale),
        lambda: (without_colours(part), scale),
        lambda: (_three(_thin_strokes(_brightest(part))), scale),
    ]


def moved(line: Line, box: Box, scale: float) -> Line:
    """A line of an enlarged part in pixels of the page."""
    at = line.box
    place = Box(
        x0=box.x0 + round(at.x0 / scale),
        y0=box.y0 + round(at.y0 / scale),
        x1=box.x0 + round(at.x1 / scale),
        y1=box.y0 + round(at.y1 / scale),
    )
    return replace(line, box=place)


def _cut_to(box: Box, size: tuple[int, int]) -> Box:
    return Box(x0=max(0, box.x0), y0=max(0, box.y0), x1=min(size[0], box.x1), y1=min(size[1], box.y1))


def _strip(box: Box, slope: float, size: tuple[int, int]) -> Box:
    """The row of a label, from the label to the right edge of the page."""
    width, height = size
    margin = round((box.y1 - box.y0) * _MARGIN)
    fall = slope * (width - box.x0)
    return Box(
        x0=max(0, box.x0 - margin),
        y0=max(0, round(box.y0 - margin + min(fall, 0.0))),
        x1=width,
        y1=min(height, round(box.y1 + margin + max(fall, 0.0))),
    )


def _digits_box(piece: Piece, size: tuple[int, int]) -> Box | None:
    """The part of a line that holds a long run of digits and letters: what is printed before it disturbs it."""
    run = _RUN.search(piece.folded)
    if run is None:
        return None
    widths = [1 if char.isascii() else 2 for char in piece.folded]
    share = sum(widths[: run.start()]) / sum(widths)
    return _around(piece.box, piece.box.x0 + (piece.box.x1 - piece.box.x0) * share, size)


def _around(box: Box, x0: float, size: tuple[int, int]) -> Box:
    """A line from `x0` on, with a little of what is around it."""
    tall = box.y1 - box.y0
    return Box(
        x0=max(0, round(x0 - tall * _DIGITS_MARGIN)),
        y0=max(0, round(box.y0 - tall * _DIGITS_MARGIN)),
        x1=min(size[0], round(box.x1 + tall)),
        y1=min(size[1], round(box.y1 + tall * _DIGITS_MARGIN)),
    )


def _holds_pair(piece: Piece, labels: set[str]) -> bool:
    """Whether the piece holds two characters in a row of one of the labels."""
    return any(label[index : index + 2] in piece.folded for label in labels for index in range(len(label) - 1))


def _head_of_page(arranged: Arranged, size: tuple[int, int]) -> list[Box]:
    """Between the title, which is the tallest print of the upper half, and the first label below it."""
    width, height = size
    pieces = arranged.page.pieces
    upper = [piece for piece in pieces if piece.box.y1 < height / 2 and len(piece.text) > 1]
    if not upper:
        return []
    title = max(upper, key=lambda piece: piece.height).box
    tops = [block.label.box.y0 for block in arranged.blocks if block.label.box.y0 > title.y1]
    tall = title.y1 - title.y0
    bottom = min(tops, default=height // 2) + tall // 3
    return [Box(x0=0, y0=title.y0 + round(tall * 0.7), x1=width, y1=min(height, bottom))]


def enlarged(part: Pixels) -> tuple[Pixels, float]:
    """The part at the size of a page, and how much larger it is."""
    scale = _STRIP_SIDE_PX / max(part.shape[:2])
    if scale <= 1:
        return part, 1.0
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8), scale


def without_colours(part: Pixels) -> Pixels:
    """Gold titles, red seals and coloured marks turn light where black print stays: the brightest channel, grey."""
    return _three(_brightest(part))


def _brightest(part: Pixels) -> NDArray[np.uint8]:
    return np.asarray(part.max(axis=2), dtype=np.uint8)


def _thin_strokes(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The print of a row without the bold letters laid across it: a closing keeps their strokes as if paper."""
    size = max(3, round(_STROKE * grey.shape[0]))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    paper = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel), dtype=np.float64)
    ink = 1 - grey / np.maximum(paper, 1.0)
    darkest = max(float(np.percentile(ink, 99.5)), 0.01)
    return np.asarray(255 - np.clip(ink / darkest, 0.0, 1.0) * 255, dtype=np.uint8)


def _three(grey: NDArray[np.uint8]) -> Pixels:
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
