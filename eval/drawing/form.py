"""Filled application forms: a title and a ruled table, label at the left and value at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eval.drawing.application_facts import Choice
from eval.drawing.recorded import RecordedSheet
from eval.drawing.sheet import BLACK, GREY, Style
from eval.drawing.tick_boxes import Ticks, set_choice
from eval.drawing.typeface import Face
from eval.drawing.wording import date_words

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from PIL import Image

    from eval.drawing.company import Company
    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1240, 1754)
_WHITE: Final = (255, 255, 255)
_LEFT, _COLUMN, _RIGHT, _TOP = 120, 470, 1120, 250
_PADDING: Final = 22
_NOTE: Final = "样张：由程序绘制，企业、人员与号码均为虚构"


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form's title, its rows (label and value), the statement under them, and the day it was filled in.

    A value that is a choice has all options printed, with boxes.
    """

    title: str
    rows: tuple[tuple[str, str | Choice], ...]
    statement: str
    filled_on: date


def food_filing_form(company: Company, *, phone: str, filled_on: date) -> Form:
    return Form(
        title="仅销售预包装食品备案信息采集表",
        rows=(
            ("统一社会信用代码", company.uscc),
            ("备案人名称", company.company_name),
            ("法定代表人（负责人）", company.legal_representative),
            ("经营场所", company.registered_address),
            ("联系电话", phone),
            ("备案类型", "首次备案"),
            ("经营场所性质", "商业用房"),
            ("食品安全管理制度", "已制定并承诺执行"),
            ("特殊食品", "不销售"),
            ("网络销售", "不从事"),
        ),
        statement="本单位确认以上内容属实，经营场所与所填地址一致，并愿意接受事后核查。",
        filled_on=filled_on,
    )


def award_form(company: Company, *, certificate_no: str, certified_on: date, phone: str, filled_on: date) -> Form:
    return Form(
        title="高新技术企业认定奖励申请表",
        rows=(
            ("统一社会信用代码", company.uscc),
            ("企业名称", company.company_name),
            ("法定代表人", company.legal_representative),
            ("高新技术企业证书编号", certificate_no),
            ("发证日期", date_words(certified_on)),
            ("注册地址", company.registered_address),
            ("联系电话", phone),
        ),
        statement="本单位确认以上内容属实，证书在有效期内，此前未就本次认定领取过同类奖励。",
        filled_on=filled_on,
    )


def draw_form(form: Form, typefaces: Typefaces, face: Face = Face.SONG, random: Random | None = None) -> Image.Image:
    """Draw the form as a clean A4 page at 150 DPI. Chance says how boxes are ticked; a form without any needs none.

    Raises:
        ValueError: the form has boxes, and there is no `random`.
    """
    sheet = RecordedSheet(_SIZE, _WHITE, typefaces)
    ticks = Ticks.chosen(random) if random else None
    text = Style(face=face, size=28)
    sheet.text((620, 140), form.title, Style(face=Face.HEI, size=44, weight=1), "ma")
    sheet.draw.line((_LEFT, _TOP, _RIGHT, _TOP), fill=BLACK, width=2)
    y = float(_TOP)
    for label, value in form.rows:
        if isinstance(value, Choice):
            if random is None or ticks is None:
                raise ValueError("boxes are ticked by chance: give a random")
            y = _choice_row(sheet, y, label, value, (text, ticks, random))
        else:
            y = _row(sheet, y, label, value, text)
    for x in (_LEFT, _COLUMN, _RIGHT):
        sheet.draw.line((x, _TOP, x, y), fill=BLACK, width=2)
    _foot(sheet, y + 40, form, text)
    return sheet.image


def _row(sheet: RecordedSheet, y: float, label: str, value: str, style: Style) -> float:
    """Set one row and the rule under it; answer the y of that rule."""
    width = _RIGHT - _COLUMN - 2 * _PADDING
    tall = max(sheet.height_of(value, width, style), style.size * 1.45)
    bottom = y + tall + 2 * _PADDING
    sheet.text((_LEFT + _PADDING, y + _PADDING + (tall - style.size * 1.45) / 2), label, style)
    sheet.paragraph((_COLUMN + _PADDING, y + _PADDING), value, width, style)
    sheet.draw.line((_LEFT, bottom, _RIGHT, bottom), fill=BLACK, width=2)
    return bottom


def _choice_row(sheet: RecordedSheet, y: float, label: str, choice: Choice, how: tuple[Style, Ticks, Random]) -> float:
    """Set one row of boxes and the rule under it; answer the y of that rule."""
    style, ticks, random = how
    width = _RIGHT - _COLUMN - 2 * _PADDING
    tall = set_choice(None, (0, 0), choice, width, (style, ticks, sheet))
    sheet.text((_LEFT + _PADDING, y + _PADDING + (tall - style.size * 1.45) / 2), label, style)
    set_choice(random, (_COLUMN + _PADDING, y + _PADDING), choice, width, (style, ticks, sheet))
    bottom = y + tall + 2 * _PADDING
    sheet.draw.line((_LEFT, bottom, _RIGHT, bottom), fill=BLACK, width=2)
    return bottom


def _foot(sheet: RecordedSheet, y: float, form: Form, style: Style) -> None:
    y = sheet.paragraph((_LEFT, y), "声明：" + form.statement, _RIGHT - _LEFT, style)
    sheet.text((_COLUMN + 120, y + 90), "签字（盖章）：", style)
    sheet.text((_COLUMN + 120, y + 160), "填表日期：" + date_words(form.filled_on), style)
    sheet.text((620, 1690), _NOTE, Style(face=Face.SONG, size=19, ink=GREY), "ma")
