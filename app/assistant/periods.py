"""The years a question asks about, and whether a text holds in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.passages import Passage

_HAN = "\u3007零○一二三四五六七八九"
_DIGITS = str.maketrans(_HAN, "000123456789")
_YEAR = re.compile(
    rf"(?<![\d{_HAN}])(?P<year>(?:19|20)\d{{2}}|(?:一九|二[\u3007零○])[{_HAN}]{{2}})\s*年(?=(?P<then>.{{0,8}}))"
)
_NOT_THE_PERIOD = re.compile(
    r"第[\d一二三四五六七八九十]+号|修[正订]|"
    r"(?:\d+月)?(?:\d+日)?(?:以?[前后])?(?:就|才|刚|新)?(?:毕业|成立|注册|登记|认定|取得|出生|开业|开的|办的|失业|入职|来沪)"
)


def years_in(text: str) -> frozenset[int]:
    """Years as the period asked about; not those of a document number, nor of something that happened to the asker."""
    return frozenset(
        int(found["year"].translate(_DIGITS))
        for found in _YEAR.finditer(text)
        if not _NOT_THE_PERIOD.match(found["then"])
    )


def holds_in_years(passage: Passage, years: frozenset[int]) -> bool:
    """Whether the text was, is or will be in force at some time in each year, or names the year itself."""
    return all(_overlaps(passage, year) or f"{year}年" in passage.indexed_text for year in years)


def _overlaps(passage: Passage, year: int) -> bool:
    begun = passage.valid_from is None or passage.valid_from.year <= year
    return begun and (passage.valid_to is None or year <= passage.valid_to.year)
