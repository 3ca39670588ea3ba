"""The ways in which certificates print a date."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_DIGITS: Final = "〇一二三四五六七八九"
_TEN: Final = 10


class DateStyle(StrEnum):
    PADDED = "padded"  # 2019年03月04日
    PLAIN = "plain"  # 2019年3月4日
    SPACED = "spaced"  # 2019 年 3 月 4 日
    NUMERALS = "numerals"  # 二〇一九年三月四日
    DASHED = "dashed"  # 2019-03-04


def dated(day: date, style: DateStyle) -> str:
    match style:
        case DateStyle.PADDED:
            return f"{day.year}年{day.month:02d}月{day.day:02d}日"
        case DateStyle.PLAIN:
            return f"{day.year}年{day.month}月{day.day}日"
        case DateStyle.SPACED:
            return f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日"
        case DateStyle.NUMERALS:
            year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
            return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"
        case DateStyle.DASHED:
            return day.isoformat()


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, _TEN)
    words = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return words + (_DIGITS[ones] if ones else "")
