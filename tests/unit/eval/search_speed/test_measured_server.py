from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.assistant.service import answerable_passages
from eval.search_speed import made_up, server
from eval.search_speed.runner import BARS, Built, _report
from retrieval.stores.faiss_files import build, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.embedder import Progress

PASSAGES = 120
MEASURED = {
    "vectors_to_index_s": 1.0,
    "start_s": 9.0,
    "disk_mb": 80.0,
    "search_p50_ms": 20.0,
    "search_p95_ms": 30.0,
    "first_words_p95_ms": 100.0,
    "people_p95_ms": 1200.0,
    "people_first_words_p95_ms": 900.0,
    "memory_mb": 2000,
}


class PointEmbedder:
    """The same text is always at the same made-up point."""

    model_id = "points"

    def embed_query(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=16)
        unit: list[float] = (vector / np.linalg.norm(vector)).tolist()
        return unit

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        del progress
        return [self.embed_query(text) for text in texts]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    embedder, passages = PointEmbedder(), answerable_passages(made_up.corpus(PASSAGES))
    monkeypatch.setattr(server, "open_model", lambda _: embedder)
    save(build(passages, embedder, tmp_path), tmp_path / server.INDEX, passages, embedder)
    return TestClient(server.build(tmp_path, PASSAGES))


def test_the_measured_server_searches_and_answers_over_the_made_up_texts(client: TestClient) -> None:
    (question,) = made_up.questions(1)
    found = client.get(server.SEARCH, params={"question": question})
    begun = client.post("/api/v1/assistant/sessions", json={}).json()
    asked = client.post(
        f"/api/v1/assistant/sessions/{begun['session_id']}/turns",
        json={"question": question},
        headers={"authorization": f"Bearer {begun['token']}", "accept": "text/event-stream"},
    )

    assert len(found.json()) == 10
    assert all(id_.startswith("made") for id_ in found.json())
    assert "event: sentence" in asked.text


def test_the_report_holds_the_largest_size_against_the_bars_and_says_what_was_made_up() -> None:
    real = Built(vectors=np.zeros((300, 4), dtype=np.float32), passages_per_s=90.0)
    peer = {"passages_per_s": 30.0, "meaning_p95_ms": 50.0, "wording_p95_ms": 30.0, "both_p95_ms": 75.0}
    report = _report({1000: MEASURED, 100_000: MEASURED}, real, peer, busy=0.2)

    assert report.figures["within_bars"] == {name: MEASURED[name] <= bar for name, bar in BARS.items()}
    assert (report.figures["ratio_search"], report.figures["ratio_embedding"]) == (2.5, 3.0)
    assert "300 embedded, 99700 more vectors are those with noise" in report.table()
