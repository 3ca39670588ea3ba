"""Spoiling a drawn page the ways photos and scans are spoilt, and only as far as a careful clerk can still read it."""

from __future__ import annotations

from enum import StrEnum
from math import cos, sin
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

from eval.drawing.ornaments import press_seal
from eval.drawing.photo import Conditions, Pixels, glared, jpeg, lay_on_desk, lit, tinted

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.typeface import Typefaces

_WORDS: Final = ("样张企业有限公司", "智办样张业务专用章", "样区材料审核章", "虚构商贸有限公司")


class Damage(StrEnum):
    """What can befall a page. The order is that in which it happens: first to the paper, last to the file."""

    SEAL = "seal"  # a red seal over the text
    TILT = "tilt"  # up to six degrees
    PERSPECTIVE = "perspective"
    SCREEN = "screen"  # the photo of a screen: pixel grid, moire, cold colours
    UNEVEN_LIGHT = "uneven light"
    GLARE = "glare"
    BLUR = "blur"
    JPEG = "jpeg"  # quality 30


_PRINTED: Final = 110  # darker than this is print
_PAPER: Final = frozenset({Damage.TILT, Damage.PERSPECTIVE})


def degraded(
    image: Image.Image, random: Random, typefaces: Typefaces | None = None, *, stampable: bool = True
) -> bytes:
    """The page as a JPEG with one or two kinds of damage; the same state of `random` gives the same bytes.

    Without typefaces a seal bears no words. A page is not `stampable` when its truth says whether it has a seal.
    """
    return spoilt(image, chosen(random, stampable=stampable), random, typefaces)


def chosen(random: Random, *, stampable: bool = True) -> frozenset[Damage]:
    """One or two kinds of damage."""
    kinds = [damage for damage in Damage if stampable or damage is not Damage.SEAL]
    return frozenset(random.sample(kinds, random.choice((1, 2, 2))))


def spoilt(image: Image.Image, damages: frozenset[Damage], random: Random, typefaces: Typefaces | None = None) -> bytes:
    """The page as a JPEG with just these kinds of damage."""
    chance = np.random.default_rng(random.getrandbits(64))
    image = image.convert("RGB")
    if Damage.SEAL in damages:
        image = _sealed(image, random, typefaces)
    # Two kinds together are each a little milder than one alone.
    strength = 1.0 if len(damages) == 1 else 0.8
    photo = np.asarray(image, dtype=np.float32)
    if Damage.SCREEN in damages:
        photo = _on_screen(photo, chance)
    photo = _photographed(photo, damages, chance, strength)
    if Damage.BLUR in damages:
        photo = cv2.GaussianBlur(photo, (0, 0), _sharpness(photo) * strength * float(chance.uniform(0.8, 1.1)))
    finished = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    return jpeg(finished, 30 if Damage.JPEG in damages else 85)


def _photographed(photo: Pixels, damages: frozenset[Damage], chance: np.random.Generator, strength: float) -> Pixels:
    conditions = Conditions(
        long_side=(max(photo.shape[:2]), max(photo.shape[:2]) + 1),
        corner_shift=0.035 * strength if Damage.PERSPECTIVE in damages else 0.0,
        turn_degrees=6.0 * strength if Damage.TILT in damages else 0.0,
        light_fall=0.4 * strength,
        shadow=0.4 * strength,
        glare=0.75 * strength,
        blur_px=0.0,
        noise=0.0,
        jpeg_quality=85,
    )
    if damages & _PAPER:
        photo = lay_on_desk(photo, conditions, chance)
    if Damage.UNEVEN_LIGHT in damages:
        photo = tinted(lit(photo, conditions, chance), chance)
    if Damage.GLARE in damages:
        photo = glared(photo * 0.9, conditions, chance)
    return photo


def _sharpness(photo: Pixels) -> float:
    """The blur in pixels that a page of this size bears: small prints bear less."""
    longest = float(max(photo.shape[:2]))
    return min(longest / 1250, 1.4)


def _sealed(image: Image.Image, random: Random, typefaces: Typefaces | None) -> Image.Image:
    """A seal whose middle is on something printed."""
    image = image.copy()
    wide, tall = image.size
    radius = int(min(wide, tall) * random.uniform(0.09, 0.13))
    inner = np.asarray(image.convert("L"))[radius : tall - radius, radius : wide - radius]
    printed = np.argwhere(inner < _PRINTED)
    y, x = printed[random.randrange(len(printed))] if len(printed) else (tall // 2 - radius, wide // 2 - radius)
    words = random.choice(_WORDS) if typefaces else ""
    press_seal(image, (int(x) + radius, int(y) + radius), radius, words, typefaces)
    return image


def _on_screen(page: Pixels, chance: np.random.Generator) -> Pixels:
    """Lifted blacks, cold light, the screen's stripes of red, green and blue, and the waves they make in a photo."""
    tall, wide = page.shape[:2]
    shown = (page * 0.86 + 22) * np.array([0.93, 0.99, 1.06], dtype=np.float32)
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    turn = float(np.deg2rad(chance.uniform(-2.5, 2.5)))
    along, aside = across * cos(turn) + down * sin(turn), down * cos(turn) - across * sin(turn)
    grid = np.stack([np.sin(2 * np.pi * (along / 3.1 + third / 3)) for third in range(3)], axis=-1)
    rows = np.sin(2 * np.pi * aside / 3.3)[..., np.newaxis]
    wave = np.sin(along / float(chance.uniform(24, 60)) + 2.2 * np.sin(aside / float(chance.uniform(150, 320))))
    colours = np.stack([wave, -wave * 0.7, wave * 0.4], axis=-1)
    screen: Pixels = (shown * (1 + 0.06 * grid + 0.04 * rows + 0.04 * colours)).astype(np.float32)
    softened: Pixels = cv2.GaussianBlur(screen, (0, 0), 0.6)
    return softened
