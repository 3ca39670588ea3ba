"""The steps of answering: understand, retrieve, doubt, and then an answer, a question back or an abstention.

No step has a tool or a way to write; a language model, where there is one, may only rephrase (`phrasing/`). Text in a
question is only ever compared, never obeyed.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from app.assistant import clarifying, evidence, wording
from app.assistant.choosing import Shelf, choose, clauses_to_quote
from app.assistant.evidence import Candidate, Found
from app.assistant.known import NOTHING_KNOWN
from app.assistant.manners import Manner
from app.assistant.question import Question, understand
from app.assistant.quotes import Quoter
from app.assistant.reply import Answer, Citation, Clarification, Doubt, Topic
from app.assistant.shortening import shortened
from app.assistant.signals import signals
from app.assistant.spelling import Correction, Speller
from app.assistant.suggesting import suggestions
from app.assistant.vocabulary import Vocabulary
from retrieval.filters import ANY, Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from app.assistant.known import Known
    from app.assistant.phrasing.phraser import Phraser
    from app.assistant.quotes import Quote
    from retrieval.corpus import Clause, Corpus, Source
    from retrieval.embedder import Embedder, Progress
    from retrieval.passages import Passage, SourceKind
    from retrieval.search import Hit

ABOUT_ITSELF = "#source"
"""Clauses that say where a text comes from: shown with every answer, never the answer."""
_NEVER_THE_ANSWER = (ABOUT_ITSELF, "#basis", "#uncertain")

_HITS = 24
_AT_ONCE: Final = 2
"""Questions looked up at the same time, in the order they came: more would only take turns on the cores."""
_YEAR_OR_BRACKET = re.compile(r"[（(].*?[）)]|\d{4}年?度?|办事指南|第[一二三四五]批")


class PassageSearch(Protocol):
    def search(self, question: str, k: int = 10, *, filters: Filters = ANY) -> Sequence[Hit]: ...


class ClauseStore(Protocol):
    @property
    def clauses(self) -> Mapping[str, Clause]: ...


class Assistant:
    """Answers from a corpus. `search` has to run over `answerable_passages` of the same corpus."""

    def __init__(
        self, search: PassageSearch, corpus: ClauseStore, embedder: Embedder, phraser: Phraser | None = None
    ) -> None:
        answerable = [clause for clause in corpus.clauses.values() if not clause.id.endswith(_NEVER_THE_ANSWER)]
        self._search = search
        self._corpus = corpus
        self._sources = {clause.source.id: clause.source for clause in corpus.clauses.values()}
        self._matters = _by_matter(self._sources.values())
        self._newer = _by_superseded(self._sources.values())
        self._quoter = Quoter(embedder)
        self._vocabulary = Vocabulary(answerable)
        self._shelf = Shelf({clause.id: clause for clause in answerable})
        self._words = _Words(self._vocabulary)
        self._phraser = phraser
        self._looking_up = ThreadPoolExecutor(_AT_ONCE, "retrieve")

    def prepare(self, cache: Path | None = None, progress: Progress | None = None) -> None:
        """Make what a first question would wait for: the vectors of all sentences, kept in `cache`, and the terms."""
        self._quoter.prepare(self._corpus.clauses.values(), cache, progress)
        self._words.corrected("预包庄")

    def understand(self, turns: Sequence[str], on: date, known: Known = NOTHING_KNOWN) -> Question:
        whole = self._phraser.rewrite(turns) if self._phraser and len(turns) > 1 else None
        return understand([*turns[:-1], whole] if whole else turns, on=on, known=known, reading=self._words)

    def retrieve(self, question: Question, on: date) -> Found:
        """Clauses that speak of the question, apart by whether they may be used on that day and at that place."""
        return self._looking_up.submit(self._retrieved, question, on).result()

    def _retrieved(self, question: Question, on: date) -> Found:
        found = self._in_context(question, on)
        if question.otherwise is None:
            return found
        other = self._in_context(question.otherwise, on)
        return other if other.best >= min(found.best, evidence.fitted().enough) else found

    def doubt(self, found: Found) -> Doubt | None:
        return evidence.doubt(found)

    def readings(self, found: Found) -> tuple[str, list[clarifying.Reading]]:
        """What to ask back, and the readings it tells apart; fewer than two when nothing has to be asked."""
        return clarifying.readings(found.question, found.usable, evidence.fitted().enough)

    def compose(self, found: Found, on: date) -> Answer:
        question = found.question
        filters = question.filters(on)
        clauses = clauses_to_quote(
            question, found.usable, self._shelf, lambda source: _admits(filters, self._sources[source])
        )
        scored = self._quoter.score(question, self._quoter.vector(question), clauses)
        quotes = choose(question, scored, clauses)
        return self._answer(question, shortened(quotes, question.known.facts), on)

    def clarify(self, found: Found, ask: str, meant: Sequence[clarifying.Reading], on: date) -> Answer:
        question = found.question
        vector = self._quoter.vector(question)
        lines = [
            (one.option, scored[0])
            for one in meant
            if (scored := self._quoter.score(question, vector, [one.candidate.clause]))
        ]
        text = wording.clarifying_text(ask, lines)
        return self._reply(
            question,
            on,
            answer="\n".join([*wording.read_as(question.corrections), text]),
            citations=tuple(_citation(quote) for _, quote in lines),
            clarification=Clarification(text=ask, options=tuple(one.option for one in meant)),
        )

    def abstain(self, found: Found, doubt: Doubt, on: date) -> Answer:
        question = found.question
        lead = {Doubt.NOT_IN_FORCE: found.not_in_force, Doubt.OTHER_PLACE: found.elsewhere}.get(doubt, found.usable)
        day = question.day or on
        years = question.years if question.day is None else frozenset[int]()
        sources = self._lead_sources(lead, doubt)
        why = wording.reason(doubt, sources, day, years)
        successor = self._successor(sources[0], on) if doubt is Doubt.NOT_IN_FORCE else None
        topics = _topics([*lead, *found.usable, *found.near])
        looked_for = " ".join(question.words)
        return self._reply(
            question,
            on,
            answer=wording.abstention_text(question, why, looked_for, [one.title for one in topics], successor),
            abstained=True,
            reason=why,
            doubt=doubt,
            topics=topics,
            looked_for=looked_for,
        )

    def polite(self, question: Question, manner: Manner, on: date) -> Answer:
        """To a turn that asks nothing to be searched."""
        private = manner in {Manner.OTHERS, Manner.DECIDE}
        return self._reply(
            question,
            on,
            answer=wording.mannerly(question, manner),
            abstained=True,
            reason=wording.manner_reason(manner),
            doubt=Doubt.NOT_OURS_TO_SAY if private else Doubt.NO_QUESTION,
        )

    def phrase(self, answer: Answer) -> Answer:
        """The answer with its quotes in plainer words as well, where there is a language model and it keeps to them."""
        if self._phraser is None or not answer.citations:
            return answer
        said = self._phraser.rephrase(answer.question, [citation.quote for citation in answer.citations])
        return replace(answer, plain=wording.plain_text(said)) if said else answer

    def nth_of(self, question: Question, earlier: Answer, on: date) -> Answer | None:
        """The sentence of an earlier reply at the place asked about; None when it has none there."""
        at = (question.nth or 0) - 1
        if not 0 <= at < len(earlier.citations):
            return None
        citation = earlier.citations[at]
        source = self._corpus.clauses[citation.clause].source
        text = f"第{at + 1}项是：《{source.title}》：“{citation.quote}”"
        return replace(earlier, question=question.plain, answer=text, citations=(citation,), on=on)

    def _in_context(self, question: Question, on: date) -> Found:
        """What is found, the text of the question before first among equals."""
        found = self._found(question, on)
        if not question.context:
            return found
        before = self._found(replace(understand([question.context], on=on), known=question.known), on)
        if before.best < evidence.fitted().enough:
            return found
        source = self._shelf.kin(before.usable[0].clause)
        return replace(found, usable=evidence.favoured(found.usable, frozenset(source)))

    def _found(self, question: Question, on: date) -> Found:
        filters = question.filters(on)
        # Asked apart, so that texts which may not be used can't crowd out those which may.
        anywhere = self._search.search(question.text, _HITS)
        hits = self._hits(question, filters)
        floor = min((hit.similarity for hit in anywhere), default=0.0)
        vector = self._quoter.vector(question)
        near = self._weighed(question, hits, vector, floor)
        barred = self._weighed(question, [hit for hit in anywhere if not filters.admits(hit.passage)], vector, floor)
        others = evidence.to_the_point(question, barred)
        here = Filters(places=filters.places)
        return Found(
            question=question,
            usable=tuple(evidence.to_the_point(question, near)),
            near=tuple(near),
            not_in_force=tuple(one for one in others if here.admits(one.hit.passage)),
            elsewhere=tuple(one for one in others if not here.admits(one.hit.passage)),
        )

    def _hits(self, question: Question, filters: Filters) -> Sequence[Hit]:
        """Those for the kind of applicant first, when it is known; all of them when there are none for it."""
        applicant = question.known.applicant
        if applicant is not None:
            own = self._search.search(question.text, _HITS, filters=replace(filters, audience=frozenset({applicant})))
            if own:
                return own
        return self._search.search(question.text, _HITS, filters=filters)

    def _weighed(
        self, question: Question, hits: Sequence[Hit], vector: npt.NDArray[np.float32], floor: float
    ) -> list[Candidate]:
        clauses = [(hit, self._corpus.clauses[hit.id]) for hit in hits]
        self._quoter.learn(clause for _, clause in clauses)
        candidates = [self._candidate(question, hit, clause, vector, floor) for hit, clause in clauses]
        return sorted(candidates, key=lambda one: -one.strength)

    def _candidate(
        self, question: Question, hit: Hit, clause: Clause, vector: npt.NDArray[np.float32], floor: float
    ) -> Candidate:
        sentence = self._quoter.best_similarity(question, vector, clause)
        found = signals(question, hit, clause, self._vocabulary, sentence=sentence, floor=floor)
        return Candidate(hit=hit, clause=clause, signals=found, strength=evidence.fitted().strength(found))

    def _answer(self, question: Question, quotes: Sequence[Quote], on: date) -> Answer:
        sources = list({quote.clause.source.id: quote.clause.source for quote in quotes}.values())
        newer = [one for source in sources if (one := self._successor(source, on))]
        return self._reply(
            question,
            on,
            answer=wording.answer_text(question, quotes, on, [one for one in newer if one not in sources]),
            citations=tuple(_citation(quote) for quote in quotes),
            suggestions=suggestions(question, quotes[0].clause, self._shelf),
        )

    def _reply(self, question: Question, on: date, **given: object) -> Answer:
        fields: dict[str, object] = {"citations": (), "abstained": False, "reason": "", "doubt": None, **given}
        return Answer(question=question.text, notice=wording.notice(question), on=on, **fields)  # type: ignore[arg-type]

    def _successor(self, source: Source, on: date) -> Source | None:
        """The text on the same matter that is in force, when this one has ended."""
        if source.in_force.end is None or source.in_force.end >= on:
            return None
        alike = [one for one in self._matters.get(_matter(source), ()) if one.id != source.id]
        newer = self._newer.get(source.id, ())
        return next((one for one in (*newer, *alike) if _in_force(one, on)), None)

    def _lead_sources(self, lead: Sequence[Candidate], doubt: Doubt) -> list[Source]:
        """Of about as strong ones, the text that held last: an older edition says less of today."""
        near = [one for one in lead if one.strength >= lead[0].strength - 1.0]
        sources = list({one.source: one.clause.source for one in near}.values())
        if doubt is Doubt.NOT_IN_FORCE:
            sources.sort(key=lambda source: source.in_force.end or source.in_force.start, reverse=True)
        return sources


class _Words:
    """The words of the texts, to read a question by."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.titles = vocabulary
        self._speller = Speller(vocabulary)

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        return self._speller.corrected(text)


