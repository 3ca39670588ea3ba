"""How a turn joins what was asked before: on its own, in place of a part of it, or beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.assistant.applicants import applicants_in, swap_applicant, without_applicants
from app.assistant.aspects import aspect_words, topic
from app.assistant.manners import manner_of
from app.assistant.periods import without_period, years_in
from app.assistant.places import places_in, swap_places, without_places
from app.assistant.subjects import named_subjects
from app.assistant.words import content_words, nouns, place_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_REFERS_BACK = re.compile(r"^\s*(?:那|它|这个|这项|这种|该|上述|刚才)|(?:呢|的话)\s*[?？。！!]*\s*$")
_FRESH = re.compile(
    r"^\s*(?:那?我?(?:想|要)?(?:换(?:个|一个)(?:问题|话题)|再?(?:另外)?问(?:一下|你|个|一个)(?:别的|"
    r"问题|事)?|还有(?:个|一个)?(?:问题|事)|顺便问(?:一下)?|对了|另外|再问))"
    r"[，,：:。\s]*"
)
_ORDINAL = re.compile(r"第\s*([一二三四五六七八九十\d]+)\s*(?:项|条|个|点|句|种|步|份)")
_LEFT_OVER = re.compile(r"^\s*(?:那么?|请问|还有)+|(?:呢|的话|的)?\s*[?？。！!]*\s*$")
_NUMBERS = {char: at for at, char in enumerate("一二三四五六七八九十", start=1)}


class Titles(Protocol):
    def names_a_text(self, word: str) -> bool:
        """Whether the title of a text has the word."""

    def title_with(self, *words: str) -> bool:
        """Whether one title of the texts has all of the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A question that stands alone.

    `context` is the question before, where this one follows it up. `added` are words that a follow-up brought beside
    an earlier topic; `otherwise` is the same turn read as a follow-up, where `text` reads it on its own and either
    may be meant.
    """

    text: str
    added: frozenset[str] = frozenset()
    context: str = ""
    otherwise: Joined | None = None


def join(turns: Sequence[str], on: date | None, titles: Titles | None) -> Joined:
    """The last turn as a question that stands alone."""
    spoken = [turn for turn in turns[:-1] if manner_of(turn) is None] + list(turns[-1:])
    joined = Joined(text=spoken[0])
    for turn in spoken[1:]:
        joined = _next(joined.text, turn, on, titles)
    return joined


def ordinal(turn: str) -> int | None:
    """The place in a list that a turn asks about (第二项是什么意思), when it names nothing else."""
    found = _ORDINAL.search(turn)
    if not found or content_words(_ORDINAL.sub("", turn)):
        return None
    return _NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() else None)


def _next(context: str, turn: str, on: date | None, titles: Titles | None) -> Joined:
    if fresh := _FRESH.match(turn):
        rest = turn[fresh.end() :]
        return Joined(text=rest) if content_words(rest) else _next(context, rest or turn, on, titles)
    replaced = _replaced(context, turn, on)
    if replaced is not None:
        return Joined(text=replaced)
    own = content_words(without_applicants(without_places(turn)))
    if not own:
        return Joined(text=f"{topic(context) or context} {turn}", context=context)
    asked = "" if aspect_words(turn) else _asked(context)
    beside = Joined(
        text=f"{topic(context) or context} {turn}{asked}", added=frozenset(own) & nouns(turn), context=context
    )
    if not _REFERS_BACK.search(turn):
        names_a_topic = titles is None or all(titles.title_with(word) for word in own)
        return Joined(text=turn, otherwise=None if names_a_topic and _is_whole(turn) else beside)
    return _referring(context, turn, own, titles, beside) or beside


def _replaced(context: str, turn: str, on: date | None) -> str | None:
    """The context with its place, its year or its applicant replaced, when the turn names nothing but that."""
    rest = without_period(without_applicants(without_places(turn)))
    if content_words(rest):
        return None
    places, applicants, years = places_in(turn), applicants_in(turn), years_in(turn, on)
    text = context
    if places:
        text = swap_places(context, places) or f"{next(iter(places))}{without_places(context)}"
    if applicants and not (places or years):
        text = (
            swap_applicant(context, turn)
            or f"{next(iter(applicants.values()))} {topic(context) or context}{_asked(context)}"
        )
    if years:
        text = f"{_year_words(turn)}{without_period(text)}"
    if text == context:
        return None
    return f"{topic(text)} {turn}" if aspect_words(turn) and not _is_bare(rest) else text


def _referring(context: str, turn: str, own: tuple[str, ...], titles: Titles | None, beside: Joined) -> Joined | None:
    """那……呢: another subject in place of the one before, or another topic altogether."""
    old, new = named_subjects(context), named_subjects(turn)
    if old and new and not old & new:
        text = context
        for word in old:
            text = text.replace(word, next(iter(new)))
        return Joined(text=text, added=frozenset(own))
    before = content_words(without_places(context))
    if (other := _of_its_kind(own, before)) is not None:
        is_place = bool(place_words(own[0]))
        return Joined(text=context.replace(other, own[0]), added=frozenset() if is_place else frozenset(own[:1]))
    named = [word for word in own if titles is not None and titles.names_a_text(word)]
    together = any(titles.title_with(word, other) for word in named for other in before) if titles else True
    if not named or together:
        return None
    asked = "" if aspect_words(turn) else _asked(context)
    return Joined(text=f"{_LEFT_OVER.sub('', turn)}{asked}", otherwise=beside)


def _of_its_kind(own: tuple[str, ...], before: tuple[str, ...]) -> str | None:
    """The word of the context that a new one takes the place of: 模型券 of 算力券, 印度 of 美国."""
    if len(own) != 1:
        return None
    places = place_words(" ".join(before)) if place_words(own[0]) else ()
    return next((word for word in before if word != own[0] and (word[-1] == own[0][-1] or word in places)), None)


def _asked(context: str) -> str:
    """The question words of a context, to be asked of another topic."""
    return "".join(f" {word}" for word in aspect_words(context))


def _year_words(turn: str) -> str:
    rest = without_period(turn)
    start = next((at for at, (a, b) in enumerate(zip(turn, rest, strict=False)) if a != b), 0)
    return turn[start : start + len(turn) - len(rest)]


def _is_whole(turn: str) -> bool:
    """Whether a turn asks a whole question: a topic and what about it."""
    return bool(aspect_words(turn))


def _is_bare(rest: str) -> bool:
    return not topic(rest).replace(" ", "")
