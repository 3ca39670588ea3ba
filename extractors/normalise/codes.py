"""统一社会信用代码 (18 characters) and 注册号 (15 digits): found by their check digit, repaired only by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from approval_rules.values import BadValue, ValueType, parse
from extractors.layout.pieces import fold

_USCC_CHARS: Final = 18
_OLD_CHARS: Final = 15
_RUN: Final = re.compile(r"[0-9A-Z]+")
_SUFFIX: Final = re.compile(r"[（(]?[0-9][-—/][0-9]+[)）]?$")
_LETTER_FOR: Final = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}
"""GB 32100-2015 leaves out I, O, Z, S and V because they look like these."""
_ALIKE: Final = {"B": "8", "8": "B", "0": "D", "D": "0", "5": "S", "G": "6", "6": "G", "Q": "0", "1": "L", "T": "1"}
_MAX_REPAIRS: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A code whose check digit holds; `repaired` when a look-alike was exchanged for that."""

    text: str
    repaired: bool


def valid_code(text: str, value_type: ValueType) -> Code | None:
    """The code in the text whose check digit holds, as it stands or with impossible letters exchanged.

    A copy number printed behind it (1-1) is left off. None when no code holds.
    """
    for run in _runs(text):
        for window in _windows(run, value_type):
            if _holds(window, value_type):
                return Code(text=window, repaired=False)
    for run in _runs(text):
        for window in _windows(run, value_type):
            repaired = _repaired(window, value_type)
            if repaired is not None:
                return Code(text=repaired, repaired=True)
    return None


def looks_like_code(text: str) -> str | None:
    """What stands where a code should, however wrong: the longest run of 13 to 22 letters and digits."""
    runs = [run for run in _runs(text) if _OLD_CHARS - 2 <= len(run) <= _USCC_CHARS + 4]
    return max(runs, key=len, default=None)


def _runs(text: str) -> list[str]:
    folded = re.sub(r"(?<=[0-9A-Z])[ .·](?=[0-9A-Z])", "", fold(text).upper())
    shortened = _SUFFIX.sub("", folded)
    runs = _RUN.findall(shortened) + _RUN.findall(folded)
    return sorted(dict.fromkeys(runs), key=len, reverse=True)


def _windows(run: str, value_type: ValueType) -> list[str]:
    """Stretches of the run that have a code's length. Old numbers only from its start: 1 in 10 holds by chance."""
    windows = [run[start : start + _USCC_CHARS] for start in range(len(run) - _USCC_CHARS + 1)]
    if value_type is ValueType.COMPANY_CODE and _OLD_CHARS <= len(run) < _USCC_CHARS:
        windows.append(run[:_OLD_CHARS])
    return windows


def _holds(code: str, value_type: ValueType) -> bool:
    try:
        parse(code, value_type)
    except BadValue:
        return False
    return True


def _repaired(code: str, value_type: ValueType) -> str | None:
    """The one way to make the check digit hold by look-alikes; None when there is none, or more than one."""
    plain = "".join(_LETTER_FOR.get(char, char) for char in code)
    if _holds(plain, value_type):
        return plain
    places = [place for place, char in enumerate(plain) if char in _ALIKE]
    found = set()
    for chosen in combinations(places, _MAX_REPAIRS):
        changed = "".join(_ALIKE[char] if place in chosen else char for place, char in enumerate(plain))
        if _holds(changed, value_type):
            found.add(changed)
    return found.pop() if len(found) == 1 else None
