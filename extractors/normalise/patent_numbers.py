"""专利号 (ZC 0006-2003, with ZL before it): found by its check character, which stands behind a point."""

from __future__ import annotations

import re
from typing import Final

from approval_rules.values import BadValue, ValueType, parse
from extractors.layout.pieces import fold
from extractors.normalise.codes import Code

_NUMBER: Final = re.compile(r"([Z2][LI1])?([12][09OD][0-9OIDSBZ]{10})([.,·。:]?)([0-9X×])(?![0-9])")
_FIGURE_FOR: Final = str.maketrans({"O": "0", "D": "0", "I": "1", "Z": "2", "S": "5", "B": "8", "×": "X"})
_CLOSE: Final = re.compile(r"[Z2]?[LI1]?[0-9OIDSBZX.]{10,16}")


def valid_patent_number(text: str) -> Code | None:
    """The number in the text whose check character holds; None when there is none.

    A letter where only a figure can stand, and a point or a ZL that was not seen, are mended and marked.
    """
    folded = fold(text).upper().replace(" ", "")
    for match in _NUMBER.finditer(folded):
        prefix, figures, point, last = match.groups()
        number = f"ZL{figures.translate(_FIGURE_FOR)}.{last.translate(_FIGURE_FOR)}"
        if _holds(number):
            return Code(text=number, repaired=f"{prefix}{figures}{point and '.'}{last}" != number)
    return None


def looks_like_patent_number(text: str) -> str | None:
    """What stands where a number should, however wrong."""
    match = _CLOSE.search(fold(text).upper().replace(" ", ""))
    return match[0] if match else None


def _holds(number: str) -> bool:
    try:
        parse(number, ValueType.PATENT_NO)
    except BadValue:
        return False
    return True
