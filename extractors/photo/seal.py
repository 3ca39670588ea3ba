"""Red seals: where they stand on a page, and the page without their colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.photo.scaling import at_most
from extractors.result import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractors.files.pages import Pixels

_WORKING_SIDE_PX: Final = 1000
_PAPER_SIDE_PX: Final = 160
_FAINTEST_RED: Final = 0.07
"""How far red stands above green and blue, as a share of the paper's brightness, in the palest seal that counts."""
_NO_RED: Final = 0.02
_PRINT_BELOW_INK: Final = ((0.0, 0.5, 0.85), (0.0, 0.45, 1.0))
"""The red channel below the ink, in shares of clear ink, and how bright the cleaned paper becomes."""
_PUREST: Final = 0.62
"""Green lies this far down on the way from red to blue: gold and warm paper lie higher."""
_LEAST_OVER_BLUE: Final = 0.37
_CELL: Final = 8
_LEAST_SIDE: Final = 0.05
_LARGEST_SIDE: Final = 0.45
"""Of the page's longer side. A seal is 4 cm on a page of 30 cm, or of a card much smaller."""
_LONGEST_SHAPE: Final = 1.75
_GAPS: Final = (0.008, 0.018)
"""Breaks that are bridged, of the page's longer side: small ones first, so that neighbours stay apart."""
_OUTER_BAND: Final = (0.84, 1.08)
_INNER_EDGE: Final = 0.78
_INNER_BANDS: Final = ((0.3, 0.4), (0.4, 0.5), (0.45, 0.55), (0.5, 0.6), (0.55, 0.65), (0.6, 0.7), (0.65, 0.75))
"""Shares of the radius. In a round seal one of these bands is open: between star and letters, or letters and ring."""
_SECTORS: Final = 48
_LEAST_AROUND: Final = 0.8
_MOST_IN_OPEN_BAND: Final = 0.18
_WHOLE_WAY_AROUND: Final = 0.95
_MOST_INSIDE_WHOLE: Final = 0.45
"""An outline without a break may be filled with letters this far; red emblems are fuller."""


def seal_boxes(pixels: Pixels) -> list[Box]:
    """Where round, oval or square red seals stand, from the top down; empty when there is none.

    A seal is a closed red outline that is mostly open inside. Solid emblems, red print, long stamps and frames
    around the page are none. Seals of another colour, as on a black-and-white copy, are not found.
    """
    small, scale = at_most(pixels, _WORKING_SIDE_PX)
    red = (_redness(small, _paper(small)) > 255 * _FAINTEST_RED).astype(np.uint8)
    red = cv2.morphologyEx(red, cv2.MORPH_OPEN, np.ones((2, 2), dtype=np.uint8))
    found: list[Box] = []
    for gap in _GAPS:
        for place in _rings(red, round(max(red.shape) * gap)):
            if not any(_overlap(place, other) for other in found):
                found.append(place)
    boxes = [_scaled(place, 1 / scale, pixels) for place in found]
    return sorted(boxes, key=lambda box: (box.y0, box.x0))


def without_seal(pixels: Pixels) -> Pixels:
    """The page with red ink turned to paper; black print under it stays. The page itself when nothing is red.

    Red ink lets red light through, so below it the red channel still shows the print.
    """
    paper = _paper(pixels)
    redness = _redness(pixels, paper)
    places = _red_places(redness)
    if not places:
        return pixels
    cleaned = pixels.copy()
    reach = max(3, round(max(pixels.shape) / 40)) | 1
    for box in places:
        part = np.s_[box.y0 : box.y1, box.x0 : box.x1]
        shares = np.asarray(redness[part] / 255, dtype=np.float32)
        cleaned[part] = _cleaned(cleaned[part], paper[part], shares, reach)
    return cleaned


