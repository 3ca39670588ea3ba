"""Places with their real region codes, and made-up addresses in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A county or district; `code` as in GB/T 2260, `city` empty where the province is the city."""

    code: str
    province: str
    city: str
    district: str

    @property
    def town(self) -> str:
        """The city that authorities and companies are named after."""
        return self.city or (self.district if self.district.endswith(("县", "市")) else self.province)

    @property
    def town_name(self) -> str:
        """The same without its rank, as companies put it into their names."""
        return self.town.split("苗族")[0].removesuffix("市").removesuffix("县")

    @property
    def full(self) -> str:
        # A county-level city is named without the city above it: 江苏省昆山市.
        return self.province + ("" if self.district.endswith("市") else self.city) + self.district

    @property
    def is_county(self) -> bool:
        return self.district.endswith(("县", "市"))


_TABLE: Final = """
110105 北京市 - 朝阳区
120101 天津市 - 和平区
150102 内蒙古自治区 呼和浩特市 新城区
210102 辽宁省 沈阳市 和平区
230103 黑龙江省 哈尔滨市 南岗区
310104 上海市 - 徐汇区
310115 上海市 - 浦东新区
310151 上海市 - 崇明区
320505 江苏省 苏州市 虎丘区
320583 江苏省 苏州市 昆山市
330106 浙江省 杭州市 西湖区
330523 浙江省 湖州市 安吉县
340104 安徽省 合肥市 蜀山区
350203 福建省 厦门市 思明区
370202 山东省 青岛市 市南区
410105 河南省 郑州市 金水区
420106 湖北省 武汉市 武昌区
430104 湖南省 长沙市 岳麓区
440305 广东省 深圳市 南山区
450103 广西壮族自治区 南宁市 青秀区
500112 重庆市 - 渝北区
510104 四川省 成都市 锦江区
522601 贵州省 黔东南苗族侗族自治州 凯里市
530102 云南省 昆明市 五华区
540102 西藏自治区 拉萨市 城关区
610113 陕西省 西安市 雁塔区
640104 宁夏回族自治区 银川市 兴庆区
650102 新疆维吾尔自治区 乌鲁木齐市 天山区
"""

PLACES: Final = tuple(
    Place(code=code, province=province, city=city.replace("-", ""), district=district)
    for code, province, city, district in (line.split() for line in _TABLE.split("\n") if line)
)

_SHORT: Final = {
    "11": "京", "12": "津", "15": "蒙", "21": "辽", "23": "黑", "31": "沪", "32": "苏", "33": "浙", "34": "皖",
    "35": "闽", "37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "50": "渝", "51": "川",
    "52": "黔", "53": "云", "54": "藏", "61": "陕", "64": "宁", "65": "新",
}  # fmt: skip
_ROADS: Final = ("样桥路", "样溪路", "临河中路", "望湖西街", "新样大道", "青石巷", "样港东路", "竹园路", "样泉南路")
_ESTATES: Final = ("样园小区", "湖畔新村", "锦样花园", "和样家园", "云样里")
_PARKS: Final = ("样江科技园", "创样产业园", "中样大厦", "样港国际商务中心", "望样广场")
_TOWNS: Final = ("样溪镇", "石样镇", "样河乡")
_VILLAGES: Final = ("样竹村", "上样村", "样岭村")


def province_sign(place: Place) -> str:
    """The one-character name of the province, as on number plates: 沪."""
    return _SHORT[place.code[:2]]


def home_address(place: Place, random: Random) -> str:
    road, number = random.choice(_ROADS), random.randint(1, 1999)
    room = f"{random.randint(1, 32)}{random.randint(1, 4):02d}"
    if place.is_county and random.random() < 0.6:  # noqa: PLR2004  more villages than streets there
        group = f"{random.randint(1, 9)}组" if random.random() < 0.5 else ""  # noqa: PLR2004
        return place.full + random.choice(_TOWNS) + random.choice(_VILLAGES) + group + f"{random.randint(1, 300)}号"
    endings = (
        f"{number}号{random.randint(1, 40)}幢{random.randint(1, 4)}单元{room}室",
        f"{number}弄{random.randint(1, 99)}号{room}室",
        f"{number}号",
        f"{number}号{random.choice(_ESTATES)}{random.randint(1, 40)}栋{room}",
    )
    return place.full + road + random.choice(endings)


def office_address(place: Place, random: Random) -> str:
    """Where a company sits; some are long enough for three lines."""
    road, number = random.choice(_ROADS), random.randint(1, 2999)
    room = f"{random.randint(1, 28)}{random.randint(1, 30):02d}"
    endings = (
        f"{number}号{random.randint(1, 30)}幢{room}室",
        f"{number}号",
        f"{number}号{random.choice(_PARKS)}{random.choice('ABC')}座{room}室",
        f"{number}弄{random.randint(1, 90)}号{random.randint(1, 6)}层{room}-{random.randint(1, 9)}室",
        f"{number}号{random.choice(_PARKS)}{random.randint(1, 9)}号楼东侧{room}单元（集中登记地）",
    )
    start = place.full if random.random() < 0.7 else place.full.removeprefix(place.province)  # noqa: PLR2004
    return start + road + random.choice(endings)
