"""Which sentences of the clauses found answer a question best, and whether each still stands there byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.assistant.question import Aspect
from retrieval.sentences import sentences
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.assistant.question import Question
    from retrieval.corpus import Clause
    from retrieval.embedder import Embedder

MOST = 4
"""Sentences in an answer."""
MOST_OF_A_LIST = 7
"""Sentences of one clause that lists materials or conditions: half such a list would mislead."""

_WORDING = 0.05
_ASPECT = 0.02
_SAME_SOURCE = 0.02
_OTHER_SOURCE = 0.008
_DISTRICTS = 0.04
_LISTS = {Aspect.MATERIALS, Aspect.CONDITIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a clause; `similarity` to the question (-1 to 1), `score` for the order among quotes."""

    clause: Clause
    text: str
    similarity: float
    score: float


class Quoter:
    """Picks sentences; remembers their vectors, since the same clauses are quoted again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, list[float]] = {}

    def score(self, question: Question, clauses: Sequence[Clause]) -> list[Quote]:
        """Every sentence of the clauses, best first."""
        found = [(clause, text) for clause in clauses for text in sentences(clause.text) if is_exact(text, clause)]
        self._learn([text for _, text in found])
        vector, asked = self._embedder.embed_query(question.text), pairs(question.text)
        quotes = [self._quote(question, vector, asked, clause, text) for clause, text in found]
        return sorted(quotes, key=lambda quote: -quote.score)

    def _learn(self, texts: Sequence[str]) -> None:
        new = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if new:
            self._vectors |= zip(new, self._embedder.embed_documents(new), strict=True)

    def _quote(self, question: Question, vector: Sequence[float], asked: set[str], clause: Clause, text: str) -> Quote:
        similarity = sum(a * b for a, b in zip(vector, self._vectors[text], strict=True))
        shared = len(asked & pairs(text)) / len(asked) if asked else 0.0
        score = similarity + _WORDING * shared + (_ASPECT if on_aspect(question, clause) else 0.0)
        return Quote(clause=clause, text=text, similarity=similarity, score=score)


def choose(question: Question, scored: Sequence[Quote]) -> list[Quote]:
    """The few sentences to show, out of all sentences best first, grouped by clause and in the clause's order."""
    best = scored[0]
    if on_aspect(question, best.clause) and any(a.value in best.clause.title for a in _LISTS & question.aspects):
        whole = [quote for quote in scored if quote.clause.id == best.clause.id]
        return in_reading_order(whole[:MOST_OF_A_LIST])
    if on_aspect(question, best.clause):
        scored = [q for q in scored if on_aspect(question, q.clause) or q.similarity >= best.similarity]
    if _is_district(best) and not question.places:
        return _one_a_source(scored, best)
    near = [quote for quote in scored if quote.score >= best.score - _reach(quote, best)]
    return in_reading_order(near[:MOST])


def in_reading_order(quotes: Sequence[Quote]) -> list[Quote]:
    """Clauses in the order of their best sentence; the sentences of each as they stand in it."""
    order: Mapping[str, int] = {clause: at for at, clause in enumerate(dict.fromkeys(q.clause.id for q in quotes))}
    return sorted(quotes, key=lambda quote: (order[quote.clause.id], quote.clause.text.find(quote.text)))


def is_exact(quote: str, clause: Clause) -> bool:
    """Whether the quote stands in the stored clause, byte for byte."""
    return bool(quote) and quote.encode() in clause.text.encode()


def on_aspect(question: Question, clause: Clause) -> bool:
    return any(aspect.value in clause.title for aspect in question.aspects)


def _is_district(quote: Quote) -> bool:
    return not quote.clause.source.region.endswith("00")


def _one_a_source(scored: Sequence[Quote], best: Quote) -> list[Quote]:
    """Who names no district gets the best sentence of each that has an answer, not the whole of one."""
    near = (quote for quote in scored if quote.score >= best.score - _DISTRICTS)
    each: dict[str, Quote] = {}
    for quote in near:
        each.setdefault(quote.clause.source.id, quote)
    return list(each.values())[:MOST]


def _reach(quote: Quote, best: Quote) -> float:
    return _SAME_SOURCE if quote.clause.source.id == best.clause.source.id else _OTHER_SOURCE
