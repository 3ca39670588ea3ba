"""Amounts and days the ways people write them on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval.drawing.wording import numerals

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from random import Random

_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLAIN: Final = "〇一二三四五六七八九"


def amount_in_words(amount_cny: Decimal, yuan: str = "圆") -> str:
    """An amount of at least a fen in the words that can't be altered: 柒仟零壹拾捌圆捌角叁分."""
    fen_in_all = int(amount_cny * 100)
    whole, jiao, fen = fen_in_all // 100, fen_in_all // 10 % 10, fen_in_all % 10
    words = numerals(whole) + yuan if whole else ""
    if jiao:
        words += _CAPITALS[jiao] + "角"
    elif fen and whole:
        words += _CAPITALS[0]
    return words + (_CAPITALS[fen] + "分" if fen else "整")


def chinese_day(day: date) -> str:
    """二〇二四年三月五日."""
    year = "".join(_PLAIN[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def written_day(random: Random, day: date) -> str:
    """A day in one of the forms that people use."""
    return random.choice(
        (
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}年{day.month:02d}月{day.day:02d}日",
            f"{day.year} 年 {day.month} 月 {day.day} 日",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日",
            chinese_day(day),
            f"{day.year}-{day.month:02d}-{day.day:02d}",
            f"{day.year}.{day.month}.{day.day}",
        )
    )


def _small(number: int) -> str:
    """1 to 31: 一 … 十, 十一 … 三十一."""
    tens, ones = divmod(number, 10)
    words = "" if tens == 0 else ("十" if tens == 1 else _PLAIN[tens] + "十")
    return words + (_PLAIN[ones] if ones else "")
