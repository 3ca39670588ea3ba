"""The two faces of an identity card, flat and without surroundings. Emblem and portrait are placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from eval.drawing.ornaments import draw_medallion
from eval.drawing.security_paper import draw_rosette, draw_waves, mixed
from eval.drawing.sheet import BLACK, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from eval.drawing.people import Person
    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_DOTS_PER_MM: Final = 14
CARD_SIZE: Final = (round(85.6 * _DOTS_PER_MM), 54 * _DOTS_PER_MM)
_PAPERS: Final[tuple[Colour, ...]] = ((232, 241, 246), (238, 244, 244), (226, 236, 244), (242, 243, 240))
_WAVES: Final[tuple[Colour, ...]] = ((120, 176, 204), (150, 180, 200), (180, 170, 200), (146, 190, 186))
_LABELS: Final[tuple[Colour, ...]] = ((40, 118, 170), (58, 108, 150), (70, 130, 180), (52, 96, 128))


@dataclass(frozen=True, kw_only=True, slots=True)
class Validity:
    """`valid_until` is None where the card is valid without end (长期)."""

    issued_by: str
    valid_from: date
    valid_until: date | None


class _Card:
    """A card whose places are given in millimetres."""

    def __init__(self, random: Random, typefaces: Typefaces) -> None:
        paper = random.choice(_PAPERS)
        self.sheet = Sheet(CARD_SIZE, paper, typefaces)
        wave = mixed(random.choice(_WAVES), paper, random.uniform(0.35, 0.6))
        draw_waves(self.sheet, (0, 0, *CARD_SIZE), wave, random, random.choice((12, 16, 20)))
        draw_rosette(self.sheet, (CARD_SIZE[0] * 0.45, CARD_SIZE[1] * 0.55), 300, wave, 18)
        self.face = random.choice((Face.HEI, Face.HEI, Face.SONG))
        self.label = Style(face=random.choice(list(Face)), size=self.px(2.7), ink=random.choice(_LABELS), weight=1)
        self.value = Style(face=self.face, size=self.px(random.uniform(3.0, 3.5)), ink=BLACK)

    def px(self, mm: float) -> int:
        return round(mm * _DOTS_PER_MM)

    def text(self, at: tuple[float, float], text: str, style: Style, anchor: str = "ls") -> float:
        """Set text with its base line there; answers the x in millimetres where it ends."""
        self.sheet.text((at[0] * _DOTS_PER_MM, at[1] * _DOTS_PER_MM), text, style, anchor)
        return at[0] + self.sheet.width_of(text, style) / _DOTS_PER_MM

    def finished(self) -> Image.Image:
        """With round corners, see-through outside."""
        mask = Image.new("L", CARD_SIZE, 0)
        corners = (0, 0, CARD_SIZE[0] - 1, CARD_SIZE[1] - 1)
        ImageDraw.Draw(mask).rounded_rectangle(corners, radius=self.px(3.2), fill=255)
        self.sheet.draw.rounded_rectangle(corners, radius=self.px(3.2), outline=(190, 200, 206), width=3)
        self.sheet.image.putalpha(mask)
        return self.sheet.image


def draw_front(person: Person, random: Random, typefaces: Typefaces) -> Image.Image:
    card = _Card(random, typefaces)
    left, column = 5.2 + random.uniform(-0.5, 0.5), 15.4 + random.uniform(-0.6, 0.8)
    rows = [10.6, 17.6, 24.4, 31.4]
    card.text((left, rows[0]), random.choice(("姓名", "姓 名")), card.label)
    size = card.px(3.9) if random.random() < 0.6 else card.value.size  # noqa: PLR2004  names are often larger
    card.text((column, rows[0]), person.name, Style(face=card.face, size=size))
    card.text((left, rows[1]), "性别", card.label)
    card.text((column, rows[1]), person.sex, card.value)
    end = card.text((column + 9.5, rows[1]), "民族", card.label)
    card.text((end + 2.2, rows[1]), person.ethnicity, card.value)
    card.text((left, rows[2]), "出生", card.label)
    _born(card, (column, rows[2]), person.born_on)
    card.text((left, rows[3]), "住址", card.label)
    _address(card, (column, rows[3]), person.address)
    _portrait(card, random)
    card.text((left, 48.4), "公民身份号码", card.label)
    _number(card, (29.4 + random.uniform(-0.5, 1), 48.6), person.id_number)
    return card.finished()


def _born(card: _Card, at: tuple[float, float], day: date) -> None:
    """Numbers in fixed places between the printed 年, 月 and 日; months and days are not padded."""
    x, y = at
    card.text((x, y), str(day.year), card.value)
    x = card.text((x + 9.4, y), "年", card.label)
    card.text((x + 3.3, y), str(day.month), card.value, "ms")
    x = card.text((x + 6.0, y), "月", card.label)
    card.text((x + 3.3, y), str(day.day), card.value, "ms")
    card.text((x + 6.0, y), "日", card.label)


def _address(card: _Card, at: tuple[float, float], address: str) -> None:
    """Lines of eleven characters or so; the portrait begins behind them."""
    for line, words in enumerate(card.sheet.lines(address, card.px(52.2 - at[0]), card.value)):
        card.text((at[0], at[1] + line * 4.6), words, card.value)


def _number(card: _Card, at: tuple[float, float], number: str) -> None:
    """Every character as wide as the others, as in the machine-readable face of real cards."""
    style = Style(face=Face.HEI, size=card.px(4.1), weight=1)
    for place, char in enumerate(number):
        card.text((at[0] + 1.2 + place * 2.62, at[1]), char, style, "ms")


def _portrait(card: _Card, random: Random) -> None:
    """A grey head and shoulders: nobody's."""
    middle, draw = card.px(67.2), card.sheet.draw
    tone = random.randint(120, 180)
    fill = (tone, tone, tone + 6)
    shoulders = (middle - card.px(12), card.px(29), middle + card.px(12), card.px(53))
    draw.pieslice(shoulders, 180, 360, fill=fill)
    draw.ellipse((middle - card.px(6.4), card.px(11), middle + card.px(6.4), card.px(28.6)), fill=fill)


