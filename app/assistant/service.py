"""The steps of answering: understand, retrieve, quote, doubt, and then an answer or an abstention.

No step has a language model, a tool or a way to write. Text in a question is only ever compared, never obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.assistant import evidence, wording
from app.assistant.question import understand
from app.assistant.quotes import Quoter, choose, on_aspect
from app.assistant.reply import Answer, Citation, Doubt
from app.assistant.subjects import says_a_fee

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from app.assistant.question import Question
    from app.assistant.quotes import Quote
    from retrieval.corpus import Clause, Corpus, Source
    from retrieval.embedder import Embedder
    from retrieval.passages import Passage
    from retrieval.search import Hit

ABOUT_ITSELF = "#source"
"""Clauses that say where a text comes from: shown with every answer, never the answer."""

_HITS = 24
_CLAUSES = 6
_CLAUSE_REACH = 1.5
_ASPECT_LEAD = 0.8


class PassageSearch(Protocol):
    def search(self, question: str, k: int = 10, *, keep: Callable[[Passage], bool] | None = None) -> Sequence[Hit]: ...


class ClauseStore(Protocol):
    @property
    def clauses(self) -> Mapping[str, Clause]: ...


class Assistant:
    """Answers from a corpus. `search` has to run over `answerable_passages` of the same corpus."""

    def __init__(self, search: PassageSearch, corpus: ClauseStore, embedder: Embedder) -> None:
        self._search = search
        self._corpus = corpus
        self._quoter = Quoter(embedder)

    def understand(self, turns: Sequence[str]) -> Question:
        return understand(turns)

    def retrieve(self, question: Question, on: date) -> evidence.Found:
        """Passages that speak of the question, apart by whether they may be used on that day and at that place."""

        def usable(passage: Passage) -> bool:
            return evidence.may_be_used(passage, question, on)

        # Asked apart, so that texts which may not be used can't crowd out those which may.
        hits = self._search.search(question.text, _HITS, keep=usable)
        return evidence.sort_out(hits, self._search.search(question.text, _HITS), question, on)

    def quote(self, question: Question, found: evidence.Found) -> list[Quote]:
        """The sentences of the best usable clauses, best first; only those that stand in the stored clause."""
        clauses = self._clauses(question, found.usable)
        scored = self._quoter.score(question, clauses) if clauses else []
        return [quote for quote in scored if says_a_fee(quote.text)] if question.fee else scored

    def doubt(self, question: Question, found: evidence.Found, scored: Sequence[Quote]) -> Doubt | None:
        return evidence.doubt(question, found, scored)

    def compose(self, question: Question, scored: Sequence[Quote], on: date) -> Answer:
        quotes = choose(question, scored)
        return Answer(
            question=question.text,
            answer=wording.answer_text(quotes),
            citations=tuple(_citation(quote) for quote in quotes),
            abstained=False,
            reason="",
            doubt=None,
            notice=wording.NOTICE,
            on=on,
        )

    def abstain(self, question: Question, found: evidence.Found, doubt: Doubt, on: date) -> Answer:
        elsewhere = sorted(found.elsewhere, key=lambda hit: not hit.passage.in_force(on))
        ended = self._latest_first(found.not_in_force)
        lead = {Doubt.NOT_IN_FORCE: ended, Doubt.OTHER_PLACE: elsewhere}.get(doubt, found.usable)
        why = wording.reason(doubt, self._sources(lead), on, question.years)
        return Answer(
            question=question.text,
            answer=wording.abstention_text(why, self._sources(found.usable)),
            citations=(),
            abstained=True,
            reason=why,
            doubt=doubt,
            notice=wording.NOTICE,
            on=on,
        )

    def _clauses(self, question: Question, hits: Sequence[Hit]) -> list[Clause]:
        near = [hit for hit in hits if hit.score >= hits[0].score - _CLAUSE_REACH]
        clauses = {hit.id: (self._corpus.clauses[hit.id], hit.score) for hit in near}
        ranked = sorted(
            clauses.values(), key=lambda pair: -pair[1] - (_ASPECT_LEAD if on_aspect(question, pair[0]) else 0.0)
        )
        return [clause for clause, _ in ranked[:_CLAUSES]]

    def _latest_first(self, hits: Sequence[Hit]) -> list[Hit]:
        """Of the hits about as near as the first, the text that held last: an older edition says less of today."""
        near = [hit for hit in hits if hit.score >= hits[0].score - _CLAUSE_REACH]
        held = {hit.id: self._corpus.clauses[hit.id].source.in_force for hit in near}
        return sorted(near, key=lambda hit: held[hit.id].end or held[hit.id].start, reverse=True)

    def _sources(self, hits: Sequence[Hit]) -> list[Source]:
        found = [self._corpus.clauses[hit.id].source for hit in hits]
        return list({source.id: source for source in found}.values())


def answerable_passages(corpus: Corpus) -> list[Passage]:
    """What the assistant may search: every clause but those about the page itself."""
    return [passage for passage in corpus.passages() if not passage.id.endswith(ABOUT_ITSELF)]


def _citation(quote: Quote) -> Citation:
    source = quote.clause.source
    return Citation(
        clause=quote.clause.id,
        title=f"{source.title} {quote.clause.title}",
        quote=quote.text,
        url=source.source.url,
        read_on=source.source.read_on,
    )
