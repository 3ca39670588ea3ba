"""The same two rankings without our code: sentence-transformers with a flat FAISS index, and bm25s."""

from __future__ import annotations

import time
from itertools import pairwise
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eval.search_speed.made_up import Vectors

K: Final = 400
"""As many candidates as our search takes from each ranking."""


def measure(
    folder: Path, texts: Sequence[str], vectors: Vectors, questions: Sequence[str], few: int
) -> dict[str, float]:
    """Milliseconds of a question (p95) by each and by both, and passages a second on the first `few` texts."""
    import faiss
    import numpy as np
    from bm25s import BM25

    model = _model(folder)
    began = time.perf_counter()
    model.encode([f"passage: {text}" for text in texts[:few]], normalize_embeddings=True, show_progress_bar=False)
    rate = few / (time.perf_counter() - began)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    wording = BM25()
    wording.index([_bigrams(text) for text in texts], show_progress=False)

    def by_meaning(question: str) -> None:
        asked = model.encode([f"query: {question}"], normalize_embeddings=True, show_progress_bar=False)
        index.search(np.asarray(asked, dtype=np.float32), K)

    def by_wording(question: str) -> None:
        wording.retrieve([_bigrams(question)], k=min(K, len(texts)), show_progress=False)

    def by_both(question: str) -> None:
        by_meaning(question)
        by_wording(question)

    return {
        "passages_per_s": round(rate, 1),
        "meaning_p95_ms": p95([_ms(by_meaning, question) for question in questions]),
        "wording_p95_ms": p95([_ms(by_wording, question) for question in questions]),
        "both_p95_ms": p95([_ms(by_both, question) for question in questions]),
    }


def p95(times: Sequence[float]) -> float:
    return round(quantiles(times, n=20, method="inclusive")[-1], 1)


def _ms(act: Callable[[str], None], question: str) -> float:
    began = time.perf_counter()
    act(question)
    return (time.perf_counter() - began) * 1000


def _bigrams(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)] or [text]


def _model(folder: Path) -> Any:  # noqa: ANN401  sentence_transformers is untyped here
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), local_files_only=True)
