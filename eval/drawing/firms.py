"""Made-up companies all over the country, with codes whose check character is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stdnum.cn import uscc

from eval.drawing.people import person_name
from eval.drawing.places import PLACES, Place, office_address

if TYPE_CHECKING:
    from random import Random

_FIRST: Final = "晟泓沁铭珩翊澜霁煜骁衡樾祺昱笙泽鼎佳瑞恒"
_SECOND: Final = "禾岚桐屿舟砚麓棠岑栎溯朔芃渚筠洵达源"
_THIRD: Final = ("", "", "甲", "乙", "丙", "辛")
_FOOD: Final = ("商贸", "餐饮管理", "食品", "超市", "酒店管理", "供应链管理", "百货")
_TECHNICAL: Final = ("信息技术", "智能科技", "医疗科技", "新材料科技", "机械设备", "电子", "生物技术", "精密仪器")


@dataclass(frozen=True, kw_only=True, slots=True)
class Firm:
    name: str
    uscc: str
    legal_representative: str
    place: Place
    address: str
    is_individual: bool


def technical_firm(random: Random) -> Firm:
    return _firm(random, random.choice(_TECHNICAL), individual_share=0.0)


def food_firm(random: Random) -> Firm:
    return _firm(random, random.choice(_FOOD), individual_share=0.25)


def any_firm(random: Random) -> Firm:
    return _firm(random, random.choice(_FOOD + _TECHNICAL), individual_share=0.1)


def _firm(random: Random, trade: str, individual_share: float) -> Firm:
    place = random.choice(PLACES)
    is_individual = random.random() < individual_share
    brand = random.choice(_FIRST) + random.choice(_SECOND) + random.choice(_THIRD)
    name = f"{place.full}{brand}{trade}店" if is_individual else _company_name(random, place, brand, trade)
    return Firm(
        name=name,
        uscc=_code(random, place, is_individual=is_individual),
        legal_representative=person_name(random),
        place=place,
        address=office_address(place, random),
        is_individual=is_individual,
    )


def _company_name(random: Random, place: Place, brand: str, trade: str) -> str:
    town = place.town_name
    city = place.town if place.town.endswith("市") else town
    names = (
        f"{town}{brand}{trade}有限公司",
        f"{town}{brand}{trade}有限公司",
        f"{city}{brand}{trade}有限责任公司",
        f"{brand}（{town}）{trade}有限公司",
        f"{town}{brand}{trade}股份有限公司",
        f"{town}{brand}{trade}集团有限公司{random.choice(('第一', '城东', '高新区'))}分公司",
        f"{brand}{trade}（集团）有限公司{town}分公司",
        f"{town}{brand}{trade}中心（有限合伙）",
    )
    return random.choice(names)


_BASE: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ALL: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def _code(random: Random, place: Place, *, is_individual: bool) -> str:
    """GB 32100: kind, region, an organisation code with its own check character (GB 11714), check character."""
    organisation = "MA" + "".join(random.choice(_BASE) for _ in range(6))
    total = sum(weight * _ALL.index(char) for weight, char in zip(_WEIGHTS, organisation, strict=True))
    body = ("92" if is_individual else "91") + place.code + organisation + "0123456789X0"[11 - total % 11]
    return body + str(uscc.calc_check_digit(body))
