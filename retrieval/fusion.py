"""One order out of two: by meaning (embedding) and by wording (BM25).

Both are brought to the same scale over the candidates of the question, then added. How much the wording counts follows
the question: who asks in words that no text uses would be led astray by the few characters that happen to agree, who
repeats the words of a text has mostly named it.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDING = ((0.0, 0.10), (0.20, 0.22), (0.60, 0.35))
"""Shared wording of question and texts -> weight of the wording; straight lines between the points."""


def wording_weight(shared: float) -> float:
    """Weight of the wording, for a question of which the best-matching texts repeat the share `shared` (0 to 1)."""
    for (low, at_low), (high, at_high) in pairwise(WORDING):
        if shared <= high:
            return at_low + (at_high - at_low) * (shared - low) / (high - low)
    return WORDING[-1][1]


def fuse(by_meaning: Sequence[float], by_wording: Sequence[float], weight: float) -> list[float]:
    """Scores in the order given, comparable within one question only."""
    pairs = zip(standardise(by_meaning), standardise(by_wording), strict=True)
    return [(1 - weight) * meaning + weight * wording for meaning, wording in pairs]


def standardise(values: Sequence[float]) -> list[float]:
    """Distance from the mean in standard deviations; zeros where all values are the same."""
    if not values:
        return []
    centre = fmean(values)
    spread = sqrt(fmean((value - centre) ** 2 for value in values))
    return [(value - centre) / spread if spread else 0.0 for value in values]
