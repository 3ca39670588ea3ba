"""Invoices on the old form: paper ones printed into it by a dot-matrix printer, and electronic ones that look alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from eval.drawing.invoice_parts import circled_cross, fitting, oval_seal, rate_words, supervision_seal, upright
from eval.drawing.qr import qr_code
from eval.drawing.sheet import Colour, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.invoice_facts import Invoice, Item, Party
    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1700, 1100)
_LEFT, _RIGHT = 66, 1640
_BODY: Final = (224, 400, 752, 816, 984)
"""The y of the form's level rules."""
_COLUMNS: Final = (66, 491, 640, 720, 860, 1050, 1290, 1372, 1640)
_NEW_WORDS: Final = 2018
_CIPHER_AT: Final = (973, 1020)
_INKS: Final[tuple[Colour, ...]] = ((150, 86, 36), (38, 62, 140), (34, 104, 84), (140, 40, 40), (70, 70, 76))
_PRINTS: Final[tuple[Colour, ...]] = ((30, 30, 46), (44, 44, 80), (20, 20, 24), (58, 58, 66))
_HEADS: Final = ("货物或应税劳务、服务名称", "规格型号", "单位", "数　量", "单　价", "金　　额", "税率", "税　　额")
_COPIES: Final = ("第一联：记账联 销售方记账凭证", "第二联：抵扣联 购买方扣税凭证", "第三联：发票联 购买方记账凭证")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """`form` is what the paper bears already, `value` what the printer adds, `slip` pixels off its place."""

    form: Style
    value: Style
    slip: tuple[int, int]
    dotted: bool


def draw_paper(invoice: Invoice, random: Random, typefaces: Typefaces) -> Image.Image:
    """The form and the print are drawn apart and laid over each other."""
    paper = invoice.edition.is_paper
    tone = random.randint(238, 252)
    form = Sheet(_SIZE, (tone, tone, tone - random.randint(0, 8)) if paper else (255, 255, 255), typefaces)
    print_ = Sheet(_SIZE, (255, 255, 255), typefaces)
    look = _look(random, paper=paper)
    _form(form, invoice, look, random)
    _head(form, print_, invoice, look, random)
    _values(print_, invoice, look)
    printed = _dotted(print_.image, random) if look.dotted else print_.image
    image = ImageChops.multiply(form.image, printed)
    supervision_seal(image, (850, 118), invoice.region, typefaces)
    if random.random() < 0.8:  # noqa: PLR2004  most bear the seller's seal
        words = (invoice.seller.name, invoice.seller.code, "发票专用章")
        oval_seal(image, (random.randint(1380, 1500), random.randint(930, 990)), (140, 98), words, typefaces)
    if paper and random.random() < 0.4:  # noqa: PLR2004  many are torn off before they are scanned
        _perforate(image)
    return image


def _look(random: Random, *, paper: bool) -> _Look:
    ink = random.choice(_INKS)
    size = random.choice((22, 23, 24))
    dotted = paper and random.random() < 0.7  # noqa: PLR2004  the others come from a laser printer
    ink_of_print = random.choice(_PRINTS) if paper else (20, 20, 20)
    face = random.choice(list(Face))
    value = Style(face=face, size=size, ink=ink_of_print, weight=1 if dotted and face is Face.SONG else 0)
    return _Look(
        form=Style(face=random.choice((Face.SONG, Face.SONG, Face.HEI)), size=22, ink=ink),
        value=value,
        slip=(random.randint(-7, 9), random.randint(-7, 4)) if paper else (0, 0),
        dotted=dotted,
    )


