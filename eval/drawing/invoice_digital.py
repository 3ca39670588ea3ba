"""Fully digital invoices: two parties side by side, a table without inner rules, no cipher."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from eval.drawing.invoice_parts import circled_cross, fitting, rate_words, supervision_seal, upright
from eval.drawing.qr import qr_code
from eval.drawing.recorded import PictureMark, RecordedSheet
from eval.drawing.sheet import BLACK, Colour, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.invoice_facts import Invoice, Item, Party
    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1700, 1100)
_LEFT, _RIGHT = 60, 1640
_INKS: Final[tuple[Colour, ...]] = ((128, 26, 30), (140, 60, 20), (150, 20, 24))
_COLUMNS: Final = (60, 430, 610, 700, 850, 1050, 1270, 1430, 1640)
_HEADS: Final = ("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率/征收率", "税额")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    ink: Colour
    label: Style
    value: Style
    narrow: bool
    """The rate's heading as 税率 alone."""


def draw_digital(invoice: Invoice, random: Random, typefaces: Typefaces) -> RecordedSheet:
    sheet = RecordedSheet(_SIZE, (255, 255, 255), typefaces, dpi=200)
    ink = random.choice(_INKS)
    size = random.choice((22, 23, 24))
    value = Style(face=random.choice(list(Face)), size=size, ink=random.choice((BLACK, (0, 0, 0), (40, 40, 40))))
    look = _Look(ink=ink, label=Style(face=Face.SONG, size=size, ink=ink), value=value, narrow=random.random() < 0.2)  # noqa: PLR2004  a few
    _head(sheet, invoice, look, random, typefaces)
    grow = max(0, sum(_lines(sheet, item, look) for item in invoice.items) - 6) * int(size * 1.35)
    _parties(sheet, invoice, look)
    _items(sheet, invoice, look, 790 + grow)
    _sums(sheet, invoice, look, 790 + grow)
    return sheet


def _head(sheet: RecordedSheet, invoice: Invoice, look: _Look, random: Random, typefaces: Typefaces) -> None:
    sheet.picture((70, 50), qr_code(invoice.qr_text, 170))
    title = Style(face=random.choice(list(Face)), size=50, ink=look.ink)
    sheet.text((850, 56), invoice.edition.value, title, "ma")
    half = sheet.width_of(invoice.edition.value, title) / 2 + 20
    for y in (142, 150):
        sheet.rule((850 - half, y), (850 + half, y), look.ink, 2)
    supervision_seal(sheet.image, (850, 140), invoice.region, typefaces)
    # In a file the seal is a picture that lies under the title.
    seal = Image.new("RGB", (240, 156), (255, 255, 255))
    supervision_seal(seal, (120, 78), invoice.region, typefaces)
    sheet.page.pictures.append(PictureMark(at=(730, 62), picture=seal))
    day = invoice.issued_on
    left = 1250
    for y, label, value in (
        (78, "发票号码：", invoice.number),
        (124, "开票日期：", f"{day.year}年{day.month:02d}月{day.day:02d}日"),
    ):
        sheet.text((left, y), label, look.label)
        sheet.text((left + sheet.width_of(label, look.label) + 2, y), value, look.value)


def _parties(sheet: RecordedSheet, invoice: Invoice, look: _Look) -> None:
    top, bottom = 240, 370
    middle = (_LEFT + _RIGHT) // 2
    for y in (top, bottom):
        sheet.rule((_LEFT, y), (_RIGHT, y), look.ink)
    for x in (_LEFT, _LEFT + 50, middle, middle + 50, _RIGHT):
        sheet.rule((x, top), (x, bottom), look.ink)
    for left, words, party in ((_LEFT, "购买方信息", invoice.buyer), (middle, "销售方信息", invoice.seller)):
        upright(sheet, (left + 25, top + 6), words, replace(look.label, size=19), 24)
        _party(sheet, (left + 66, top), party, look, middle - _LEFT - 80)


