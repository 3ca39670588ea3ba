"""Where made-up companies and people are: districts of Shanghai with roads of no such name, and other provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

DISTRICTS: Final = {
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
ELSEWHERE: Final = (
    "320508",
    "321003",
    "330205",
    "331002",
    "340103",
    "341126",
    "350102",
    "360104",
    "371302",
    "411503",
    "421181",
    "511902",
)
"""Where people come from who live in Shanghai: codes of districts and counties of other provinces."""


def address_in(region: str, chance: Random) -> str:
    district, road = DISTRICTS[region]
    return f"上海市{district}{road}{_place(chance)}"


def _place(chance: Random) -> str:
    return f"{chance.randint(1, 2999)}号{chance.randint(1, 30)}幢{chance.randint(101, 2599)}室"
