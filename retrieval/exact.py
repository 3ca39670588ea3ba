"""What a question names exactly: a document's number, an article of a law, a text or its id, a code.

Such passages come first, whatever the scores say. What can be named is read off the passages themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from retrieval.passages import Passage

    Positions = npt.NDArray[np.int64]

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})[(〔\[【{](?:19|20)?(\d\d)[)〕\]】}]第?(\d{1,4})号")
_ARTICLE = re.compile(
    r"([\u4e00-\u9fff《》()]{2,40}?)[》)]?第([零一二三四五六七八九十百千]+|\d{1,4})条(之[一二三四五六七八九十])?"
)
_CODE = re.compile(
    r"(?<![a-z0-9])"
    r"(?:\d{15,18}|(?=[0-9._-]*[a-z])(?=[a-z_-]*[0-9.#])[a-z0-9][a-z0-9.#_-]{4,58}[a-z0-9])"
    r"(?![a-z0-9])"
)
"""Letters with digits, dots or #, or a long number; so no date, no amount and no word."""
_QUOTED = re.compile(r"《([^《》]{4,60})》")
_MARKS = re.compile(r"[\s《》“”\"'()（）·,，、。:：]")

_SHORTEST_NAME: Final = 6
_MOST_PASSAGES: Final = 200
"""What more passages than this share names none of them."""
_COUNTRY: Final = "中华人民共和国"
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_PLACES: Final = {"十": 10, "百": 100, "千": 1000}


class ExactIndex:
    """Positions of the passages by all that names them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        names: dict[str, list[int]] = defaultdict(list)
        codes: dict[str, list[int]] = defaultdict(list)
        numbers: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        articles: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
        for at, passage in enumerate(passages):
            for name in _names(passage):
                names[name].append(at)
            text = _levelled(passage.indexed_text)
            for code in {*_CODE.findall(text), passage.id.lower(), passage.id.lower().partition("#")[0]}:
                codes[code].append(at)
            for issuer, year, number in set(_NUMBER.findall(text)):
                numbers[year, number].append((issuer, at))
            for law, key in _articles(_levelled(passage.title)):
                articles[key].append((law, at))
        self._names = {name: at for name, at in names.items() if len(at) <= _MOST_PASSAGES}
        self._codes = {code: at for code, at in codes.items() if len(at) <= _MOST_PASSAGES}
        self._numbers, self._articles = dict(numbers), dict(articles)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def named(self, question: str) -> Positions:
        """Positions of the passages that the question names, in order; mostly none."""
        text = _levelled(question)
        found: set[int] = set(self._called(_MARKS.sub("", text)))
        for code in _CODE.findall(text):
            found.update(self._codes.get(code, ()))
        for issuer, year, number in _NUMBER.findall(text):
            found.update(at for known, at in self._numbers.get((year, number), ()) if _same_end(issuer, known))
        for law, key in _articles(text):
            found.update(at for known, at in self._articles.get(key, ()) if law.endswith(known))
        return np.array(sorted(found), dtype=np.int64)

    def _called(self, text: str) -> Iterator[int]:
        """By name; a name inside a longer one that was found names nothing."""
        taken = [False] * len(text)
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if not any(taken[start : start + length]) and text[start : start + length] in self._names:
                    taken[start : start + length] = [True] * length
                    yield from self._names[text[start : start + length]]


def _names(passage: Passage) -> set[str]:
    """The title, the first of its parts (that of the text, before that of the clause), and what stands in 《》."""
    title = _levelled(passage.title)
    names = {title, title.split(" ")[0] if title else "", *_QUOTED.findall(title)}
    plain = {_MARKS.sub("", name) for name in names}
    return {name for name in plain if len(name) >= _SHORTEST_NAME and not name.isascii()}


def _articles(text: str) -> Iterator[tuple[str, tuple[int, str]]]:
    for law, number, after in _ARTICLE.findall(text):
        yield _MARKS.sub("", law).removeprefix(_COUNTRY), (_value(number), after)


def _value(number: str) -> int:
    """23 of 二十三 and of 23."""
    if number.isdecimal() and number.isascii():
        return int(number)
    whole, digit = 0, 0
    for sign in number:
        if sign in _PLACES:
            whole, digit = whole + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _DIGITS[sign]
    return whole + digit


def _same_end(one: str, other: str) -> bool:
    """Whether two issuers' signs are the same, of which either may have words of its sentence before it."""
    return one.endswith(other) or other.endswith(one)


def _levelled(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
