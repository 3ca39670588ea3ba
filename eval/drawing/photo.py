"""Making a drawn page look as if someone had photographed it lying on a desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

Pixels = npt.NDArray[np.float32]
"""Height, width, RGB; 0–255."""

_DESKS: Final = ((96, 72, 52), (58, 60, 66), (150, 128, 100), (34, 34, 38), (172, 170, 166))


class Wear(StrEnum):
    CLEAN = "clean"  # a scan: nothing but the compression
    LIGHT = "light"  # a careful photo
    HARD = "hard"  # a hasty one


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """How bad the photo may become; each part is drawn between mild and this.

    `long_side` is in pixels, `corner_shift` a share of the page's width, light and shadow shares of the brightness.
    """

    long_side: tuple[int, int]
    corner_shift: float
    turn_degrees: float
    light_fall: float
    shadow: float
    glare: float
    blur_px: float
    noise: float
    jpeg_quality: int


_WORST: Final = {
    Wear.LIGHT: Conditions(
        long_side=(1500, 2000),
        corner_shift=0.015,
        turn_degrees=1.5,
        light_fall=0.18,
        shadow=0.12,
        glare=0.25,
        blur_px=0.7,
        noise=3.0,
        jpeg_quality=75,
    ),
    Wear.HARD: Conditions(
        long_side=(900, 1400),
        corner_shift=0.035,
        turn_degrees=4.0,
        light_fall=0.45,
        shadow=0.35,
        glare=0.8,
        blur_px=1.2,
        noise=9.0,
        jpeg_quality=40,
    ),
}


def photograph(page: Image.Image, wear: Wear, seed: Sequence[int]) -> bytes:
    """A JPEG of the page. The same page, wear and seed give the same bytes."""
    if wear is Wear.CLEAN:
        return jpeg(page, 90)
    worst = _WORST[wear]
    random = np.random.default_rng(seed)
    photo = lay_on_desk(_creased(np.asarray(page, dtype=np.float32), random), worst, random)
    photo = tinted(glared(lit(photo, worst, random), worst, random), random)
    photo = cv2.GaussianBlur(photo, (0, 0), float(random.uniform(0.5, 1.0)) * worst.blur_px)
    photo += random.normal(0, worst.noise * random.uniform(0.6, 1), photo.shape).astype(np.float32)
    finished = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    return jpeg(finished, worst.jpeg_quality + int(random.integers(0, 15)))


def _creased(page: Pixels, random: np.random.Generator) -> Pixels:
    """A fold across the middle, faintly darker on one side, as licences are kept folded."""
    tall = page.shape[0]
    fold = tall * random.uniform(0.4, 0.6)
    away = np.abs(np.arange(tall, dtype=np.float32) - fold) / (tall * 0.012)
    depth = float(random.uniform(0.0, 0.14))
    shade = 1 - depth * np.exp(-(away**2))
    shade[int(fold) :] -= depth / 4
    changed: Pixels = (page * shade[:, np.newaxis, np.newaxis]).astype(np.float32)
    return changed


def lay_on_desk(page: Pixels, worst: Conditions, random: np.random.Generator) -> Pixels:
    tall, wide = page.shape[:2]
    scale = float(random.uniform(*worst.long_side)) / max(tall, wide)
    size = (round(wide * scale * 1.08), round(tall * scale * 1.08))
    corners = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], dtype=np.float32)
    places = _turned(corners * scale, float(random.uniform(-1, 1)) * worst.turn_degrees)
    places += random.uniform(-1, 1, places.shape) * worst.corner_shift * wide * scale
    places += np.array(size) / 2 - places.mean(axis=0)
    move = cv2.getPerspectiveTransform(corners, places.astype(np.float32))
    area = cv2.INTER_AREA
    laid = cv2.warpPerspective(page, move, size, flags=area)
    where = cv2.warpPerspective(np.ones((tall, wide), dtype=np.float32), move, size, flags=area)
    # The page's own shadow: its outline, moved and softened.
    cast = cv2.GaussianBlur(np.roll(where, (6, 6), axis=(0, 1)), (0, 0), 9)
    desk = _desk(size, random) * (1 - 0.45 * cast[..., np.newaxis])
    mixed: Pixels = laid + desk * (1 - where[..., np.newaxis])
    return mixed


def _turned(corners: Pixels, degrees: float) -> npt.NDArray[np.float64]:
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned: npt.NDArray[np.float64] = corners.astype(np.float64) @ turn
    return turned


def _desk(size: tuple[int, int], random: np.random.Generator) -> Pixels:
    """One colour with a grain along the width."""
    wide, tall = size
    grain = random.normal(0, 1, (tall, max(wide // 60, 2))).astype(np.float32)
    grain = cv2.GaussianBlur(cv2.resize(grain, size, interpolation=cv2.INTER_LINEAR), (0, 0), 2.0)
    colour = np.array(_DESKS[int(random.integers(len(_DESKS)))], dtype=np.float32)
    desk: Pixels = colour + grain[..., np.newaxis] * 14
    return desk


def lit(photo: Pixels, worst: Conditions, random: np.random.Generator) -> Pixels:
    """Light from one side that falls off, and the soft shadow of a hand or a phone."""
    tall, wide = photo.shape[:2]
    across, down = np.meshgrid(np.linspace(-1, 1, wide), np.linspace(-1, 1, tall))
    angle = random.uniform(0, 2 * np.pi)
    slope = (across * np.cos(angle) + down * np.sin(angle)) / np.sqrt(2)
    light = 1.02 - worst.light_fall * random.uniform(0.4, 1) * (slope + 1) / 2
    shadow = np.zeros((tall, wide), dtype=np.float32)
    corner = random.uniform(0, 1, 2) * (wide, tall)
    outline = corner + random.uniform(-0.45, 0.45, (5, 2)) * (wide, tall)
    cv2.fillConvexPoly(shadow, cv2.convexHull(outline.astype(np.int32)), 1.0)
    shadow = cv2.GaussianBlur(shadow, (0, 0), wide * 0.03)
    light -= shadow * worst.shadow * random.uniform(0.3, 1)
    changed: Pixels = (photo * light[..., np.newaxis]).astype(np.float32)
    return changed


def glared(photo: Pixels, worst: Conditions, random: np.random.Generator) -> Pixels:
    """A lamp mirrored in the plastic cover: a bright patch in which print fades."""
    tall, wide = photo.shape[:2]
    across, down = np.meshgrid(np.linspace(0, 1, wide), np.linspace(0, tall / wide, tall))
    centre = random.uniform(0, 1, 2) * (1, tall / wide)
    reach = random.uniform(0.05, 0.15)
    patch = np.exp(-((across - centre[0]) ** 2 + (down - centre[1]) ** 2) / reach**2)
    patch *= worst.glare * random.uniform(0, 1)
    glared: Pixels = (photo + (255 - photo) * patch[..., np.newaxis]).astype(np.float32)
    return glared


def tinted(photo: Pixels, random: np.random.Generator) -> Pixels:
    """Warm or cold light."""
    warmth = random.uniform(-0.06, 0.08)
    changed: Pixels = (photo * np.array([1 + warmth, 1.0, 1 - warmth])).astype(np.float32)
    return changed


def jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format="JPEG", quality=quality)
    return buffer.getvalue()
