"""The seam for a model that reads a question and a passage together. None is shipped: none was found that may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.passages import Passage

RERANKED: Final = 20
"""The best so many are given to a reranker; the order of the rest stays."""


class Reranker(Protocol):
    def scores(self, question: str, passages: Sequence[Passage]) -> Sequence[float]:
        """How well each passage answers the question, in the order given; higher is better."""
