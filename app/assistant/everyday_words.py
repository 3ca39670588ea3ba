"""Everyday words and what the texts say instead. The official words are added to a question, nothing is taken away."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "everyday_words.txt"


def with_official_words(text: str) -> str:
    """`text` followed by the official words for the everyday ones in it that it does not already use."""
    added = (word for plain, word in _by_everyday_word().items() if plain in text)
    return " ".join([text, *dict.fromkeys(word for word in added if word not in text)])


@lru_cache(maxsize=20_000)
def official(word: str) -> tuple[str, ...]:
    """What the texts may say for a word of a question; empty when they say the word itself."""
    table = _by_everyday_word()
    found = [table[word]] if word in table else [told for plain, told in table.items() if plain in word]
    return tuple(part for told in found for part in told.split())


def everyday_words() -> tuple[str, ...]:
    return tuple(_by_everyday_word())


@cache
def domain_terms() -> frozenset[str]:
    """Everyday and official words of two characters and more that are written without a gap."""
    words = {part for plain, told in _by_everyday_word().items() for part in (plain, *told.split())}
    return frozenset(word for word in words if len(word) > 1 and not word.isascii())


@cache
def _by_everyday_word() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" | ") for line in lines if not line.startswith("#"))
    return {plain: told for told, plains in rows for plain in plains.split()}
