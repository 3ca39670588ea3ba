"""Quick follow-ups for the sides that the text of an answer also states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.assistant.aspects import CLAUSE_TITLES, Aspect

if TYPE_CHECKING:
    from app.assistant.choosing import Shelf
    from app.assistant.question import Question
    from retrieval.corpus import Clause

MOST = 3
_ASKED = {
    Aspect.MATERIALS: "要交什么材料？",
    Aspect.CONDITIONS: "条件是什么？",
    Aspect.AMOUNT: "标准是多少？",
    Aspect.TIME: "多久能办好？",
    Aspect.WAY: "怎么办理？",
    Aspect.WINDOW: "什么时候申报？",
}


def suggestions(question: Question, clause: Clause, shelf: Shelf) -> tuple[str, ...]:
    """Each can be sent as the next turn; sides that were asked about are left out."""
    titles = [one.title for one in shelf.clauses_of(clause.source.id) if one.id != clause.id]
    told = (aspect for aspect in _ASKED if aspect not in question.aspects)
    return tuple(_ASKED[aspect] for aspect in told if any(CLAUSE_TITLES[aspect].search(title) for title in titles))[
        :MOST
    ]
