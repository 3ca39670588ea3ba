"""An embedder that remembers the questions of late: one is embedded once, however many steps compare it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.embedder import Embedder, Progress

MOST = 2_000


class RememberedQuestions:
    """An `Embedder`; give the same one to the search and to the assistant."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def model_id(self) -> str:
        return self._embedder.model_id

    def embed_query(self, text: str) -> list[float]:
        with self._lock:
            known = self._vectors.get(text)
        if known is not None:
            return known
        vector = self._embedder.embed_query(text)
        with self._lock:
            self._vectors[text] = vector
            if len(self._vectors) > MOST:
                self._vectors.popitem(last=False)
        return vector

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        return self._embedder.embed_documents(texts, progress)
