"""A question in, the passages that answer it best out, each with the id it is cited by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.bm25 import LexicalIndex
from retrieval.filters import ANY, PassageColumns
from retrieval.fusion import fuse, wording_weight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.embedder import Embedder, Progress
    from retrieval.filters import Filters
    from retrieval.passages import Passage
    from retrieval.stores.base import VectorStore

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
    """Search over a fixed list of passages; `store` holds their vectors in the same order."""

    def __init__(self, passages: Sequence[Passage], store: VectorStore, embedder: Embedder) -> None:
        self.passages = passages
        self.lexical = LexicalIndex(passages)
        self._store = store
        self._embedder = embedder
        self._columns = PassageColumns(passages)

    @classmethod
    def over(
        cls, passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None
    ) -> HybridSearch:
        """Search over `passages`, with vectors from the `cache` folder when they are there."""
        from retrieval.stores.faiss_files import load_or_build

        return cls(passages, load_or_build(passages, embedder, cache, progress), embedder)

    def search(self, question: str, k: int = 10, *, filters: Filters = ANY) -> list[Hit]:
        """The `k` best that the filters admit, best first, one hit an id; none for an empty question."""
        found = self.candidates(question, filters)
        best = self.best_by_id(found.positions, found.fused(), k)
        similarity = dict(zip(found.positions, found.by_meaning, strict=True))
        return [self._hit(question, at, score, similarity[at]) for at, score in best]

    def candidates(self, question: str, filters: Filters = ANY) -> Candidates:
        """The union of the best by meaning and the best by wording, among those that the filters admit."""
        admitted = self._columns.mask(filters)
        if not question.strip() or not admitted.any():
            return Candidates(positions=[], by_meaning=[], by_wording=[], shared_wording=0.0)
        vector = self._embedder.embed_query(question)
        near, similar = self._store.nearest(vector, POOL, filters)
        wording = self.lexical.scores(question)
        ranked = _best(np.where(admitted, wording, -1.0), min(POOL, int(admitted.sum())))
        unseen = np.setdiff1d(ranked, near)
        positions = np.concatenate([near, unseen])
        meaning = np.concatenate([similar, self._store.similarities(vector, unseen)])
        order = np.argsort(positions)
        positions, meaning = positions[order], meaning[order]
        return Candidates(
            positions=positions.tolist(),
            by_meaning=meaning.tolist(),
            by_wording=wording[positions].tolist(),
            shared_wording=max(self.lexical.overlap(question, at) for at in ranked[:_WORDING_FROM].tolist()),
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


def _best(scores: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    """Places of the `count` highest scores, highest first, earlier ones before later ones of the same score."""
    places = np.argpartition(-scores, count - 1)[:count]
    ordered: npt.NDArray[np.int64] = places[np.lexsort((places, -scores[places]))]
    return ordered
