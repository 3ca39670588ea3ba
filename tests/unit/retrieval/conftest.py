from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING

import pytest

from retrieval.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZE = 256


class WordingEmbedder:
    """Stands in for the model: texts with the same characters and pairs are similar."""

    def __init__(self) -> None:
        self.model_id = "wording"
        self.embedded = 0

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * SIZE
        for unit in tokens(text) or ["nothing"]:
            vector[zlib.crc32(unit.encode()) % SIZE] += 1.0
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector]

    def embed_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        self.embedded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return [self.embed_query(text) for text in texts]


@pytest.fixture
def embedder() -> WordingEmbedder:
    return WordingEmbedder()
