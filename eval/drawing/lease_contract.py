"""First pages of lease contracts (房屋租赁合同): parties, then clauses whose blanks are filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.spans import Span, shift
from eval.drawing.kinds import Drawn
from eval.drawing.made_up import made_up_address, made_up_company, made_up_day, made_up_person, made_up_phone
from eval.drawing.numbers_in_words import amount_in_words, chinese_day
from eval.drawing.running_text import Setting, runs_of, set_runs
from eval.drawing.sheet import BLACK, Colour, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1240, 1754)
_PEN: Final[Colour] = (26, 38, 104)
_TITLES: Final = (
    "房屋租赁合同",
    "房 屋 租 赁 合 同",
    "商铺租赁合同",
    "房屋租赁协议",
    "商业用房租赁合同",
    "厂房租赁合同",
)
_PARTIES: Final = (
    ("出租方（甲方）：{landlord}", "承租方（乙方）：{tenant}"),
    ("甲方（出租人）：{landlord}", "乙方（承租人）：{tenant}"),
    ("出租人：{landlord}（以下简称甲方）", "承租人：{tenant}（以下简称乙方）"),
    ("甲　方：{landlord}", "乙　方：{tenant}"),
    ("出租方（以下称甲方）：{landlord}", "承租方（以下称乙方）：{tenant}"),
)
_DETAILS: Final = ((), ("联系电话：{phone}",), ("证件号码：{code}", "联系电话：{phone}"), ("统一社会信用代码：{code}",))
_RECITALS: Final = (
    "根据《中华人民共和国民法典》及有关规定，甲乙双方在平等、自愿的基础上，就房屋租赁事宜达成如下协议：",
    "甲、乙双方经友好协商，就乙方承租甲方房屋一事订立本合同，共同遵守。",
    "为明确双方的权利和义务，经双方协商一致，签订本合同。",
)
_PREMISES: Final = (
    ("租赁房屋", "甲方将位于{address}的房屋出租给乙方使用，建筑面积{area}平方米。"),
    ("房屋的坐落与面积", "出租房屋坐落于{address}，房屋建筑面积为{area}平方米，甲方对该房屋拥有合法的出租权。"),
    ("房屋基本情况", "（1）房屋地址：{address}。\n（2）房屋面积：{area}㎡。\n（3）房屋现状：水、电等设施齐全。"),
    ("租赁标的", "乙方向甲方承租{address}，面积共计{area}平方米，装修情况以交付时的现状为准。"),
    ("房屋位置、面积", "甲方自愿将其所有的坐落在{address}的房屋租给乙方，建筑面积（{area}）平方米。"),
)
_TERMS: Final = (
    ("租赁期限", "租赁期{years}年，自{start}起至{end}止。"),
    ("租期", "租赁期限从{start}至{end}，共计{months}个月。租赁期满，甲方有权收回房屋。"),
    ("租赁期限", "房屋租赁期自{start}至{end}止。期满后乙方要求续租的，应提前一个月书面通知甲方。"),
    ("租赁期间", "（1）本合同租期为{years}年。\n（2）起租日：{start}，到期日：{end}。"),
)
_RENTS: Final = (
    ("租金", "月租金为人民币{rent}元（大写：{words}），租金按{often}支付。"),
    ("租金及支付方式", "双方约定每月租金{rent}元整，大写人民币{words}。乙方应于每期开始前七日内付清。"),
    ("租金标准", "该房屋每月租金为￥{rent}元（人民币{words}），押金为{deposit}元。"),
    ("租金", "租金标准为{rent}元/月，{often}付一次，先付后用。"),
    (
        "租金和押金",
        "（1）房屋的月租金为（人民币）{rent}元。\n（2）签订合同时乙方另付押金{deposit}元，合同终止后无息退还。",
    ),
)
_USES: Final = (
    ("房屋用途", "乙方租赁该房屋用于{use}，未经甲方书面同意不得改变用途。"),
    ("租赁用途", "该房屋的用途为{use}。乙方保证遵守国家有关房屋使用的规定。"),
)
_OTHERS: Final = (
    ("双方的责任", "租赁期内，房屋的主体结构由甲方维修；因乙方使用不当造成的损坏由乙方负责修复。"),
    ("各项费用", "租赁期内的水费、电费、物业管理费由乙方承担，按实际用量结算。"),
    ("转租", "未经甲方书面同意，乙方不得将房屋全部或部分转租、转借给他人。"),
    ("违约责任", "任何一方违反本合同约定的，应向对方支付相当于一个月租金的违约金。"),
    ("争议解决", "本合同在履行中发生争议，由双方协商解决；协商不成的，可向房屋所在地人民法院起诉。"),
    ("房屋交付", "甲方应于起租日前将房屋及附属设施交付乙方，双方当面核对并在交接清单上签字确认。"),
    ("装修与设施", "乙方经甲方同意可以对房屋进行装修，装修费用由乙方自理；合同终止时不得拆除已形成附合的部分。"),
    ("合同的解除", "因不可抗力或者城市建设需要拆除房屋的，本合同自行终止，双方互不承担责任，租金按实际使用天数结算。"),
    ("安全责任", "乙方应当遵守消防和治安的有关规定，在租赁期内对房屋的安全负责，不得存放易燃易爆等危险物品。"),
    ("其他", "本合同一式两份，甲乙双方各执一份，自双方签字或者盖章之日起生效。"),
)
_NUMBERS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四")
_ENUMERATIONS: Final = (
    ("第{}条　", _NUMBERS),
    ("{}、", _NUMBERS),
    ("{}.　", tuple(str(number) for number in range(1, 15))),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lease:
    landlord: str
    tenant: str
    address: str
    area: Decimal
    start: date
    end: date
    rent: Decimal
    blanks: dict[str, str]
    """What is filled into the clauses, by the blank's name."""


