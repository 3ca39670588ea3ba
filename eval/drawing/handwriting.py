"""Names written by hand: a face's characters slanted, waved, joined and pressed unevenly, in pen ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Face, Typefaces

_PENS: Final[tuple[Colour, ...]] = ((24, 24, 30), (28, 40, 110), (20, 32, 84), (40, 40, 46))
_FINER: Final = 2


def sign(
    image: Image.Image, at: tuple[float, float], name: str, size: int, hand: tuple[Random, Typefaces, Face]
) -> None:
    """Write a name on the image; `at` is the left of its middle line, `size` the height of a character in pixels."""
    random, typefaces, face = hand
    side = size * _FINER
    ink = Image.new("L", (int(side * (len(name) + 2.5)), side * 3), 0)
    x = side * 0.8
    last: tuple[float, float] | None = None
    for char in name:
        glyph = _glyph(char, side, typefaces, face, random)
        y = side * (1.0 + random.uniform(-0.12, 0.12))
        ink.paste(255, (int(x), int(y - side * 0.3)), glyph)
        if last and random.random() < 0.7:  # noqa: PLR2004  most characters are joined
            _join(ink, last, (x + side * 0.45, y + side * 0.25), random)
        last = (x + side * 0.95, y + side * random.uniform(0.4, 0.8))
        x += side * random.uniform(0.68, 0.86)
    pressed = _pressed(np.asarray(ink, dtype=np.float32), side, random)
    mask = pressed.resize((ink.width // _FINER, ink.height // _FINER), Image.Resampling.LANCZOS)
    image.paste(random.choice(_PENS), (int(at[0]), int(at[1] - mask.height / 2)), mask)


def _glyph(char: str, side: int, typefaces: Typefaces, face: Face, random: Random) -> Image.Image:
    glyph = Image.new("L", (side * 2, side * 2), 0)
    draw = ImageDraw.Draw(glyph)
    draw.text((side, side), char, font=typefaces.at(face, side), fill=255, anchor="mm")
    slant = random.uniform(0.12, 0.38)
    narrow = random.uniform(0.95, 1.25)
    rise = random.uniform(0.08, 0.26)  # strokes climb to the right
    shape = (narrow, slant, -slant * side - (narrow - 1) * side, rise, 1.0, -rise * side)
    glyph = glyph.transform(glyph.size, Image.Transform.AFFINE, shape, Image.Resampling.BICUBIC)
    return glyph.crop((int(side * 0.35), int(side * 0.35), int(side * 1.65), int(side * 1.65)))


def _join(ink: Image.Image, start: tuple[float, float], end: tuple[float, float], random: Random) -> None:
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + random.uniform(-6, 14))
    points = []
    for step in range(13):
        share = step / 12
        points.append(
            tuple(
                (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share**2 * c
                for a, b, c in zip(start, middle, end, strict=True)
            )
        )
    ImageDraw.Draw(ink).line(points, fill=235, width=3)


def _pressed(ink: np.ndarray[tuple[int, ...], np.dtype[np.float32]], side: int, random: Random) -> Image.Image:
    """Bend the strokes along slow waves and let the pressure rise and fall."""
    chance = np.random.default_rng(random.getrandbits(64))
    tall, wide = ink.shape
    bends = [cv2.GaussianBlur(chance.normal(0, 1, (tall, wide)).astype(np.float32), (0, 0), side / 7) for _ in range(3)]
    bends = [bend / (float(bend.std()) or 1.0) for bend in bends]
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    reach = side * 0.045
    bent = cv2.remap(ink, across + bends[0] * reach, down + bends[1] * reach, cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(bent, (0, 0), side / 60)
    pressure = 105 + 22 * bends[2]
    return Image.fromarray((np.clip((soft - pressure) * 6 + 128, 0, 255) * 0.92).astype(np.uint8))
