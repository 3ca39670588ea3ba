"""How well a clause speaks of a question, as numbers that one rule weighs (`evidence.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from app.assistant.aspects import CLAUSE_TITLES
from app.assistant.everyday_words import official
from app.assistant.places import without_places
from app.assistant.words import content_words
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.assistant.question import Question
    from app.assistant.vocabulary import Vocabulary
    from retrieval.corpus import Clause
    from retrieval.search import Hit

_LONGEST_RUN = 9
_PART = 0.75
"""A word of which at least this share of the pairs stands in a text is taken to stand there in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """All from 0 to 1, but for the similarities (-1 to 1).

    `clause` and `sentence`: similarity of the clause and of its best sentence. `above`: by how much the clause is
    more similar than the last of the hits. `covered`: share of the telling words that stand in the clause or its
    titles, `covered_by_title` in the titles alone; `missing`: the most telling noun that stands in neither; `side`:
    the most telling of those that it asks the value of and that stands in neither; `compound`: the most telling word
    that stands in neither and is one word with one that does. `beyond`: share of the telling words of the title of
    its text that the question does not name. `run`: how long a stretch of the question stands there as it is.
    `on_aspect`: whether its title names the side asked about; `off_aspect`: whether it names another.
    """

    clause: float
    sentence: float
    above: float
    covered: float
    covered_by_title: float
    missing: float
    side: float
    compound: float
    beyond: float
    run: float
    on_aspect: float
    off_aspect: float

    def values(self) -> tuple[float, ...]:
        found: tuple[float, ...] = _VALUES(self)
        return found


NAMES = tuple(one.name for one in fields(Signals))
_VALUES = attrgetter(*NAMES)


def signals(
    question: Question, hit: Hit, clause: Clause, vocabulary: Vocabulary, *, sentence: float, floor: float
) -> Signals:
    """Of one hit. `sentence` is the similarity of its best sentence, `floor` that of the last hit."""
    titles = f"{clause.source.title} {clause.title} {clause.source.doc_no or ''}"
    whole = f"{titles} {clause.text}"
    weights = {word: vocabulary.weight(word) for word in question.words}
    total = sum(weights.values()) or 1.0
    asked = {*weights, *question.nouns, *question.asked_for, *question.joined}
    inside = {word: stands(word, whole) for word in asked}
    absent = {word: vocabulary.weight(word) * (1 - inside[word]) for word in asked}
    on, off = on_aspect(question, clause), _off_aspect(question, clause)
    return Signals(
        clause=hit.similarity,
        sentence=sentence,
        above=hit.similarity - floor,
        covered=sum(weight * inside[word] for word, weight in weights.items()) / total if weights else 0.0,
        covered_by_title=sum(weight * stands(word, titles) for word, weight in weights.items()) / total,
        missing=max((absent[noun] for noun in question.nouns), default=0.0),
        side=max((absent[word] for word in question.asked_for), default=0.0),
        compound=max((absent[word] for word in question.joined if _splits(word, question, inside, whole)), default=0.0),
        run=_longest_run(question.plain, whole) / _LONGEST_RUN,
        beyond=_beyond(question, clause.source.title, vocabulary),
        on_aspect=float(on),
        off_aspect=float(off and not on),
    )


def stands(word: str, text: str) -> float:
    """1 where the word, or the official one for it, stands in a text; else the share of it that does, if it is most."""
    if word in text or (word.isascii() and re.search(re.escape(word), text, re.IGNORECASE)):
        return 1.0
    if any(told in text for told in official(word)):
        return 1.0
    units = pairs(word)
    share = sum(unit in text for unit in units) / len(units) if units else 0.0
    return share if share >= _PART else 0.0


def on_aspect(question: Question, clause: Clause) -> bool:
    """Whether the title of a clause names a side that the question asks about."""
    return any(CLAUSE_TITLES[aspect].search(clause.title) for aspect in question.aspects)


def _off_aspect(question: Question, clause: Clause) -> bool:
    return bool(question.aspects) and any(title.search(clause.title) for title in CLAUSE_TITLES.values())


def _splits(word: str, question: Question, inside: Mapping[str, float], text: str) -> bool:
    """Whether a word is missing while its neighbour in a compound is there: 危险化学品 of 危险化学品经营许可证."""
    return not inside[word] and any(stands(other, text) == 1 for other in question.joined[word])


def _longest_run(asked: str, text: str) -> int:
    """Characters, up to a limit, of the longest stretch of the question that stands in a text as it is."""
    longest = 0
    while longest < min(_LONGEST_RUN, len(asked)):
        size = longest + 1
        if not any(asked[at : at + size] in text for at in range(len(asked) - size + 1)):
            break
        longest = size
    return longest


def _beyond(question: Question, title: str, vocabulary: Vocabulary) -> float:
    weights = {word: vocabulary.weight(word) for word in title_words(title)}
    total = sum(weights.values())
    return sum(weight * (1 - stands(word, question.text)) for word, weight in weights.items()) / total if total else 0.0


@lru_cache(maxsize=50_000)
def title_words(title: str) -> tuple[str, ...]:
    """The telling words of the title of a text."""
    return content_words(without_places(title))
