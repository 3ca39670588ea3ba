"""公民身份号码 (GB 11643): found by its check character; a letter where only a figure can stand is exchanged."""

from __future__ import annotations

import re
from typing import Final

from approval_rules.values import BadValue, ValueType, parse
from extractors.layout.pieces import fold
from extractors.normalise.codes import Code

_CHARS: Final = 18
_RUN: Final = re.compile(r"[0-9A-Z]+")
_GAP: Final = re.compile(r"(?<=[0-9A-Z])[ .·,](?=[0-9A-Z])")
_CROSS: Final = str.maketrans({"×": "X", "✕": "X"})
_FIGURE_FOR: Final = str.maketrans({"O": "0", "D": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})
_LEAST: Final = 15
_MOST: Final = 20


def valid_identity_number(text: str) -> Code | None:
    """The number in the text whose check character, day of birth and province hold; None when there is none."""
    windows = [run[start : start + _CHARS] for run in _runs(text) for start in range(len(run) - _CHARS + 1)]
    for window in windows:
        if _holds(window):
            return Code(text=window, repaired=False)
    for window in windows:
        figures = window[:-1].translate(_FIGURE_FOR)
        for repaired in (figures + window[-1], figures + window[-1].translate(_FIGURE_FOR)):
            if _holds(repaired):
                return Code(text=repaired, repaired=True)
    return None


def looks_like_identity_number(text: str) -> str | None:
    """What stands where a number should, however wrong: the longest run of 15 to 20 figures and letters."""
    runs = [run for run in _runs(text) if _LEAST <= len(run) <= _MOST]
    return max(runs, key=len, default=None)


def _runs(text: str) -> list[str]:
    return _RUN.findall(_GAP.sub("", fold(text).translate(_CROSS).upper()))


def _holds(number: str) -> bool:
    try:
        parse(number, ValueType.RESIDENT_ID)
    except BadValue:
        return False
    return True
