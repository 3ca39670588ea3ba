"""A sheet photographed at a slant, laid flat: only where its four edges are seen without doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.photo.scaling import at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.pages import Pixels

Matrix: TypeAlias = NDArray[np.float64]
"""3 × 3: takes a point of the photo (x, y, 1) to the flat page, up to a factor."""

_Corners: TypeAlias = NDArray[np.float64]
"""4 × 2: top left, top right, bottom right, bottom left; x and y."""

_WORKING_SIDE_PX: Final = 640
_LEAST_SLANT_DEGREES: Final = 3.0
_MOST_TILT_DEGREES: Final = 30.0
_SMALLEST_SHEET: Final = 0.25
_LEAST_FILLED: Final = 0.96
_CORNER_DEGREES: Final = (65.0, 115.0)
_MOST_UNEQUAL: Final = 1.6
_LONGEST_SHEET: Final = 2.4
_STEP_PX: Final = 5
_LEAST_STEP: Final = 12.0
_LEAST_SEEN: Final = 0.85
_FURTHEST_OFF: Final = 0.006
_SAMPLES: Final = 60
_MOST_OUTSIDE: Final = 0.015
"""Of the picture's longer side: how far a corner may lie beyond its edge."""
_MOST_PIXELS: Final = 40_000_000


def flatten(pixels: Pixels) -> tuple[Pixels, Matrix] | None:
    """The sheet alone, upright as it lies, and the matrix from the photo to it; None when in doubt or not needed.

    A sheet is taken only if all four corners lie in the picture or just outside, its sides are straight, along nearly
    all of each the brightness changes the same way from desk to paper, and a side is more than 3° off its axis.
    """
    small, scale = at_most(pixels, _WORKING_SIDE_PX)
    corners = _sheet(small)
    if corners is None or _slant(corners) < _LEAST_SLANT_DEGREES:
        return None
    return _laid_flat(pixels, corners / scale)


def _laid_flat(pixels: Pixels, corners: _Corners) -> tuple[Pixels, Matrix] | None:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    if width * height > _MOST_PIXELS:
        return None
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), dtype=np.float64)
    flat = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8), matrix


def _sheet(small: Pixels) -> _Corners | None:
    """The corners of the sheet, in pixels of the small picture."""
    soft = cv2.bilateralFilter(small, 5, 30, 5)
    grey = np.asarray(cv2.cvtColor(soft, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    tints = cv2.split(cv2.cvtColor(soft, cv2.COLOR_RGB2LAB))
    found = [
        (seen, corners)
        for mask in _masks(grey, np.asarray(tints[1], dtype=np.uint8), np.asarray(tints[2], dtype=np.uint8))
        if (corners := _corners_of(mask)) is not None
        and _is_sheet(corners, grey.shape)
        and (seen := max(_seen(corners, channel) for channel in (grey, tints[1], tints[2]))) >= _LEAST_SEEN
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _masks(*channels: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Guesses at where the sheet is: lighter, darker or of another tint than the desk, at a few thresholds."""
    grey, *tints = channels
    middle, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    for share in (0.75, 0.9, 1.0, 1.1, 1.2):
        yield _closed(grey > middle * share)
    yield _closed(grey < middle)
    for tint in tints:
        cut, _ = cv2.threshold(tint, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        yield _closed(tint > cut)
        yield _closed(tint <= cut)


def _closed(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Print and thin gaps filled, thin bridges to other bright things cut."""
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), dtype=np.uint8))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((15, 15), dtype=np.uint8)), dtype=np.uint8)