def _form(sheet: Sheet, invoice: Invoice, look: _Look, random: Random) -> None:
    ink = look.form.ink
    top, party, items, words, bottom = _BODY
    for y in _BODY:
        sheet.draw.line((_LEFT, y, _RIGHT, y), fill=ink, width=2)
    for x in (_LEFT, _RIGHT):
        sheet.draw.line((x, top, x, bottom), fill=ink, width=2)
    for x in _COLUMNS[1:-1]:
        sheet.draw.line((x, party, x, items), fill=ink, width=2)
    sheet.draw.line((_COLUMNS[1], items, _COLUMNS[1], words), fill=ink, width=2)
    for above, below in ((top, party), (words, bottom)):
        for x in (_LEFT + 50, *_CIPHER_AT):
            sheet.draw.line((x, above, x, below), fill=ink, width=2)
    old = invoice.issued_on.year < _NEW_WORDS and random.random() < 0.6  # noqa: PLR2004  some printed old forms on
    buyer, seller = ("购货单位", "销货单位") if old else ("购买方", "销售方")
    for y, side in ((top, buyer), (words, seller)):
        upright(sheet, (_LEFT + 25, y + 16), side, look.form, 140 / len(side))
        _party_labels(sheet, y, look)
    upright(sheet, (996, top + 14), "密码区", look.form, 52)
    upright(sheet, (996, words + 30), "备注", look.form, 70)
    for place, head in enumerate(_HEADS):
        sheet.text(((_COLUMNS[place] + _COLUMNS[place + 1]) / 2, party + 5), head, look.form, "ma")
    sheet.text((160, items - 40), "合　　　　计", look.form)
    sheet.text((170, items + 16), "价税合计（大写）", look.form)
    sheet.text((1210, items + 16), "（小写）", look.form)


def _party_labels(sheet: Sheet, top: float, look: _Look) -> None:
    for number, label in enumerate(("名称：", "纳税人识别号：", "地址、电话：", "开户行及账号：")):
        y = top + 10 + number * 41
        sheet.spread((130, y), label.rstrip("："), 156, look.form)
        sheet.text((288, y), ":", look.form)


def _head(form: Sheet, print_: Sheet, invoice: Invoice, look: _Look, random: Random) -> None:
    paper = invoice.edition.is_paper
    wording = (invoice.region if paper or random.random() < 0.8 else "") + invoice.edition.value  # noqa: PLR2004  some leave the region out
    title = Style(face=Face.SONG, size=48, ink=look.form.ink, weight=1)
    wide = min(620, 58 * len(wording))
    form.spread((850 - wide / 2, 54), wording, wide, title)
    for y in (126, 134):
        form.draw.line((530, y, 1170, y), fill=look.form.ink, width=2)
    if not paper or random.random() < 0.5:  # noqa: PLR2004  half of the paper ones
        form.image.paste(qr_code(invoice.qr_text, 150), (92, 14))
    if paper:
        _paper_numbers(form, print_, invoice, look)
        copy = random.choice(_COPIES)
        upright(form, (1662, 300), copy.replace(" ", ""), replace(look.form, size=19), 26)
    else:
        _electronic_numbers(form, print_, invoice, look)
    machine = (print_, (236 + look.slip[0], 178 + look.slip[1]), invoice.machine)
    form.text((90, 178), "机器编号：", look.form)
    machine[0].text(machine[1], machine[2], look.value)


def _paper_numbers(form: Sheet, print_: Sheet, invoice: Invoice, look: _Look) -> None:
    large = Style(face=Face.SONG, size=38, ink=(60, 60, 66))
    form.text((270, 66), invoice.code, replace(large, ink=look.form.ink))
    form.text((1200, 66), "№", replace(large, size=40, ink=look.form.ink))
    form.text((1256, 60), invoice.number, replace(large, size=44, ink=(34, 40, 90), weight=1))
    x, y = look.slip
    print_.text((1510 + x, 62 + y), invoice.code, replace(look.value, size=20))
    print_.text((1510 + x, 92 + y), invoice.number, replace(look.value, size=20))
    form.text((1210, 136), "开票日期：", look.form)
    print_.text((1326 + x, 136 + y), _day(invoice), look.value)
    if invoice.check_code:
        form.text((470, 178), "校验码", look.form)
        print_.text((548 + x, 178 + y), _grouped(invoice.check_code), look.value)


def _electronic_numbers(form: Sheet, print_: Sheet, invoice: Invoice, look: _Look) -> None:
    rows = [("发票代码", invoice.code), ("发票号码", invoice.number), ("开票日期", _day(invoice))]
    if invoice.check_code:
        rows.append(("校验码", _grouped(invoice.check_code)))
    for number, (label, value) in enumerate(rows):
        y = 36 + number * 45
        form.spread((1215, y), label, 100, look.form)
        form.text((1317, y), ":", look.form)
        print_.text((1328, y), value, look.value)


def _day(invoice: Invoice) -> str:
    day = invoice.issued_on
    gap = " " if invoice.number[0] in "02468" else ""
    return f"{day.year}{gap}年{day.month:02d}{gap}月{day.day:02d}{gap}日"


