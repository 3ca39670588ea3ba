"""高新技术企业证书: wide or upright, with the seals of two to four authorities."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from eval.drawing.certificate import UPRIGHT, WIDE, Blank, blank
from eval.drawing.dates import DateStyle, dated
from eval.drawing.firms import technical_firm
from eval.drawing.kinds import Drawn
from eval.drawing.rows import Column, LabelStyle, Look, choose_look, set_rows
from eval.drawing.sheet import Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_INKS: Final[tuple[Colour, ...]] = ((176, 40, 40), (180, 140, 60), (60, 96, 150), (150, 110, 40))
_DATES: Final = (DateStyle.PADDED, DateStyle.PLAIN, DateStyle.SPACED, DateStyle.NUMERALS)


def draw_high_tech_certificate(random: Random, typefaces: Typefaces) -> Drawn:
    firm = technical_firm(random)
    issued_on = date(random.randint(2014, 2025), random.choice((8, 10, 11, 11, 12)), 1)
    issued_on += timedelta(days=random.randrange(30))
    # The region is the province's, or 4403 and the like for cities that certify on their own.
    place = firm.place.code[:2] + ("00" if random.random() < 0.5 else firm.place.code[2:4])  # noqa: PLR2004
    number = f"GR{issued_on.year}{place}{random.randrange(1, 9999):04d}"
    is_wide = random.random() < 0.6  # noqa: PLR2004
    page = blank(random, typefaces, WIDE if is_wide else UPRIGHT, _INKS, "高新技术企业")
    rows = _rows(random, firm.name, number, issued_on)
    _written(page, rows)
    fields = {
        "company_name": firm.name,
        "certificate_no": number,
        "issued_on": issued_on.isoformat(),
        "valid_for": "三年",
    }
    return Drawn(image=page.finished(), documents=(("high_tech_certificate", fields),))


def _rows(random: Random, name: str, number: str, issued_on: date) -> list[tuple[str, str]]:
    rows = [
        (random.choice(("企业名称", "企业名称", "单位名称")), name),
        (random.choice(("证书编号", "证书编号", "编号")), number),
        (random.choice(("发证时间", "发证日期")), dated(issued_on, random.choice(_DATES))),
        (random.choice(("有效期", "有效期", "有效期限")), "三年"),
    ]
    if random.random() < 0.3:  # noqa: PLR2004  the number now and then comes before the name
        rows[0], rows[1] = rows[1], rows[0]
    return rows


def _written(page: Blank, rows: list[tuple[str, str]]) -> None:
    random, sheet = page.random, page.sheet
    is_wide = page.wide > page.tall
    size = random.randint(84, 110) if is_wide else random.randint(74, 96)
    y = page.title("高新技术企业证书", page.tall * random.uniform(0.1, 0.16), size, emblem=random.random() < 0.4)  # noqa: PLR2004
    if random.random() < 0.2:  # noqa: PLR2004
        style = Style(face=Face.SONG, size=26, ink=page.ink)
        sheet.text((page.wide / 2, y), "HIGH AND NEW TECHNOLOGY ENTERPRISE CERTIFICATE", style, "ma")
        y += 40
    ink = random.choice(((28, 26, 26), page.ink))
    if is_wide and random.random() < 0.35:  # noqa: PLR2004
        look = choose_look(random, random.randint(32, 38), ink, (LabelStyle.FOLLOWED, LabelStyle.COLON))
        end = _in_pairs(page, rows, y, look)
    else:
        look = choose_look(random, random.randint(40, 52) if is_wide else random.randint(34, 42), ink)
        end = set_rows(sheet, rows, _column(page, y, look), look)
    _authorities(page, end, look.label)


def _column(page: Blank, y: float, look: Look) -> Column:
    random = page.random
    left = page.wide * random.uniform(0.13, 0.2)
    return Column(
        left=left,
        top=y + page.tall * random.uniform(0.04, 0.08),
        bottom=page.tall * 0.7,
        label=look.label.size * 6.4,
        width=page.wide * 0.86 - left - look.label.size * 6.4,
        gap=page.tall * random.uniform(0.02, 0.045),
    )


def _in_pairs(page: Blank, rows: list[tuple[str, str]], y: float, look: Look) -> float:
    """Name and number side by side, under them the day and the term."""
    label = look.label.size * 5.6
    left = page.wide * page.random.uniform(0.1, 0.12)
    column = Column(left=left, top=y + 80, bottom=page.tall * 0.7, label=label, width=880 - left - label, gap=40)
    for pair in (rows[:2], rows[2:]):
        end = set_rows(page.sheet, pair[:1], column, look)
        beside = replace(column, left=page.wide * 0.54, width=page.wide * 0.36 - label)
        end = max(end, set_rows(page.sheet, pair[1:], beside, look))
        column = replace(column, top=end + page.random.randint(40, 90))
    return end


def _authorities(page: Blank, end: float, style: Style) -> None:
    """批准机关 and its seals; the first may touch the last lines."""
    random = page.random
    y = min(end + random.randint(10, 90), page.tall * 0.74)
    left = page.wide * 0.16
    page.sheet.text((left, y), "批准机关：", style)
    count = random.randint(2, 4)
    start = left + style.size * 6
    step = min(250, (page.wide * 0.9 - start) / count)
    for place in range(count):
        page.seal((start + step * (place + 0.5), y + random.randint(60, 110)), random.randint(92, 112))