def _party(sheet: RecordedSheet, at: tuple[float, float], party: Party, look: _Look, room: float) -> None:
    x, top = at
    for down, label, words in ((18, "名称：", party.name), (76, "统一社会信用代码/纳税人识别号：", party.code)):
        sheet.text((x, top + down), label, look.label)
        start = x + sheet.width_of(label, look.label)
        style = fitting(sheet, words, room - (start - x), look.value)
        if words:
            sheet.text((start, top + down + look.value.size - style.size), words, style)


def _items(sheet: RecordedSheet, invoice: Invoice, look: _Look, bottom: int) -> None:
    for edge in (_LEFT, _RIGHT):
        sheet.rule((edge, 370), (edge, bottom), look.ink)
    heads = (*_HEADS[:6], "税率" if look.narrow else _HEADS[6], _HEADS[7])
    for place, head in enumerate(heads):
        left, right = _COLUMNS[place], _COLUMNS[place + 1]
        anchor, x = ("ra", right - 12) if place in {3, 4, 5, 7} else ("ma", (left + right) / 2)
        sheet.text((x, 382), head, look.label, anchor)
    y = 424.0
    for item in invoice.items:
        y = _item(sheet, y, item, look)
    sheet.text((150, bottom - 44), "合", look.label)
    sheet.text((300, bottom - 44), "计", look.label)
    sheet.text((_COLUMNS[6] - 12, bottom - 44), f"¥{invoice.amount:.2f}", look.value, "ra")
    sheet.text((_COLUMNS[8] - 12, bottom - 44), f"¥{invoice.tax:.2f}", look.value, "ra")


def _lines(sheet: RecordedSheet, item: Item, look: _Look) -> int:
    room = _COLUMNS[1] - _COLUMNS[0] - 20
    return max(len(sheet.lines(item.name, room, look.value)), len(sheet.lines(item.model, 166, look.value)))


def _item(sheet: RecordedSheet, y: float, item: Item, look: _Look) -> float:
    step = look.value.size * 1.35
    edges = _COLUMNS
    for place, text in ((0, item.name), (1, item.model)):
        room = edges[place + 1] - edges[place] - 14
        for number, line in enumerate(sheet.lines(text, room, look.value)):
            sheet.text((edges[place] + 8, y + number * step), line, look.value)
    sheet.text(((edges[2] + edges[3]) / 2, y), item.unit, look.value, "ma")
    for place, text in ((3, item.quantity), (4, item.price), (5, f"{item.amount:.2f}"), (7, f"{item.tax:.2f}")):
        sheet.text((edges[place + 1] - 12, y), text, look.value, "ra")
    sheet.text(((edges[6] + edges[7]) / 2, y), rate_words(item.rate), look.value, "ma")
    return y + step * _lines(sheet, item, look)


def _sums(sheet: RecordedSheet, invoice: Invoice, look: _Look, top: int) -> None:
    middle, bottom = top + 60, top + 180
    for y in (top, middle, bottom):
        sheet.rule((_LEFT, y), (_RIGHT, y), look.ink)
    for x in (_LEFT, 430, _RIGHT):
        sheet.rule((x, top), (x, middle), look.ink)
    for x in (_LEFT, _LEFT + 50, _RIGHT):
        sheet.rule((x, middle), (x, bottom), look.ink)
    sheet.text((130, top + 14), "价税合计（大写）", look.label)
    circled_cross(sheet, (462, top + 32), 12, look.value.ink)
    sheet.text((490, top + 14), invoice.in_words, look.value)
    sheet.text((1190, top + 14), "（小写）", look.label)
    sheet.text((1300, top + 14), f"¥{invoice.total:.2f}", look.value)
    upright(sheet, (_LEFT + 25, middle + 24), "备注", look.label, 40)
    sheet.paragraph((_LEFT + 66, middle + 14), invoice.note, 1400, look.value)
    sheet.text((160, bottom + 22), "开票人：", look.label)
    sheet.text((160 + sheet.width_of("开票人：", look.label), bottom + 22), invoice.drawer, look.value)
