"""An inverted index in columns: which texts hold a unit of wording, and how much it counts there.

A unit is a number: a character, a pair of neighbours, or a Latin word. Texts are read in blocks and every step works on
whole columns, since a list of 100,000 texts has tens of millions of entries.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.tokens import runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    Keys = npt.NDArray[np.int64]
    Scores = npt.NDArray[np.float64]
    _Counted = tuple[Keys, npt.NDArray[np.int32], npt.NDArray[np.int32], Keys]
    _Found = tuple[npt.NDArray[np.int32], npt.NDArray[np.float16]]

K1, B = 0.9, 0.75
"""K1 low: a character said twice in a clause tells little more than one said once."""

_BLOCK: Final = 2048
_COMMON: Final = 0.2
_ALWAYS_READ: Final = 2000
"""A unit that a fifth of the texts hold tells next to nothing: where that is more texts than these, it isn't read."""
_CHARACTER_BITS: Final = 21
_KEY_BITS: Final = 43
_LATIN: Final = 1 << 42
_KEY: Final = (1 << _KEY_BITS) - 1


class Postings:
    """The units of a list of texts, with their BM25 weights but for the rarity."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        blocks = [_counted(texts[start : start + _BLOCK]) for start in range(0, len(texts), _BLOCK)]
        self._keys: Keys = np.unique(np.concatenate([np.empty(0, np.int64), *(np.unique(one[0]) for one in blocks)]))
        seen = np.zeros(len(self._keys), dtype=np.int64)
        for keys, _, _, _ in blocks:
            seen += np.bincount(np.searchsorted(self._keys, keys), minlength=len(self._keys))
        self._starts = np.concatenate([[0], np.cumsum(seen)])
        self._rarity = np.log(1 + (self.size - seen + 0.5) / (seen + 0.5))
        self._texts = np.empty(self._starts[-1], dtype=np.int32)
        self._weights = np.empty(self._starts[-1], dtype=np.float16)
        self._most = max(_ALWAYS_READ, self.size * _COMMON)
        self._fill(blocks)

    def rarity(self, key: int) -> float:
        at = self._place(key)
        return float(np.log(1 + (self.size + 0.5) / 0.5)) if at is None else float(self._rarity[at])

    def scores(self, asked: Mapping[int, float]) -> Scores:
        """BM25 of every text, each asked unit counting so many times."""
        found = [
            (texts, weights * np.float32(times * self._rarity[at])) for at, times, (texts, weights) in self._of(asked)
        ]
        return self._summed(found)

    def covered(self, asked: Mapping[int, float]) -> Scores:
        """Of the asked units that any text holds, the share that each text holds, 0 to 1; rare ones count most."""
        held = list(self._of(asked))
        whole = sum(self._rarity[at] ** 2 for at, _, _ in held)
        if not whole:
            return np.zeros(self.size)
        return self._summed([(texts, np.full(len(texts), self._rarity[at] ** 2 / whole)) for at, _, (texts, _) in held])

    def _fill(self, blocks: Sequence[_Counted]) -> None:
        lengths = np.concatenate([np.zeros(0), *(one[3] for one in blocks)])
        mean = lengths.mean() if lengths.any() else 1.0
        free = self._starts[:-1].copy()
        for number, (keys, owners, counts, _) in enumerate(blocks):
            by_key = np.argsort(keys, kind="stable")
            at = np.searchsorted(self._keys, keys[by_key])
            first = np.concatenate([[0], np.flatnonzero(np.diff(at)) + 1]) if len(at) else np.empty(0, np.int64)
            sizes = np.diff(np.concatenate([first, [len(at)]]))
            places = free[at] + np.arange(len(at)) - np.repeat(first, sizes)
            free[at[first]] += sizes
            texts = owners[by_key] + number * _BLOCK
            times = counts[by_key]
            self._texts[places] = texts
            self._weights[places] = times * (K1 + 1) / (times + K1 * (1 - B + B * lengths[texts] / mean))

    def _of(self, asked: Mapping[int, float]) -> Iterator[tuple[int, float, _Found]]:
        for key, times in asked.items():
            at = self._place(key)
            if at is not None and times and self._starts[at + 1] - self._starts[at] <= self._most:
                here = slice(self._starts[at], self._starts[at + 1])
                yield at, times, (self._texts[here], self._weights[here])

    def _place(self, key: int) -> int | None:
        at = int(np.searchsorted(self._keys, key))
        return at if at < len(self._keys) and self._keys[at] == key else None

    def _summed(self, found: Sequence[tuple[npt.NDArray[np.int32], npt.NDArray[np.floating]]]) -> Scores:
        if not found:
            return np.zeros(self.size)
        texts = np.concatenate([one for one, _ in found])
        counted = np.concatenate([one for _, one in found]).astype(np.float64)
        return np.bincount(texts, counted, minlength=self.size).astype(np.float64, copy=False)


def key_of(unit: str) -> int:
    """The number of a unit of `tokens.tokens`."""
    if unit.isascii():
        return _LATIN | zlib.crc32(unit.encode())
    first, *rest = (ord(character) for character in unit)
    return first << _CHARACTER_BITS | rest[0] if rest else first


def _counted(texts: Sequence[str]) -> _Counted:
    """Every unit of every text once, by text: its key, the text, how often it stands there; and the texts' lengths."""
    keys, owners = _units(texts)
    both, counts = np.unique(owners << _KEY_BITS | keys, return_counts=True)
    lengths = np.bincount(owners, minlength=len(texts))
    return both & _KEY, (both >> _KEY_BITS).astype(np.int32), counts.astype(np.int32), lengths


def _units(texts: Sequence[str]) -> tuple[Keys, Keys]:
    found = [runs(text) for text in texts]
    latin = [(owner, key_of(run)) for owner, one in enumerate(found) for run in one if run.isascii()]
    chinese = ["\0".join(run for run in one if not run.isascii()) + "\0" for one in found]
    characters = np.frombuffer("".join(chinese).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in chinese])
    single = characters > 0
    pair = single[:-1] & single[1:]
    pairs = (characters[:-1] << _CHARACTER_BITS | characters[1:])[pair]
    in_latin = np.array(latin, dtype=np.int64).reshape(-1, 2)
    return (
        np.concatenate([characters[single], pairs, in_latin[:, 1]]),
        np.concatenate([owners[single], owners[:-1][pair], in_latin[:, 0]]),
    )
