"""Amounts of yuan, in figures (人民币4500.0000万元整) and in words (伍仟零壹拾捌万圆整)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.layout.pieces import fold
from extractors.normalise.numerals import NUMERAL_CHARS, formal_number

_OTHER_CURRENCY: Final = re.compile(r"美元|美金|港元|港币|港圆|欧元|日元|英镑|澳元|加元|新加坡|法郎|USD|HKD|EUR")
_FIGURES: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(亿|万|萬)?[元圆]?")
_WORDS: Final = re.compile(rf"([{NUMERAL_CHARS}]+)(?=[元圆整人正]|$)")
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
    match = _WORDS.search(text)
    return formal_number(match[1]) if match else None
