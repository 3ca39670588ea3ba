"""How dates, terms and amounts are printed on a certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from approval_rules.values import Permanent

_WAN: Final = Decimal(10_000)
_NUMERALS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")


class CapitalStyle(StrEnum):
    NUMERALS = "numerals"  # 壹佰万元整
    PREFIXED = "prefixed"  # 人民币壹佰万元整
    DIGITS = "digits"  # 100万元整
    DECIMALS = "decimals"  # 人民币100.0000万元整


def date_words(day: date) -> str:
    """2019年03月04日."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def term_words(start: date, end: date | Permanent) -> str:
    """From the day of establishment to the last day, or 长期 when the term is open."""
    until = date_words(end) if isinstance(end, date) else "长期"
    return f"{date_words(start)}至{until}"


def capital_words(amount_cny: Decimal, style: CapitalStyle) -> str:
    """An amount of yuan; one that is no whole number of yuan is always printed in digits."""
    if amount_cny != amount_cny.to_integral_value():
        return f"人民币{amount_cny:f}元"
    if amount_cny < _WAN and style in {CapitalStyle.DIGITS, CapitalStyle.DECIMALS}:
        return f"{amount_cny:.0f}元整"
    match style:
        case CapitalStyle.NUMERALS:
            return f"{numerals(int(amount_cny))}元整"
        case CapitalStyle.PREFIXED:
            return f"人民币{numerals(int(amount_cny))}元整"
        case CapitalStyle.DIGITS:
            return f"{(amount_cny / _WAN).normalize():f}万元整"
        case CapitalStyle.DECIMALS:
            return f"人民币{amount_cny / _WAN:.4f}万元整"


def numerals(number: int) -> str:
    """A whole number in the numerals that can't be altered: 1050000 is 壹佰零伍万."""
    if number == 0:
        return _NUMERALS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        # A gap between two groups is read as one zero: 壹亿零伍万.
        higher_is_empty = place + 1 < len(groups) and groups[place + 1] == 0
        if words and (group < 1000 or higher_is_empty):  # noqa: PLR2004  the group's first place is empty
            words += _NUMERALS[0]
        words += _group_numerals(group) + _GROUPS[place]
    return words


def _group_numerals(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (_NUMERALS[0] if gap else "") + _NUMERALS[digit] + _PLACES[place]
        gap = False
    return words
