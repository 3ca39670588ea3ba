from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from retrieval.embedder import CHUNK, E5Embedder
from retrieval.errors import ModelMissing

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"torch", "sentence_transformers", "transformers", "faiss", "langchain_core", "bm25s", "jieba"}
MODULES = "retrieval.folder_search, retrieval.corpus, app.assistant.service, app.flows.answer"


class CountingModel:
    """Stands in for sentence-transformers: the vector of a text is its length."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def encode(self, texts: list[str], **_: object) -> list[list[float]]:
        self.batches.append(texts)
        return [[float(len(text))] for text in texts]


@pytest.fixture
def loaded(tmp_path: Path) -> E5Embedder:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    embedder = E5Embedder(tmp_path)
    embedder._model = CountingModel()
    return embedder


def test_a_folder_without_a_model_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="zhiban models prepare"):
        E5Embedder(tmp_path)


def test_questions_and_passages_are_marked_as_the_model_was_trained(loaded: E5Embedder) -> None:
    loaded.embed_query("问")
    loaded.embed_documents(["答"])

    assert loaded._model.batches == [["query: 问"], ["passage: 答"]]


def test_vectors_keep_the_order_of_the_texts_and_progress_reaches_the_end(loaded: E5Embedder) -> None:
    texts = ["字" * (at % 7 + 1) for at in range(CHUNK + 5)]
    seen: list[tuple[int, int]] = []
    vectors = loaded.embed_documents(texts, lambda done, whole: seen.append((done, whole)))

    assert vectors == [[float(len("passage: " + text))] for text in texts]
    assert seen == [(CHUNK, CHUNK + 5), (CHUNK + 5, CHUNK + 5)]


def test_another_model_has_another_id(loaded: E5Embedder, tmp_path: Path) -> None:
    before = loaded.model_id
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    assert loaded.model_id != before


@pytest.mark.parametrize("at", [0, -1])
def test_other_weights_of_the_same_size_have_another_id(loaded: E5Embedder, tmp_path: Path, at: int) -> None:
    weights = bytearray(3_000_000)
    (tmp_path / "model.safetensors").write_bytes(weights)
    before = loaded.model_id
    weights[at] = 1
    (tmp_path / "model.safetensors").write_bytes(weights)

    assert loaded.model_id != before


def test_a_receipt_with_another_hash_gives_another_id(loaded: E5Embedder, tmp_path: Path) -> None:
    (tmp_path / "receipt.json").write_text('{"files": {"model.safetensors": "aa"}}', encoding="utf-8")
    before = loaded.model_id
    (tmp_path / "receipt.json").write_text('{"files": {"model.safetensors": "bb"}}', encoding="utf-8")

    assert loaded.model_id != before


def test_importing_our_modules_imports_nothing_heavy() -> None:
    code = f"import sys, {MODULES}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not HEAVY & set(done.stdout.split())
