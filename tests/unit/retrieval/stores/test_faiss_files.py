from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.errors import CorpusStale, IndexMissing
from retrieval.passages import Passage
from retrieval.stores import faiss_files
from retrieval.stores.faiss_files import build, load, load_or_build, save

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.retrieval.conftest import WordingEmbedder

PASSAGES = [Passage(id="a", text="申领居住证"), Passage(id="b", text="食品备案"), Passage(id="c", text="税收优惠")]


def saved(folder: Path, embedder: WordingEmbedder) -> Path:
    save(build(PASSAGES, embedder, folder.parent), folder, PASSAGES, embedder)
    return folder


def test_a_saved_store_answers_as_the_built_one(tmp_path: Path, embedder: WordingEmbedder) -> None:
    loaded = load(saved(tmp_path / "i", embedder), PASSAGES, embedder)
    vector = embedder.embed_query("税")
    built = build(PASSAGES, embedder, tmp_path)

    for one, other in zip(loaded.nearest(vector, 3), built.nearest(vector, 3), strict=True):
        assert np.array_equal(one, other)


def test_nothing_saved_is_pickled(tmp_path: Path, embedder: WordingEmbedder) -> None:
    folder = saved(tmp_path / "i", embedder)

    assert sorted(file.name for file in folder.iterdir()) == ["index.faiss", "index.json", "texts.sha256"]
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


def test_a_store_of_other_texts_is_stale(tmp_path: Path, embedder: WordingEmbedder) -> None:
    folder = saved(tmp_path / "i", embedder)

    with pytest.raises(CorpusStale):
        load(folder, [*PASSAGES[:2], Passage(id="c", text="别的")], embedder)


def test_a_missing_store_is_missing(tmp_path: Path, embedder: WordingEmbedder) -> None:
    with pytest.raises(IndexMissing):
        load(tmp_path / "none", PASSAGES, embedder)


@pytest.mark.parametrize("damage", ["index.faiss", "index.json", "texts.sha256"])
@pytest.mark.parametrize("left", [b"cut", b"[]", b""])
def test_a_damaged_store_is_built_again(tmp_path: Path, embedder: WordingEmbedder, damage: str, left: bytes) -> None:
    load_or_build(PASSAGES, embedder, tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / damage).write_bytes(left)
    store = load_or_build(PASSAGES, embedder, tmp_path)

    assert store.nearest(embedder.embed_query("食品备案"), 1)[0].tolist() == [1]
    assert load(folder, PASSAGES, embedder)


def test_unchanged_texts_are_embedded_once_with_progress(tmp_path: Path, embedder: WordingEmbedder) -> None:
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        load_or_build(PASSAGES, embedder, tmp_path, lambda done, whole: seen.append((done, whole)))

    assert seen == [(3, 3)]


def test_of_a_changed_corpus_only_the_new_texts_are_embedded(tmp_path: Path, embedder: WordingEmbedder) -> None:
    load_or_build(PASSAGES, embedder, tmp_path)
    changed = [PASSAGES[2], Passage(id="d", text="新的条款"), PASSAGES[0]]
    store = load_or_build(changed, embedder, tmp_path)

    assert embedder.embedded == len(PASSAGES) + 1
    for at, passage in enumerate(changed):
        assert store.nearest(embedder.embed_query(passage.text), 1)[0].tolist() == [at]


def test_another_model_embeds_every_text_again(tmp_path: Path, embedder: WordingEmbedder) -> None:
    load_or_build(PASSAGES, embedder, tmp_path)
    embedder.model_id = "another"
    load_or_build(PASSAGES, embedder, tmp_path)

    assert embedder.embedded == 2 * len(PASSAGES)


def test_a_text_that_stands_twice_is_embedded_once(tmp_path: Path, embedder: WordingEmbedder) -> None:
    store = load_or_build([*PASSAGES, Passage(id="d", text=PASSAGES[0].text)], embedder, tmp_path)

    assert embedder.embedded == len(PASSAGES)
    assert set(store.nearest(embedder.embed_query(PASSAGES[0].text), 2)[0].tolist()) == {0, 3}


def test_a_killed_build_goes_on_where_it_was(
    tmp_path: Path, embedder: WordingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_files, "BLOCK", 2)
    passages = [Passage(id=str(at), text=f"第{at}条") for at in range(5)]
    seen: list[tuple[int, int]] = []

    def dies_after_three(done: int, whole: int) -> None:
        seen.append((done, whole))
        if done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_or_build(passages, embedder, tmp_path, dies_after_three)
    store = load_or_build(passages, embedder, tmp_path, lambda done, whole: seen.append((done, whole)))

    assert seen == [(2, 5), (4, 5), (2, 3), (3, 3)]
    assert store.nearest(embedder.embed_query("第3条"), 1)[0].tolist() == [3]
    assert len(list(tmp_path.iterdir())) == 1
