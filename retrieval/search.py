"""A question in, the passages that answer it best out, each with the id it is cited by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval import vectors
from retrieval.bm25 import LexicalIndex
from retrieval.fusion import fuse, wording_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from retrieval.embedder import Embedder, Progress
    from retrieval.passages import Passage

POOL = 400
"""Candidates taken from each of the two rankings; scores are levelled over them."""

_WORDING_FROM = 3
"""The best few by wording say how much of it is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found.

    `score` orders the hits of one question; `similarity` (-1 to 1) and `overlap` (share of the question's wording that
    stands in the passage, 0 to 1) also compare across questions.
    """

    id: str
    score: float
    text: str
    title: str
    similarity: float
    overlap: float
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Passages worth ordering, by position in the corpus, with both scores of each."""

    positions: list[int]
    by_meaning: list[float]
    by_wording: list[float]
    shared_wording: float

    def fused(self) -> list[float]:
        return fuse(self.by_meaning, self.by_wording, wording_weight(self.shared_wording))


class HybridSearch:
    """Search over a fixed list of passages."""

    def __init__(self, passages: Sequence[Passage], index: vectors.VectorIndex, embedder: Embedder) -> None:
        self.passages = passages
        self.lexical = LexicalIndex(passages)
        self._vectors = index
        self._embedder = embedder

    @classmethod
    def over(
        cls, passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None
    ) -> HybridSearch:
        """Search over `passages`, with vectors from the `cache` folder when they are there."""
        return cls(passages, vectors.load_or_build(passages, embedder, cache, progress), embedder)

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        keep: Callable[[Passage], bool] | None = None,
    ) -> list[Hit]:
        """The `k` best, best first, one hit an id.

        Args:
            question: in plain words; of an empty one nothing is found.
            k: at most so many.
            keep: which passages to search, such as those in force on a day; None takes them all.
        """
        allowed = None if keep is None else frozenset(at for at, one in enumerate(self.passages) if keep(one))
        found = self.candidates(question, allowed)
        best = self.best_by_id(found.positions, found.fused(), k)
        similarity = dict(zip(found.positions, found.by_meaning, strict=True))
        return [self._hit(question, at, score, similarity[at]) for at, score in best]

    def candidates(self, question: str, allowed: frozenset[int] | None = None) -> Candidates:
        """The union of the best by meaning and the best by wording, among `allowed` positions when given."""
        if not question.strip() or allowed == frozenset():
            return Candidates(positions=[], by_meaning=[], by_wording=[], shared_wording=0.0)
        vector = self._embedder.embed_query(question)
        wording = self.lexical.scores(question)
        meaning = self._vectors.nearest(vector, POOL, allowed)
        ranked = sorted(allowed or range(len(wording)), key=lambda at: -wording[at])
        unseen = [at for at in ranked[:POOL] if at not in meaning]
        meaning |= zip(unseen, self._vectors.similarities(vector, unseen), strict=True)
        positions = sorted(meaning)
        return Candidates(
            positions=positions,
            by_meaning=[meaning[at] for at in positions],
            by_wording=[wording[at] for at in positions],
            shared_wording=max(self.lexical.overlap(question, at) for at in ranked[:_WORDING_FROM]),
        )

    def best_by_id(self, positions: Sequence[int], scores: Sequence[float], k: int) -> list[tuple[int, float]]:
        """The `k` best positions with their scores, the best part standing for a text in parts."""
        best: dict[str, tuple[int, float]] = {}
        for at, score in sorted(zip(positions, scores, strict=True), key=lambda pair: (-pair[1], pair[0])):
            best.setdefault(self.passages[at].id, (at, score))
            if len(best) == k:
                break
        return list(best.values())[: max(k, 0)]

    def _hit(self, question: str, at: int, score: float, similarity: float) -> Hit:
        passage = self.passages[at]
        return Hit(
            id=passage.id,
            score=round(score, 4),
            text=passage.text,
            title=passage.title,
            similarity=similarity,
            overlap=self.lexical.overlap(question, at),
            passage=passage,
        )
