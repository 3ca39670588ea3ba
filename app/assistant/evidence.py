"""Whether what was found is enough to answer, and if not, why not. In doubt the answer is no.

One rule weighs the signals of a clause; its constants are fitted to questions by `python -m eval.evidence`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.assistant.reply import Doubt
from app.assistant.signals import NAMES, stands
from app.assistant.subjects import asks_for_a_grant, names_all, says_a_fee
from retrieval.passages import NATIONAL, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.assistant.question import Question
    from app.assistant.signals import Signals
    from retrieval.corpus import Clause, Source
    from retrieval.search import Hit

FOR_ANOTHER_PLACE = 0.5
"""By how much a scheme of another place has to lead one of the whole city or country to be named instead."""
ANOTHER_SIDE = 0.3
"""From here on a clause lacks the very thing whose value is asked for."""
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百\d]+条")
SAME_TOPIC = 2.0
"""How much stronger a clause is for a follow-up when its text answered the question before."""
WEIGHTS_FILE = Path(__file__).parent / "data" / "evidence.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`strength = bias + sum(weight * signal)`.

    Attributes:
        weights: by the name of the signal.
        bias: so that 0 is as likely right as wrong among the candidates fitted to.
        enough: least strength to answer on.
        related: least strength to say that a text would answer it, but for its dates or its place.
        margin: by how much an unusable text has to lead the best usable one to be named instead.
    """

    weights: dict[str, float]
    bias: float
    enough: float
    related: float
    margin: float

    def strength(self, signals: Signals) -> float:
        pairs = zip(NAMES, signals.values(), strict=True)
        return self.bias + sum(self.weights[name] * value for name, value in pairs)


@cache
def fitted() -> Weights:
    return Weights(**json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A clause found, with how surely it speaks of the question."""

    hit: Hit
    clause: Clause
    signals: Signals
    strength: float

    @property
    def source(self) -> str:
        return self.clause.source.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Candidates strongest first, apart by whether they may be used for this question on this day.

    `near` holds the usable ones with those that miss its point: topics to offer, never an answer.
    """

    question: Question
    usable: tuple[Candidate, ...]
    near: tuple[Candidate, ...] = ()
    not_in_force: tuple[Candidate, ...] = ()
    elsewhere: tuple[Candidate, ...] = ()

    @property
    def unusable(self) -> Candidate | None:
        """The strongest of those that may not be used."""
        return max((*self.not_in_force[:1], *self.elsewhere[:1]), key=lambda one: one.strength, default=None)

    @property
    def best(self) -> float:
        return self.usable[0].strength if self.usable else float("-inf")


def doubt(found: Found, weights: Weights | None = None) -> Doubt | None:
    """Why not to answer from the usable candidates; None when there is no doubt."""
    weights = weights or fitted()
    rival = found.unusable
    enough = bool(found.usable) and found.best >= weights.enough
    if rival and rival.strength >= weights.related and (not enough or _leads(rival, found, weights.margin)):
        return Doubt.NOT_IN_FORCE if rival in found.not_in_force else Doubt.OTHER_PLACE
    return None if enough else Doubt.NO_BASIS


def _is_the_matter(question: Question, clause: Clause) -> bool:
    """Whether a clause is about the very errand and article named, and about what a follow-up brought."""
    titles = f"{clause.source.title} {clause.title}"
    text = f"{titles} {clause.text}"
    articles = _ARTICLE.findall(question.plain)
    return (
        all(stands(errand, text) or stands(which, titles) for errand, which in question.errands)
        and all(article in text for article in articles)
        and _speaks_of_what_was_added(question, text)
    )


def _speaks_of_what_was_added(question: Question, text: str) -> bool:
    """At least half of the nouns that a follow-up brought."""
    return 2 * sum(stands(word, text) > 0 for word in question.added) >= len(question.added)


def _may_grant(source: Source, *, at_a_place: bool) -> bool:
    """Money is given by a place, not by a scheme of the whole country, and what a place gives is told by its text."""
    explains = at_a_place and source.kind is SourceKind.FAQ
    return not explains and not (source.kind is SourceKind.SCHEME and source.region == NATIONAL)


def favoured(candidates: Sequence[Candidate], sources: frozenset[str]) -> tuple[Candidate, ...]:
    """Strongest first again, where a conversation is about these sources already."""
    raised = (replace(one, strength=one.strength + SAME_TOPIC * (one.source in sources)) for one in candidates)
    return tuple(sorted(raised, key=lambda one: -one.strength))


def _leads(rival: Candidate, found: Found, margin: float) -> bool:
    """Whether an unusable text is on the matter itself, and the best usable one only near it."""
    best = found.usable[0]
    if rival in found.elsewhere:
        is_wider = (
            best.clause.source.kind is SourceKind.SCHEME and best.clause.source.region not in found.question.places
        )
        return is_wider and rival.strength > best.strength + FOR_ANOTHER_PLACE
    if _of_two_districts(rival.clause.source, best.clause.source):
        return False
    named = rival.signals.covered_by_title > best.signals.covered_by_title
    return named and rival.strength > best.strength + margin


def _of_two_districts(one: Source, other: Source) -> bool:
    """That the text of one district has ended says nothing of another's."""
    return one.region != other.region and not one.region.endswith("00") and not other.region.endswith("00")


def to_the_point(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without those that don't name the subject of the question, or what a follow-up added to it."""
    named = [one for one in candidates if names_all(one.hit.passage.indexed_text, question.subjects)]
    if question.fee:
        named = [one for one in named if says_a_fee(one.clause.text)]
    if asks_for_a_grant(question.plain):
        named = [one for one in named if _may_grant(one.clause.source, at_a_place=bool(question.places))]
    return [one for one in named if one.signals.side < ANOTHER_SIDE and _is_the_matter(question, one.clause)]