def draw_lease_contract(random: Random, typefaces: Typefaces) -> Drawn:
    """One A4 page; the signatures would stand on a later one."""
    lease = _lease(random)
    sheet = Sheet(_SIZE, (random.randint(246, 255),) * 3, typefaces)
    setting, left = _setting(random)
    title = Style(face=Face.HEI, size=random.choice((42, 48, 54)), weight=1)
    sheet.text((620, random.randint(90, 150)), random.choice(_TITLES), title, "ma")
    y = float(random.randint(230, 270))
    if random.random() < 0.4:  # noqa: PLR2004  some contracts are numbered
        number = f"合同编号：ZL-{lease.start.year}-{random.randint(1, 9999):04d}"
        sheet.text((left + setting.width, y), number, replace(setting.printed, size=24), "ra")
        y += 50
    for paragraph in _paragraphs(random, lease):
        if y + setting.printed.size * setting.leading * 2 > _SIZE[1] - 110:
            break
        y = set_runs(sheet, (left, y), runs_of(paragraph, **_used(paragraph, lease.blanks)), setting)
    sheet.text(
        (620, 1690), random.choice(("1", "- 1 -", "第 1 页", "第1页 共3页")), Style(face=Face.SONG, size=20), "ma"
    )
    return Drawn(image=sheet.image, documents=(("lease_contract", _fields(lease)),))


def _fields(lease: _Lease) -> dict[str, object]:
    return {
        "landlord": lease.landlord,
        "tenant": lease.tenant,
        "premises_address": lease.address,
        "area_m2": format(lease.area, "f"),
        "lease_from": lease.start.isoformat(),
        "lease_until": lease.end.isoformat(),
        "rent_cny": format(lease.rent, "f"),
    }


def _lease(random: Random) -> _Lease:
    company, other = made_up_company(random), made_up_company(random)
    landlord = random.choice((made_up_person(random), other.company_name))
    tenant = random.choice((company.company_name, company.company_name, made_up_person(random)))
    start = made_up_day(random, date(2016, 1, 1), date(2026, 10, 1))
    if random.random() < 0.6:  # noqa: PLR2004  leases often start with a month
        start = start.replace(day=1)
    years = random.choice((1, 1, 2, 3, 5, 10))
    end = shift(start, Span(months=12 * years)) - timedelta(days=random.choice((1, 1, 1, 0)))
    area = random.choice((Decimal(random.randint(18, 900)), Decimal(random.randint(1800, 60000)) / 100))
    rent = random.choice((Decimal(random.randint(8, 400) * 100), Decimal(random.randint(1500, 59999))))
    return _Lease(
        landlord=landlord,
        tenant=tenant,
        address=made_up_address(random),
        area=area,
        start=start,
        end=end,
        rent=rent,
        blanks={},
    )


