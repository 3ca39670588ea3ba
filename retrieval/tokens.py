"""The units two texts are compared by: single characters, pairs of neighbours, and Latin words or numbers."""

from __future__ import annotations

import re
import unicodedata

RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
"""Of text whose width and case are levelled: Chinese characters in a row, or a Latin word or number."""


def tokens(text: str) -> list[str]:
    """Characters and pairs of Chinese text, whole Latin words and numbers; width and case are levelled."""
    found: list[str] = []
    for run in runs(text):
        found += [run] if run.isascii() else [*run, *_pairs(run)]
    return found


def pairs(text: str) -> set[str]:
    """Only the telling units: neighbouring pairs, words and numbers (a lone character for a run of one)."""
    return {unit for run in runs(text) for unit in ([run] if run.isascii() else _pairs(run) or [run])}


def runs(text: str) -> list[str]:
    return RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
