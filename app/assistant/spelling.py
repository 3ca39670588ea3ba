"""Slips of typing put right against the words of the texts.

Homophones, pinyin left as letters, a character too many, too few, in another place or another one. Only a stretch that
no text has is looked at, and only where no real word would be lost: 药品 is never read as 食品.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.assistant.everyday_words import everyday_words
from app.assistant.words import GENERIC, lexicon, words_as_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.assistant.vocabulary import Vocabulary

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_PINYIN = re.compile(r"(?<![A-Za-z])[a-z]{4,30}(?![A-Za-z])")
_LONGEST, _SHORTEST = 6, 2
_TELLING = 4
"""From so many characters on, a term is told even where sound does not help."""
_OFTEN = 3
_MOST_WORDS = 4
_EMPTY = re.compile("[的了吗呢和与及或在是]|什么|怎么|多少|哪|几")
_MOST_TEXT_CHARS = 400_000
_FUNCTION = frozenset("内办带交到去来的了吗呢我你他那这要年每还吧就会啊请在有无月日天个几多久")
_OTHER_WORDS = frozenset(everyday_words()) | GENERIC
_LIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("f", "h"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    typed: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    by_letters: dict[str, str]
    by_sound: dict[str, list[str]]
    by_like_sound: dict[str, list[str]]
    by_gap: dict[str, set[str]]
    often: Counter[str]


class Speller:
    """Knows the terms of one vocabulary; learns their sounds (a second) at the first question that needs it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """`text` as it was meant, and what was changed in it."""
        found: list[Correction] = []
        terms = self._terms.by_letters if _PINYIN.search(text) else {}
        for letters in _PINYIN.findall(text):
            term = terms.get(letters) or terms.get(letters.replace("v", "u"))
            found += [Correction(typed=letters, read_as=term)] if term else []
        for run in _HAN_RUN.findall(text):
            if any(not self._vocabulary.knows(pair) for pair in _pairs(run)):
                found += self._in_run(run)
        for one in found:
            text = text.replace(one.typed, one.read_as)
        return text, tuple(found)

    def _in_run(self, run: str) -> Iterator[Correction]:
        """The longest slip first; what is put right is not looked at again."""
        at = 0
        while at < len(run):
            found = self._at(run, at)
            if found is None:
                at += 1
                continue
            yield found
            at += len(found.typed)

    def _at(self, run: str, start: int) -> Correction | None:
        for size in range(min(_LONGEST, len(run) - start), _SHORTEST - 1, -1):
            typed = run[start : start + size]
            if typed in self._terms.often or all(self._vocabulary.knows(pair) for pair in _pairs(typed)):
                continue
            for term in self._meant(typed):
                if term != typed and self._may_be_read(run, start, typed, term):
                    return Correction(typed=typed, read_as=term)
        return None

    def _meant(self, typed: str) -> Iterator[str]:
        terms, sounds = self._terms, _sounds(typed)
        yield from terms.by_sound.get("'".join(sounds), ())
        if len(typed) > _SHORTEST:
            yield from terms.by_like_sound.get(_like(sounds), ())
        if len(typed) >= _TELLING - 1:
            near = (term for key in sorted({typed, *_gaps(typed)}) for term in sorted(terms.by_gap.get(key, ())))
            yield from sorted((term for term in near if _one_slip(typed, term)), key=lambda term: -terms.often[term])

    def _may_be_read(self, run: str, start: int, typed: str, term: str) -> bool:
        lost = {char for char in typed if char not in term} or {a for a, b in pairwise(typed) if a == b}
        if not set(typed) & set(term) or lost & _FUNCTION:
            return False
        same_sound = len(term) > _TELLING and _sounds(typed) == _sounds(term)
        if not same_sound and (self._is_made_of_words(typed) or self._would_lose_a_word(run, start, typed, term)):
            return False
        before, after = run[max(0, start - 1) : start], run[start + len(typed) :][:1]
        return self._odd(before + term + after) < self._odd(before + typed + after)

    def _would_lose_a_word(self, run: str, start: int, typed: str, term: str) -> bool:
        covering = _words_over(run, start, typed, term)
        return any(word in lexicon() or word in _OTHER_WORDS for word in covering)

    def _is_made_of_words(self, text: str) -> bool:
        ends = {0}
        for end in range(_SHORTEST, len(text) + 1):
            if any(text[start:end] in lexicon() or text[start:end] in self._terms.often for start in ends):
                ends.add(end)
        return len(text) in ends

    def _odd(self, text: str) -> int:
        return sum(not self._vocabulary.knows(pair) for pair in _pairs(text))

    @cached_property
    def _terms(self) -> _Terms:
        often = _terms_of(self._vocabulary)
        sounds = {term: _sounds(term) for term in sorted(often, key=lambda term: (often[term], term))}
        oftenest = list(reversed(sounds))
        by_gap: dict[str, set[str]] = {}
        for term in sounds:
            if len(term) >= _TELLING:
                for gap in (term, *_gaps(term)):
                    by_gap.setdefault(gap, set()).add(term)
        return _Terms(
            by_letters={"".join(sound): term for term, sound in sounds.items()},
            by_sound=_listed((key, term) for term in oftenest for key in _spoken(term)),
            by_like_sound=_listed((_like(sounds[term]), term) for term in oftenest),
            by_gap=by_gap,
            often=often,
        )


