"""Ranking by shared wording: BM25 over characters and pairs, and how much of a question a text repeats."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from retrieval.tokens import pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from retrieval.passages import Passage

K1, B = 0.9, 0.75
"""K1 low: a character said twice in a clause tells little more than one said once."""


class LexicalIndex:
    """Wording of a list of passages; scores come back in its order."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        from bm25s import BM25

        self._size = len(passages)
        self._texts = [passage.indexed_text for passage in passages]
        self._seen = Counter(unit for text in self._texts for unit in pairs(text))
        self._index = BM25(k1=K1, b=B)
        self._index.index([tokens(text) or [""] for text in self._texts], show_progress=False)

    def scores(self, question: str) -> npt.NDArray[np.float64]:
        """BM25 score of every passage, zero where no unit is shared."""
        units = [unit for unit in tokens(question) if unit in self._index.vocab_dict]
        if not units:
            return np.zeros(self._size)
        return np.asarray(self._index.get_scores(units), dtype=np.float64)

    def overlap(self, question: str, position: int) -> float:
        """Share of the question's wording that a passage repeats, 0 to 1, rare pairs counting most."""
        return self.overlap_with(question, self._texts[position])

    def overlap_with(self, question: str, text: str) -> float:
        asked, told = pairs(question), pairs(text)
        whole = sum(self._rarity(unit) for unit in asked)
        return sum(self._rarity(unit) for unit in asked & told) / whole if whole else 0.0

    def _rarity(self, unit: str) -> float:
        seen = self._seen[unit]
        return math.log(1 + (self._size - seen + 0.5) / (seen + 0.5))
