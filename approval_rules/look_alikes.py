"""Whether a value that was read differs from a recorded one only in look-alikes that the reader itself doubted."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType, comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST: Final = 2
_CHARS_A_DIFFERENCE: Final = 3


def explained(read: str, doubted: Sequence[str], recorded: str) -> bool:
    """Whether both are the same text, but for a few characters that may as well be those recorded.

    Every character that differs is doubted, and the recorded one is among what it may be. One in three may differ, one
    of a name of two, and never more than two. Figures, numerals and Latin letters are told apart: a house, a floor or
    a company's number is another one with each of them.

    Args:
        read: in the form of `comparable`, as is `recorded`.
        doubted: of each character of `read`, the others it may be; empty where nothing is doubted.
    """
    if read == recorded:
        return True
    if not len(read) == len(doubted) == len(recorded):
        return False
    differing = [place for place in zip(read, doubted, recorded, strict=True) if place[0] != place[2]]
    if len(differing) > _may_differ(len(read)):
        return False
    return all(known in others and _is_plain(char) and _is_plain(known) for char, others, known in differing)


def aligned(value: str, doubted: Sequence[str]) -> tuple[str, ...]:
    """What is doubted of each character of a value, for its comparable form, which has no spaces.

    Raises:
        ValueError: `doubted` has not one entry for each character of the value.
    """
    pairs = zip(value, doubted, strict=True)
    return tuple(str(comparable(others, ValueType.TEXT)) for char, others in pairs if not char.isspace())


def _may_differ(chars: int) -> int:
    return min(_MOST, max(1, chars // _CHARS_A_DIFFERENCE)) if chars > 1 else 0


def _is_plain(char: str) -> bool:
    """Whether a character is a Chinese one that counts nothing: 一 and 贰 are numerals as much as 1 is."""
    return unicodedata.name(char, "").startswith("CJK UNIFIED") and unicodedata.numeric(char, None) is None