def _used(paragraph: str, blanks: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in blanks.items() if "{" + name + "}" in paragraph}


def _blanks(random: Random, lease: _Lease) -> dict[str, str]:
    day = random.choice((_plain_day, _padded_day, _spaced_day, _plain_day, chinese_day))
    years = (lease.end.year - lease.start.year) or 1
    often = random.choice(("月", "季度", "半年", "年"))
    figures = random.choice(("{:.0f}", "{:,.0f}", "{:.2f}", "{:,.2f}")).format(lease.rent)
    deposit = f"{lease.rent * random.choice((2, 3)):.0f}"
    return {
        "landlord": lease.landlord,
        "tenant": lease.tenant,
        "address": lease.address,
        "area": format(lease.area, "f"),
        "start": day(lease.start),
        "end": day(lease.end),
        "years": random.choice((str(years), "零一二三四五六七八九十"[years])),
        "months": str(years * 12),
        "rent": figures,
        "words": amount_in_words(lease.rent, random.choice(("元", "圆"))),
        "deposit": deposit,
        "often": often,
        "use": random.choice(("商业经营", "餐饮服务", "办公", "食品零售", "仓储及办公")),
        "phone_a": made_up_phone(random),
        "phone_b": made_up_phone(random),
        "code_a": made_up_company(random).uscc,
        "code_b": made_up_company(random).uscc,
    }


def _paragraphs(random: Random, lease: _Lease) -> list[str]:
    """The page from the parties on; fills `lease.blanks` with what each blank says."""
    lease.blanks.update(_blanks(random, lease))
    first, second = random.choice(_PARTIES)
    details = random.choice(_DETAILS)
    ours, theirs = _details(details, lease.landlord, "a"), _details(details, lease.tenant, "b")
    mark, numbers = random.choice(_ENUMERATIONS)
    main = [random.choice(_PREMISES), random.choice(_TERMS), random.choice(_RENTS)]
    main.insert(random.choice((1, 3)), random.choice(_USES))
    clauses = main + random.sample(_OTHERS, len(_OTHERS))
    heading_alone = random.random() < 0.5  # noqa: PLR2004  half of the contracts
    paragraphs = [first, *ours, second, *theirs, random.choice(_RECITALS)]
    for number, (heading, text) in zip(numbers, clauses, strict=False):
        start = mark.format(number) + heading
        if heading_alone or "\n" in text:
            paragraphs += [start, *text.split("\n")]
        else:
            paragraphs.append(start + "　" + text if "条" in mark else start + "：" + text)
    return paragraphs


def _details(lines: tuple[str, ...], party: str, mark: str) -> list[str]:
    """A party's further lines; people have no code of a company."""
    kept = [line for line in lines if "公司" in party or "{code}" not in line]
    return [line.replace("{code}", "{code_" + mark + "}").replace("{phone}", "{phone_" + mark + "}") for line in kept]


def _setting(random: Random) -> tuple[Setting, float]:
    face = random.choice(list(Face))
    size = random.choice((25, 27, 29))
    # Blanks are filled in by the same printer, by another, or with a pen's colour.
    ink = random.choice((BLACK, BLACK, _PEN))
    filled = Style(face=random.choice(list(Face)), size=size + random.choice((0, 0, 2)), ink=ink)
    left, width = random.choice(((140, 960), (165, 910)))
    setting = Setting(
        printed=Style(face=face, size=size),
        filled=filled,
        width=width,
        leading=random.choice((1.65, 1.8, 1.95)),
        indent=random.choice((0.0, size * 2.0)),
        underlined=random.random() < 0.7,  # noqa: PLR2004  most forms have a rule under the blank
    )
    return setting, float(left)


def _plain_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _padded_day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _spaced_day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