def draw_back(validity: Validity, random: Random, typefaces: Typefaces) -> Image.Image:
    card = _Card(random, typefaces)
    draw_medallion(card.sheet, (card.px(13), card.px(14)), card.px(8.2))
    title = Style(face=Face.SONG, size=card.px(5.0), weight=2)
    _spread(card, (27, 9.4), "中华人民共和国", 48, title)
    name = Style(face=random.choice(list(Face)), size=card.px(7.2), weight=2)
    _spread(card, (24.5, 20.6), "居民身份证", 53, name)
    left, column = 19.5 + random.uniform(-0.6, 0.6), 34.4 + random.uniform(-0.4, 1.2)
    label = Style(face=card.label.face, size=card.px(2.9), weight=1)
    card.text((left, 41.2), "签发机关", label)
    lines = card.sheet.lines(validity.issued_by, card.px(82 - column), card.value)
    for line, words in enumerate(lines):
        card.text((column, 41.2 + (line - len(lines) + 1) * 4.2), words, card.value)
    card.text((left, 48.4), "有效期限", label)
    until = f"{validity.valid_until:%Y.%m.%d}" if validity.valid_until else "长期"
    card.text((column, 48.4), f"{validity.valid_from:%Y.%m.%d}-{until}", card.value)
    return card.finished()


def _spread(card: _Card, at: tuple[float, float], text: str, width: float, style: Style) -> None:
    """Characters evenly over a width; place and width in millimetres."""
    step = (width - style.size / _DOTS_PER_MM) / (len(text) - 1)
    for place, char in enumerate(text):
        card.text((at[0] + place * step, at[1]), char, style)