def answerable_passages(corpus: Corpus) -> list[Passage]:
    """What the assistant may search: every clause but those about the page itself."""
    return [passage for passage in corpus.passages() if not passage.id.endswith(_NEVER_THE_ANSWER)]


def _topics(candidates: Sequence[Candidate]) -> tuple[Topic, ...]:
    each: dict[str, Topic] = {}
    for one in candidates:
        each.setdefault(one.source, Topic(title=one.clause.source.title, clause=one.clause.id))
    return tuple(each.values())[: wording.NEAREST]


def _citation(quote: Quote) -> Citation:
    source = quote.clause.source
    return Citation(
        clause=quote.clause.id,
        title=f"{source.title} {quote.clause.title}",
        quote=quote.text,
        url=source.source.url,
        read_on=source.source.read_on,
        source=source.id,
        valid_from=source.in_force.start,
        valid_to=source.in_force.end,
        possible=wording.is_possible(source),
    )


def _admits(filters: Filters, source: Source) -> bool:
    from retrieval.passages import Passage

    return filters.admits(
        Passage(
            id=source.id,
            text="",
            title=source.title,
            kind=source.kind,
            region=source.region,
            valid_from=source.in_force.start,
            valid_to=source.in_force.end,
            audience=frozenset(source.audience),
        )
    )


def _in_force(source: Source, on: date) -> bool:
    return source.in_force.start <= on and (source.in_force.end is None or on <= source.in_force.end)


def _matter(source: Source) -> tuple[str, str, SourceKind]:
    """What editions of one text have in common."""
    return _YEAR_OR_BRACKET.sub("", source.title), source.region, source.kind


def _by_matter(sources: Iterable[Source]) -> Mapping[tuple[str, str, SourceKind], list[Source]]:
    found: dict[tuple[str, str, SourceKind], list[Source]] = {}
    for source in sources:
        found.setdefault(_matter(source), []).append(source)
    return found


def _by_superseded(sources: Iterable[Source]) -> Mapping[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for source in sources:
        if source.supersedes is not None:
            found.setdefault(source.supersedes, []).append(source)
    return found
