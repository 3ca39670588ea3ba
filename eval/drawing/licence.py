"""Business licences in our own layout: upright (one column of labels) and wide (two columns).

Labels, their order and their spacing are those of a real licence; emblem, seal, code and footer are not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from eval.drawing import ornaments
from eval.drawing.licence_rows import Row, licence_rows, licence_truth
from eval.drawing.sheet import GREY, Colour, Sheet, Style
from eval.drawing.typeface import Face, Typefaces
from eval.drawing.wording import CapitalStyle

if TYPE_CHECKING:
    from random import Random

    from PIL import Image

    from eval.drawing.company import Company

_SEAL_WORDS: Final = "智办样张登记专用章"
_FOOTER: Final = "样张：由程序绘制，企业、人员与号码均为虚构，不具任何效力"
_TITLE_INKS: Final[tuple[Colour, ...]] = ((168, 124, 30), (60, 52, 30), (28, 26, 26))
_PAPERS: Final[tuple[Colour, ...]] = ((252, 251, 247), (248, 245, 236), (244, 246, 243))
_BORDERS: Final[tuple[Colour, ...]] = ((150, 138, 92), (126, 128, 84), (140, 140, 130))


class Layout(StrEnum):
    UPRIGHT = "upright"
    WIDE = "wide"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Everything about a drawing that is not its text."""

    layout: Layout
    face: Face
    label_face: Face
    copy: bool
    title_ink: Colour
    paper: Colour
    border: Colour
    capital_style: CapitalStyle
    slip: tuple[int, int]
    """Pixels by which the values stand off from their labels: a real form's labels are printed first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A drawn licence and the text that is printed on it, by the keys of truth.json."""

    image: Image.Image
    truth: dict[str, str]


def choose_look(random: Random, layout: Layout, face: Face) -> Look:
    return Look(
        layout=layout,
        face=face,
        label_face=random.choice([face, Face.HEI]),
        copy=layout is Layout.WIDE or random.random() < 0.5,  # noqa: PLR2004  one in two upright ones
        title_ink=random.choice(_TITLE_INKS),
        paper=random.choice(_PAPERS),
        border=random.choice(_BORDERS),
        capital_style=random.choice(list(CapitalStyle)),
        slip=(random.randint(-12, 12), random.randint(-9, 9)),
    )


def draw_licence(company: Company, look: Look, random: Random, typefaces: Typefaces) -> Licence:
    """Draw a flat, clean licence; `photo.photograph` makes a photo of it."""
    rows = licence_rows(company, look.capital_style)
    size = (1240, 1754) if look.layout is Layout.UPRIGHT else (1754, 1240)
    sheet = Sheet(size, look.paper, typefaces)
    ornaments.draw_border(sheet, 56, look.border)
    if look.layout is Layout.UPRIGHT:
        _upright(sheet, company, rows, look, random)
        seal, radius = (930, 1470), 118
    else:
        _wide(sheet, company, rows, look, random)
        seal, radius = (1390, 985), 118
    ornaments.stamp_seal(sheet, seal, radius, _SEAL_WORDS, typefaces)
    return Licence(image=sheet.image, truth=licence_truth(company, rows))


def _upright(sheet: Sheet, company: Company, rows: list[Row], look: Look, random: Random) -> None:
    label, value = _text_styles(look, 34, 30)
    ornaments.draw_medallion(sheet, (620, 190), 92)
    sheet.spread((270, 320), "营业执照", 700, Style(face=Face.HEI, size=112, ink=look.title_ink, weight=3))
    if look.copy:
        sheet.text((620, 478), "（副　本）", replace(value, size=38), "ma")
    code = replace(value, size=28)
    start = 1080 - sheet.width_of(company.uscc, code)
    sheet.text((1080, 556), company.uscc, code, "ra")
    sheet.text((start - 24, 556), "统一社会信用代码", replace(label, size=28), "ra")
    column = _Column(left=165, top=640, bottom=1390, label_width=190, value_at=410, width=670, step=62)
    _set_column(sheet, rows, column, (label, value), look.slip)
    ornaments.draw_code(sheet, (170, 1350), 190, random)
    sheet.spread((560, 1452), "登记机关", 210, label)
    _issued(sheet, company, (930, 1556), random, value)
    sheet.text((620, 1712), _FOOTER, Style(face=Face.SONG, size=19, ink=GREY), "ma")


def _wide(sheet: Sheet, company: Company, rows: list[Row], look: Look, random: Random) -> None:
    label, value = _text_styles(look, 30, 27)
    ornaments.draw_medallion(sheet, (877, 150), 72)
    sheet.spread((600, 236), "营业执照", 554, Style(face=Face.HEI, size=92, ink=look.title_ink, weight=3))
    sheet.text((877, 372), "（副　本）", replace(value, size=34), "ma")
    sheet.spread((150, 250), "统一社会信用代码", 290, label)
    sheet.text((150, 304), company.uscc, value)
    ornaments.draw_code(sheet, (1330, 220), 140, random)
    sheet.paragraph((1486, 228), "样张上的图案不含任何信息", 120, Style(face=look.face, size=19))
    left, right = _columns(rows)
    column = _Column(left=150, top=480, bottom=1090, label_width=160, value_at=345, width=480, step=60)
    _set_column(sheet, left, column, (label, value), look.slip)
    column = replace(column, left=920, value_at=1115, width=490)
    _set_column(sheet, right, column, (label, value), look.slip)
    sheet.spread((1010, 968), "登记机关", 190, label)
    _issued(sheet, company, (1390, 1074), random, value)
    sheet.text((877, 1196), _FOOTER, Style(face=Face.SONG, size=19, ink=GREY), "ma")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Column:
    """Where labels and values stand, in pixels; `step` from row to row."""

    left: int
    top: int
    bottom: int
    label_width: int
    value_at: int
    width: int
    step: int


def _set_column(
    sheet: Sheet, rows: list[Row], column: _Column, styles: tuple[Style, Style], slip: tuple[int, int]
) -> None:
    label, value = styles
    y = float(column.top)
    for row in rows:
        sheet.spread((column.left, y - 2), row.label, column.label_width, label)
        fitting = _fitting(sheet, row.value, (column.width, column.bottom - y), value)
        end = sheet.paragraph((column.value_at + slip[0], y + slip[1]), row.value, column.width, fitting)
        y = max(y + column.step, end - slip[1] + 13)


def _columns(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    on_the_left = ("名称", "类型", "法定代表人/经营者", "经营范围")
    left = [row for row in rows if row.key in on_the_left]
    right = [row for row in rows if row.key not in on_the_left]
    # The address comes last at the right: it may need several lines.
    return left, sorted(right, key=lambda row: row.key == "住所/经营场所")


def _text_styles(look: Look, label_size: int, value_size: int) -> tuple[Style, Style]:
    label = Style(face=look.label_face, size=label_size, weight=1 if look.label_face is Face.HEI else 0)
    return label, Style(face=look.face, size=value_size)


def _fitting(sheet: Sheet, text: str, room: tuple[float, float], style: Style) -> Style:
    """The largest size, down to 16 pixels, at which the text fits into width and height."""
    width, height = room
    for size in range(style.size, 16, -1):
        smaller = replace(style, size=size)
        if sheet.height_of(text, width, smaller) <= height:
            return smaller
    return replace(style, size=16)


def _issued(sheet: Sheet, company: Company, centre: tuple[int, int], random: Random, style: Style) -> None:
    # Licences are reissued: the day at the foot is rarely the day of establishment.
    day = company.established_on + timedelta(days=random.randrange(1500))
    words = f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日"
    sheet.text(centre, words, style, "ma")
