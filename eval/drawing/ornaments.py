"""What stands on a certificate beside its text. None of it copies a real emblem, seal or code."""

from __future__ import annotations

from math import cos, pi, radians, sin
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour, Sheet
    from eval.drawing.typeface import Typefaces

SEAL_RED: Colour = (206, 38, 44)
_GOLD: Colour = (190, 150, 60)
_FINER = 3  # the seal is drawn larger and shrunk, for smooth edges
_CODE_MODULES = 25


def draw_border(sheet: Sheet, margin: int, ink: Colour) -> None:
    """Two rules with a chain of waves between them."""
    width, height = sheet.image.size
    band = 34
    for inset, rule in ((margin, 4), (margin + band, 2)):
        sheet.draw.rectangle((inset, inset, width - inset, height - inset), outline=ink, width=rule)
    middle = margin + band / 2
    for shift in (0.0, pi):
        for across in (False, True):
            length = height if across else width
            for far in (middle, (width if across else height) - middle):
                points = [
                    (position, far + band / 3 * sin(position / 9 + shift))
                    for position in range(margin, length - margin, 2)
                ]
                sheet.draw.line([(y, x) if across else (x, y) for x, y in points], fill=ink, width=1)


def draw_medallion(sheet: Sheet, centre: tuple[float, float], radius: float) -> None:
    """A plain round ornament where a real licence bears the national emblem."""
    x, y = centre
    for part, colour in ((1.0, _GOLD), (0.86, SEAL_RED), (0.5, _GOLD), (0.42, SEAL_RED)):
        reach = radius * part
        sheet.draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)


def draw_code(sheet: Sheet, at: tuple[int, int], side: int, random: Random) -> None:
    """A square of random modules that looks like a QR code and says nothing."""
    module = side / _CODE_MODULES
    for row in range(_CODE_MODULES):
        for column in range(_CODE_MODULES):
            if random.random() < 0.5:  # noqa: PLR2004  half of the modules are dark
                _module(sheet, at, module, (column, row, 1))
    last = _CODE_MODULES - 7
    for column, row in ((0, 0), (last, 0), (0, last)):
        for inset, ink in ((0, "black"), (1, "white"), (2, "black")):
            _module(sheet, at, module, (column + inset, row + inset, 7 - 2 * inset), ink)


def _module(sheet: Sheet, at: tuple[int, int], module: float, square: tuple[int, int, int], ink: str = "black") -> None:
    column, row, size = square
    x, y = at[0] + column * module, at[1] + row * module
    sheet.draw.rectangle((x, y, x + size * module, y + size * module), fill=ink)


def stamp_seal(sheet: Sheet, centre: tuple[int, int], radius: int, words: str, typefaces: Typefaces) -> None:
    """Press a round seal over what is already printed: a ring, a star, and words along the ring."""
    press_seal(sheet.image, centre, radius, words, typefaces)


def press_seal(
    image: Image.Image, centre: tuple[int, int], radius: int, words: str, typefaces: Typefaces | None
) -> None:
    """The same on any image; without typefaces the ring bears no words."""
    reach = radius * _FINER
    seal = Image.new("RGBA", (2 * reach, 2 * reach))
    draw = ImageDraw.Draw(seal)
    ink = (*SEAL_RED, 205)
    edge = reach // 16
    draw.ellipse((edge, edge, 2 * reach - edge, 2 * reach - edge), outline=ink, width=edge)
    draw.polygon(_star(reach, reach * 0.34), fill=ink)
    if typefaces:
        _along_ring(seal, words, typefaces, ink)
    seal = seal.resize((2 * radius, 2 * radius), Image.Resampling.LANCZOS)
    stain(image, seal, (centre[0] - radius, centre[1] - radius))


def stain(image: Image.Image, seal: Image.Image, at: tuple[int, int]) -> None:
    """Lay a transparent picture on like ink: what is dark below stays dark."""
    ink = Image.new("RGB", seal.size, (255, 255, 255))
    ink.paste(seal, (0, 0), seal)
    below = image.crop((*at, at[0] + seal.width, at[1] + seal.height))
    image.paste(ImageChops.multiply(below, ink), at)


def _star(centre: float, reach: float) -> list[tuple[float, float]]:
    corners = []
    for corner in range(10):
        far = reach if corner % 2 == 0 else reach * 0.382
        angle = radians(36 * corner - 90)
        corners.append((centre + far * cos(angle), centre + far * sin(angle)))
    return corners


def _along_ring(seal: Image.Image, words: str, typefaces: Typefaces, ink: tuple[int, int, int, int]) -> None:
    reach = seal.width // 2
    size = int(reach * min(0.25, 3.2 / len(words)))
    font = typefaces.at(Face.SONG, size)
    step = min(26.0, 260 / len(words))
    for place, char in enumerate(words):
        angle = (place - (len(words) - 1) / 2) * step
        glyph = Image.new("RGBA", (size * 2, size * 2))
        ImageDraw.Draw(glyph).text((size, size), char, font=font, fill=ink, anchor="mm", stroke_width=1)
        glyph = glyph.rotate(-angle, Image.Resampling.BICUBIC)
        x = reach + reach * 0.74 * sin(radians(angle))
        y = reach - reach * 0.74 * cos(radians(angle))
        seal.alpha_composite(glyph, (int(x - size), int(y - size)))