def _corners_of(mask: NDArray[np.uint8]) -> _Corners | None:
    """The four corners of the largest patch, if four straight sides fit its outline."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    if cv2.contourArea(outline) < _SMALLEST_SHEET * mask.size:
        return None
    hull = cv2.convexHull(outline)
    rough = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, closed=True), closed=True)
    if len(rough) != 4 or cv2.contourArea(outline) < _LEAST_FILLED * cv2.contourArea(hull):  # noqa: PLR2004  a sheet
        return None
    return _refined(_in_order(rough.reshape(4, 2).astype(np.float64)), outline.reshape(-1, 2).astype(np.float64))


def _in_order(points: _Corners) -> _Corners:
    """From the top left, clockwise."""
    middle = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    around = points[np.argsort(angles)]
    first = int(np.argmin(around.sum(axis=1)))
    return np.asarray(np.roll(around, -first, axis=0), dtype=np.float64)


def _refined(corners: _Corners, outline: NDArray[np.float64]) -> _Corners | None:
    """Each side fitted to the outline's points along it; None where they stray from a straight line."""
    sides = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.linalg.norm(end - start))
        along = (end - start) / max(length, 1e-6)
        offset = outline - start
        position = offset @ along
        away = np.abs(offset @ np.array([-along[1], along[0]]))
        near = outline[(position > 0.06 * length) & (position < 0.94 * length) & (away < 0.03 * length)]
        if len(near) < length * 0.6:
            return None
        line = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).reshape(-1).astype(np.float64)
        direction, point = line[:2], line[2:]
        stray = np.abs((near - point) @ np.array([-direction[1], direction[0]]))
        if float(np.percentile(stray, 90)) > max(1.5, _FURTHEST_OFF * length):
            return None
        sides.append((point, direction))
    return _crossings(sides)


def _crossings(sides: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> _Corners | None:
    found = []
    for (point, way), (other, other_way) in zip([sides[-1], *sides[:-1]], sides, strict=True):
        system = np.array([way, -other_way]).T
        if abs(float(np.linalg.det(system))) < 0.2:  # noqa: PLR2004  nearly parallel
            return None
        found.append(point + way * np.linalg.solve(system, other - point)[0])
    return np.asarray(found, dtype=np.float64)


def _is_sheet(corners: _Corners, shape: tuple[int, ...]) -> bool:
    """Hardly outside the picture, large, and with angles and sides that a sheet can have."""
    height, width = shape[:2]
    slack = _MOST_OUTSIDE * max(height, width)
    inside = (corners > -slack).all() and (corners < np.array([width, height]) + slack).all()
    steps = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(steps, axis=1)
    turns = np.degrees(np.arctan2(*steps.T[::-1]))
    angles = 180 - np.abs((np.roll(turns, -1) - turns + 180) % 360 - 180)
    across, down = (lengths[0] + lengths[2]) / 2, (lengths[1] + lengths[3]) / 2
    return bool(
        inside
        and cv2.contourArea(corners.astype(np.float32)) >= _SMALLEST_SHEET * width * height
        and (angles > _CORNER_DEGREES[0]).all()
        and (angles < _CORNER_DEGREES[1]).all()
        and max(lengths[0] / lengths[2], lengths[2] / lengths[0]) < _MOST_UNEQUAL
        and max(lengths[1] / lengths[3], lengths[3] / lengths[1]) < _MOST_UNEQUAL
        and max(across / down, down / across) < _LONGEST_SHEET
        and _slant(corners) < _MOST_TILT_DEGREES
    )


def _slant(corners: _Corners) -> float:
    """How far the worst side is off its axis, in degrees."""
    steps = np.abs(np.roll(corners, -1, axis=0) - corners)
    return float(np.degrees(np.arctan2(steps.min(axis=1), steps.max(axis=1))).max())


def _seen(corners: _Corners, channel: NDArray[np.uint8]) -> float:
    """The share of the worst side along which the channel steps from desk to sheet in the same direction."""
    middle = corners.mean(axis=0)
    soft = cv2.blur(channel, (3, 3)).astype(np.float32)
    shares = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        inward = np.array([-along[1], along[0]])
        inward *= np.sign((middle - start) @ inward)
        points = start + np.linspace(0.04, 0.96, _SAMPLES)[:, np.newaxis] * (end - start)
        step = _values(soft, points + inward * _STEP_PX) - _values(soft, points - inward * _STEP_PX)
        shares.append((step, np.abs(step) >= _LEAST_STEP))
    ways = [float(np.sign(np.median(step))) for step, _ in shares]
    if len(set(ways)) != 1 or ways[0] == 0:
        return 0.0
    return min(float((strong & (np.sign(step) == ways[0])).mean()) for step, strong in shares)


def _values(channel: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float32]:
    height, width = channel.shape
    across = points[:, 0].round().astype(int).clip(0, width - 1)
    down = points[:, 1].round().astype(int).clip(0, height - 1)
    return np.asarray(channel[down, across], dtype=np.float32)
