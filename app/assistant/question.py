"""What a conversation asks for: the last question, with what an earlier one named when it says too little itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from app.assistant.aspects import Aspect, aspects, topic
from app.assistant.english import acronyms, in_chinese, is_english, unknown_words
from app.assistant.errors import BadQuestion
from app.assistant.everyday_words import with_official_words
from app.assistant.known import NOTHING_KNOWN
from app.assistant.manners import Manner, manner_of, without_abuse
from app.assistant.orders import without_orders
from app.assistant.periods import period_in
from app.assistant.places import places_in, without_places
from app.assistant.subjects import asks_for_a_fee, subjects
from app.assistant.traditional import simplified
from app.assistant.turns import Joined, Titles, join, ordinal
from app.assistant.words import asked_for, compounds, content_words, errands, nouns
from retrieval.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from app.assistant.known import Known
    from app.assistant.spelling import Correction

__all__ = ["MAX_QUESTION_CHARS", "Aspect", "Question", "aspects", "topic", "understand"]

MAX_QUESTION_CHARS = 500
"""Most characters in one question, wherever it is asked."""
_ENDS = re.compile(r"[\s?？。！!，,、；;：:…·~～.]+")


class Reading(Protocol):
    """What is known of the words of the texts, to read a question by."""

    @property
    def titles(self) -> Titles: ...

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that stands alone.

    `text` is what is searched; `asked` what the person typed last, `plain` the question in the wording of the person.
    `words` say what it is about, `nouns` those of its own wording that name a thing. `asked_for` those whose value it
    asks for. `errands` tell the errand from others of its kind. `joined` are words written in one with others.
    `context` is the question before, where this one follows it up. `added` holds the words that a follow-up brings
    beside the earlier topic: an answer has to be about those too. `subjects` are patterns of words that an answer has
    to name, `years` and `day` the period asked about, `fee` that a cost is asked for, `nth` the place in the list of
    the reply before. `otherwise` is another way to read the same turn.
    """

    text: str
    asked: str
    plain: str
    added: frozenset[str]
    aspects: frozenset[Aspect]
    places: frozenset[str]
    subjects: frozenset[str]
    years: frozenset[int]
    fee: bool
    day: date | None = None
    words: tuple[str, ...] = ()
    nouns: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()
    errands: frozenset[tuple[str, str]] = frozenset()
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    context: str = ""
    manner: Manner | None = None
    in_english: bool = False
    corrections: tuple[Correction, ...] = ()
    nth: int | None = None
    earlier: tuple[str, ...] = ()
    known: Known = field(default=NOTHING_KNOWN)
    otherwise: Question | None = None

    def filters(self, on: date) -> Filters:
        """Which texts may be used for it: those of the period it names, else those in force on the day."""
        if self.years - {on.year} and self.day is None:
            return Filters(years=self.years, places=self.places)
        return Filters(on=self.day or on, places=self.places)


def understand(
    turns: Sequence[str], *, on: date | None = None, known: Known = NOTHING_KNOWN, reading: Reading | None = None
) -> Question:
    """The last of the `turns` as a question that stands alone.

    Args:
        turns: what the person said, oldest first.
        on: the day of the conversation, from which 去年 is told.
        known: fills in what the conversation leaves open.
        reading: the words of the texts; without them no slip of typing is put right.

    Raises:
        BadQuestion: no turn, an empty last turn, or one over the limit.
    """
    spoken = [clean(turn) for turn in turns]
    if not spoken or not _ENDS.sub("", spoken[-1]):
        raise BadQuestion("The question is empty: write what you want to know")
    if any(len(turn) > MAX_QUESTION_CHARS for turn in spoken):
        raise BadQuestion(f"A question is over {MAX_QUESTION_CHARS} characters: shorten it")
    read, corrections = _read(spoken, reading)
    joined = join(read, on, reading.titles if reading else None)
    question = _standing_alone(joined, spoken[-1], on, known)
    return replace(
        question,
        manner=manner_of(simplified(spoken[-1])),
        corrections=corrections,
        nth=ordinal(read[-1]) if len(spoken) > 1 else None,
        earlier=tuple(turns[:-1]),
    )


def clean(turn: str) -> str:
    """Without control characters and broken surrogates, with whitespace levelled."""
    spaced = (" " if char.isspace() else char for char in turn)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"})
    return " ".join(kept.split())


def _read(spoken: Sequence[str], reading: Reading | None) -> tuple[list[str], tuple[Correction, ...]]:
    """Each turn without orders and insults, in simplified characters, slips put right; the last turn's slips."""
    read, corrections = list[str](), tuple["Correction", ...]()
    for turn in spoken:
        text = simplified(turn)
        text = without_abuse(without_orders(text)) or text
        if reading is not None:
            text, corrections = reading.corrected(text)
        read.append(text)
    return read, corrections


def _standing_alone(joined: Joined, asked: str, on: date | None, known: Known) -> Question:
    plain = joined.text
    chinese = in_chinese(plain)
    whole = f"{plain} {chinese}".strip()
    period = period_in(whole, on)
    foreign = unknown_words(plain) if is_english(plain) else acronyms(plain)
    named = frozenset(places_in(whole).values())
    return Question(
        text=with_official_words(whole),
        asked=asked,
        plain=plain,
        added=joined.added,
        aspects=aspects(whole),
        places=named or frozenset({known.region} if known.region else ()),
        subjects=subjects(whole),
        years=period.years,
        day=period.day,
        fee=asks_for_a_fee(whole),
        words=tuple(dict.fromkeys((*_chinese(content_words(without_places(whole))), *foreign))),
        nouns=frozenset((*_chinese(nouns(without_places(plain))), *foreign)),
        asked_for=asked_for(without_places(plain)),
        errands=errands(without_places(plain)),
        joined=compounds(without_places(plain)),
        context=joined.context,
        in_english=is_english(plain),
        known=known,
        otherwise=_standing_alone(joined.otherwise, asked, on, known) if joined.otherwise else None,
    )


def _chinese(words: Iterable[str]) -> list[str]:
    return [word for word in words if not word.isascii()]
