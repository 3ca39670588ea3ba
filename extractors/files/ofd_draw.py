"""An OFD page as a picture for people to look at: its text, lines, pictures and seals on white paper."""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw

from extractors.files.ofd_objects import Letter, Matrix, Picture, Stroke, drawn

if TYPE_CHECKING:
    from extractors.files.archive import Archive
    from extractors.files.limits import Limits
    from extractors.files.ofd_objects import Drawn
    from extractors.files.ofd_parts import OfdPage, Seal
    from extractors.files.typeface import Typeface

_FORMATS: Final = ("JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP")
_PICTURE_STARTS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
_MAX_PICTURES: Final = 200
_MOST: Final = 0.5
_STRAIGHT: Final = 0.02
_LEAST: Final = 1e-6


class OfdSheet:
    """Draws one page at `scale` pixels a millimetre."""

    def __init__(self, page: OfdPage, archive: Archive, typeface: Typeface, limits: Limits, scale: float) -> None:
        self._page, self._archive, self._typeface, self._scale = page, archive, typeface, scale
        self._size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
        self._pixels_left = limits.megapixels * 2_000_000
        self._pictures: dict[str, Image.Image | None] = {}
        self.items: tuple[Drawn, ...] = tuple(drawn(page))

    def draw(self, *, with_text: bool = True) -> Image.Image:
        sheet = Image.new("RGB", self._size, "white")
        for item in self.items:
            if isinstance(item, Picture):
                self._paste(sheet, self._picture(item.part), item.place)
            elif isinstance(item, Stroke):
                self._stroke(ImageDraw.Draw(sheet), item)
            elif with_text:
                self._letter(sheet, item)
        for seal in self._page.seals:
            self._paste(sheet, self._picture(seal.part), self._seal_place(seal), is_ink=True)
        return sheet

    def picture_share(self) -> float:
        """How much of the page pictures cover, added up; seals are none.

        Raises:
            UnreadableFile: one that covers most of it can't be opened, and nothing would be left of the page.
        """
        whole = 0.0
        for item in self.items:
            if isinstance(item, Picture):
                area = abs(item.place.a * item.place.d - item.place.b * item.place.c)
                share = area / (self._page.width * self._page.height)
                if share > _MOST and self._picture(item.part) is None:
                    raise self._archive.damaged()
                whole += share
        return whole

    def _picture(self, part: str) -> Image.Image | None:
        """A picture by its part, opened once; None where it can't be."""
        if part not in self._pictures:
            too_many = len(self._pictures) >= _MAX_PICTURES
            self._pictures[part] = None if too_many else self._opened(self._archive.read(part))
        return self._pictures[part]

    def _opened(self, data: bytes) -> Image.Image | None:
        starts = [at for start in _PICTURE_STARTS if (at := data.find(start)) >= 0]
        data = data[min(starts, default=0) :]  # a seal's picture stands inside its signed data
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                picture = Image.open(io.BytesIO(data), formats=_FORMATS)
                self._pixels_left -= picture.width * picture.height
                return picture.convert("RGBA") if self._pixels_left > 0 else None
        except Exception:  # noqa: BLE001  whatever a decoder says of broken bytes
            return None

    def _seal_place(self, seal: Seal) -> Matrix:
        return Matrix(a=seal.width, d=seal.height, e=seal.x - self._page.x, f=seal.y - self._page.y)

    def _paste(self, sheet: Image.Image, picture: Image.Image | None, place: Matrix, *, is_ink: bool = False) -> None:
        """Stretch the picture over the unit square that `place` puts on the page; ink hides nothing below it."""
        if picture is None:
            return
        corners = [place.at(x, y) for x in (0, 1) for y in (0, 1)]
        left, top = (max(0, math.floor(min(c[axis] for c in corners) * self._scale)) for axis in (0, 1))
        right, bottom = (
            min(self._size[axis], math.ceil(max(c[axis] for c in corners) * self._scale)) for axis in (0, 1)
        )
        turn = place.a * place.d - place.b * place.c
        if right <= left or bottom <= top or abs(turn) < _LEAST:
            return
        picture = _reduced(picture, abs(turn) * self._scale**2)
        wide, tall = picture.size
        # From a pixel of the sheet back to one of the picture: the inverse of `place`, in pixels on both sides.
        back = (
            place.d / turn * wide / self._scale,
            -place.c / turn * wide / self._scale,
            -place.b / turn * tall / self._scale,
            place.a / turn * tall / self._scale,
        )
        x, y = left - place.e * self._scale, top - place.f * self._scale
        inverse = (back[0], back[1], back[0] * x + back[1] * y, back[2], back[3], back[2] * x + back[3] * y)
        seen = picture.transform(
            (right - left, bottom - top), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR
        )
        if is_ink:
            below = sheet.crop((left, top, right, bottom))
            shown = Image.composite(seen.convert("RGB"), Image.new("RGB", seen.size, "white"), seen.getchannel("A"))
            sheet.paste(ImageChops.multiply(below, shown), (left, top))
        else:
            sheet.paste(seen.convert("RGB"), (left, top), seen.getchannel("A"))

    def _stroke(self, pen: ImageDraw.ImageDraw, stroke: Stroke) -> None:
        for path in stroke.paths:
            points = [(x * self._scale, y * self._scale) for x, y in path]
            if stroke.fill is not None and len(points) > 2:  # noqa: PLR2004  two points hold no area
                pen.polygon(points, fill=stroke.fill)
            if stroke.line is not None:
                pen.line(points, fill=stroke.line, width=max(1, round(stroke.width * self._scale)))

    def _letter(self, sheet: Image.Image, letter: Letter) -> None:
        place = letter.place
        size = letter.size * math.hypot(place.c, place.d) * self._scale
        x, y = (edge * self._scale for edge in place.at(letter.x, letter.y))
        if not (-size < x < self._size[0] + size and -size < y < self._size[1] + size):
            return
        font = self._typeface.at(size)
        angle = math.atan2(place.b, place.a)
        if abs(angle) < _STRAIGHT:
            ImageDraw.Draw(sheet).text((x, y), letter.char, fill=letter.colour, font=font, anchor="ls")
            return
        half = math.ceil(size * 2)
        stamp = Image.new("L", (2 * half, 2 * half))
        ImageDraw.Draw(stamp).text((half, half), letter.char, fill=255, font=font, anchor="ls")
        sheet.paste(letter.colour, (round(x) - half, round(y) - half), stamp.rotate(-math.degrees(angle)))


def _reduced(picture: Image.Image, area_px: float) -> Image.Image:
    """Made smaller first where it has many more pixels than will be seen of it: thin strokes are kept so."""
    factor = int(math.sqrt(picture.width * picture.height / max(1.0, area_px)))
    return picture.reduce(factor) if factor > 1 else picture
