"""The text layer of one PDF page, believed only as far as the page shows it."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from extractors.files.text_layer import (
    MAX_GLYPHS,
    MIN_CONTRAST,
    Edges,
    Glyph,
    is_seen,
    lines_of,
    tells_enough,
    upright,
    without_doubles,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from extractors.result import Line

_MIN_INK_SHARE: Final = 0.05
"""Of the box that just holds a letter's strokes; the thinnest fill more of theirs."""
_CHECK_SCALE: Final = 100 / 72
_MAX_DEPTH: Final = 8
_FINE: Final = 64
"""PDFium gives places in whole pixels; asked for a page so many times larger they are fine enough."""
_UNTOLD: Final = frozenset("\ufffd\ufffe\uffff\x00\x02")
"""What stands for a letter whose meaning the file does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where page points land on the rendered page: pixels = (a·x + c·y + e, b·x + d·y + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Edges:
        xs = [self.a * x + self.c * y + self.e for x in (left, right) for y in (bottom, top)]
        ys = [self.b * x + self.d * y + self.f for x in (left, right) for y in (bottom, top)]
        return min(xs), min(ys), max(xs), max(ys)

    def quarter_turns(self, angle: float) -> int | None:
        """How often the rendered page is to be turned a quarter left for text of this angle to be upright.

        None for text that stands askew.
        """
        x, y = math.cos(angle), -math.sin(angle)
        across, down = self.a * x + self.c * y, self.b * x + self.d * y
        turns = math.degrees(math.atan2(down, across)) / 90
        return round(turns) % 4 if abs(turns - round(turns)) < 0.1 else None  # noqa: PLR2004  nine degrees


def picture_share(page: Any) -> float:  # noqa: ANN401  pypdfium2 is untyped
    """How much of the page pictures cover, added up."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    left, bottom, right, top = page.get_bbox()
    area = 0.0
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_DEPTH):
        bounds = _bounds(picture)
        width = min(right, bounds[2]) - max(left, bounds[0])
        height = min(top, bounds[3]) - max(bottom, bounds[1])
        area += max(0.0, width) * max(0.0, height)
    return float(area / max(1.0, (right - left) * (top - bottom)))


def text_layer(page: Any, width: int, height: int) -> tuple[tuple[Line, ...], int] | None:  # noqa: ANN401  pypdfium2 is untyped
    """The lines of the page and how many quarter turns to the left make it upright; None where it has to be read.

    A page that consists of pictures has to be read, whatever else stands on it.

    A page whose text layer holds one letter that can't be seen there (drawn invisibly, in the colour of the paper,
    under something else, on top of another letter) is not believed at all: somebody may have put it there for
    machines. What stands outside the page is left out.

    Args:
        page: a page of pypdfium2. Its text can no longer be drawn afterwards.
        width: of the rendered page in pixels.
        height: the same.
    """
    share = picture_share(page)
    textpage = page.get_textpage()
    try:
        found = _glyphs(textpage, page, width, height)
    finally:
        textpage.close()
    if found is None or not tells_enough(len(found), share):
        return None
    turned = upright(found, width, height)
    if turned is None:
        return None
    seen = _all_seen(page, [glyph for glyph, _ in found], width)
    glyphs, turns = turned
    kept, has_clash = without_doubles(glyphs)
    if not seen or has_clash or not tells_enough(len(kept), share):
        return None
    return lines_of(kept), turns


def _glyphs(textpage: Any, page: Any, width: int, height: int) -> list[tuple[Glyph, int | None]] | None:  # noqa: ANN401  pypdfium2 is untyped
    """Every printed character inside the page, with the turns that make it upright; None when one has no meaning."""
    place = _place(page, width, height)
    if textpage.count_chars() > MAX_GLYPHS:
        return None
    found = []
    for char, spaced, loose, tight, angle in _characters(textpage):
        if char in _UNTOLD or not char.isprintable() or "\ue000" <= char <= "\uf8ff":
            return None
        x0, y0, x1, y1 = place.box(*loose)
        if 0 <= (x0 + x1) / 2 <= width and 0 <= (y0 + y1) / 2 <= height:
            glyph = Glyph(char=char, x0=x0, y0=y0, x1=x1, y1=y1, ink=place.box(*tight), spaced=spaced)
            found.append((glyph, place.quarter_turns(angle)))
    return found


def _characters(textpage: Any) -> Iterator[tuple[str, bool, Edges, Edges, float]]:  # noqa: ANN401  pypdfium2 is untyped
    """Each printed character, whether a space stands before it, its line's box, its strokes' box, and its angle."""
    from pypdfium2 import raw

    loose = raw.FS_RECTF()
    edges = [ctypes.c_double() for _ in range(4)]
    spaced = False
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 and chr(code).isspace():
            continue
        char = "\ufffd" if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 or code == 0 else chr(code)
        if char.isspace():
            spaced = True
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, loose)
        raw.FPDFText_GetCharBox(textpage, index, *edges)
        left, right, bottom, top = (edge.value for edge in edges)
        line = (loose.left, loose.bottom, loose.right, loose.top)
        yield char, spaced, line, (left, bottom, right, top), raw.FPDFText_GetCharAngle(textpage, index)
        spaced = False


def _place(page: Any, width: int, height: int) -> _Place:  # noqa: ANN401  pypdfium2 is untyped
    from pypdfium2 import raw

    def device(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    (e, f), (right, right_down), (up_across, up) = device(0, 0), device(1000, 0), device(0, 1000)
    return _Place(
        a=(right - e) / 1000, b=(right_down - f) / 1000, c=(up_across - e) / 1000, d=(up - f) / 1000, e=e, f=f
    )


def _all_seen(page: Any, glyphs: list[Glyph], width: int) -> bool:  # noqa: ANN401  pypdfium2 is untyped
    """Whether every character changes the page where it stands: it is drawn with its text and without, and compared."""
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT, FPDFPageObj_SetIsActive

    before = _grey(page)
    for item in page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], max_depth=_MAX_DEPTH):
        FPDFPageObj_SetIsActive(item, False)  # noqa: FBT003  a C function
    changed = np.abs(before.astype(np.int16) - _grey(page)) >= MIN_CONTRAST
    return all(is_seen(changed, glyph, changed.shape[1] / width, _MIN_INK_SHARE) for glyph in glyphs)


def _grey(page: Any) -> NDArray[np.uint8]:  # noqa: ANN401  pypdfium2 is untyped
    bitmap = page.render(scale=_CHECK_SCALE, grayscale=True)
    try:
        grey = bitmap.to_numpy()
        return np.array(grey.reshape(grey.shape[0], grey.shape[1]), dtype=np.uint8)
    finally:
        bitmap.close()


def _bounds(item: Any) -> Edges:  # noqa: ANN401  pypdfium2 is untyped
    """On the page, also where the item stands inside groups: PDFium gives it in the group's own units."""
    left, bottom, right, top = item.get_bounds()
    group = item.container
    while group is not None:
        left, bottom, right, top = group.get_matrix().on_rect(left, bottom, right, top)
        group = group.container
    return left, bottom, right, top
