"""Ranking by shared wording: BM25 over characters and pairs, and how much of a question a text repeats."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.postings import Postings, key_of
from retrieval.tokens import RUN, pairs, tokens
from retrieval.words import word_ends

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from retrieval.passages import Passage
    from retrieval.postings import Scores

SINGLE: Final = 0.7
"""What a lone character of the question counts, where a pair inside a word counts 1."""
ACROSS: Final = 0.5
"""What a pair of characters counts that belong to two words."""

_KEPT: Final = 16
"""Questions whose scores are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How well each passage matches the wording of a question, in the order of the passages.

    Attributes:
        bm25: with the pairs inside words counting most; zero where nothing is shared.
        covered: share of the question's pairs that the passage repeats, rare ones counting most; 0 to 1.
        whole: `bm25` of the whole text that the passage is a part of.
    """

    bm25: Scores
    covered: Scores
    whole: Scores


class LexicalIndex:
    """Wording of a list of passages."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._texts = [passage.indexed_text for passage in passages]
        self._postings = Postings(self._texts)
        self._text_of, wholes = _wholes(passages)
        in_parts = len(wholes) < len(passages)
        self._wholes = Postings(wholes) if in_parts else self._postings
        self.in_parts = float(np.mean(np.bincount(self._text_of)[self._text_of] > 1)) if len(passages) else 0.0
        """Share of the passages that are parts of a longer text."""
        self._kept = lru_cache(maxsize=_KEPT)(self._wording)
        self._rarities = lru_cache(maxsize=_KEPT)(self._rarities_of)

    def wording(self, question: str) -> Wording:
        """The scores of every passage; the last few are kept, since a question is searched more than once."""
        return self._kept(question)

    def _wording(self, question: str) -> Wording:
        asked = _asked(question)
        covering = dict.fromkeys(map(key_of, pairs(question)), 1.0)
        bm25 = self._postings.scores(asked)
        whole = bm25 if self._wholes is self._postings else self._wholes.scores(asked)[self._text_of]
        return Wording(bm25=bm25, covered=self._postings.covered(covering), whole=whole)

    def scores(self, question: str) -> Scores:
        """BM25 of every passage with all units counting alike, zero where no unit is shared."""
        return self._postings.scores(Counter(map(key_of, tokens(question))))

    def overlap(self, question: str, position: int) -> float:
        """Share of the question's wording that a passage repeats, 0 to 1, rare pairs counting most."""
        rarity, told = self._rarities(question), pairs(self._texts[position])
        whole = sum(rarity.values())
        return sum(rare for unit, rare in rarity.items() if unit in told) / whole if whole else 0.0

    def _rarities_of(self, question: str) -> Mapping[str, float]:
        return {unit: self._postings.rarity(key_of(unit)) for unit in pairs(question)}


def _asked(question: str) -> Mapping[int, float]:
    """How often each unit of the question counts, by where its words end."""
    text = unicodedata.normalize("NFKC", question).lower()
    ends = word_ends(text)
    weighed: dict[int, float] = defaultdict(float)
    for run in RUN.finditer(text):
        if run[0].isascii():
            units = [(run[0], 1.0)]
        else:
            units = [(character, SINGLE) for character in run[0]]
            units += [
                (run[0][at : at + 2], ACROSS if run.start() + at + 1 in ends else 1.0) for at in range(len(run[0]) - 1)
            ]
        for unit, times in units:
            weighed[key_of(unit)] += times
    return weighed


def _wholes(passages: Sequence[Passage]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Of each passage the number of the text it is a part of, and those texts."""
    numbers: dict[str, int] = {}
    text_of = [numbers.setdefault(passage.id, len(numbers)) for passage in passages]
    parts: list[list[str]] = [[] for _ in numbers]
    for passage, number in zip(passages, text_of, strict=True):
        parts[number].append(passage.text if parts[number] else passage.indexed_text)
    return np.array(text_of, dtype=np.int64), ["\n".join(one) for one in parts]
