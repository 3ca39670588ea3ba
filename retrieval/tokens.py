"""The units two texts are compared by: single characters, pairs of neighbours, and Latin words or numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
"""Of text whose width and case are levelled: Chinese characters in a row, or a Latin word or number."""


_REMEMBERED = 20_000
"""Texts whose units are kept: the same clauses and words are compared again and again."""


def tokens(text: str) -> list[str]:
    """Characters and pairs of Chinese text, whole Latin words and numbers; width and case are levelled."""
    found: list[str] = []
    for run in runs(text):
        found += [run] if run.isascii() else [*run, *_pairs(run)]
    return found


@lru_cache(maxsize=_REMEMBERED)
def pairs(text: str) -> frozenset[str]:
    """Only the telling units: neighbouring pairs, words and numbers (a lone character for a run of one)."""
    return frozenset(unit for run in runs(text) for unit in ([run] if run.isascii() else _pairs(run) or [run]))


def runs(text: str) -> list[str]:
    return RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
