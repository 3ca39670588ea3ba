"""Smaller copies to measure on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from extractors.files.pages import Pixels


def at_most(pixels: Pixels, longest_side_px: int, *, averaged: bool = True) -> tuple[Pixels, float]:
    """The picture no longer than that, and its scale; itself when it is small enough. No side falls below one pixel.

    `averaged` keeps fine patterns from turning into coarse ones, and takes longer.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, longest_side_px / max(height, width))
    if scale >= 1:
        return pixels, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if averaged else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8), scale
