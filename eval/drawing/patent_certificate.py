"""专利证书: invention, utility model and design, in the older wording and in the newer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from eval.drawing.certificate import UPRIGHT, Blank, blank
from eval.drawing.dates import DateStyle, dated
from eval.drawing.firms import technical_firm
from eval.drawing.kinds import Drawn
from eval.drawing.people import person_name
from eval.drawing.rows import Column, LabelStyle, Look, choose_look, set_rows
from eval.drawing.sheet import Style

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_INKS: Final[tuple[Colour, ...]] = ((170, 50, 44), (176, 140, 60), (150, 110, 40), (130, 60, 50))
_DATES: Final = (DateStyle.PADDED, DateStyle.PADDED, DateStyle.PLAIN)
_NEW_FORM: Final = date(2017, 6, 1)
_TITLE, _INVENTOR = "发明名称", "发明人"
_THINGS: Final = ("装置", "系统", "方法", "设备", "组件", "结构")
_USES: Final = (
    "用于狭小空间的自动升降",
    "基于多传感器融合的仓储盘点",
    "可折叠的便携式净水",
    "面向边缘计算节点的任务调度",
    "带有自清洁滤网的空气循环",
    "耐高温的精密轴承检测",
    "一体化污水预处理及余热回收",
    "减震",
    "电池包温度均衡控制",
    "低功耗LED驱动",
    "医用样本低温冷藏转运",
)
_GOODS: Final = ("包装盒", "空气净化器", "台灯（折叠式）", "水杯", "显示屏幕面板的图形用户界面", "充电桩", "工具箱")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """What differs between the three: title, labels, the digit and the letter of the numbers, years of the right."""

    title: str
    name_label: str
    person_label: str
    digit: str
    letter: str
    years: str


_FORMS: Final = (
    _Form(title="发明专利", name_label=_TITLE, person_label=_INVENTOR, digit="1", letter="B", years="二十"),
    _Form(title="实用新型专利", name_label="实用新型名称", person_label=_INVENTOR, digit="2", letter="U", years="十"),
    _Form(title="外观设计专利", name_label="外观设计名称", person_label="设计人", digit="3", letter="S", years="十五"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Patent:
    form: _Form
    certificate_no: str
    name: str
    inventors: str
    patent_no: str
    filed_on: date
    patentee: str
    address: str
    granted_on: date
    grant_no: str

    @property
    def is_new(self) -> bool:
        return self.granted_on >= _NEW_FORM


def draw_patent_certificate(random: Random, typefaces: Typefaces) -> Drawn:
    patent = _made_up(random)
    page = blank(random, typefaces, UPRIGHT, _INKS)
    _written(page, patent)
    fields = {
        "patent_kind": patent.form.title,
        "certificate_no": patent.certificate_no,
        "invention_name": patent.name,
        "inventors": patent.inventors,
        "patent_no": patent.patent_no,
        "filed_on": patent.filed_on.isoformat(),
        "patentee": patent.patentee,
        "granted_on": patent.granted_on.isoformat(),
    }
    if patent.is_new:
        fields["grant_no"] = patent.grant_no.replace(" ", "")
    return Drawn(image=page.finished(), documents=(("patent_certificate", fields),))


def check_digit(number: str) -> str:
    """The character behind the point of a 12-digit application number: weights 2 to 9, then 2 to 5, modulo 11."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    rest = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11
    return "0123456789X"[rest]


def _made_up(random: Random) -> _Patent:
    firm, form = technical_firm(random), random.choice(_FORMS)
    filed_on = date(2006, 1, 4) + timedelta(days=random.randrange(6600))
    waiting = random.randint(700, 1500) if form.digit == "1" else random.randint(120, 420)
    body = f"{filed_on.year}{form.digit}{random.randrange(10_000_000):07d}"
    people = [person_name(random) for _ in range(random.choice((1, 1, 2, 3, 4, 6)))]
    alone = random.random() < 0.2  # noqa: PLR2004  a person may hold a patent
    return _Patent(
        form=form,
        certificate_no=str(random.randint(300_000, 18_999_999)),
        name=_named(random, form),
        inventors=random.choice((";", "；")).join(people),
        patent_no=f"ZL{body}.{check_digit(body)}",
        filed_on=filed_on,
        patentee=people[0] if alone else firm.name,
        address=f"{random.randint(100, 830)}0{random.randint(10, 99)} {firm.address}",
        granted_on=filed_on + timedelta(days=waiting),
        grant_no=f"CN {form.digit}{random.randrange(10**8):08d} {form.letter}",
    )


def _named(random: Random, form: _Form) -> str:
    if form.digit == "3":
        return random.choice(_GOODS)
    things = [thing for thing in _THINGS if form.digit == "1" or thing != "方法"]
    end = random.choice(things)
    if form.digit == "1" and random.random() < 0.3:  # noqa: PLR2004
        end = random.choice(("方法、装置及存储介质", "方法、系统、电子设备及计算机可读存储介质", "方法及其应用"))
    return random.choice(("一种", "一种", "")) + random.choice(_USES) + end


