"""Amounts of yuan, in figures (人民币4500.0000万元整) and in words (伍仟零壹拾捌万圆整)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.layout.pieces import fold
from extractors.normalise.numerals import DIGITS, NUMERAL_CHARS, formal_number

_OTHER_CURRENCY: Final = re.compile(r"美元|美金|港元|港币|港圆|欧元|日元|英镑|澳元|加元|新加坡|法郎|USD|HKD|EUR")
_FIGURES: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(亿|万|萬)?[元圆]?")
_DIGIT: Final = "".join(DIGITS)
_WORDS: Final = re.compile(rf"([{NUMERAL_CHARS}]+)(?=[元圆圓整人正]|$)")
_CENTS: Final = re.compile(rf"[元圆圓]零?(?:([{_DIGIT}])角)?零?(?:([{_DIGIT}])分)?")
_SCALE: Final = {"": 1, "万": 10_000, "萬": 10_000, "亿": 100_000_000}
_LARGEST: Final = Decimal(10) ** 14


def yuan(text: str) -> Decimal | None:
    """The first amount in the text, in yuan with up to four decimals. None when it is in another currency."""
    folded = fold(text).replace(" ", "")
    if _OTHER_CURRENCY.search(folded):
        return None
    amount = _in_figures(folded)
    if amount is None:
        amount = _in_words(folded)
    if amount is None or not 0 < amount < _LARGEST:
        return None
    short = amount.quantize(Decimal("0.0001")).normalize()
    return short if short.as_tuple().exponent == 0 or short % 1 else short.quantize(Decimal(1))


def _in_figures(text: str) -> Decimal | None:
    match = _FIGURES.search(text)
    if match is None:
        return None
    return Decimal(match[1].replace(",", "")) * _SCALE[match[2] or ""]


def _in_words(text: str) -> Decimal | None:
    """壹佰壹拾壹圆陆角, 柒仟零壹拾捌圆捌角叁分; a number without a unit is one of yuan."""
    match = _WORDS.search(text)
    whole = formal_number(match[1]) if match else None
    if match is None or whole is None:
        return None
    cents = _CENTS.match(text, match.end())
    tenths, hundredths = cents.groups() if cents else (None, None)
    return whole + Decimal(DIGITS.get(tenths or "0", 0)) / 10 + Decimal(DIGITS.get(hundredths or "0", 0)) / 100