def _grouped(code: str) -> str:
    return " ".join(code[start : start + 5] for start in range(0, 20, 5))


def _values(sheet: Sheet, invoice: Invoice, look: _Look) -> None:
    x, y = look.slip
    _party(sheet, (300 + x, _BODY[0] + 10 + y), invoice.buyer, look.value)
    _party(sheet, (300 + x, _BODY[3] + 10 + y), invoice.seller, look.value)
    cipher = replace(look.value, size=32)
    for number, line in enumerate(invoice.cipher):
        sheet.spread((1040 + x, _BODY[0] + 2 + number * 42 + y), line, 570, cipher)
    down = _BODY[1] + 40.0 + y
    for item in invoice.items:
        down = _item(sheet, (x, down), item, look.value)
    sums = replace(look.value, size=look.value.size + 2)
    sheet.text((_COLUMNS[6] - 8 + x, _BODY[2] - 42 + y), f"¥{invoice.amount:.2f}", sums, "ra")
    sheet.text((_COLUMNS[8] - 8 + x, _BODY[2] - 42 + y), f"¥{invoice.tax:.2f}", sums, "ra")
    circled_cross(sheet, (514 + x, _BODY[2] + 32 + y), 12, look.value.ink)
    sheet.text((540 + x, _BODY[2] + 16 + y), invoice.in_words, sums)
    sheet.text((1310 + x, _BODY[2] + 16 + y), f"¥{invoice.total:.2f}", sums)
    sheet.paragraph((1034 + x, _BODY[3] + 10 + y), invoice.note, 580, look.value)
    people = ((90, "收款人：", invoice.payee), (530, "复核：", invoice.reviewer), (880, "开票人：", invoice.drawer))
    for left, label, name in people:
        sheet.text((left, 1000), label, look.form)
        sheet.text((left + sheet.width_of(label, look.form) + x, 1000 + y), name, look.value)
    sheet.text((1210, 1000), "销售方：（章）", look.form)


def _party(sheet: Sheet, at: tuple[float, float], party: Party, style: Style) -> None:
    for number, text in enumerate((party.name, party.code, party.place, party.account)):
        smaller = fitting(sheet, text, _CIPHER_AT[0] - 305, style)
        if text:
            sheet.text((at[0], at[1] + number * 41 + style.size - smaller.size), text, smaller)


def _item(sheet: Sheet, at: tuple[float, float], item: Item, style: Style) -> float:
    x, y = at
    step = style.size * 1.25
    names = sheet.lines(item.name, 412, style)
    models = sheet.lines(item.model, 144, style)
    for left, lines in ((_COLUMNS[0] + 8, names), (_COLUMNS[1] + 4, models)):
        for number, line in enumerate(lines):
            sheet.text((left + x, y + number * step), line, style)
    sheet.text(((_COLUMNS[2] + _COLUMNS[3]) / 2 + x, y), item.unit, style, "ma")
    for place, text in ((3, item.quantity), (4, item.price), (5, f"{item.amount:.2f}"), (7, f"{item.tax:.2f}")):
        sheet.text((_COLUMNS[place + 1] - 8 + x, y), text, style, "ra")
    sheet.text(((_COLUMNS[6] + _COLUMNS[7]) / 2 + x, y), rate_words(item.rate), style, "ma")
    return y + step * max(len(names), len(models))


def _dotted(image: Image.Image, random: Random) -> Image.Image:
    """Ink in dots: a fine grid of the paper shows through the strokes."""
    wide, tall = image.size
    across, down = np.arange(wide) % 3, np.arange(tall) % 3
    gaps = ((across[np.newaxis, :] == 2) | (down[:, np.newaxis] == 2)) * random.randint(50, 100)  # noqa: PLR2004  every third
    thin = Image.fromarray(gaps.astype(np.uint8)).convert("RGB")
    return ImageChops.add(image, thin).filter(ImageFilter.GaussianBlur(0.6))


def _perforate(image: Image.Image) -> None:
    draw = ImageDraw.Draw(image)
    for x in (18, image.width - 14):
        for y in range(40, image.height, 88):
            draw.ellipse((x - 10, y - 10, x + 10, y + 10), fill=(90, 90, 90))
