from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.settings import Settings
from retrieval.e5_weights import FILE
from retrieval.embedder import E5Embedder, open_embedder
from retrieval.errors import ModelMissing
from retrieval.openvino_embedder import OpenVinoEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.openvino_embedder import Vectors

TEXTS = [
    "仅销售预包装食品的，应当向市场监督管理部门备案。",
    "个体工商户",
    "补贴标准为每人三千元，每年最多申领一次。" * 8,
    "Where do I apply for a residence permit in Shanghai?",
]


class LengthModel:
    """Stands in for the compiled graph: the vector of a text is its length."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32)


@pytest.fixture
def embedder(tmp_path: Path) -> OpenVinoEmbedder:
    (tmp_path / FILE).write_bytes(b"")
    made = OpenVinoEmbedder(tmp_path, threads=2)
    made._model = LengthModel()  # type: ignore[assignment]  # it has what is called
    return made


@pytest.fixture(scope="module")
def prepared() -> OpenVinoEmbedder:
    return OpenVinoEmbedder(Settings().models_dir / "multilingual-e5-small", threads=2)


def test_questions_and_passages_are_marked_as_the_model_was_trained(embedder: OpenVinoEmbedder) -> None:
    embedder.embed_query("问")
    embedder.embed_documents(["答"])

    assert embedder._model.texts == ["query: 问", "passage: 答"]  # type: ignore[union-attr]


def test_vectors_keep_the_order_of_the_texts_and_progress_reaches_the_end(embedder: OpenVinoEmbedder) -> None:
    texts = ["字" * (at % 7 + 1) for at in range(300)]
    seen: list[tuple[int, int]] = []
    vectors = embedder.embed_documents(texts, lambda done, whole: seen.append((done, whole)))

    assert vectors == [[float(len("passage: " + text))] for text in texts]
    assert seen == [(256, 300), (300, 300)]


def test_no_texts_have_no_vectors(embedder: OpenVinoEmbedder) -> None:
    assert embedder.embed_documents([]) == []


def test_a_question_asked_again_is_not_embedded_again(embedder: OpenVinoEmbedder) -> None:
    first, second = embedder.embed_query("问"), embedder.embed_query("问")

    assert first == second
    assert len(embedder._model.texts) == 1  # type: ignore[union-attr]


def test_a_vector_that_a_caller_changes_is_not_changed_for_the_next(embedder: OpenVinoEmbedder) -> None:
    embedder.embed_query("问").append(1.0)

    assert len(embedder.embed_query("问")) == 1


def test_a_folder_prepared_for_it_is_opened_in_openvino_and_another_in_sentence_transformers(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    reference = open_embedder(tmp_path, threads=1)
    (tmp_path / FILE).write_bytes(b"")

    assert isinstance(reference, E5Embedder)
    assert isinstance(open_embedder(tmp_path, threads=1), OpenVinoEmbedder)


def test_a_folder_without_a_model_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="zhiban models prepare"):
        open_embedder(tmp_path, threads=1)


def test_the_two_runtimes_never_share_an_index(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    (tmp_path / FILE).write_bytes(b"")

    assert E5Embedder(tmp_path).model_id != OpenVinoEmbedder(tmp_path, threads=1).model_id


@pytest.mark.models
def test_vectors_are_those_of_sentence_transformers_within_a_thousandth(prepared: OpenVinoEmbedder) -> None:
    reference = E5Embedder(prepared._folder)
    ours, theirs = np.array(prepared.embed_documents(TEXTS)), np.array(reference.embed_documents(TEXTS))
    asked = float(np.dot(prepared.embed_query(TEXTS[1]), reference.embed_query(TEXTS[1])))

    assert (ours * theirs).sum(axis=1).min() > 0.999
    assert asked > 0.999


@pytest.mark.models
def test_many_batches_give_the_vectors_of_one_text_at_a_time(prepared: OpenVinoEmbedder) -> None:
    texts = [f"第{at}条 {TEXTS[at % 4]}" for at in range(40)]
    together = np.array(prepared.embed_documents(texts))
    alone = np.array([prepared.embed_documents([text])[0] for text in texts])

    assert (together * alone).sum(axis=1).min() > 0.999


@pytest.mark.models
def test_people_who_ask_at_once_get_the_vectors_of_their_own_questions(prepared: OpenVinoEmbedder) -> None:
    questions = [f"{TEXTS[at % 2]}第{at}问" for at in range(24)]
    with ThreadPoolExecutor(8) as pool:
        at_once = np.array(list(pool.map(prepared.embed_query, questions)))
    prepared._question.cache_clear()
    alone = np.array([prepared.embed_query(question) for question in questions])

    assert (at_once * alone).sum(axis=1).min() > 0.999


@pytest.mark.models
def test_a_question_is_embedded_without_loading_torch(prepared: OpenVinoEmbedder) -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.embedder import open_embedder;"
        f"open_embedder(Path({str(prepared._folder)!r}), 1).embed_query('问'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )

    assert not {"torch", "transformers", "sentence_transformers"} & set(done.stdout.split())
