"""Applications for a food licence (食品经营许可申请书): a ruled table of two or four columns with tick boxes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Final

from eval.drawing.application_facts import Application, Choice, application_fields, made_up_application
from eval.drawing.handwriting import sign
from eval.drawing.kinds import Drawn
from eval.drawing.numbers_in_words import written_day
from eval.drawing.pdf import as_pdf
from eval.drawing.recorded import RecordedSheet
from eval.drawing.sheet import Style
from eval.drawing.tick_boxes import Ticks, set_choice
from eval.drawing.typeface import Face
from eval.drawing.word_form import as_docx

if TYPE_CHECKING:
    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1240, 1754)
_LEFT, _RIGHT = 110, 1130
_PAD: Final = 16
_LEADING: Final = 1.45


def draw_food_licence_application(random: Random, typefaces: Typefaces) -> Drawn:
    """One A4 page of four columns, or one in three times of two."""
    application = made_up_application(random)
    look = _Look(random, typefaces)
    sheet = RecordedSheet(_SIZE, (random.randint(249, 255),) * 3, typefaces)
    title = Style(face=Face.HEI, size=random.choice((42, 46, 50)), weight=1)
    sheet.text((620, random.randint(80, 120)), application.title, title, "ma")
    y = float(random.randint(190, 220))
    if look.number_above:
        sheet.text((_LEFT, y), f"申请编号：{random.randint(10**7, 10**8)}", replace(look.label, size=22))
        y += 44
    bottom = _table(sheet, y, application, look)
    day = written_day(random, application.applied_on)
    _foot(sheet, bottom, application, look, day)
    fields = application_fields(application)
    paired = look.columns == 4  # noqa: PLR2004  two pairs a row
    files = {
        "pdf": partial(as_pdf, sheet.page, typefaces.file(look.value.face)),
        "docx": partial(as_docx, application, Random(random.getrandbits(64)), paired=paired, day=day),
    }
    return Drawn(image=sheet.image, documents=(("food_licence_application", fields),), files=files)


class _Look:
    """Everything about a form that is not its text."""

    def __init__(self, random: Random, typefaces: Typefaces) -> None:
        face = random.choice(list(Face))
        size = random.choice((23, 24, 25, 26))
        self.random, self.typefaces = random, typefaces
        self.label = Style(face=random.choice((face, Face.HEI)), size=size)
        self.value = Style(face=random.choice(list(Face)), size=size + random.choice((0, 1)))
        self.columns = random.choice((4, 4, 2))
        self.centred = random.random() < 0.5  # noqa: PLR2004  labels in the middle of their cell, or at its left
        self.number_above = random.random() < 0.4  # noqa: PLR2004  some forms leave room for a number
        self.rule = random.choice((1, 2, 2))
        self.air = random.choice((10, 14, 20, 28))
        self.ticks = Ticks.chosen(random)

    @property
    def rulings(self) -> tuple[int, ...]:
        if self.columns == 2:  # noqa: PLR2004  label and value
            return (_LEFT, 390, _RIGHT)
        return (_LEFT, 320, 640, 820, _RIGHT)


def _table(sheet: RecordedSheet, top: float, application: Application, look: _Look) -> float:
    """Rows of one or two pairs; answer the y of the last rule."""
    y = top
    sheet.rule((_LEFT, y), (_RIGHT, y), width=look.rule)
    for row in application.rows(paired=look.columns == 4):  # noqa: PLR2004  two pairs a row
        y = _row(sheet, y, row, look)
    return y


def _row(sheet: RecordedSheet, y: float, row: tuple[tuple[str, str | Choice], ...], look: _Look) -> float:
    edges = look.rulings if len(row) == 2 else (look.rulings[0], look.rulings[1], _RIGHT)  # noqa: PLR2004  two pairs
    cells = [cell for pair in row for cell in pair]
    tall = max(
        _height(sheet, cell, edges[place + 1] - edges[place] - 2 * _PAD, place, look)
        for place, cell in enumerate(cells)
    )
    bottom = y + tall + 2 * look.air
    for place, cell in enumerate(cells):
        room = edges[place + 1] - edges[place] - 2 * _PAD
        own = _height(sheet, cell, room, place, look)
        at = (edges[place] + _PAD, y + look.air + (tall - own) / 2)
        _cell(sheet, at, cell, room, place, look)
    for edge in edges:
        sheet.rule((edge, y), (edge, bottom), width=look.rule)
    sheet.rule((_LEFT, bottom), (_RIGHT, bottom), width=look.rule)
    return bottom


def _height(sheet: RecordedSheet, cell: str | Choice, room: float, place: int, look: _Look) -> float:
    style = look.value if place % 2 else look.label
    if isinstance(cell, Choice):
        return set_choice(None, (0, 0), cell, room, (style, look.ticks, sheet)) or style.size * _LEADING
    return sheet.height_of(cell, room, style)


def _cell(
    sheet: RecordedSheet, at: tuple[float, float], cell: str | Choice, room: float, place: int, look: _Look
) -> None:
    style = look.value if place % 2 else look.label
    if isinstance(cell, Choice):
        set_choice(look.random, at, cell, room, (style, look.ticks, sheet))
    elif place % 2 or not look.centred:
        sheet.paragraph(at, cell, room, style)
    else:
        for number, line in enumerate(sheet.lines(cell, room, style)):
            sheet.text((at[0] + room / 2, at[1] + number * style.size * _LEADING), line, style, "ma")


def _foot(sheet: RecordedSheet, top: float, application: Application, look: _Look, day: str) -> None:
    random, style = look.random, look.label
    y = sheet.paragraph((_LEFT, top + 24), application.statement, _RIGHT - _LEFT, style)
    y = min(y + 30, _SIZE[1] - 130)
    left = random.choice((560, 620))
    label = random.choice(("申请人（签字或盖章）：", "法定代表人（负责人）签字：", "申请人签名："))
    sheet.text((left, y), label, style)
    if random.random() < 0.7:  # noqa: PLR2004  most are signed
        at = (left + sheet.width_of(label, style) - 14, y + style.size * 0.6)
        hand = (random, look.typefaces, random.choice(list(Face)))
        sign(sheet.image, at, application.company.legal_representative, int(style.size * 1.6), hand)
    sheet.text((left, y + 76), random.choice(("申请日期：", "日期：", "填表日期：")) + day, style)
