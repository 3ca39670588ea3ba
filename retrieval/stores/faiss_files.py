"""FAISS stores kept on disk: found again by what they were made from, and no text embedded twice.

Nothing is pickled, since unpickling runs code: a folder holds the FAISS index, hashes of its texts and a small JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from typing import TYPE_CHECKING, Any

from retrieval.errors import CorpusStale, IndexMissing
from retrieval.passages import content_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.embedder import Embedder, Progress
    from retrieval.passages import Passage
    from retrieval.stores.faiss_store import FaissStore, Vectors

CODE_VERSION = "2"
"""Raise it when what is embedded changes: saved indexes are then built again."""

BLOCK = 4096
"""Texts embedded between two savings: a build that is killed loses no more than these."""

_INDEX, _TEXTS, _ABOUT = "index.faiss", "texts.sha256", "index.json"
_PART, _DRAFT = "part-", ".draft-"
_HASH_BYTES = hashlib.sha256().digest_size


def load_or_build(
    passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None
) -> FaissStore:
    """The store from `cache`, built and saved there when it is missing, damaged or stale."""
    folder = cache / index_key(passages, embedder)[:32]
    try:
        return load(folder, passages, embedder)
    except (IndexMissing, CorpusStale):
        save(build(passages, embedder, cache, progress), folder, passages, embedder)
        for part in cache.glob(f"{_PART}*"):
            shutil.rmtree(part, ignore_errors=True)
        return load(folder, passages, embedder)


def index_key(passages: Sequence[Passage], embedder: Embedder) -> str:
    """Names what an index was made from: texts, model and code."""
    made_of = [content_hash(passages), embedder.model_id, CODE_VERSION]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def build(passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None) -> FaissStore:
    """A store of `passages`. Only texts that no index saved in `cache` holds are embedded."""
    import numpy as np

    hashes = [_hash(passage) for passage in passages]
    known = _saved_vectors(cache, frozenset(hashes), embedder)
    new = list({text: at for at, text in enumerate(hashes) if text not in known}.values())
    for start in range(0, len(new), BLOCK):
        block = [passages[at] for at in new[start : start + BLOCK]]
        numbers = embedder.embed_documents([one.indexed_text for one in block], _shifted(progress, start, len(new)))
        vectors = np.asarray(numbers, dtype=np.float32)
        known |= zip((_hash(passage) for passage in block), vectors, strict=True)
        if len(new) > BLOCK:
            part = cache / f"{_PART}{index_key(block, embedder)[:32]}"
            save(_store(vectors, block, embedder), part, block, embedder)
    return _store(np.stack([known[text] for text in hashes]), passages, embedder)


def save(store: FaissStore, folder: Path, passages: Sequence[Passage], embedder: Embedder) -> None:
    """Written beside its place and renamed, so that a reader sees all of it or nothing."""
    draft = folder.parent / f"{_DRAFT}{secrets.token_hex(8)}"
    draft.mkdir(parents=True)
    store.write(draft / _INDEX)
    (draft / _TEXTS).write_bytes(b"".join(_hash(passage) for passage in passages))
    about = {
        "key": index_key(passages, embedder),
        "model": embedder.model_id,
        "code": CODE_VERSION,
        "sha256": {name: _sha256(draft / name) for name in (_INDEX, _TEXTS)},
    }
    (draft / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        os.replace(draft, folder)  # noqa: PTH105  Path.replace has no word on folders
    except OSError:  # another process was first, with the same content
        shutil.rmtree(draft, ignore_errors=True)


def load(folder: Path, passages: Sequence[Passage], embedder: Embedder) -> FaissStore:
    """A saved store of exactly these passages; its vectors stay in the file, mapped into memory.

    Raises:
        IndexMissing: nothing is saved there, or the files are damaged.
        CorpusStale: it was made from other texts, by another model or by other code.
    """
    from retrieval.stores.faiss_store import FaissStore, read_index
    from retrieval.stores.langchain import EmbedderEmbeddings

    about = _about(folder)
    if about.get("key") != index_key(passages, embedder):
        raise CorpusStale(folder)
    _require_whole(folder, about)
    index = read_index(folder / _INDEX)
    if index.ntotal != len(passages):
        raise IndexMissing(folder)
    return FaissStore(index, passages, EmbedderEmbeddings(embedder))


def _saved_vectors(cache: Path, wanted: frozenset[bytes], embedder: Embedder) -> dict[bytes, Vectors]:
    """Of the wanted hashes, the vectors that indexes of the same model and code in `cache` hold."""
    from retrieval.stores.faiss_store import read_index

    found: dict[bytes, Vectors] = {}
    for folder in sorted(cache.glob("[!.]*/"), key=lambda path: -path.stat().st_mtime):
        try:
            about = _about(folder)
            if (about.get("model"), about.get("code")) != (embedder.model_id, CODE_VERSION):
                continue
            _require_whole(folder, about)
            places = {text: at for at, text in enumerate(_hashes(folder)) if text in wanted and text not in found}
            if places:
                found |= zip(places, read_index(folder / _INDEX).reconstruct_batch(list(places.values())), strict=True)
        except IndexMissing:
            continue
        if len(found) == len(wanted):
            break
    return found


def _store(vectors: Vectors, passages: Sequence[Passage], embedder: Embedder) -> FaissStore:
    from retrieval.stores.faiss_store import FaissStore
    from retrieval.stores.langchain import EmbedderEmbeddings

    return FaissStore.of(vectors, passages, EmbedderEmbeddings(embedder))


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: object = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMissing(folder) from error
    if not isinstance(about, dict):
        raise IndexMissing(folder)
    return about


def _require_whole(folder: Path, about: dict[str, Any]) -> None:
    try:
        whole = about["sha256"] == {name: _sha256(folder / name) for name in (_INDEX, _TEXTS)}
    except (OSError, KeyError) as error:
        raise IndexMissing(folder) from error
    if not whole:
        raise IndexMissing(folder)


def _hashes(folder: Path) -> list[bytes]:
    told = (folder / _TEXTS).read_bytes()
    return [told[at : at + _HASH_BYTES] for at in range(0, len(told), _HASH_BYTES)]


def _hash(passage: Passage) -> bytes:
    return hashlib.sha256(passage.indexed_text.encode()).digest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _shifted(progress: Progress | None, start: int, whole: int) -> Progress | None:
    return None if progress is None else (lambda done, _: progress(start + done, whole))
