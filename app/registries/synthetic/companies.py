"""Made-up companies: realistic in kind, none of them real. Codes have right check characters."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from stdnum.cn import uscc

from app.registries.synthetic.chance import WORLD_DAY, happens
from app.registries.synthetic.names import brand, person_name
from app.registries.synthetic.places import DISTRICTS, address_in
from approval_rules.spans import Span, shift
from approval_rules.values import PERMANENT, Permanent

if TYPE_CHECKING:
    from app.registries.cells import RegisterRow

_FOOD = "食品销售（仅销售预包装食品）"
_TRADES = {
    "食品": ("商贸", [_FOOD, "日用百货销售", "食用农产品零售"], "wholesale_and_retail"),
    "便利": ("百货", [_FOOD, "日用百货销售", "办公用品销售"], "wholesale_and_retail"),
    "餐饮": ("餐饮管理", ["餐饮管理", "企业管理咨询", "外卖递送服务"], "hotels_and_catering"),
    "信息": ("信息技术", ["软件开发", "信息系统集成服务", "数据处理和存储支持服务"], "information_technology"),
    "智能": (
        "智能科技",
        ["人工智能应用软件开发", "智能机器人的研发", "技术服务、技术开发、技术咨询"],
        "science_and_technology",
    ),
    "医疗": (
        "医疗科技",
        ["第一类医疗器械销售", "医学研究和试验发展", "技术服务、技术开发、技术咨询"],
        "science_and_technology",
    ),
    "机械": ("机械设备", ["机械设备销售", "通用设备制造", "机械零件、零部件加工"], "manufacturing"),
    "文化": ("文化传播", ["组织文化艺术交流活动", "广告制作", "会议及展览服务"], "culture_and_sports"),
}
_STATUSES = ["operating"] * 94 + ["abnormal"] * 3 + ["revoked"] * 1 + ["deregistered"] * 2
_CAPITALS = (100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000, 100_000_000)
_FIRST_DAY = date(1996, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRecord:
    """One row of the company register; field names are the facts of `company.*`."""

    uscc: str
    company_name: str
    company_type: str
    entity_type: str
    legal_representative: str
    region: str
    registered_address: str
    registered_capital_cny: Decimal
    established_on: date
    valid_until: date | Permanent
    business_scope: str
    status: str
    industry: str | None = None


def synthetic_companies(count: int, seed: int = 0) -> list[CompanyRecord]:
    """Companies with distinct codes and names; the same seed gives the same companies."""
    chance = Random(seed)  # noqa: S311  made up, not secret
    return [_company(chance, number) for number in range(count)]


def company_row(company: CompanyRecord) -> RegisterRow:
    return {field.name: getattr(company, field.name) for field in fields(company)}


def _company(chance: Random, number: int) -> CompanyRecord:
    region = chance.choice(list(DISTRICTS))
    _, (trade, scope, industry) = chance.choice(list(_TRADES.items()))
    name = brand(chance, number)
    established = _FIRST_DAY + timedelta(days=chance.randrange((WORLD_DAY - _FIRST_DAY).days))
    is_open = happens(chance, 0.6)
    return CompanyRecord(
        uscc=code_for(region, number),
        company_name=f"上海{name}{trade}有限公司",
        company_type="有限责任公司（自然人投资或控股）",
        entity_type="enterprise",
        legal_representative=person_name(chance),
        region=region,
        registered_address=address_in(region, chance),
        registered_capital_cny=Decimal(chance.choice(_CAPITALS)),
        established_on=established,
        valid_until=PERMANENT if is_open else shift(established, Span(months=30 * 12, days=-1)),
        business_scope="；".join(chance.sample(scope, k=len(scope))) + "。",
        status=chance.choice(_STATUSES),
        industry=industry,
    )


_BASE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code_for(region: str, number: int) -> str:
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
