"""Is something written by hand in a part of the page?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.photo.measures import line_height
from extractors.photo.seal import without_seal
from extractors.result import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extractors.files.pages import Pixels
    from extractors.result import Box

_INK: Final = 0.78
"""As a share of the paper around it: what is darker is ink."""
_SURE: Final = 0.85
_LARGER_THAN_PRINT: Final = 1.35
_BLUE: Final = 0.12
_BLUE_SHARE: Final = 0.3
_DEGREES_OFF_AXIS: Final = 12
_LEAST_STRAIGHT: Final = 0.24
"""Strokes in all directions alike come to 0.27: print has more that are level or upright, unless it is tilted."""
_STRAIGHT_AS_PRINT: Final = 0.68
_LINES_TO_COMPARE: Final = 5
_LABEL_WITH_VALUE: Final = re.compile(r"(?P<label>.+[:：])(?P<value>[^:：]+)")
_LAST_NARROW: Final = 0x2E7F
_SHARE_OF_BOX: Final = 0.35
_RULE_LENGTH: Final = 1.5
_LEAST_HEIGHT: Final = 0.5
_LEAST_WIDTH: Final = 0.4
_LEAST_INK: Final = 0.12
_LEAST_INK_IN_ALL: Final = 0.25
_THICKEST: Final = 0.4
_FULLEST: Final = 0.6


def has_handwriting(pixels: Pixels, box: Box, printed: Sequence[Line] = ()) -> bool:
    """Are there strokes of a pen in the box? Blank paper, rules, dotted lines, seals and print are none.

    `printed` are all lines read on the page, boxes in its pixels. Those that look like print are taken out of the
    box: surely read, of the usual height, not blue, and with strokes as level and upright as the page's print has.
    The others are left in, since a reader reads handwriting as well; a label and what follows its colon are judged
    apart. What then stands in the box is handwriting if it is half as high as a line, thin, and has ink enough.

    Neat black writing in the size of print that was surely read counts as print. Print that was not read counts as
    handwriting: where a seal lies in the box, read `without_seal` of it too and add those lines to `printed`.
    """
    x0, y0 = max(0, box.x0), max(0, box.y0)
    part = pixels[y0 : box.y1, x0 : box.x1]
    if not part.size:
        return False
    usual = _height_of(printed, 50) or (box.y1 - box.y0) * _SHARE_OF_BOX
    tallest = _LARGER_THAN_PRINT * _height_of(printed, 80)
    straightest = _STRAIGHT_AS_PRINT * _usual_straightness(pixels, printed)
    ink = _ink(without_seal(part))
    for piece in (piece for line in printed if _overlaps(line.box, box) for piece in _pieces(line)):
        if _is_print(pixels, piece, tallest, straightest):
            _take_out(ink, piece.box, x0, y0)
    return _has_strokes(_without_rules(ink, usual), usual)


def _pieces(line: Line) -> tuple[Line, ...]:
    """A label and what follows it in the same line, each on its own: a typed label may be followed by a signature."""
    match = _LABEL_WITH_VALUE.fullmatch(line.text)
    if match is None:
        return (line,)
    share = _width(match["label"]) / _width(line.text)
    middle = round(line.box.x0 + share * (line.box.x1 - line.box.x0))
    return (
        Line(text=match["label"], confidence=line.confidence, box=replace(line.box, x1=middle)),
        Line(text=match["value"], confidence=line.confidence, box=replace(line.box, x0=middle)),
    )


def _width(text: str) -> float:
    """In characters as wide as a Chinese one."""
    return sum(1.0 if ord(char) > _LAST_NARROW else 0.55 for char in text)


def _height_of(printed: Sequence[Line], share: int) -> float:
    """The height that so many percent of the lines stay below; 0 without lines."""
    return float(np.percentile([line_height(line) for line in printed], share)) if printed else 0.0


def _usual_straightness(pixels: Pixels, printed: Sequence[Line]) -> float:
    """Of the longest lines, which are print; 0 where there are too few to tell."""
    longest = sorted(printed, key=lambda line: -len(line.text))[:_LINES_TO_COMPARE]
    if len(longest) < _LINES_TO_COMPARE:
        return 0.0
    boxes = [line.box for line in longest]
    return float(np.median([_straightness(pixels[box.y0 : box.y1, box.x0 : box.x1]) for box in boxes]))


def _overlaps(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _take_out(ink: NDArray[np.uint8], box: Box, x0: int, y0: int) -> None:
    ink[max(0, box.y0 - y0) : max(0, box.y1 - y0), max(0, box.x0 - x0) : max(0, box.x1 - x0)] = 0


def _is_print(pixels: Pixels, line: Line, tallest: float, straightest: float) -> bool:
    part = pixels[line.box.y0 : line.box.y1, line.box.x0 : line.box.x1]
    return bool(
        part.size
        and line.confidence >= _SURE
        and line_height(line) <= tallest
        and _blueness(part) < _BLUE_SHARE
        and _straightness(part) >= max(_LEAST_STRAIGHT, straightest)
    )


def _blueness(part: Pixels) -> float:
    """The share of the ink that is blue."""
    plain = part.astype(np.float32) / np.maximum(_paper_colour(part), 1)
    is_ink = plain.min(axis=2) < _INK
    return float((plain[..., 2] - plain[..., 0] > _BLUE)[is_ink].mean()) if is_ink.any() else 0.0


def _straightness(part: Pixels) -> float:
    """The share of the strokes' edges that run level or upright."""
    if not part.size:
        return 0.0
    grey = cv2.GaussianBlur(part[..., 1].astype(np.float32), (0, 0), 0.8)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    is_edge = strength > _LEAST_HEIGHT * float(np.percentile(strength, 98))
    if not is_edge.any():
        return 0.0
    turned = np.degrees(np.arctan2(down[is_edge], across[is_edge])) % 90
    is_straight = np.minimum(turned, 90 - turned) < _DEGREES_OFF_AXIS
    return float(strength[is_edge][is_straight].sum() / strength[is_edge].sum())


