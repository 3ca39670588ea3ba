"""Whether what was found is enough to answer, and if not, why not. In doubt the answer is no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.assistant.periods import holds_in_years
from app.assistant.places import concerns
from app.assistant.reply import Doubt
from app.assistant.subjects import names_all, says_a_fee
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.assistant.question import Question
    from app.assistant.quotes import Quote
    from retrieval.passages import Passage
    from retrieval.search import Hit

ENOUGH = 0.915
"""Least strength to answer on."""
RELATED = 0.89
"""Least strength to say that a text would answer it, but for its dates or its place."""
OVERLAP_COUNTS = 0.06
MARGIN = 0.7
"""How far (in deviations) an unusable text may lead the best usable one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hits best first, apart by whether they may be used for this question on this day.

    `ahead` is how far (in deviations) the best of the unusable ones leads the best usable one.
    """

    usable: tuple[Hit, ...]
    not_in_force: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...]
    ahead: float


def may_be_used(passage: Passage, question: Question, on: date) -> bool:
    """Whether a text holds on that day, at the place and in the year asked about."""
    return _in_force(passage, question, on) and concerns(passage, question.places)


def sort_out(usable: Sequence[Hit], anywhere: Sequence[Hit], question: Question, on: date) -> Found:
    """Keep what speaks of the question.

    Args:
        usable: hits among the texts that may be used.
        anywhere: hits of the same question among all texts, to tell what else would have answered it.
        question: what was asked.
        on: the day it is asked about.
    """
    usable, others = _to_the_point(usable, question), _to_the_point(anywhere, question)
    here = [hit for hit in others if concerns(hit.passage, question.places)]
    stale = tuple(hit for hit in here if not _in_force(hit.passage, question, on))
    elsewhere = tuple(hit for hit in others if not concerns(hit.passage, question.places))
    scores = {hit.id: hit.score for hit in anywhere}
    best = scores.get(usable[0].id, anywhere[-1].score) if usable and anywhere else float("-inf")
    lead = max((hits[0].score for hits in (stale, elsewhere) if hits), default=float("-inf"))
    ahead = lead - best if stale or elsewhere else float("-inf")
    return Found(usable=tuple(usable), not_in_force=stale, elsewhere=elsewhere, ahead=ahead)


def doubt(question: Question, found: Found, scored: Sequence[Quote]) -> Doubt | None:
    """Why not to answer from the usable hits and their sentences; None when there is no doubt."""
    if found.ahead > MARGIN:
        return _doubt_of_the_unusable(found)
    if not found.usable or not scored or not _speaks_of_what_was_added(question, scored[0]):
        return Doubt.NO_BASIS
    top = found.usable[0]
    enough = strength(top.similarity, max(quote.similarity for quote in scored), top.overlap) >= ENOUGH
    return None if enough else Doubt.NO_BASIS


def strength(clause_similarity: float, sentence_similarity: float, overlap: float) -> float:
    """How surely a clause and its best sentence speak of the question."""
    return (clause_similarity + sentence_similarity) / 2 + OVERLAP_COUNTS * overlap


def _speaks_of_what_was_added(question: Question, best: Quote) -> bool:
    told = pairs(f"{best.clause.source.title} {best.clause.title} {best.clause.text}")
    return not question.added or bool(question.added & told)


def _in_force(passage: Passage, question: Question, on: date) -> bool:
    return passage.in_force(on) and holds_in_years(passage, question.years)


def _to_the_point(hits: Sequence[Hit], question: Question) -> list[Hit]:
    """Without those that don't name the subject of the question, or say nothing of a fee that it asks for."""
    named = [hit for hit in hits if names_all(hit.passage.indexed_text, question.subjects)]
    return [hit for hit in named if says_a_fee(hit.text)] if question.fee else named


def _doubt_of_the_unusable(found: Found) -> Doubt:
    stale, elsewhere = found.not_in_force, found.elsewhere
    leads = bool(stale) and (not elsewhere or stale[0].score >= elsewhere[0].score)
    lead = stale[0] if leads else elsewhere[0]
    if strength(lead.similarity, lead.similarity, lead.overlap) < RELATED:
        return Doubt.NO_BASIS
    return Doubt.NOT_IN_FORCE if leads else Doubt.OTHER_PLACE
