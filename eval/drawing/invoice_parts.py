"""Parts that paper and digital invoices share."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from eval.drawing.ornaments import SEAL_RED, stain
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from decimal import Decimal

    from PIL.ImageFont import FreeTypeFont

    from eval.drawing.sheet import Colour, Sheet, Style
    from eval.drawing.typeface import Typefaces

_FINER: Final = 3
_SMALLEST: Final = 15


def rate_words(rate: Decimal) -> str:
    """0.13 is 13%."""
    return f"{int(rate * 100)}%"


def fitting(sheet: Sheet, text: str, room: float, style: Style) -> Style:
    """The style, smaller when the text needs more than `room` pixels."""
    size = style.size
    while size > _SMALLEST and sheet.width_of(text, replace(style, size=size)) > room:
        size -= 1
    return replace(style, size=size)


def upright(sheet: Sheet, at: tuple[float, float], words: str, style: Style, step: float) -> None:
    """Set characters one under another; `at` is the middle and top of the first."""
    for number, char in enumerate(words):
        sheet.text((at[0], at[1] + number * step), char, style, "ma")


def circled_cross(sheet: Sheet, centre: tuple[float, float], reach: float, ink: Colour) -> None:
    """The mark before an amount in words, after which nothing can be put in front."""
    x, y = centre
    sheet.draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=2)
    slant = reach * 0.7
    sheet.draw.line((x - slant, y - slant, x + slant, y + slant), fill=ink, width=2)
    sheet.draw.line((x - slant, y + slant, x + slant, y - slant), fill=ink, width=2)


def supervision_seal(image: Image.Image, centre: tuple[int, int], region: str, typefaces: Typefaces) -> None:
    """The oval over an invoice's title, its words made up."""
    oval_seal(image, centre, (118, 76), ("样张统一发票监制章", "智办样张", f"{region}样区"), typefaces)


def oval_seal(
    image: Image.Image,
    centre: tuple[int, int],
    reach: tuple[int, int],
    words: tuple[str, str, str],
    typefaces: Typefaces,
) -> None:
    """An oval seal: words along its upper edge, a line through its middle, a line below."""
    wide, tall = reach[0] * _FINER, reach[1] * _FINER
    seal = Image.new("RGBA", (2 * wide, 2 * tall))
    draw = ImageDraw.Draw(seal)
    ink = (*SEAL_RED, 190)
    edge = tall // 14
    draw.ellipse((edge, edge, 2 * wide - edge, 2 * tall - edge), outline=ink, width=edge)
    around, middle, below = words
    size = int(tall * min(0.27, 3.2 / max(len(around), 1)))
    font = typefaces.at(Face.SONG, size)
    step = min(24.0, 190 / max(len(around), 1))
    for place, char in enumerate(around):
        angle = radians((place - (len(around) - 1) / 2) * step)
        where = (wide + wide * 0.76 * sin(angle), tall - tall * 0.72 * cos(angle))
        _turned(seal, where, char, (font, -angle * 40, ink))
    small = typefaces.at(Face.HEI, int(tall * 0.22))
    draw.text((wide, tall * 1.04), middle, font=small, fill=ink, anchor="mm", stroke_width=1)
    draw.text((wide, tall * 1.5), below, font=small, fill=ink, anchor="mm", stroke_width=1)
    seal = seal.resize((2 * reach[0], 2 * reach[1]), Image.Resampling.LANCZOS)
    stain(image, seal, (centre[0] - reach[0], centre[1] - reach[1]))


def _turned(
    seal: Image.Image, where: tuple[float, float], char: str, how: tuple[FreeTypeFont, float, tuple[int, int, int, int]]
) -> None:
    font, degrees, ink = how
    side = int(font.size * 2)
    glyph = Image.new("RGBA", (side, side))
    ImageDraw.Draw(glyph).text((side / 2, side / 2), char, font=font, fill=ink, anchor="mm", stroke_width=1)
    glyph = glyph.rotate(degrees, Image.Resampling.BICUBIC)
    seal.alpha_composite(glyph, (int(where[0] - side / 2), int(where[1] - side / 2)))
