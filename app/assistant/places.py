"""Places people name in questions, as region codes: every province, the districts of Shanghai, some large cities.

Source of the codes: GB/T 2260 (codes of administrative divisions).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.filters import concerns as _concerns
from retrieval.passages import region_stem as _stem

if TYPE_CHECKING:
    from retrieval.passages import Passage

_PROVINCES = {
    "北京": "110000", "天津": "120000", "河北": "130000", "山西": "140000", "内蒙古": "150000", "辽宁": "210000",
    "吉林": "220000", "黑龙江": "230000", "上海": "310000", "江苏": "320000", "浙江": "330000", "安徽": "340000",
    "福建": "350000", "江西": "360000", "山东": "370000", "河南": "410000", "湖北": "420000", "湖南": "430000",
    "广东": "440000", "广西": "450000", "海南": "460000", "重庆": "500000", "四川": "510000", "贵州": "520000",
    "云南": "530000", "西藏": "540000", "陕西": "610000", "甘肃": "620000", "青海": "630000", "宁夏": "640000",
    "新疆": "650000", "台湾": "710000", "香港": "810000", "澳门": "820000",
}  # fmt: skip
_CITIES = {
    "沈阳": "210100", "大连": "210200", "长春": "220100", "哈尔滨": "230100", "南京": "320100", "无锡": "320200",
    "苏州": "320500", "杭州": "330100", "宁波": "330200", "温州": "330300", "合肥": "340100", "福州": "350100",
    "厦门": "350200", "南昌": "360100", "济南": "370100", "青岛": "370200", "郑州": "410100", "武汉": "420100",
    "长沙": "430100", "广州": "440100", "深圳": "440300", "珠海": "440400", "佛山": "440600", "东莞": "441900",
    "南宁": "450100", "海口": "460100", "成都": "510100", "贵阳": "520100", "昆明": "530100", "西安": "610100",
    "兰州": "620100", "常州": "320400", "南通": "320600", "扬州": "321000", "徐州": "320300", "昆山": "320583",
    "嘉兴": "330400", "湖州": "330500", "绍兴": "330600", "金华": "330700", "台州": "331000", "义乌": "330782",
    "石家庄": "130100", "太原": "140100", "呼和浩特": "150100", "泉州": "350500", "烟台": "370600", "洛阳": "410300",
    "中山": "442000", "惠州": "441300", "三亚": "460200", "芜湖": "340200",
}  # fmt: skip
DISTRICTS = {
    "黄浦": "310101", "徐汇": "310104", "长宁": "310105", "静安": "310106", "普陀": "310107", "虹口": "310109",
    "杨浦": "310110", "闵行": "310112", "宝山": "310113", "嘉定": "310114", "浦东": "310115", "金山": "310116",
    "松江": "310117", "青浦": "310118", "奉贤": "310120", "崇明": "310151",
}  # fmt: skip
"""Of Shanghai."""
_PLACES = _PROVINCES | _CITIES | DISTRICTS
_NAMED = re.compile(f"(?:{'|'.join(sorted(_PLACES, key=len, reverse=True))})(?:新区|区|市|省|县)?")


def places_in(text: str) -> dict[str, str]:
    """Name and code of each place in `text`; of a city and its district both named, the district alone."""
    named = {name: code for name, code in _PLACES.items() if name in text}
    return {
        name: code
        for name, code in named.items()
        if not any(other != code and other.startswith(_stem(code)) for other in named.values())
    }


def concerns(passage: Passage, codes: frozenset[str]) -> bool:
    """Whether a text holds in one of the places, or in a part of it; any text does when no place is named."""
    return _concerns(passage.region, codes)


def swap_places(text: str, new: dict[str, str]) -> str | None:
    """`text` with its one place replaced by the one in `new`; None when there is not one of each."""
    old = places_in(text)
    if len(old) != 1 or len(new) != 1:
        return None
    return text.replace(next(iter(old)), next(iter(new)))


def without_places(text: str) -> str:
    """`text` without the places it names, and without 区 or 市 after them."""
    return _NAMED.sub("", text)


def place_name(code: str) -> str:
    """How people call a place, such as 嘉定区; "" for a code that is not in the table."""
    name = next((name for name, known in _PLACES.items() if known == code), "")
    if code in DISTRICTS.values():
        return f"{name}新区" if name == "浦东" else f"{name}区"
    return name
