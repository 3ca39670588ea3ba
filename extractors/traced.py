"""What is doubted of the characters of a value, traced from the print it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType
from extractors.layout.pieces import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.values import Value

_TRACED: Final = frozenset({ValueType.PERSON_NAME, ValueType.COMPANY_NAME, ValueType.ADDRESS})
"""Their normalisers take away what stands at the ends and change one character for one, so that places can be told."""
_ALIKE: Final = str.maketrans({"—": "-", "–": "-", "•": "·"})


def traced(value: Value | None, value_type: ValueType, raw: str, doubted: Sequence[str]) -> tuple[str, ...]:
    """What each character of the value may be besides itself; empty where nothing is doubted or can be traced.

    Args:
        raw: what was seen, in which the value has to stand exactly once.
        doubted: of each character of `raw`.
    """
    if not any(doubted) or len(doubted) != len(raw) or value_type not in _TRACED or not isinstance(value, str):
        return ()
    seen, sought = fold(raw).translate(_ALIKE), fold(value).translate(_ALIKE)
    start = seen.find(sought)
    if start < 0 or seen.find(sought, start + 1) >= 0:
        return ()
    found = tuple(doubted[start : start + len(value)])
    return found if any(found) else ()
