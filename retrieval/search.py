"""A question in, the passages that answer it best out, each with the id it is cited by."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from retrieval.adapter import adapter_for
from retrieval.bm25 import LexicalIndex
from retrieval.exact import ExactIndex
from retrieval.filters import ANY, PassageColumns
from retrieval.fusion import BM25, COVERED, WHOLE, scale, wording_weight
from retrieval.reranking import RERANKED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.adapter import QuestionAdapter, Vectors
    from retrieval.embedder import Embedder, Progress
    from retrieval.filters import Filters, Mask, Positions
    from retrieval.fusion import Scale
    from retrieval.passages import Passage
    from retrieval.reranking import Reranker
    from retrieval.stores.base import VectorStore

    Scores = npt.NDArray[np.float64]

POOL: Final = 400
"""Candidates taken from each of the two rankings; scores are levelled over them."""

_WORDING_FROM: Final = 3
"""The best few by wording say how much of it is shared."""

_LONGEST: Final = 1000
"""Characters of a question that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found.

    `score` orders the hits of one question; `similarity` (-1 to 1, the model's own) also compares across questions.
    """

    id: str
    score: float
    text: str
    title: str
    similarity: float
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Passages worth ordering, by position in the corpus, ascending.

    `meaning`, `bm25`, `covered` and `whole` are measured in spreads from the middle of the best; `named` are those that
    the question names; `weight` is what wording counts, 0 to 1; `vector` is the question's, as the model made it.
    """

    positions: Positions
    meaning: Scores
    bm25: Scores
    covered: Scores
    whole: Scores
    named: Mask
    weight: float
    vector: Vectors

    def wording(self) -> Scores:
        return BM25 * self.bm25 + COVERED * self.covered + WHOLE * self.whole

    def fused(self) -> Scores:
        """One score; whatever the question names stands above all else."""
        score: Scores = (1 - self.weight) * self.meaning + self.weight * self.wording()
        if self.named.any():
            score = score + self.named * (1 + np.ptp(score))
        return score


class HybridSearch:
    """Search over a fixed list of passages; `store` holds their vectors in the same order."""

    def __init__(
        self, passages: Sequence[Passage], store: VectorStore, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self.passages = passages
        self.lexical = LexicalIndex(passages)
        self._exact = ExactIndex(passages)
        self._columns = PassageColumns(passages)
        self._store = store
        self._embedder = embedder
        self._adapter = adapter_for(embedder.model_id)
        self._reranker = reranker

    @classmethod
    def over(
        cls, passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None
    ) -> HybridSearch:
        """Search over `passages`, with vectors from the `cache` folder when they are there."""
        from retrieval.stores.faiss_files import load_or_build

        return cls(passages, load_or_build(passages, embedder, cache, progress), embedder)

    def with_adapter(self, adapter: QuestionAdapter) -> Self:
        """The same search, sharing all indexes, with another adapter of questions."""
        other = copy(self)
        other._adapter = adapter  # noqa: SLF001  its own
        return other

    def search(self, question: str, k: int = 10, *, filters: Filters = ANY) -> list[Hit]:
        """The `k` best that the filters admit, best first, one hit an id; none for an empty question."""
        found = self.candidates(question, filters)
        best = self.best_by_id(found.positions, found.fused(), max(k, RERANKED) if self._reranker else k)
        best = self._reranked(question, best)[: max(k, 0)]
        if not best:
            return []
        similarities = self._store.similarities(found.vector, [at for at, _ in best])
        return [
            self._hit(at, score, float(similarity)) for (at, score), similarity in zip(best, similarities, strict=True)
        ]

    def candidates(self, question: str, filters: Filters = ANY) -> Candidates:
        """The best by meaning, the best by wording, and what is named, among those that the filters admit."""
        question = question[:_LONGEST]
        admitted = self._columns.mask(filters)
        count = min(POOL, int(admitted.sum()))
        if not question.strip() or not count:
            return _NOTHING
        vector = np.asarray(self._embedder.embed_query(question), dtype=np.float32)
        turned = self._adapter.turned(vector)
        near, similar = self._store.nearest(turned, POOL, filters)
        wording = self.lexical.wording(question)
        ranked = _best(wording.bm25, admitted, count)
        named = self._exact.named(question)
        named = named[admitted[named]][:POOL]
        unseen = np.setdiff1d(np.concatenate([ranked, named]), near)
        positions = np.concatenate([near, unseen])
        meaning = np.concatenate([similar, self._store.similarities(turned, unseen)])
        order = np.argsort(positions)
        positions = positions[order]
        by_bm25 = scale(wording.bm25[ranked])
        by_whole = by_bm25 if wording.whole is wording.bm25 else _level(wording.whole, admitted, count)
        shared = max(self.lexical.overlap(question, at) for at in ranked[:_WORDING_FROM].tolist())
        return Candidates(
            positions=positions,
            meaning=scale(similar).of(meaning[order]),
            bm25=by_bm25.of(wording.bm25[positions]),
            covered=_level(wording.covered, admitted, count).of(wording.covered[positions]),
            whole=by_whole.of(wording.whole[positions]),
            named=np.isin(positions, named),
            weight=wording_weight(shared, self.lexical.in_parts),
            vector=vector,
        )

    def best_by_id(self, positions: Positions, scores: Scores, k: int) -> list[tuple[int, float]]:
        """The `k` best positions with their scores, the best part standing for a text in parts."""
        best: dict[str, tuple[int, float]] = {}
        for place in np.lexsort((positions, -scores)).tolist():
            if len(best) >= k:
                break
            at = int(positions[place])
            best.setdefault(self.passages[at].id, (at, float(scores[place])))
        return list(best.values())

    def _reranked(self, question: str, best: list[tuple[int, float]]) -> list[tuple[int, float]]:
        if self._reranker is None:
            return best
        head, tail = best[:RERANKED], best[RERANKED:]
        judged = self._reranker.scores(question, [self.passages[at] for at, _ in head])
        order = sorted(range(len(head)), key=lambda place: -judged[place])
        scores = [score for _, score in head]
        return [(head[place][0], score) for place, score in zip(order, scores, strict=True)] + tail

    def _hit(self, at: int, score: float, similarity: float) -> Hit:
        passage = self.passages[at]
        return Hit(
            id=passage.id,
            score=round(score, 4),
            text=passage.text,
            title=passage.title,
            similarity=similarity,
            passage=passage,
        )


_NOTHING: Final = Candidates(
    positions=np.empty(0, dtype=np.int64),
    meaning=np.empty(0),
    bm25=np.empty(0),
    covered=np.empty(0),
    whole=np.empty(0),
    named=np.empty(0, dtype=bool),
    weight=0.0,
    vector=np.empty(0, dtype=np.float32),
)


def _best(scores: Scores, admitted: Mask, count: int) -> Positions:
    """Places of the `count` highest admitted scores, highest first; of equal ones the earlier first."""
    open_to_all = np.where(admitted, scores, -1.0)
    places = np.argpartition(-open_to_all, count - 1)[:count]
    ordered: Positions = places[np.lexsort((places, -open_to_all[places]))]
    return ordered


def _level(scores: Scores, admitted: Mask, count: int) -> Scale:
    best = scores[admitted]
    return scale(np.partition(best, len(best) - count)[len(best) - count :])
