"""Sentences that every office prints alike: they decide what a character is that was hardly read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLAUSES: Final = (
    "依法须经批准的项目，经相关部门批准后方可开展经营活动",
    "除依法须经批准的项目外，凭营业执照依法自主开展经营活动",
)
_ALIKE: Final = 80.0
"""So many of a hundred characters are those of the clause, or it is another sentence."""
_HARDLY_READ: Final = 0.9
_STOPS: Final = "，,。.、"
_PAIRS: Final = {"（": "）", "(": ")", "【": "】", "[": "]"}
_CLOSING: Final = frozenset(_PAIRS.values())


def with_clauses_mended(text: str, sure: Sequence[float]) -> str:
    """The text, where it holds such a sentence with the characters of it that were hardly read set right.

    What was read surely stays as it is, and so does any other sentence. `sure` says of each character how surely it
    was read; without it nothing is changed.
    """
    if len(sure) != len(text):
        return text
    for clause in _CLAUSES:
        mended = _mended(text, sure, clause)
        if mended is not None:
            return mended
    return text


def _mended(text: str, sure: Sequence[float], clause: str) -> str | None:
    """The text with one clause mended; None where it does not hold it, or differs in nothing."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.fuzz import partial_ratio_alignment

    place = partial_ratio_alignment(clause, text, score_cutoff=_ALIKE)
    if place is None or len(text) < len(clause) - 1:
        return None
    start, stop = place.dest_start, place.dest_end
    mended = ""
    for block in Levenshtein.opcodes(text[start:stop], clause):
        read, printed = range(start + block.src_start, start + block.src_end), clause[block.dest_start : block.dest_end]
        at_edge = block.src_start == 0 or block.src_end == stop - start
        as_read = text[read.start : read.stop]
        if block.tag == "replace" and len(read) == len(printed):
            mended += "".join(_chosen(text[at], sure[at], char) for at, char in zip(read, printed, strict=True))
        elif block.tag == "insert" and len(printed) == 1 and not at_edge:
            mended += printed
        else:
            mended += as_read
    behind = text[stop:]
    if mended == clause:
        behind = _closed(text[:start], behind, sure[stop:])
    whole = text[:start] + mended + behind
    return None if whole == text else whole


def _closed(before: str, behind: str, sure: Sequence[float]) -> str:
    """What stands behind the clause, with the bracket closed that opens right before it."""
    bracket = _PAIRS.get(before[-1:])
    if not behind:
        return bracket or ""
    if bracket is None or behind[0] in _CLOSING or behind[0] in _STOPS:
        return behind
    return bracket + behind[1:] if sure[0] < _HARDLY_READ else behind


def _chosen(read: str, sure: float, printed: str) -> str:
    both_stops = read in _STOPS and printed in _STOPS
    return printed if sure < _HARDLY_READ and (both_stops or printed not in _STOPS) else read