def _red_places(redness: NDArray[np.uint8]) -> list[Box]:
    """Boxes that hold all red, with some room around it."""
    height, width = redness.shape
    size = (-(-width // _CELL), -(-height // _CELL))
    is_red = (redness > 255 * _FAINTEST_RED).astype(np.uint8) * 255
    cells = (cv2.resize(is_red, size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    joined = cv2.dilate(cells, np.ones((5, 5), dtype=np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [[int(value) * _CELL for value in stats[one, :4]] for one in range(1, count)]
    return [Box(x0=x, y0=y, x1=min(width, x + wide), y1=min(height, y + high)) for x, y, wide, high in boxes]


def _cleaned(pixels: Pixels, paper: Pixels, redness: NDArray[np.float32], reach: int) -> Pixels:
    through = pixels[..., 0].astype(np.float32) / np.maximum(paper[..., 0], 1)
    spread = cv2.dilate(cv2.GaussianBlur(redness, (0, 0), 1.0), np.ones((3, 3), dtype=np.uint8))
    share = np.clip((spread - _NO_RED) / (_FAINTEST_RED - _NO_RED), 0, 1)
    shade = np.interp(through / _clear_ink(through, redness, reach), *_PRINT_BELOW_INK).astype(np.float32)
    mixed = pixels * (1 - share)[..., np.newaxis] + paper * (shade * share)[..., np.newaxis]
    return np.asarray(np.clip(mixed, 0, 255), dtype=np.uint8)


def _clear_ink(through: NDArray[np.float32], redness: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """How bright the red channel is near each pixel where ink lies on bare paper: less where the ink is darker."""
    weight = np.clip(redness - _FAINTEST_RED, 0, None) ** 2
    total = cv2.blur(weight, (reach, reach))
    clear = cv2.blur(weight * through, (reach, reach)) / np.maximum(total, 1e-6)
    return np.asarray(np.where(total > 1e-6, np.clip(clear, 0.3, 1), 1), dtype=np.float32)  # noqa: PLR2004  no ink near


def _paper(pixels: Pixels) -> Pixels:
    """The colour of the paper around each pixel, so that warm light and shadows drop out. Shape as `pixels`."""
    height, width = pixels.shape[:2]
    tiny, _ = at_most(pixels, _PAPER_SIDE_PX)
    brightest = cv2.dilate(cv2.GaussianBlur(tiny, (0, 0), 0.8), np.ones((7, 7), dtype=np.uint8))
    smooth = cv2.GaussianBlur(brightest, (0, 0), 5)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _redness(pixels: Pixels, paper: Pixels) -> NDArray[np.uint8]:
    """How far each pixel's red stands above green and blue, 255 for the paper's whole brightness; 0 if no seal red."""
    red, green, blue = cv2.split(cv2.divide(pixels, paper, scale=255))
    over_green, over_blue = cv2.subtract(red, green), cv2.subtract(red, blue)
    no_gold = cv2.compare(over_green, cv2.convertScaleAbs(over_blue, alpha=_PUREST), cv2.CMP_GT)
    no_violet = cv2.compare(over_blue, cv2.convertScaleAbs(over_green, alpha=_LEAST_OVER_BLUE), cv2.CMP_GT)
    above = cv2.min(over_green, over_blue)
    return np.asarray(cv2.bitwise_and(above, cv2.bitwise_and(no_gold, no_violet)), dtype=np.uint8)


def _rings(red: NDArray[np.uint8], gap: int) -> list[Box]:
    """Boxes of the red outlines, in pixels of the mask."""
    side = max(3, gap | 1)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    places = [cv2.boundingRect(outline) for outline in outlines]
    boxes = [Box(x0=x, y0=y, x1=x + width, y1=y + height) for x, y, width, height in places]
    return [box for box in boxes if _fits(box, max(red.shape)) and _is_ring(red, box)]


def _fits(box: Box, page: int) -> bool:
    """Is it as large as a seal, and about as wide as high?"""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    long, short = max(width, height), min(width, height)
    return page * _LEAST_SIDE <= short and long <= page * _LARGEST_SIDE and long <= short * _LONGEST_SHAPE


def _overlap(box: Box, other: Box) -> bool:
    return box.x0 < other.x1 and other.x0 < box.x1 and box.y0 < other.y1 and other.y0 < box.y1


def _is_ring(red: NDArray[np.uint8], box: Box) -> bool:
    """Red all the way around at the edge, and open inside. A seal that the picture cuts is judged by what is left."""
    part = red[box.y0 : box.y1, box.x0 : box.x1] > 0
    whole = _uncut(box, red.shape[1], red.shape[0])
    down, across = np.mgrid[box.y0 : box.y1, box.x0 : box.x1]
    right = (across + 0.5 - (whole.x0 + whole.x1) / 2) / ((whole.x1 - whole.x0) / 2)
    below = (down + 0.5 - (whole.y0 + whole.y1) / 2) / ((whole.y1 - whole.y0) / 2)
    sectors = ((np.arctan2(below, right) + np.pi) / (2 * np.pi) * _SECTORS).astype(int).clip(0, _SECTORS - 1)
    oval = np.hypot(right, below)
    square = np.maximum(np.abs(right), np.abs(below))
    if _around(part, oval, sectors) >= _LEAST_AROUND and _most_open(part, oval) <= _MOST_IN_OPEN_BAND:
        return True
    return any(
        _around(part, distance, sectors) >= _WHOLE_WAY_AROUND
        and _share(part, distance, 0, _INNER_EDGE) <= _MOST_INSIDE_WHOLE
        for distance in (oval, square)
    )


def _uncut(box: Box, width: int, height: int) -> Box:
    """The box with the part that lies outside the picture, taking the seal for as high as it is wide."""
    missing = abs((box.x1 - box.x0) - (box.y1 - box.y0))
    if box.x1 - box.x0 > box.y1 - box.y0:
        return Box(
            x0=box.x0,
            x1=box.x1,
            y0=box.y0 - missing * (box.y0 == 0),
            y1=box.y1 + missing * (box.y1 == height and box.y0 > 0),
        )
    return Box(
        y0=box.y0,
        y1=box.y1,
        x0=box.x0 - missing * (box.x0 == 0),
        x1=box.x1 + missing * (box.x1 == width and box.x0 > 0),
    )


def _around(part: NDArray[np.bool_], distance: NDArray[np.float64], sectors: NDArray[np.int_]) -> float:
    """The share of the way around that is red, of what lies in the picture."""
    band = (distance >= _OUTER_BAND[0]) & (distance <= _OUTER_BAND[1])
    return float(np.unique(sectors[band & part]).size / max(1, np.unique(sectors[band]).size))


def _most_open(part: NDArray[np.bool_], distance: NDArray[np.float64]) -> float:
    return min(_share(part, distance, nearest, furthest) for nearest, furthest in _INNER_BANDS)


def _share(part: NDArray[np.bool_], distance: NDArray[np.float64], nearest: float, furthest: float) -> float:
    band = (distance >= nearest) & (distance < furthest)
    return float(part[band].mean()) if band.any() else 1.0


def _scaled(box: Box, factor: float, pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    return Box(
        x0=int(box.x0 * factor),
        y0=int(box.y0 * factor),
        x1=min(width, int(box.x1 * factor) + 1),
        y1=min(height, int(box.y1 * factor) + 1),
    )
