from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval import vectors
from retrieval.errors import CorpusStale, IndexMissing
from retrieval.passages import Passage

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.embedder import Embedder

PASSAGES = [Passage(id="a", text="申领居住证"), Passage(id="b", text="食品备案"), Passage(id="c", text="税收优惠")]


def saved(folder: Path, embedder: Embedder) -> Path:
    vectors.build(PASSAGES, embedder).save(folder, vectors.index_key(PASSAGES, embedder))
    return folder


def test_the_most_similar_passage_is_found(embedder: Embedder) -> None:
    index = vectors.build(PASSAGES, embedder)
    found = index.nearest(embedder.embed_query("食品备案"), k=1)

    assert list(found) == [1]
    assert found[1] == pytest.approx(1.0)


def test_only_allowed_passages_are_found(embedder: Embedder) -> None:
    index = vectors.build(PASSAGES, embedder)

    assert set(index.nearest(embedder.embed_query("食品备案"), k=3, allowed={0, 2})) == {0, 2}


def test_similarity_by_position_agrees_with_the_search(embedder: Embedder) -> None:
    index = vectors.build(PASSAGES, embedder)
    vector = embedder.embed_query("居住证")
    found = index.nearest(vector, k=3)

    assert index.similarities(vector, [2, 0]) == pytest.approx([found[2], found[0]])


def test_a_saved_index_answers_as_the_built_one(tmp_path: Path, embedder: Embedder) -> None:
    loaded = vectors.load(saved(tmp_path / "i", embedder), PASSAGES, embedder)
    vector = embedder.embed_query("税")

    assert loaded.nearest(vector, 3) == vectors.build(PASSAGES, embedder).nearest(vector, 3)


def test_nothing_saved_is_pickled(tmp_path: Path, embedder: Embedder) -> None:
    folder = saved(tmp_path / "i", embedder)

    assert sorted(file.name for file in folder.iterdir()) == ["index.faiss", "index.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


def test_an_index_of_other_texts_is_stale(tmp_path: Path, embedder: Embedder) -> None:
    folder = saved(tmp_path / "i", embedder)

    with pytest.raises(CorpusStale):
        vectors.load(folder, [*PASSAGES[:2], Passage(id="c", text="别的")], embedder)


def test_a_missing_index_is_missing(tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(IndexMissing):
        vectors.load(tmp_path / "none", PASSAGES, embedder)


@pytest.mark.parametrize("damage", ["index.faiss", "index.json"])
def test_a_damaged_index_is_built_again(tmp_path: Path, embedder: Embedder, damage: str) -> None:
    vectors.load_or_build(PASSAGES, embedder, tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / damage).write_bytes(b"cut")
    index = vectors.load_or_build(PASSAGES, embedder, tmp_path)

    assert list(index.nearest(embedder.embed_query("食品备案"), 1)) == [1]
    assert vectors.load(folder, PASSAGES, embedder)


def test_unchanged_texts_are_embedded_once_with_progress(tmp_path: Path, embedder: Embedder) -> None:
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        vectors.load_or_build(PASSAGES, embedder, tmp_path, lambda done, whole: seen.append((done, whole)))

    assert seen == [(3, 3)]
