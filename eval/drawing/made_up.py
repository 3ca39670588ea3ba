"""Made-up companies, people, addresses and telephone numbers from all over the country."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from stdnum.cn import uscc

from app.registries.synthetic import synthetic_companies

if TYPE_CHECKING:
    from random import Random

    from app.registries.synthetic import CompanyRecord

_SURNAMES: Final = (
    "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
)
_GIVEN: Final = (
    "伟芳娜敏静强磊军洋艳勇杰涛明霞鹏辉玲丹波宁岚旭琳晨颖凯峰倩婷浩宇欣怡志国文海建华春秀雪梅桂英晓东思远子涵佳慧"
)
_CITIES: Final = (
    ("110108", "北京市", "北京市海淀区"),
    ("120104", "天津市", "天津市南开区"),
    ("310115", "上海", "上海市浦东新区"),
    ("320102", "南京", "江苏省南京市玄武区"),
    ("320505", "苏州", "江苏省苏州市虎丘区"),
    ("330106", "杭州", "浙江省杭州市西湖区"),
    ("330203", "宁波", "浙江省宁波市海曙区"),
    ("340104", "安徽", "安徽省合肥市蜀山区"),
    ("350203", "厦门", "福建省厦门市思明区"),
    ("370102", "济南", "山东省济南市历下区"),
    ("410105", "河南", "河南省郑州市金水区"),
    ("420106", "武汉", "湖北省武汉市武昌区"),
    ("430102", "长沙", "湖南省长沙市芙蓉区"),
    ("440106", "广州", "广州市天河区"),
    ("440305", "深圳市", "深圳市南山区"),
    ("500103", "重庆", "重庆市渝中区"),
    ("510104", "成都", "四川省成都市锦江区"),
    ("610113", "西安", "陕西省西安市雁塔区"),
)
_ROADS: Final = ("样园路", "样和街", "样山大道", "样湖东路", "样新一路", "样泰南街", "样江中路", "样文巷", "样科三路")
_FORMS: Final = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
_BASE: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE: Final = ("130", "135", "136", "138", "139", "150", "158", "177", "186", "189")


def made_up_company(random: Random) -> CompanyRecord:
    """Half of them from Shanghai, the others from elsewhere; codes with right check characters."""
    company = synthetic_companies(random.randint(1, 60), random.getrandbits(32))[-1]
    company = replace(company, legal_representative=made_up_person(random), uscc=_code(company.region, random))
    if random.random() < 0.5:  # noqa: PLR2004  half of them
        return company
    region, city, _ = place = random.choice(_CITIES)
    name = company.company_name.removeprefix("上海").removesuffix("有限公司") + random.choice(_FORMS)
    name = name.replace("有限", f"（{city.removesuffix('市')}）有限") if random.random() < 0.15 else city + name  # noqa: PLR2004  some
    return replace(
        company,
        uscc=_code(region, random),
        region=region,
        company_name=name,
        registered_address=_address_in(place[2], random),
    )


def _code(region: str, random: Random) -> str:
    """In the range MY, which is not known to be given out, with the check characters of GB 11714 and GB 32100."""
    organisation = "MY" + "".join(random.choice(_BASE) for _ in range(6))
    total = sum(weight * _DIGITS.index(char) for weight, char in zip(_WEIGHTS, organisation, strict=True))
    body = f"91{region}{organisation}{'0123456789X0'[11 - total % 11]}"
    if "X" in body[16:]:  # drawn again: some printers set X here, some 10
        return _code(region, random)
    return body + str(uscc.calc_check_digit(body))


def made_up_person(random: Random) -> str:
    """Two or three characters."""
    return random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))


def made_up_address(random: Random) -> str:
    return _address_in(random.choice(_CITIES)[2], random)


def _address_in(district: str, random: Random) -> str:
    number = random.randint(1, 1999)
    room = random.randint(1, 28) * 100 + random.randint(1, 24)
    endings = (
        f"{number}号",
        f"{number}号{room}室",
        f"{number}号{random.randint(1, 20)}幢{room}室",
        f"{number}号{random.choice('ABCD')}座{room}",
        f"{number}弄{random.randint(1, 60)}号{room % 100 + 100}室",
        f"{number}号样和广场{random.randint(1, 5)}层{random.choice('ABCD')}{random.randint(10, 99)}铺位",
        f"{number}-{number + 2}号一层",
    )
    return district + random.choice(_ROADS) + random.choice(endings)


def made_up_phone(random: Random) -> str:
    """A mobile number, or one in five times a landline; the middle digits are zeros, so that hardly any is in use."""
    if random.random() < 0.2:  # noqa: PLR2004  one in five
        return f"0{random.choice((21, 571, 755, 28, 25))}-{random.randint(50, 89)}00{random.randint(1000, 9999)}"
    return f"{random.choice(_MOBILE)}0000{random.randint(0, 9999):04d}"


def made_up_day(random: Random, first: date, last: date) -> date:
    """A day from first to last, both included."""
    return first + timedelta(days=random.randrange((last - first).days + 1))
