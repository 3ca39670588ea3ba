"""Whether what was found is enough to answer, and if not, why not. In doubt the answer is no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.assistant.places import concerns
from app.assistant.reply import Doubt
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.assistant.question import Question
    from app.assistant.quotes import Quote
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
    """Hits best first, apart by whether they may be used for this question on this day."""

    usable: tuple[Hit, ...]
    not_in_force: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...]


def sort_out(hits: Sequence[Hit], question: Question, on: date) -> Found:
    here = [hit for hit in hits if concerns(hit.passage, question.places)]
    return Found(
        usable=tuple(hit for hit in here if hit.passage.in_force(on)),
        not_in_force=tuple(hit for hit in here if not hit.passage.in_force(on)),
        elsewhere=tuple(hit for hit in hits if not concerns(hit.passage, question.places)),
    )


def doubt(question: Question, found: Found, scored: Sequence[Quote]) -> Doubt | None:
    """Why not to answer from the usable hits and their sentences; None when there is no doubt."""
    best = found.usable[0].score if found.usable else float("-inf")
    leading = [hits[0].score for hits in (found.not_in_force, found.elsewhere) if hits]
    if leading and max(leading) > best + MARGIN:
        stale = found.not_in_force and found.not_in_force[0].score == max(leading)
        lead = found.not_in_force if stale else found.elsewhere
        known = strength(lead[0].similarity, lead[0].similarity, lead[0].overlap) >= RELATED
        return (Doubt.NOT_IN_FORCE if stale else Doubt.OTHER_PLACE) if known else Doubt.NO_BASIS
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
