"""Where text stands on a page: differentiable binarisation (PP-OCR detection), one box a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.network import Scaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.network import Floats, Network

Corners: TypeAlias = NDArray[np.float32]
"""Shape (4, 2), x and y in pixels: top left, top right, bottom right, bottom left."""

_STRIDE: Final = 32
"""The network halves the page five times."""
SCALING: Final = Scaling(mean=(123.675, 116.28, 103.53), spread=(58.395, 57.12, 57.375))
_MIN_SIDE: Final = 3.0
_MIN_GROWN_SIDE: Final = 5.0
_MAX_BOXES: Final = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """How text is looked for.

    Measured on drawn and photographed certificates: a lower threshold than the published one keeps the code line
    that a 副本 mark runs into, and one size for all pages (`longest_side_px`) is faster and no worse.
    """

    longest_side_px: int = 960
    threshold: float = 0.2
    box_threshold: float = 0.45
    unclip_ratio: float = 1.4


class TextDetector:
    def __init__(self, network: Network, detection: Detection) -> None:
        self._network = network
        self._detection = detection

    def find(self, pixels: Pixels) -> list[Corners]:
        """The corners of every line of text, from the top down."""
        height, width = pixels.shape[:2]
        scaled = _scaled(pixels, self._detection.longest_side_px)
        (chances,) = self._network.run([scaled], _map_of)
        grid = np.array([width / chances.shape[1], height / chances.shape[0]], dtype=np.float32)
        ink = (chances > self._detection.threshold).astype(np.uint8)
        outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        found = [self._corners(outline, chances) for outline in outlines[:_MAX_BOXES]]
        lines = [
            np.clip(corners * grid, 0, np.array([width, height], dtype=np.float32))
            for corners in found
            if corners is not None
        ]
        return sorted(lines, key=lambda corners: (float(corners[0][1]), float(corners[0][0])))

    def _corners(self, outline: Sequence[object], chances: Floats) -> Corners | None:
        """The box round an outline, grown to the full height of the print; None for what is no text."""
        centre, (wide, tall), angle = cv2.minAreaRect(np.asarray(outline, dtype=np.int32))
        if min(wide, tall) < _MIN_SIDE:
            return None
        inner = cv2.boxPoints((centre, (wide, tall), angle))
        if _mean_chance(chances, inner) < self._detection.box_threshold:
            return None
        grow = wide * tall * self._detection.unclip_ratio / (wide + tall)
        if min(wide, tall) + grow < _MIN_GROWN_SIDE:
            return None
        return _in_order(cv2.boxPoints((centre, (wide + grow, tall + grow), angle)))


def _map_of(output: Floats) -> Floats:
    """How likely each pixel is text, out of a batch of one."""
    chances: Floats = output[0, 0].copy()
    return chances


def _scaled(pixels: Pixels, longest_side_px: int) -> Pixels:
    """The page at the size text is looked for: small copies are enlarged, strokes thinner than a pixel are missed."""
    height, width = pixels.shape[:2]
    scale = longest_side_px / max(height, width)
    size = (_whole_strides(width * scale), _whole_strides(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def _whole_strides(side: float) -> int:
    return max(_STRIDE, round(side / _STRIDE) * _STRIDE)


def _mean_chance(chances: Floats, corners: Corners) -> float:
    """How sure the network is over the area of a box."""
    tall, wide = chances.shape
    x0, y0 = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, (wide, tall))
    mask = np.zeros((y1 - y0, x1 - x0), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round(corners - (x0, y0)).astype(np.int32)], 1)
    return float(cv2.mean(chances[y0:y1, x0:x1], mask)[0])


def _in_order(corners: NDArray[np.generic]) -> Corners:
    """Four corners from any start: top left, top right, bottom right, bottom left."""
    by_x = sorted(corners.tolist())
    (top_left, bottom_left), (top_right, bottom_right) = (
        sorted(pair, key=lambda corner: corner[1]) for pair in (by_x[:2], by_x[2:])
    )
    return np.array([top_left, top_right, bottom_right, bottom_left], dtype=np.float32)
