"""The inner page of a 不动产权证书: number above, a ruled table below; alone or with the notes beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eval.drawing.certificate import UPRIGHT, WIDE, Blank, blank
from eval.drawing.firms import any_firm
from eval.drawing.kinds import Drawn
from eval.drawing.people import person_name
from eval.drawing.places import PLACES, Place, home_address, province_sign
from eval.drawing.sheet import Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_INKS: Final[tuple[Colour, ...]] = ((150, 60, 60), (60, 110, 90), (110, 110, 110), (120, 80, 60))
_LEADING: Final = 1.45
_BUILT: Final = "国有建设用地使用权/房屋（构筑物）所有权"
_NOTES: Final = (
    "房屋结构：钢筋混凝土结构",
    "房屋总层数：18层，所在层数：7层",
    "竣工日期：2009年12月01日",
    "专有建筑面积：另见登记簿",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyRight:
    """What is entered in the register, by the names of the fields."""

    certificate_no: str
    owner: str
    ownership: str
    location: str
    unit_no: str
    right_kind: str
    right_nature: str
    use: str
    area: str
    term: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """Left and right edge, the rule between label and value, top and bottom, and the two styles."""

    left: float
    split: float
    right: float
    top: float
    bottom: float
    label: Style
    value: Style


def draw_property_certificate(random: Random, typefaces: Typefaces, told: PropertyRight | None = None) -> Drawn:
    """Draw the page of the right that is told, or of one made up."""
    right = told or _made_up(random)
    is_wide = random.random() < 0.35  # noqa: PLR2004  the booklet opened, with the notes
    page = blank(random, typefaces, WIDE if is_wide else UPRIGHT, _INKS, "不动产权" if random.random() < 0.5 else "")  # noqa: PLR2004
    _written(page, right, is_wide=is_wide)
    fields = {name: getattr(right, name) for name in PropertyRight.__slots__}
    return Drawn(image=page.finished(), documents=(("property_certificate", fields),))


def _made_up(random: Random) -> PropertyRight:
    place = random.choice(PLACES)
    owner, ownership = _owner(random)
    use, land_years = random.choice(
        (("城镇住宅用地/住宅", 70), ("商业用地/商业", 40), ("工业用地/厂房", 50), ("办公/办公", 50))
    )
    begun = random.randint(1995, 2018)
    month, day = random.randint(1, 12), random.randint(1, 28)
    start, until = f"{begun}年{month:02d}月{day:02d}日", f"{begun + land_years}年{month:02d}月{day:02d}日"
    land = random.choice(("国有建设用地使用权", "国有建设用地使用权", ""))
    return PropertyRight(
        certificate_no=_certificate_no(random, place),
        owner=owner,
        ownership=ownership,
        location=home_address(place, random).removeprefix(random.choice(("", place.province))),
        unit_no=_unit_no(random, place),
        right_kind=random.choice(("国有建设用地使用权/房屋所有权", "国有建设用地使用权/房屋所有权", _BUILT)),
        right_nature=random.choice(("出让/市场化商品房", "出让/自建房", "划拨/房改房", "出让/其他", "出让/存量房")),
        use=use,
        area=_area(random),
        term=random.choice((f"{land}{start}起{until}止", f"{land}{start}至{until}止")),
    )


def _certificate_no(random: Random, place: Place) -> str:
    town = place.city or place.district
    office = random.choice((town, place.district, place.district[0], place.district[0] + "字"))
    digits = random.choice((6, 7, 7))
    number = f"{random.randrange(1, 10**digits):0{digits}d}"
    return f"{province_sign(place)}（{random.randint(2016, 2025)}）{office}不动产权第{number}号"


def _owner(random: Random) -> tuple[str, str]:
    chance = random.random()
    if chance < 0.35:  # noqa: PLR2004
        return any_firm(random).name, "单独所有"
    if chance < 0.65:  # noqa: PLR2004
        return person_name(random), "单独所有"
    people = [person_name(random) for _ in range(random.choice((2, 2, 3)))]
    return random.choice(("、", "，", "/")).join(people), random.choice(("共同共有", "共同共有", "按份共有"))


def _unit_no(random: Random, place: Place) -> str:
    """28 characters: district, cadastral area, parcel and building, printed in groups."""
    parcel = f"{random.randint(1, 120):03d}{random.randint(1, 40):03d}"
    building = f"F{random.randint(1, 99):04d}{random.randint(1, 9999):04d}"
    gap = random.choice((" ", " ", ""))
    return gap.join((place.code, parcel, f"GB{random.randint(1, 9999):05d}", building))


def _area(random: Random) -> str:
    unit = random.choice(("㎡", "㎡", "平方米", "m²"))
    land, house = random.uniform(20, 48_000), random.uniform(35, 2_600)
    forms = (
        f"宗地面积{land:.2f}{unit}/房屋建筑面积{house:.2f}{unit}",
        f"宗地面积：{land:.2f}{unit}/房屋建筑面积：{house:.2f}{unit}",
        f"土地使用权面积：{land:.2f}{unit}/房屋建筑面积：{house:.2f}{unit}",
        f"共有宗地面积{land:.2f}{unit}/房屋建筑面积{house:.2f}{unit}",
        f"房屋建筑面积：{house:.2f}{unit}",
    )
    return random.choice(forms)


def _rows(right: PropertyRight) -> list[tuple[str, str]]:
    return [
        ("权利人", right.owner),
        ("共有情况", right.ownership),
        ("坐落", right.location),
        ("不动产单元号", right.unit_no),
        ("权利类型", right.right_kind),
        ("权利性质", right.right_nature),
        ("用途", right.use),
        ("面积", right.area),
        ("使用期限", right.term),
    ]


def _written(page: Blank, right: PropertyRight, *, is_wide: bool) -> None:
    random, sheet = page.random, page.sheet
    size = random.randint(25, 29) if is_wide else random.randint(27, 33)
    value = Style(face=random.choice(list(Face)), size=size)
    label = Style(face=random.choice(list(Face)), size=size, weight=random.choice((0, 1)), ink=_label_ink(page))
    left, edge = (110.0, 960.0) if is_wide else (130.0, 1110.0)
    top = random.randint(190, 240) if is_wide else random.randint(240, 330)
    _number(page, right, (left, edge), top - size * 2.2, value)
    split = left + size * random.uniform(7.2, 9)
    bottom = page.tall - (130 if is_wide else 190)
    table = _Table(left=left, split=split, right=edge, top=top, bottom=bottom, label=label, value=value)
    _ruled(page, table, _rows(right))
    if is_wide:
        _beside(page, (1010, 1650), top, bottom)
    elif random.random() < 0.4:  # noqa: PLR2004
        page.seal((940, page.tall - 210), 104)
    if is_wide:
        sheet.draw.line((985, 80, 985, page.tall - 80), fill=(214, 212, 208), width=3)


def _label_ink(page: Blank) -> Colour:
    return page.random.choice(((28, 26, 26), page.ink))


def _number(page: Blank, right: PropertyRight, edges: tuple[float, float], y: float, style: Style) -> None:
    """The number of the certificate over the table, close or in its printed gaps, in the middle or at the left."""
    words = right.certificate_no
    if page.random.random() < 0.4:  # noqa: PLR2004
        words = words.replace("（", " （ ").replace("）", " ） ").replace("第", " 第 ").replace("号", " 号")
    if page.random.random() < 0.6:  # noqa: PLR2004
        page.sheet.text(((edges[0] + edges[1]) / 2, y), words, style, "ma")
    else:
        page.sheet.text((edges[0], y), words, style)


def _ruled(page: Blank, table: _Table, rows: list[tuple[str, str]]) -> None:
    """Rows as tall as their text, then 权利其他状况 down to the bottom of the table."""
    random, sheet = page.random, page.sheet
    padding = random.randint(8, 15) if page.wide > page.tall else random.randint(14, 24)
    is_spread = random.random() < 0.6  # noqa: PLR2004
    width = table.right - table.split - 36
    y = table.top
    sheet.draw.line((table.left, y, table.right, y), fill=page.ink, width=2)
    for label, value in rows:
        tall = max(sheet.height_of(value, width, table.value), table.value.size * _LEADING)
        _label(page, table, label, y + padding + (tall - table.value.size * _LEADING) / 2, is_spread=is_spread)
        sheet.paragraph((table.split + 18, y + padding), value, width, table.value)
        y += tall + 2 * padding
        sheet.draw.line((table.left, y, table.right, y), fill=page.ink, width=2)
    bottom = max(table.bottom, y + 120)
    _label(page, table, "权利其他状况", y + padding, is_spread=is_spread)
    notes = random.sample(_NOTES, random.randint(0, len(_NOTES)))
    below = y + padding
    for note in notes:
        if below + table.value.size * _LEADING < bottom:
            below = sheet.paragraph((table.split + 18, below), note, width, table.value)
    for x in (table.left, table.split, table.right):
        sheet.draw.line((x, table.top, x, bottom), fill=page.ink, width=2)
    sheet.draw.line((table.left, bottom, table.right, bottom), fill=page.ink, width=2)


def _label(page: Blank, table: _Table, label: str, y: float, *, is_spread: bool) -> None:
    room = table.split - table.left - 32
    if is_spread and page.sheet.width_of(label, table.label) < room:
        page.sheet.spread((table.left + 16, y), label, room, table.label)
    else:
        page.sheet.text(((table.left + table.split) / 2, y), label, table.label, "ma")


def _beside(page: Blank, edges: tuple[float, float], top: float, bottom: float) -> None:
    """附记: a ruled box with a few words, and the seal under it."""
    sheet = page.sheet
    style = Style(face=Face.SONG, size=26)
    sheet.text(((edges[0] + edges[1]) / 2, top - 56), "附　　记", style, "ma")
    sheet.draw.rectangle((edges[0], top, edges[1], bottom), outline=page.ink, width=2)
    note = page.random.choice(("业务编号：2019000123", "本栏记载其他需要说明的事项。", ""))
    sheet.text((edges[0] + 20, top + 20), note, style)
    if page.random.random() < 0.6:  # noqa: PLR2004
        page.seal((edges[1] - 150, bottom - 140), 100)
