"""Made-up companies for trying the service: realistic in kind, none of them real. Codes have right check characters."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from approval_rules.spans import Span, shift
from approval_rules.values import PERMANENT, Permanent

_DISTRICTS = {
    "310101": ("黄浦区", "样桥路"),
    "310104": ("徐汇区", "样溪路"),
    "310105": ("长宁区", "样虹路"),
    "310106": ("静安区", "样宁路"),
    "310107": ("普陀区", "样江路"),
    "310109": ("虹口区", "样泉路"),
    "310110": ("杨浦区", "样波路"),
    "310112": ("闵行区", "样庄路"),
    "310113": ("宝山区", "样河路"),
    "310114": ("嘉定区", "样州路"),
    "310115": ("浦东新区", "样港大道"),
    "310116": ("金山区", "样滨路"),
    "310117": ("松江区", "样松公路"),
    "310118": ("青浦区", "样浦路"),
    "310120": ("奉贤区", "样贤路"),
    "310151": ("崇明区", "样岛路"),
}
_BRANDS_FIRST = "晟泓沁铭珩翊澜霁煜骁衡樾祺昱笙泽"
_BRANDS_SECOND = "禾岚桐屿舟砚麓棠岑栎溯朔芃渚筠洵"
_SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕"
_GIVEN = (
    "知行",
    "明远",
    "若谷",
    "思齐",
    "子衿",
    "怀瑾",
    "望舒",
    "清和",
    "致远",
    "书言",
    "安之",
    "云起",
    "嘉树",
    "景行",
)
_FOOD = "食品销售（仅销售预包装食品）"
_TRADES = {
    "食品": ("商贸", [_FOOD, "日用百货销售", "食用农产品零售"]),
    "便利": ("百货", [_FOOD, "日用百货销售", "办公用品销售"]),
    "餐饮": ("餐饮管理", ["餐饮管理", "企业管理咨询", "外卖递送服务"]),
    "信息": ("信息技术", ["软件开发", "信息系统集成服务", "数据处理和存储支持服务"]),
    "智能": ("智能科技", ["人工智能应用软件开发", "智能机器人的研发", "技术服务、技术开发、技术咨询"]),
    "医疗": ("医疗科技", ["第一类医疗器械销售", "医学研究和试验发展", "技术服务、技术开发、技术咨询"]),
    "机械": ("机械设备", ["机械设备销售", "通用设备制造", "机械零件、零部件加工"]),
    "文化": ("文化传播", ["组织文化艺术交流活动", "广告制作", "会议及展览服务"]),
}
_STATUSES = ["operating"] * 94 + ["abnormal"] * 3 + ["revoked"] * 1 + ["deregistered"] * 2
_CAPITALS = (100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000, 100_000_000)
_FIRST_DAY, _LAST_DAY = date(1996, 1, 1), date(2026, 6, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRecord:
    """One row of the company register; field names are the facts of `company.*`."""

    uscc: str
    company_name: str
    company_type: str
    legal_representative: str
    region: str
    registered_address: str
    registered_capital_cny: Decimal
    established_on: date
    valid_until: date | Permanent
    business_scope: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRecord:
    """One row of the qualification register; field names are the facts of `qualification.*`."""

    uscc: str
    certificate_no: str
    certified_on: date
    recognition: str
    torch_statistics_year: int
    award_paid_on_certificate: bool
    relocated_on: date | None


def synthetic_companies(count: int, seed: int = 0) -> list[CompanyRecord]:
    """Companies with distinct codes and names; the same seed gives the same companies."""
    chance = random.Random(seed)
    return [_company(chance, number) for number in range(count)]


def synthetic_qualifications(companies: list[CompanyRecord], seed: int = 0) -> list[QualificationRecord]:
    """High-tech certificates for about a quarter of the technology companies among them."""
    chance = random.Random(seed + 1)
    technical = [one for one in companies if "科技" in one.company_name or "信息" in one.company_name]
    return [_qualification(chance, one, number) for number, one in enumerate(technical) if chance.random() < 0.5]  # noqa: PLR2004  a half of them


def _company(chance: random.Random, number: int) -> CompanyRecord:
    region = chance.choice(list(_DISTRICTS))
    district, road = _DISTRICTS[region]
    _, (trade, scope) = chance.choice(list(_TRADES.items()))
    brand = chance.choice(_BRANDS_FIRST) + chance.choice(_BRANDS_SECOND) + _numeral(number)
    established = _FIRST_DAY + timedelta(days=chance.randrange((_LAST_DAY - _FIRST_DAY).days))
    is_open = chance.random() < 0.6  # noqa: PLR2004  most newer companies have no end
    return CompanyRecord(
        uscc=_code(region, number),
        company_name=f"上海{brand}{trade}有限公司",
        company_type="有限责任公司（自然人投资或控股）",
        legal_representative=chance.choice(_SURNAMES) + chance.choice(_GIVEN),
        region=region,
        registered_address=f"上海市{district}{road}{_place(chance)}",
        registered_capital_cny=Decimal(chance.choice(_CAPITALS)),
        established_on=established,
        valid_until=PERMANENT if is_open else shift(established, Span(months=30 * 12, days=-1)),
        business_scope="；".join(chance.sample(scope, k=len(scope))) + "。",
        status=chance.choice(_STATUSES),
    )


def _place(chance: random.Random) -> str:
    return f"{chance.randint(1, 2999)}号{chance.randint(1, 30)}幢{chance.randint(101, 2599)}室"


_DIGITS = "甲乙丙丁戊己庚辛壬癸"


def _numeral(number: int) -> str:
    """A distinct pair or more of characters, so that no two companies share a name."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_BASE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _code(region: str, number: int) -> str:
    """9 (market regulation), 1 (enterprise), the region, then MY and a serial: a range not known to be given out."""
    serial = ""
    for _ in range(6):
        number, digit = divmod(number, len(_BASE))
        serial = _BASE[digit] + serial
    body = f"91{region}" + "MY" + serial
    return _with_organisation_check(body)


def _with_organisation_check(body: str) -> str:
    """The 17 characters with GB 11714's check character in place 17 and GB 32100's in place 18."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(weight * digits.index(char) for weight, char in zip(weights, body[8:16], strict=True))
    organisation = "0123456789X0"[(11 - total % 11)]
    code = body + organisation
    return code + str(uscc.calc_check_digit(code))


def _qualification(chance: random.Random, company: CompanyRecord, number: int) -> QualificationRecord:
    year = chance.choice((2023, 2024, 2024, 2025))
    recognition = chance.choice(("first", "renewed", "relocated"))
    return QualificationRecord(
        uscc=company.uscc,
        certificate_no=f"GR{year}31{number:06d}",
        certified_on=date(year, chance.choice((11, 12)), chance.randint(1, 28)),
        recognition=recognition,
        torch_statistics_year=chance.choice((2023, 2024, 2025)),
        award_paid_on_certificate=chance.random() < 0.1,  # noqa: PLR2004  a few were paid before
        relocated_on=date(2025, chance.randint(1, 12), 15) if recognition == "relocated" else None,
    )
