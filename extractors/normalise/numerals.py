"""Chinese numerals, plain (三十一), digit by digit (二〇一九) and formal (叁佰伍拾)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

DIGITS: Final = {
    **dict.fromkeys("〇零○ＯOo0", 0),
    **dict.fromkeys("一壹弌1", 1),
    **dict.fromkeys("二贰貳弍两2", 2),
    **dict.fromkeys("三叁參弎3", 3),
    **dict.fromkeys("四肆4", 4),
    **dict.fromkeys("五伍5", 5),
    **dict.fromkeys("六陆陸6", 6),
    **dict.fromkeys("七柒7", 7),
    **dict.fromkeys("八捌8", 8),
    **dict.fromkeys("九玖9", 9),
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
NUMERAL_CHARS: Final = "".join([*DIGITS, *_UNITS, *_MYRIADS])


def spelled_year(text: str) -> int | None:
    """A year digit by digit: 二〇一九, 2019, or the two mixed. None unless it is four digits."""
    if len(text) != 4 or any(char not in DIGITS for char in text):  # noqa: PLR2004  a year has four digits
        return None
    return int("".join(str(DIGITS[char]) for char in text))


def small_number(text: str) -> int | None:
    """A month or day: 7, 07, 七, 十一, 廿五, 三十一. None for anything else."""
    text = text.replace("廿", "二十").replace("卅", "三十").replace("+", "十")
    if "十" not in text:
        if not text or any(char not in DIGITS for char in text):
            return None
        return int("".join(str(DIGITS[char]) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or any(char not in DIGITS for char in tens + ones):
        return None
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def formal_number(text: str) -> Decimal | None:
    """A whole number in words, up to the hundred millions: 伍仟零壹拾捌万 is 50180000. None when it is none."""
    total, section, digit = 0, 0, -1
    for char in text:
        if char in DIGITS:
            if digit > 0:
                return None
            digit = DIGITS[char]
        elif char in _UNITS:
            section += _UNITS[char] * (1 if digit < 0 else digit)
            digit = -1
        elif char in _MYRIADS:
            counted = section + max(digit, 0)
            if counted == 0:
                return None
            total += counted * _MYRIADS[char]
            section, digit = 0, -1
        else:
            return None
    if not any(DIGITS.get(char, 1) for char in text):
        return None
    return Decimal(total + section + max(digit, 0))
