"""What certificates are printed on: fine waves, rosettes, frames and pale words. None copies a real one."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from eval.drawing.sheet import Colour, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def mixed(ink: Colour, paper: Colour, share: float) -> Colour:
    """The colour of `share` of the ink on the paper."""
    red, green, blue = (round(one * share + other * (1 - share)) for one, other in zip(ink, paper, strict=True))
    return red, green, blue


def draw_waves(sheet: Sheet, box: Box, ink: Colour, random: Random, step: int = 14) -> None:
    """Bundles of sine lines from side to side, as guilloche printing has them."""
    left, top, right, bottom = box
    length, swing, phase = random.uniform(60, 140), random.uniform(8, 26), random.uniform(0, 2 * pi)
    across = np.arange(left, right + 6, 6)
    for place, y in enumerate(np.arange(top + swing, bottom - swing, step)):
        down = y + swing * np.sin(across / length + phase + place * 0.35) * np.cos(across / (3.1 * length))
        sheet.draw.line(list(zip(across.tolist(), down.tolist(), strict=True)), fill=ink, width=1)


def draw_rosette(sheet: Sheet, centre: tuple[float, float], reach: float, ink: Colour, petals: int = 12) -> None:
    """A flower of one closed line, three times turned."""
    for turn in range(3):
        points = []
        for step in range(361):
            angle = step * pi / 180
            far = reach * (0.62 + 0.38 * cos(petals * angle + turn * 2 * pi / 3))
            points.append((centre[0] + far * cos(angle), centre[1] + far * sin(angle)))
        sheet.draw.line(points, fill=ink, width=1)


def draw_watermark(sheet: Sheet, words: str, ink: Colour, size: int, degrees: float) -> None:
    """The same pale words slantwise all over the page, as if under the print: they only ever darken."""
    tile = Image.new("L", (int(size * len(words) * 1.6), int(size * 4.5)))
    ImageDraw.Draw(tile).text((0, size), words, font=sheet.font(Style(face=Face.HEI, size=size)), fill=255)
    wide, tall = sheet.image.size
    where = Image.new("L", (wide + tall, wide + tall))
    for row, y in enumerate(range(0, wide + tall, tile.height)):
        for x in range(-tile.width // 2 * (row % 2), wide + tall, tile.width):
            where.paste(tile, (x, y))
    where = where.rotate(degrees, Image.Resampling.BILINEAR)
    where = where.crop((tall // 2, wide // 2, tall // 2 + wide, wide // 2 + tall))
    sheet.image.paste(ImageChops.darker(sheet.image, Image.new("RGB", (wide, tall), ink)), (0, 0), where)


def draw_frame(sheet: Sheet, margin: int, ink: Colour, random: Random) -> None:
    """One of the frames that certificates have: rules, keys at the corners, or a row of small rosettes."""
    wide, tall = sheet.image.size
    box = (margin, margin, wide - margin, tall - margin)
    match random.randrange(3):
        case 0:
            _rules(sheet, box, ink, (0, 14))
        case 1:
            _rules(sheet, box, ink, (0, 40, 48))
            _rosettes(sheet, box, ink)
        case _:
            _rules(sheet, box, ink, (0, 10, 36))
            _keys(sheet, box, ink)


def _rules(sheet: Sheet, box: Box, ink: Colour, insets: tuple[int, ...]) -> None:
    left, top, right, bottom = box
    for place, inset in enumerate(insets):
        outline = (left + inset, top + inset, right - inset, bottom - inset)
        sheet.draw.rectangle(outline, outline=ink, width=5 if place == 0 else 2)


def _rosettes(sheet: Sheet, box: Box, ink: Colour) -> None:
    left, top, right, bottom = box
    for x in np.linspace(left + 20, right - 20, int((right - left) / 44)):
        for y in (top + 20, bottom - 20):
            draw_rosette(sheet, (float(x), y), 16, ink, 6)
    for y in np.linspace(top + 20, bottom - 20, int((bottom - top) / 44))[1:-1]:
        for x in (left + 20, right - 20):
            draw_rosette(sheet, (x, float(y)), 16, ink, 6)


def _keys(sheet: Sheet, box: Box, ink: Colour) -> None:
    left, top, right, bottom = box
    for x, y, across, down in ((left, top, 1, 1), (right, top, -1, 1), (left, bottom, 1, -1), (right, bottom, -1, -1)):
        for reach in (56, 76, 96):
            points = [(x + across * 46, y + down * reach), (x + across * reach, y + down * reach)]
            points.append((x + across * reach, y + down * 46))
            sheet.draw.line(points, fill=ink, width=4)