def _listed(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, term in pairs:
        found.setdefault(key, []).append(term)
    return found


def _terms_of(vocabulary: Vocabulary) -> Counter[str]:
    """Terms of up to six characters: neighbouring words of titles, and common words that the texts use often."""
    texts = "\n".join(vocabulary.texts)[:_MOST_TEXT_CHARS]
    often: Counter[str] = Counter()
    for title in vocabulary.headings:
        words = words_as_told(title)
        for first in range(len(words)):
            for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
                term = "".join(words[first:last])
                if _SHORTEST <= len(term) <= _LONGEST and _HAN_RUN.fullmatch(term) and not _EMPTY.search(term):
                    often[term] += 1
    titled = {term for term in often if len(term) >= _TELLING - 1}
    known = lexicon()
    for run in _HAN_RUN.findall(texts):
        for size in range(_SHORTEST, _TELLING + 1):
            often.update(term for at in range(len(run) - size + 1) if (term := run[at : at + size]) in known)
    return Counter({term: count for term, count in often.items() if term in titled or count >= _OFTEN})


@lru_cache(maxsize=50_000)
def _sounds(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(str(sound) for sound in lazy_pinyin(text))


def _spoken(term: str) -> set[str]:
    """Its sound, and for a name such as 闵行 the one its last character has there."""
    joined = "'".join(_sounds(term))
    return {joined, joined.replace("xing", "hang")} if "行" in term else {joined}


def _like(sounds: Iterable[str]) -> str:
    """A key that sounds which people mix up have in common."""
    joined = []
    for sound in sounds:
        for one, other in _LIKE:
            sound = sound.replace(one, other)  # noqa: PLW2901  each step narrows the last
        joined.append(sound)
    return "'".join(joined)


def _words_over(run: str, start: int, typed: str, term: str) -> Iterator[str]:
    """Each stretch of the run that covers a character which would be changed."""
    changed = [start + at for at, char in enumerate(typed) if term[at : at + 1] != char and char not in term]
    for at in changed:
        for size in (2, 3, 4):
            for first in range(max(0, at - size + 1), min(at, len(run) - size) + 1):
                yield run[first : first + size]


def _one_slip(typed: str, term: str) -> bool:
    """One character missing, twice, changed places with the next, or another one; the ends as they should be."""
    if len(typed) != len(term):
        longer, shorter = (typed, term) if len(typed) > len(term) else (term, typed)
        doubled = longer == term or any(a == b for a, b in pairwise(longer))
        return (
            len(shorter) >= _TELLING
            and doubled
            and shorter in _gaps(longer)
            and (typed[0], typed[-1]) == (term[0], term[-1])
        )
    differing = [at for at in range(len(term)) if typed[at] != term[at]]
    inside = len(differing) == 1 and 0 < differing[0] < len(term) - 1
    swapped = len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(typed) == sorted(term)  # noqa: PLR2004
    return inside or swapped


def _gaps(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


def _pairs(text: str) -> list[str]:
    return ["".join(two) for two in pairwise(text)]
