"""食品经营许可证: the layout in two columns, of the older and the newer wording, and an upright electronic one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from stdnum.iso7064 import mod_11_10

from eval.drawing.certificate import UPRIGHT, WIDE, Blank, blank
from eval.drawing.dates import DateStyle, dated
from eval.drawing.firms import Firm, food_firm
from eval.drawing.kinds import Drawn
from eval.drawing.ornaments import draw_code
from eval.drawing.people import person_name
from eval.drawing.places import office_address
from eval.drawing.rows import Column, LabelStyle, Look, choose_look, set_rows

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_INKS: Final[tuple[Colour, ...]] = ((168, 124, 30), (150, 138, 92), (70, 120, 80), (126, 100, 60))
_NEW_FORM: Final = date(2023, 12, 1)
_MERGED: Final = 2018
"""The year in which the food authorities became part of the market authorities."""
_DATES: Final = (DateStyle.PADDED, DateStyle.PLAIN, DateStyle.SPACED)
_SALES: Final = (
    "预包装食品（含冷藏冷冻食品）销售",
    "预包装食品（不含冷藏冷冻食品）销售",
    "散装食品（含冷藏冷冻食品、不含熟食）销售",
    "散装食品（含熟食）销售",
    "特殊食品（保健食品）销售",
    "特殊食品（婴幼儿配方乳粉）销售",
    "食用农产品销售",
)
_CATERING: Final = (
    "热食类食品制售",
    "冷食类食品制售",
    "糕点类食品制售（含裱花蛋糕）",
    "自制饮品制售",
    "生食类食品制售",
    "简单制售",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoodLicence:
    """What is printed. A firm without a code has no line for it."""

    firm: Firm
    premises: str
    business_type: str
    items: str
    number: str
    issued_by: str
    issued_on: date
    valid_until: date

    @property
    def is_new(self) -> bool:
        return self.issued_on >= _NEW_FORM


def draw_food_licence(random: Random, typefaces: Typefaces, told: FoodLicence | None = None) -> Drawn:
    """Draw the licence that is told, or one made up."""
    licence = told or _made_up(random)
    is_wide = random.random() < 0.65  # noqa: PLR2004  the sheet for the wall is wide
    page = blank(random, typefaces, WIDE if is_wide else UPRIGHT, _INKS, "食品经营许可")
    draw = _wide if is_wide else _upright
    draw(page, licence)
    return Drawn(image=page.finished(), documents=(("food_licence", _truth(licence)),))


def _made_up(random: Random) -> FoodLicence:
    firm = food_firm(random)
    business_type, items = _business(random)
    sales, rest = business_type.startswith("食品销售"), business_type.startswith("餐饮")
    body = f"{1 if sales else 2 if rest else 3}{firm.place.code}{random.randrange(1_000_000):06d}"
    same = random.random() < 0.6  # noqa: PLR2004  most trade where they are registered
    issued_on = date(2016, 1, 4) + timedelta(days=random.randrange(3700))
    offices = ("市场监督管理局", "行政审批局" if issued_on.year >= _MERGED else "食品药品监督管理局")
    town = firm.place.district
    if not firm.place.is_county and random.random() < 0.3:  # noqa: PLR2004
        town = firm.place.town + town
    return FoodLicence(
        firm=firm,
        premises=firm.address if same else office_address(firm.place, random),
        business_type=business_type,
        items=items,
        number="JY" + body + mod_11_10.calc_check_digit(body),
        issued_by=town + random.choice(offices),
        issued_on=issued_on,
        valid_until=_five_years_on(issued_on),
    )


def _five_years_on(day: date) -> date:
    return date(day.year + 5, day.month, min(day.day, 28)) - timedelta(days=1)


def _business(random: Random) -> tuple[str, str]:
    kind = random.choice(("食品销售经营者", "餐饮服务经营者", "单位食堂"))
    note = {
        "食品销售经营者": ("", "", "（网络经营）", "（商场超市）", "（便利店）", "（食品批发商）"),
        "餐饮服务经营者": ("", "（小型餐馆）", "（中型餐馆）", "（饮品店）", "（中央厨房）", "（糕点店）"),
        "单位食堂": ("", "（学校食堂）", "（养老机构食堂）", "（机关企事业单位食堂）"),
    }[kind]
    pool = _SALES if kind == "食品销售经营者" else _CATERING + _SALES[:2]
    items = random.sample(pool, random.randint(1, min(5, len(pool))))
    return kind + random.choice(note), random.choice(("，", "；", "、", "***")).join(items).replace("***", "，")


def _truth(licence: FoodLicence) -> dict[str, object]:
    return {
        "operator_name": licence.firm.name,
        "uscc": licence.firm.uscc,
        "legal_representative": licence.firm.legal_representative,
        "registered_address": licence.firm.address,
        "premises_address": licence.premises,
        "business_type": licence.business_type,
        "operating_items": licence.items,
        "licence_no": licence.number,
        "issued_by": licence.issued_by,
        "issued_on": licence.issued_on.isoformat(),
        "valid_until": licence.valid_until.isoformat(),
    }


def _holder(licence: FoodLicence, random: Random) -> list[tuple[str, str]]:
    code = (
        "统一社会信用代码"
        if licence.is_new
        else random.choice(("社会信用代码（身份证号码）", "社会信用代码", "统一社会信用代码"))
    )
    head = random.choice(("法定代表人（负责人）", "法定代表人（负责人）", "法定代表人(负责人)"))
    firm = licence.firm
    rows = [
        ("经营者名称", firm.name),
        (code, firm.uscc),
        (head, firm.legal_representative),
        ("住所", firm.address),
        ("经营场所", licence.premises),
        ("主体业态", licence.business_type),
        ("经营项目", licence.items),
    ]
    return [row for row in rows if row[1]]


def _office(licence: FoodLicence, random: Random) -> list[tuple[str, str]]:
    style = random.choice(_DATES)
    until = ("有效期至" if random.random() < 0.8 else "有效期限至", dated(licence.valid_until, style))  # noqa: PLR2004
    issued = ("发证日期", dated(licence.issued_on, style))
    number, office = ("许可证编号", licence.number), ("发证机关", licence.issued_by)
    if licence.is_new:
        return [number, until, ("投诉举报电话", "12315"), office, issued]
    return [
        number,
        ("日常监督管理机构", licence.issued_by.replace("行政审批", "市场监督管理") + "样桥所"),
        ("日常监督管理人员", person_name(random) + "、" + person_name(random)),
        ("投诉举报电话", random.choice(("12331", "12315"))),
        office,
        ("签发人", person_name(random)),
        *((issued, until) if random.random() < 0.5 else (until, issued)),  # noqa: PLR2004
    ]


def _look(page: Blank, size: int) -> Look:
    return choose_look(page.random, size, page.random.choice(((28, 26, 26), (96, 70, 20))))


def _wide(page: Blank, licence: FoodLicence) -> None:
    random = page.random
    y = page.title("食品经营许可证", random.randint(110, 160), random.randint(72, 92), emblem=random.random() < 0.5)  # noqa: PLR2004
    if random.random() < 0.4:  # noqa: PLR2004
        page.sheet.text(
            (page.wide / 2, y - 14), random.choice(("（副　本）", "（正　本）")), _look(page, 32).value, "ma"
        )
        y += 50
    look = replace(_look(page, 33), style=random.choice(list(LabelStyle)[:3]))
    label = random.randint(250, 285)
    split = random.randint(930, 980)
    left = Column(left=150, top=y + 30, bottom=1110, label=label, width=split - 190 - label, gap=random.randint(20, 44))
    set_rows(page.sheet, _holder(licence, random), left, look)
    right = replace(left, left=split, width=1754 - 130 - split - label, bottom=1080)
    end = set_rows(page.sheet, _office(licence, random), right, look)
    _mark(page, (split + 330 + random.randint(-60, 60), end - random.randint(20, 90)), (split + 60, end + 30))


def _upright(page: Blank, licence: FoodLicence) -> None:
    random = page.random
    y = page.title("食品经营许可证", random.randint(130, 190), random.randint(78, 100), emblem=random.random() < 0.7)  # noqa: PLR2004
    look = _look(page, 34)
    column = Column(left=150, top=y + 50, bottom=1540, label=310, width=640, gap=random.randint(16, 34))
    rows, office = _holder(licence, random), _office(licence, random)
    if random.random() < 0.5:  # noqa: PLR2004  the number stands first or with the office's lines
        rows, office = [office[0], *rows], office[1:]
    end = set_rows(page.sheet, rows + office, column, look)
    _mark(page, (820 + random.randint(-60, 60), end - random.randint(20, 80)), (170, end + 20))


def _mark(page: Blank, seal: tuple[float, float], code: tuple[float, float]) -> None:
    """The seal over the office's lines, and the code of newer licences where there is room."""
    page.seal(seal, page.random.randint(100, 120))
    has_room = code[1] + 110 < page.tall - 110
    if page.random.random() < 0.5 and has_room:  # noqa: PLR2004
        draw_code(page.sheet, (round(code[0]), round(code[1])), 110, page.random)
