"""What the texts speak of: how telling a word is among them, and which words their titles hold."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.corpus import Clause


class Vocabulary:
    """Of a fixed list of clauses."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self._seen: Counter[str] = Counter()
        self._titles: dict[str, None] = {}
        self._sources: dict[str, None] = {}
        self._headings: dict[str, None] = {}
        self.texts: list[str] = []
        for clause in clauses:
            self._seen.update(pairs(f"{clause.source.title} {clause.title} {clause.text}"))
            self._titles[f"{clause.source.title} {clause.title}"] = None
            self._headings |= dict.fromkeys((clause.source.title, clause.title))
            self._sources[clause.source.title] = None
            self.texts.append(clause.text)
        self._weight = lru_cache(maxsize=20_000)(self._weigh)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(self._titles)

    @property
    def headings(self) -> tuple[str, ...]:
        """Titles of sources and of clauses, each once."""
        return tuple(self._headings)

    def knows(self, pair: str) -> bool:
        """Whether two neighbouring characters (or a number, or a Latin word) stand anywhere."""
        return pair in self._seen

    def weight(self, word: str) -> float:
        """How telling a word is: 1 where no text has it, near 0 where most have."""
        return self._weight(word)

    def title_with(self, *words: str) -> bool:
        """Whether one title has all of the words."""
        return any(all(word in title for word in words) for title in self._titles)

    def names_a_text(self, word: str) -> bool:
        """Whether the title of a text has the word."""
        return any(word in title for title in self._sources)

    def _weigh(self, word: str) -> float:
        size = len(self.texts) or 1
        frequency = min((self._seen[pair] for pair in pairs(word)), default=0)
        return log((1 + size) / (1 + frequency)) / log(1 + size)
