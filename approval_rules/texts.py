"""What a comparison of two texts leaves out of account, by name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from approval_rules.values import ValueType, comparable


class Normalisation(StrEnum):
    EXACT = "exact"
    PRINTED = "printed"
    NAME = "name"
    ADDRESS = "address"


def normalised(text: str, under: Normalisation) -> str:
    """The form in which two texts are compared.

    `printed`: width, spaces and the stops that printers vary; the comparison of sources uses it for every text.
    `name`: also the dots inside names of people. `address`: also the municipality or province at the beginning.
    """
    if under is Normalisation.EXACT:
        return text
    printed = str(comparable(text, ValueType.TEXT))
    match under:
        case Normalisation.NAME:
            return printed.translate(_DOTS)
        case Normalisation.ADDRESS:
            return PROVINCE.sub("", printed, count=1)
        case _:
            return printed


_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))
PROVINCE: Final = re.compile(
    "^(?:中国)?(?:(?:北京|上海|天津|重庆)市"
    "|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省"
    "|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区)"
)
