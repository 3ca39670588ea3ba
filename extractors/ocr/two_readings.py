"""Two readings of one line held against each other: which characters both have, and what else the others may be."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from extractors.ocr.recognise import Reading

_SURE: Final = 0.95
"""A character that both readings have is not doubted from here on.

On drawn and photographed pages, no misread character that both had was read more surely than this.
"""


def agreed(text: str, other: str) -> tuple[bool, ...]:
    """Of each character, whether another reading of the same line has it in the same place.

    Beside a character that only the other reading has, nothing is agreed: one may be lost there.
    """
    from rapidfuzz.distance import Levenshtein

    one, two = unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", other)
    if len(one) != len(text):
        one, two = text, other
    same = [False] * len(text)
    for block in Levenshtein.opcodes(one, two):
        if block.tag == "equal":
            same[block.src_start : block.src_end] = [True] * (block.src_end - block.src_start)
    for block in Levenshtein.opcodes(one, two):
        if block.tag == "insert":
            beside = slice(max(0, block.src_start - 1), block.src_start + 1)
            same[beside] = [False] * len(same[beside])
    return tuple(same)


def doubted(reading: Reading, same: tuple[bool, ...] = (), other: str | None = None) -> tuple[str, ...]:
    """Of each character that is not sure or not agreed, the others considered there and the other reading's own.

    Args:
        reading: the reading that counts.
        same: which of its characters are agreed; empty where there is no other reading.
        other: the text of another reading of the line.

    Returns:
        One text a character, empty where nothing is doubted; nothing at all for a line without doubts.
    """
    agrees = same or (True,) * len(reading.text)
    places = [at for at, sure in enumerate(reading.sure) if sure < _SURE or not agrees[at]]
    if not places:
        return ()
    beside = _beside(reading.text, other) if other else {}
    found = [""] * len(reading.text)
    for at in places:
        found[at] = "".join(sorted({*reading.others[at], beside.get(at, "")} - {reading.text[at], ""}))
    return tuple(found) if any(found) else ()


def _beside(text: str, other: str) -> dict[int, str]:
    """What another reading has in the place of each character that it has otherwise."""
    from rapidfuzz.distance import Levenshtein

    replaced = [block for block in Levenshtein.opcodes(text, other) if block.tag == "replace"]
    return {
        at: other[block.dest_start + at - block.src_start]
        for block in replaced
        for at in range(block.src_start, block.src_end)
    }