def _written(page: Blank, patent: _Patent) -> None:
    random, sheet = page.random, page.sheet
    size = random.randint(27, 34)
    number = random.choice(("证书号第{}号", "证书号第 {} 号", "证书号 第{}号")).format(patent.certificate_no)
    look = choose_look(random, size, (28, 26, 26), (LabelStyle.SPREAD_COLON, LabelStyle.FOLLOWED, LabelStyle.COLON))
    is_left = random.random() < 0.7  # noqa: PLR2004
    sheet.text((165 if is_left else 1075, random.randint(130, 160)), number, look.value, "la" if is_left else "ra")
    emblem = random.random() < 0.6  # noqa: PLR2004
    y = page.title(patent.form.title + "证书", random.randint(200, 250), random.randint(72, 92), emblem=emblem)
    label = max(190.0, sheet.width_of(patent.form.name_label, look.label) + 1.6 * look.label.size)
    gap = random.randint(16, 40)
    column = Column(left=140, top=y + 40, bottom=1190, label=label, width=950 - label, gap=gap)
    end = set_rows(sheet, _rows(patent, random), column, look)
    end = _granted(page, patent, end + gap, column, look)
    small = Style(face=look.value.face, size=24)
    end = sheet.paragraph((140, end + 40), "　　" + _decision(patent), 960, small)
    _signed(page, patent, min(max(end + 70, 1380), 1470), look.label)


def _rows(patent: _Patent, random: Random) -> list[tuple[str, str]]:
    style, form = random.choice(_DATES), patent.form
    body = patent.patent_no.removeprefix("ZL")
    number = random.choice((patent.patent_no, f"ZL {body[:4]} {body[4]} {body[5:]}", f"ZL {body}"))
    rows = [
        (form.name_label, patent.name),
        (form.person_label, patent.inventors),
        ("专利号", number),
        ("专利申请日", dated(patent.filed_on, style)),
        ("专利权人", patent.patentee),
    ]
    return rows if not patent.is_new else [*rows, ("地址", patent.address)]


def _granted(page: Blank, patent: _Patent, y: float, column: Column, look: Look) -> float:
    """The day of the grant, and on newer certificates its number, often on the same line."""
    random, sheet = page.random, page.sheet
    day = ("授权公告日", dated(patent.granted_on, random.choice(_DATES)))
    number = ("授权公告号", random.choice((patent.grant_no, patent.grant_no.replace(" ", ""))))
    rows = [day, number] if patent.is_new else [day]
    column = replace(column, top=y, bottom=y + 300)
    at = column.left + column.label + sheet.width_of(day[1], look.value) + random.randint(30, 70)
    start = at + sheet.width_of(number[0] + "：", look.label) + 4
    is_crowded = start + sheet.width_of(number[1], look.value) > page.wide - 115
    if len(rows) == 1 or is_crowded or random.random() < 0.3:  # noqa: PLR2004
        return set_rows(sheet, rows, column, look)
    end = set_rows(sheet, [day], column, look)
    sheet.text((at, y), number[0] + "：", look.label)
    sheet.text((start, y + look.slip[1]), number[1], look.value)
    return end


def _decision(patent: _Patent) -> str:
    right = f"专利权的期限是{patent.form.years}年，从申请日算起。"
    if patent.is_new:
        start = f"经审查，决定授予本项{patent.form.title}的专利权并记入专利登记簿，自公告授权之日起有效。"
        return start + right + "权利的变动以登记簿为准。"
    start = "本项申请已由本局审查，决定授予专利权，颁发本证书并予以登记。"
    return start + right + f"年费应在每年{patent.filed_on:%m月%d日}前缴纳。"


def _signed(page: Blank, patent: _Patent, y: float, text: Style) -> None:
    random, sheet = page.random, page.sheet
    _bars(page, (150, y - 10))
    sheet.text((150, y + 90), "局长", text)
    points = [(230.0, y + 110)]
    for _ in range(14):
        points.append((points[-1][0] + random.uniform(-4, 26), y + 110 + random.uniform(-34, 34)))
    sheet.draw.line(points, fill=(40, 40, 44), width=3, joint="curve")
    sheet.text((900, y + 10), "国家知识产权局" if patent.is_new else "中华人民共和国国家知识产权局", text, "ma")
    page.seal((900 + random.randint(-40, 40), y + 60), random.randint(100, 118))
    if random.random() < 0.6:  # noqa: PLR2004
        sheet.text((900, y + 100), dated(patent.granted_on, DateStyle.PADDED), text, "ma")
    sheet.text((620, 1590), "第 1 页（共 1 页）", Style(face=text.face, size=20), "ma")


def _bars(page: Blank, at: tuple[float, float]) -> None:
    x = at[0]
    while x < at[0] + 300:
        thick = page.random.choice((2, 2, 3, 5))
        page.sheet.draw.rectangle((x, at[1], x + thick, at[1] + 62), fill=(20, 20, 20))
        x += thick + page.random.choice((2, 3, 5))
