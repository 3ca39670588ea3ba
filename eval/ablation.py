"""The search with one part off, for every part, and its two halves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrieval.adapter import NO_ADAPTER
from retrieval.fusion import scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.search import Candidates, HybridSearch, Scores

_UNGATED = 0.3
"""What wording counts for every question alike when nothing is measured."""


def variants(search: HybridSearch, question: str, found: Candidates, k: int) -> Mapping[str, list[str]]:
    """The ids of the best `k` by each variant, by its name.

    Args:
        search: what found the candidates, with the adapter of this question.
        question: as asked.
        found: the candidates of the question.
        k: so many ids a variant.
    """
    # Every unit of wording counts alike, as in BM25 that knows of no words.
    plain = search.lexical.scores(question)
    every_unit = scale(np.sort(plain)[-len(found.positions) :]).of(plain[found.positions])
    unturned = search.with_adapter(NO_ADAPTER).candidates(question)
    nothing = np.zeros(len(found.positions))
    off = {
        "without_meaning": replace(found, meaning=nothing, weight=1.0),
        "without_wording": replace(found, weight=0.0),
        "without_words": replace(found, bm25=every_unit),
        "without_covered": replace(found, covered=found.bm25),
        "without_whole_texts": replace(found, whole=found.bm25),
        "without_exact": replace(found, named=np.zeros(len(found.positions), dtype=bool)),
        "without_gating": replace(found, weight=_UNGATED),
    }
    ranked = {name: ids(search, one, one.fused(), k) for name, one in off.items()}
    ranked["without_adapter"] = ids(search, unturned, unturned.fused(), k)
    ranked["bm25_alone"] = ids(search, found, every_unit, k)
    ranked["e5_alone"] = ids(search, unturned, unturned.meaning, k)
    return ranked


def ids(search: HybridSearch, found: Candidates, scores: Scores, k: int) -> list[str]:
    return [search.passages[at].id for at, _ in search.best_by_id(found.positions, scores, k)]
