"""Whether a value that was read differs from a recorded one only in characters that its reader doubted itself."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType, comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST: Final = 2
_CHARS_A_DIFFERENCE: Final = 3
"""One character in three may differ; one of a name of two."""
_TELLING: Final = frozenset(
    "零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟甲乙丙丁戊己庚辛壬癸东南西北上下左右前后内外"
)
"""What numbers, orders or directs: it tells one house, floor or firm from the next."""


def explained(read: str, doubted: Sequence[str], recorded: str) -> bool:
    """Whether the two are the same but for a few characters, each of which may as well be the one recorded.

    Only Chinese characters may differ, and what numbers or directs is not taken for another: where 十 may have been
    printed, and 七 as well, neither explains what was read.

    Args:
        read: in the form of `comparable`, as is `recorded`.
        doubted: of each character of `read`, the others that it may be; empty where nothing is doubted.
    """
    if read == recorded:
        return True
    if not len(read) == len(doubted) == len(recorded):
        return False
    differing = [one for one in zip(read, doubted, recorded, strict=True) if one[0] != one[2]]
    if len(differing) > _may_differ(len(read)):
        return False
    return all(_explains(*one) for one in differing)


def aligned(value: str, doubted: Sequence[str]) -> tuple[str, ...]:
    """What is doubted of each character of a value, set beside the value's comparable form, which has no spaces.

    Raises:
        ValueError: `doubted` has not one entry for each character of the value.
    """
    pairs = zip(value, doubted, strict=True)
    return tuple(str(comparable(others, ValueType.TEXT)) for char, others in pairs if not char.isspace())


def _may_differ(chars: int) -> int:
    return min(_MOST, max(1, chars // _CHARS_A_DIFFERENCE)) if chars > 1 else 0


def _explains(char: str, others: str, known: str) -> bool:
    """Whether one character that was read may be the one recorded, and is not one of several that number or direct."""
    if known not in others or _tells(char) or not _is_chinese(known):
        return False
    return not _tells(known) or sum(map(_tells, others)) == 1


def _tells(char: str) -> bool:
    return char in _TELLING or not _is_chinese(char)


def _is_chinese(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK UNIFIED")
