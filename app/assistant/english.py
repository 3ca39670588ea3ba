"""Questions in English, whole or in part: their words as the texts say them. The answer stays a quote in Chinese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*[A-Za-z]")
_LETTER = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_HAN = 0.1


def is_english(text: str) -> bool:
    """Whether the reply should be framed in English: words of it and hardly a Chinese character."""
    letters, han = len(_LETTER.findall(text)), len(_HAN.findall(text))
    return len(_LATIN_WORD.findall(text)) > 1 and han < _FEW_HAN * letters


def in_chinese(text: str) -> str:
    """The words of the texts for the English ones in `text`, apart by blanks; "" when it has none that we know."""
    if not _LETTER.search(text):
        return ""
    left, found = text, []
    for pattern, told in _patterns():
        if pattern.search(left):
            found.append(told)
            left = pattern.sub(" ", left)
    return " ".join(dict.fromkeys(found))


def unknown_words(text: str) -> tuple[str, ...]:
    """English words that say what is asked about and that we have no Chinese for."""
    left = text
    for pattern, _ in _patterns():
        left = pattern.sub(" ", left)
    return tuple(dict.fromkeys(word.lower() for word in _LATIN_WORD.findall(left) if word.lower() not in _stop_words()))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = sorted((line.split(" | ") for line in _lines("english.txt")), key=lambda pair: -_longest(pair[1]))
    return tuple((re.compile(rf"\b(?:{words})\w*", re.IGNORECASE), told) for told, words in pairs)


def acronyms(text: str) -> tuple[str, ...]:
    """Words in capitals that we have no Chinese for: names of things, also amid Chinese (ICP备案)."""
    return tuple(word for word in unknown_words(text) if re.search(rf"(?<![A-Za-z]){word.upper()}(?![A-Za-z])", text))


def _longest(words: str) -> int:
    return max(len(word) for word in words.split("|"))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for line in _lines("english_stop_words.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
