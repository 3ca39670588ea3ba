"""How fast search and answers are over many passages in a running server, beside the same rankings without our code."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from eval.report import Report
from eval.search_speed import made_up, peers
from eval.search_speed.client import running
from eval.search_speed.peers import p95
from eval.search_speed.server import INDEX, open_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eval.search_speed.client import Server
    from retrieval.embedder import Embedder
    from retrieval.passages import Passage

    Tell = Callable[[str], None]

SIZES: Final = (1_000, 10_000)
"""Measured on the way to the number asked for."""
REAL: Final = 3_000
"""Most passages that are embedded; further vectors are these with noise, and the report says so."""
SEARCHES: Final = 200
ASKED: Final = 60
PEOPLE: Final = 20
ROUNDS: Final = 5
BARS: Final = {"search_p95_ms": 60.0, "people_p95_ms": 1000.0, "first_words_p95_ms": 300.0}
_FEW: Final = 256
_PEER_QUESTIONS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Real vectors of the first passages, how fast they were made, and of what."""

    vectors: made_up.Vectors
    passages_per_s: float


def run(*, passages: int, tell: Tell) -> Report:
    """Measure at 1,000, at 10,000 and at `passages` passages.

    Raises:
        RetrievalError: the embedding model wasn't prepared.
        ServerFailed: the measured server didn't start or didn't answer.
    """
    from app.assistant.service import answerable_passages
    from app.settings import Settings

    busy, settings = os.getloadavg()[0], Settings()
    embedder = open_model(settings)
    texts = answerable_passages(made_up.corpus(passages))
    real = _embedded(texts[:REAL], embedder, tell)
    sizes = sorted({size for size in (*SIZES, passages) if size <= passages})
    growth = {size: _measured(texts[:size], real, embedder, tell) for size in sizes}
    tell("the same rankings without our code")
    beside = peers.measure(
        settings.models_dir / settings.embedding_model,
        [text.indexed_text for text in texts],
        made_up.filled_up(real.vectors, len(texts)),
        made_up.questions(_PEER_QUESTIONS, seed=5),
        min(_FEW, len(texts)),
    )
    return _report(growth, real, beside, busy)


def _embedded(texts: Sequence[Passage], embedder: Embedder, tell: Tell) -> Built:
    import numpy as np

    embedder.embed_query("预热")
    tell(f"embedding {len(texts)} passages")
    began = time.perf_counter()
    vectors = np.asarray(embedder.embed_documents([text.indexed_text for text in texts]), dtype=np.float32)
    return Built(vectors=vectors, passages_per_s=round(len(texts) / (time.perf_counter() - began), 1))


def _measured(texts: Sequence[Passage], real: Built, embedder: Embedder, tell: Tell) -> dict[str, float]:
    """Figures of one size, in a server of its own."""
    from retrieval.stores.faiss_files import save
    from retrieval.stores.faiss_store import FaissStore
    from retrieval.stores.langchain import EmbedderEmbeddings

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vectors = made_up.filled_up(real.vectors, len(texts))
        began = time.perf_counter()
        save(FaissStore.of(vectors, texts, EmbedderEmbeddings(embedder)), folder / INDEX, texts, embedder)
        index_s = time.perf_counter() - began
        disk = sum(file.stat().st_size for file in (folder / INDEX).iterdir())
        tell(f"a server over {len(texts)} passages")
        with running(folder, len(texts)) as server:
            return {
                "vectors_to_index_s": round(index_s, 1),
                "start_s": server.start_s,
                "disk_mb": round(disk / 1e6, 1),
                **_asked(server, tell),
                "memory_mb": server.memory_mb(),
            }


def _asked(server: Server, tell: Tell) -> dict[str, float]:
    each = SEARCHES + ASKED + PEOPLE * ROUNDS
    asked = iter(made_up.questions(each + 2))
    server.search(next(asked))  # the model is read at the first question, which is not its cost
    server.ask(next(asked))
    tell("searching")
    searches = [server.search(question) for question in islice(asked, SEARCHES)]
    tell("asking")
    alone = [server.ask(question) for question in islice(asked, ASKED)]
    tell(f"{PEOPLE} people asking at once")
    together = server.ask_at_once(list(islice(asked, PEOPLE * ROUNDS)), PEOPLE)
    return {
        "search_p50_ms": round(median(searches), 1),
        "search_p95_ms": p95(searches),
        "first_words_p95_ms": p95([wait.first_words for wait in alone]),
        "people_p95_ms": p95([wait.whole for wait in together]),
        "people_first_words_p95_ms": p95([wait.first_words for wait in together]),
    }


def _report(growth: Mapping[int, Mapping[str, float]], real: Built, beside: Mapping[str, float], busy: float) -> Report:
    largest = growth[max(growth)]
    figures: dict[str, object] = {
        "passages": max(growth),
        **{name: largest[name] for name in BARS},
        "within_bars": {name: largest[name] <= bar for name, bar in BARS.items()},
        "embedded_for_real": len(real.vectors),
        "passages_per_s": real.passages_per_s,
        "growth": {str(size): dict(measured) for size, measured in growth.items()},
        "peer": dict(beside),
        "ratio_search": round(beside["both_p95_ms"] / largest["search_p95_ms"], 2),
        "load_before": round(busy, 1),
        "ratio_embedding": round(real.passages_per_s / beside["passages_per_s"], 2),
    }
    sizes = list(growth)
    bars = {name: f"≤ {bar:.0f}" for name, bar in BARS.items()}
    rows = [[name, *(f"{growth[size][name]:g}" for size in sizes), bars.get(name, ""), ""] for name in growth[sizes[0]]]
    blank = [""] * (len(sizes) - 1)
    rows += [
        ["embedding, passages a second", *blank, f"{real.passages_per_s:g}", "", f"{beside['passages_per_s']:g}"],
        ["search beside the peer's, p95 ms", *blank, f"{largest['search_p95_ms']:g}", "", f"{beside['both_p95_ms']:g}"],
    ]
    made = max(max(growth) - len(real.vectors), 0)
    title = (
        f"Search over made-up passages: {len(real.vectors)} embedded, {made} more vectors are those with noise; "
        "peer: sentence-transformers + flat FAISS + bm25s in process, ours over HTTP. "
        f"Load of the machine before: {busy:.1f}"
    )
    headers = ["what", *(f"{size:,}" for size in sizes), "bar", "peer"]
    return Report(title=title, figures=figures, headers=headers, rows=rows)
