"""Names of made-up companies, shops and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

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
_DIGITS = "甲乙丙丁戊己庚辛壬癸"


def brand(chance: Random, number: int) -> str:
    """Two characters and the number, so that no two of one series share a name."""
    return chance.choice(_BRANDS_FIRST) + chance.choice(_BRANDS_SECOND) + _numeral(number)


def person_name(chance: Random) -> str:
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN)


def _numeral(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))
