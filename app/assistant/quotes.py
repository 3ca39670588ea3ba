"""Which sentences of the clauses found answer a question best, and whether each still stands there byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.assistant.orders import is_order_in_a_text
from app.assistant.signals import on_aspect
from app.assistant.subjects import says_a_fee
from retrieval.kept_vectors import KeptVectors
from retrieval.sentences import sentences
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import numpy.typing as npt

    from app.assistant.question import Question
    from retrieval.corpus import Clause
    from retrieval.embedder import Embedder, Progress

    Vector = npt.NDArray[np.float32]

_WORDING = 0.05
_ASPECT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a clause; `similarity` to the question (-1 to 1), `score` for the order among quotes."""

    clause: Clause
    text: str
    similarity: float
    score: float


class Quoter:
    """Picks sentences. Their vectors are made once, at the start or when a clause is first quoted."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vector] = {}

    def prepare(self, clauses: Iterable[Clause], cache: Path | None, progress: Progress | None = None) -> None:
        """Learn all of the clauses, with vectors from the `cache` folder where they are there."""
        embedder = self._embedder
        if cache is not None:
            self._embedder = KeptVectors(embedder, cache)
        self.learn(clauses, progress)
        self._embedder = embedder

    def learn(self, clauses: Iterable[Clause], progress: Progress | None = None) -> None:
        """Make the vectors of all sentences of the clauses, so that no question has to wait for them."""
        texts = dict.fromkeys(text for clause in clauses for text in quotable(clause))
        new = [text for text in texts if text not in self._vectors]
        if new:
            vectors = self._embedder.embed_documents(new, progress)
            self._vectors |= {
                text: np.asarray(vector, dtype=np.float32) for text, vector in zip(new, vectors, strict=True)
            }

    def vector(self, question: Question) -> Vector:
        return np.asarray(self._embedder.embed_query(question.text), dtype=np.float32)

    def best_similarity(self, question: Question, vector: Vector, clause: Clause) -> float:
        """Of the sentence of a clause that is most similar; -1 where it has none to quote."""
        texts = _for(question, quotable(clause))
        return max((float(vector @ self._vectors[text]) for text in texts), default=-1.0)

    def score(self, question: Question, vector: Vector, clauses: Sequence[Clause]) -> list[Quote]:
        """Every sentence of the clauses that may be quoted for the question, best first."""
        self.learn(clauses)
        asked = pairs(question.text)
        found = [(clause, text) for clause in clauses for text in _for(question, quotable(clause))]
        quotes = [self._quote(question, vector, asked, clause, text) for clause, text in found]
        return sorted(quotes, key=lambda quote: -quote.score)

    def _quote(self, question: Question, vector: Vector, asked: AbstractSet[str], clause: Clause, text: str) -> Quote:
        similarity = float(vector @ self._vectors[text])
        shared = len(asked & pairs(text)) / len(asked) if asked else 0.0
        score = similarity + _WORDING * shared + (_ASPECT if on_aspect(question, clause) else 0.0)
        return Quote(clause=clause, text=text, similarity=similarity, score=score)


def quotable(clause: Clause) -> tuple[str, ...]:
    """The sentences that state something: an order to the machine in a text is never quoted."""
    return _quotable(clause.text)


@lru_cache(maxsize=20_000)
def _quotable(text: str) -> tuple[str, ...]:
    return tuple(one for one in sentences(text) if one.encode() in text.encode() and not is_order_in_a_text(one))


def in_reading_order(quotes: Sequence[Quote]) -> list[Quote]:
    """Clauses in the order of their best sentence; the sentences of each as they stand in it."""
    order: Mapping[str, int] = {clause: at for at, clause in enumerate(dict.fromkeys(q.clause.id for q in quotes))}
    return sorted(quotes, key=lambda quote: (order[quote.clause.id], quote.clause.text.find(quote.text)))


def is_exact(quote: str, clause: Clause) -> bool:
    """Whether the quote stands in the stored clause, byte for byte."""
    return bool(quote) and quote.encode() in clause.text.encode()


def _for(question: Question, texts: Sequence[str]) -> list[str]:
    """A question about a fee is answered by what is said of fees alone."""
    return [text for text in texts if says_a_fee(text)] if question.fee else list(texts)
