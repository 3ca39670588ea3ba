"""An OFD file (GB/T 33190-2016, the format of e-invoices and e-licences) as pages: its text, and a plain picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from extractors.files.archive import Archive
from extractors.files.ofd_draw import OfdSheet
from extractors.files.ofd_objects import Letter
from extractors.files.ofd_parts import OfdFile
from extractors.files.pages import Page, Pixels
from extractors.files.text_layer import (
    MAX_GLYPHS,
    MIN_CONTRAST,
    Glyph,
    is_seen,
    lines_of,
    tells_enough,
    upright,
    without_doubles,
)
from extractors.files.typeface import Typeface

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

    from extractors.files.limits import Limits
    from extractors.result import Line

_SCALE: Final = 200 / 25.4
"""Drawn at 200 DPI; OFD units are millimetres."""
_ASKEW: Final = 0.1
_MIN_INK_SHARE: Final = 0.004
"""Of a letter's whole square: a full stop fills hardly more of it."""
_RULES: Final = "_\uff3f"
"""Letters are written over the line that these draw."""


def ofd_pages(data: bytes, file: str, limits: Limits, fonts: Path | None, first: int = 1) -> Iterator[Page]:
    """The pages from `first` at 200 DPI, each drawn when it is asked for. Attachments and signatures are left alone.

    Raises:
        UnreadableFile: cut off, damaged, encrypted, without pages, or larger than `limits`.
    """
    archive = Archive(data, file, "OFD")
    document = OfdFile(archive, file)
    limits.check_pages(file, len(document))
    area = 0.0
    for index in range(len(document)):
        width, height = (round(edge * _SCALE) for edge in document.size(index))
        limits.check_pixels(file, width, height)
        area += width * height
    limits.check_all_pixels(file, area)
    typeface = Typeface(fonts)
    for index in range(first - 1, len(document)):
        sheet = OfdSheet(document.page(index), archive, typeface, limits, _SCALE)
        pixels, lines = _read(sheet, typeface)
        del sheet
        yield Page(number=index + 1, pixels=pixels, text_layer=lines, of=len(document))


def _read(sheet: OfdSheet, typeface: Typeface) -> tuple[Pixels, tuple[Line, ...] | None]:
    picture = sheet.draw()
    share = sheet.picture_share()
    found = _seen_glyphs(sheet, picture)
    turned = upright(found, *picture.size) if 0 < len(found) <= MAX_GLYPHS else None
    pixels = np.array(picture, dtype=np.uint8)
    if turned is None:
        return pixels, None
    glyphs, turns = turned
    kept, has_clash = without_doubles(glyphs)
    if typeface.is_chinese and (has_clash or not tells_enough(len(kept), share)):
        return pixels, None
    return np.ascontiguousarray(np.rot90(pixels, turns)), lines_of(kept)


def _seen_glyphs(sheet: OfdSheet, picture: Image.Image) -> list[tuple[Glyph, int | None]]:
    """The characters that change the page where they stand; what is drawn in white or covered is left out."""
    letters = [item for item in sheet.items if isinstance(item, Letter)]
    if not letters:
        return []
    bare = np.asarray(sheet.draw(with_text=False).convert("L"), dtype=np.int16)
    changed = np.abs(np.asarray(picture.convert("L"), dtype=np.int16) - bare) >= MIN_CONTRAST
    found = [(_glyph(letter), _turns(letter)) for letter in letters]
    return [(glyph, turns) for glyph, turns in found if is_seen(changed, glyph, 1.0, _MIN_INK_SHARE)]


def _glyph(letter: Letter) -> Glyph:
    corners = letter.corners()
    x0, x1 = (edge(x for x, _ in corners) * _SCALE for edge in (min, max))
    y0, y1 = (edge(y for _, y in corners) * _SCALE for edge in (min, max))
    top = y1 - (y1 - y0) / 10 if letter.char in _RULES else y0
    return Glyph(char=letter.char, x0=x0, y0=y0, x1=x1, y1=y1, ink=(x0, top, x1, y1), spaced=letter.spaced)


def _turns(letter: Letter) -> int | None:
    turns = math.degrees(math.atan2(letter.place.b, letter.place.a)) / 90
    return round(turns) % 4 if abs(turns - round(turns)) < _ASKEW else None
