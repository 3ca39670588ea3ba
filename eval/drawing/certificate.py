"""A certificate's sheet before anything is written on it: paper, waves or pale words, frame, title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageOps

from eval.drawing.ornaments import draw_medallion, press_seal
from eval.drawing.security_paper import draw_frame, draw_rosette, draw_watermark, draw_waves, mixed
from eval.drawing.sheet import GREY, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

UPRIGHT: Final = (1240, 1754)
WIDE: Final = (1754, 1240)
_PAPERS: Final[tuple[Colour, ...]] = (
    (252, 251, 246),
    (248, 245, 234),
    (250, 250, 250),
    (244, 248, 244),
    (252, 248, 244),
)
_SEAL_WORDS: Final = ("智办样张行政审批专用章", "样张登记专用章", "智办样张业务专用章", "样区样张管理局")
_GREY_SHARE: Final = 0.1
_SCALES: Final = (1, 1, 1, 0.85, 1.2)
_FOOTER: Final = "样张：由程序绘制，内容均为虚构，不具任何效力"


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """A sheet ready to be written on; `ink` is that of frame and title."""

    sheet: Sheet
    ink: Colour
    random: Random
    typefaces: Typefaces

    @property
    def wide(self) -> int:
        return self.sheet.image.width

    @property
    def tall(self) -> int:
        return self.sheet.image.height

    def title(self, words: str, y: float, size: int, *, emblem: bool) -> float:
        """Set the title, under an emblem or not, spread or close; answers the y below it."""
        middle = self.wide / 2
        if emblem:
            draw_medallion(self.sheet, (middle, y + 60), 62)
            y += 140
        face = self.random.choice(list(Face))
        style = Style(face=face, size=size, ink=self.random.choice((self.ink, (30, 28, 28))), weight=2)
        natural = self.sheet.width_of(words, style)
        spread = natural * self.random.choice((1.0, 1.0, 1.15, 1.4))
        spread = min(spread, self.wide - 360)
        self.sheet.spread((middle - spread / 2, y), words, spread, style)
        return y + size * 1.5

    def seal(self, centre: tuple[float, float], radius: int) -> None:
        """Press a seal whose ink lets the print beneath show, as stamping ink does, now more and now less."""
        reach = radius + 4
        left, top = round(centre[0]) - reach, round(centre[1]) - reach
        below = self.sheet.image.crop((left, top, left + 2 * reach, top + 2 * reach))
        pressed = Image.new("RGB", below.size, (255, 255, 255))
        centre_of_patch = (pressed.width // 2, pressed.height // 2)
        press_seal(pressed, centre_of_patch, radius, self.random.choice(_SEAL_WORDS), self.typefaces)
        covering = below.copy()
        covering.paste(pressed, mask=ImageChops.invert(pressed.getchannel("G")))
        share = self.random.uniform(0, 0.5)
        self.sheet.image.paste(Image.blend(ImageChops.multiply(below, pressed), covering, share), (left, top))

    def finished(self) -> Image.Image:
        """The page as a scanner gives it: coarser or finer, now and then grey. A line at the foot says what it is."""
        style = Style(face=Face.SONG, size=18, ink=GREY)
        self.sheet.text((self.wide / 2, self.tall - 40), _FOOTER, style, "ma")
        image = self.sheet.image
        if self.random.random() < _GREY_SHARE:
            image = ImageOps.grayscale(image).convert("RGB")
        scale = self.random.choice(_SCALES)
        size = (round(self.wide * scale), round(self.tall * scale))
        return image if scale == 1 else image.resize(size, Image.Resampling.LANCZOS)


def blank(
    random: Random, typefaces: Typefaces, size: tuple[int, int], inks: Sequence[Colour], words: str = ""
) -> Blank:
    """A new sheet, never twice the same: paper, waves, rosette, pale words and frame are drawn by chance."""
    paper, ink = random.choice(_PAPERS), random.choice(list(inks))
    sheet = Sheet(size, paper, typefaces)
    pale = mixed(ink, paper, random.uniform(0.12, 0.28))
    wide, tall = size
    match random.randrange(4):
        case 0:
            draw_waves(sheet, (60, 60, wide - 60, tall - 60), pale, random, random.choice((18, 26)))
        case 1:
            draw_rosette(sheet, (wide / 2, tall / 2), min(size) * 0.34, pale, random.choice((12, 18, 24)))
        case 2 if words:
            draw_watermark(sheet, words, pale, random.choice((28, 40)), random.choice((0, 25, 35)))
        case _:
            pass
    if random.random() < 0.85:  # noqa: PLR2004  a scan may leave the frame off
        draw_frame(sheet, random.randint(44, 60), ink, random)
    return Blank(sheet=sheet, ink=ink, random=random, typefaces=typefaces)