def _paper_colour(part: Pixels) -> NDArray[np.float64]:
    return np.asarray(np.percentile(part.reshape(-1, 3), 85, axis=0), dtype=np.float64)


def _ink(part: Pixels) -> NDArray[np.uint8]:
    """1 where a pixel is darker than the paper around it; uneven light drops out."""
    darkest = part.min(axis=2)
    reach = max(3, min(darkest.shape) // 2) | 1
    paper = cv2.blur(cv2.dilate(darkest, np.ones((reach, reach), dtype=np.uint8)), (reach, reach))
    return np.asarray(darkest < _INK * paper, dtype=np.uint8)


def _without_rules(ink: NDArray[np.uint8], usual: float) -> NDArray[np.uint8]:
    """Without long level and upright lines: underlines and the borders of cells."""
    length = max(9, round(usual * _RULE_LENGTH))
    left = ink
    for shape in ((1, length), (length, 1)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, dtype=np.uint8))
        left = cv2.subtract(left, cv2.dilate(rules, np.ones((3, 3), dtype=np.uint8)))
    return np.asarray(left, dtype=np.uint8)


def _has_strokes(ink: NDArray[np.uint8], usual: float) -> bool:
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    strokes = [one for one in range(1, count) if _is_stroke(stats[one], labels == one, usual)]
    in_all = sum(int(stats[one, cv2.CC_STAT_AREA]) for one in strokes)
    return in_all >= _LEAST_INK_IN_ALL * usual**2


def _is_stroke(stats: NDArray[np.int32], part: NDArray[np.bool_], usual: float) -> bool:
    """High and wide enough for writing, and no blot: thin all along."""
    width, height, area = (int(stats[which]) for which in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    if height < _LEAST_HEIGHT * usual or width < _LEAST_WIDTH * usual or area < _LEAST_INK * usual**2:
        return False
    if area > _FULLEST * width * height and min(width, height) > _THICKEST * usual:
        return False
    depth = cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, 3)
    return 4 * float(depth[part].mean()) <= _THICKEST * usual  # a stripe is four times as thick as its mean depth
