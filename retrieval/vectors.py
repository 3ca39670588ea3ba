"""Ranking by meaning: passages as vectors in FAISS, through LangChain's vector store, kept on disk.

LangChain's own format pickles the texts, and unpickling runs code. So the FAISS index and a small JSON are saved, and
the LangChain store is put together around them from the passages themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import warnings
from typing import TYPE_CHECKING, Any

from retrieval.errors import CorpusStale, IndexMissing
from retrieval.passages import content_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from retrieval.embedder import Embedder, Progress
    from retrieval.passages import Passage

CODE_VERSION = "1"
"""Raise it when what is embedded changes: saved indexes are then built again."""

_INDEX, _ABOUT = "index.faiss", "index.json"


class VectorIndex:
    """Vectors of a list of passages; positions are places in that list."""

    def __init__(self, index: Any, passages: Sequence[Passage], embedder: Embedder) -> None:  # noqa: ANN401  faiss is untyped
        self._index = index
        self._store = _langchain_store(index, passages, embedder)
        self._size = len(passages)

    def nearest(self, vector: list[float], k: int, allowed: Collection[int] | None = None) -> dict[int, float]:
        """Positions of the `k` most similar passages and their similarity, among `allowed` when given."""
        keep = None if allowed is None else (lambda metadata: metadata["position"] in allowed)
        found = self._store.similarity_search_with_score_by_vector(
            vector, k=min(k, self._size), filter=keep, fetch_k=self._size
        )
        return {document.metadata["position"]: float(score) for document, score in found}

    def similarities(self, vector: list[float], positions: Sequence[int]) -> list[float]:
        """Similarity of the passages at `positions`, in that order."""
        import numpy as np

        stored = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64))
        return [float(score) for score in stored @ np.asarray(vector, dtype=np.float32)]

    def save(self, folder: Path, key: str) -> None:
        """Written beside its place and renamed, so that a reader sees all of it or nothing."""
        import faiss

        draft = folder.parent / f".draft-{secrets.token_hex(8)}"
        draft.mkdir(parents=True)
        faiss.write_index(self._index, str(draft / _INDEX))
        about = {"key": key, "passages": self._size, "sha256": _sha256(draft / _INDEX)}
        (draft / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            os.replace(draft, folder)  # noqa: PTH105  Path.replace has no word on folders
        except OSError:  # another process was first, with the same content
            shutil.rmtree(draft, ignore_errors=True)


def index_key(passages: Sequence[Passage], embedder: Embedder) -> str:
    """Names what an index was made from: texts, model and code."""
    made_of = [content_hash(passages), embedder.model_id, CODE_VERSION]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def build(passages: Sequence[Passage], embedder: Embedder, progress: Progress | None = None) -> VectorIndex:
    import faiss
    import numpy as np

    vectors = np.asarray(embedder.embed_documents([p.indexed_text for p in passages], progress), dtype=np.float32)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return VectorIndex(index, passages, embedder)


def load(folder: Path, passages: Sequence[Passage], embedder: Embedder) -> VectorIndex:
    """A saved index of exactly these passages.

    Raises:
        IndexMissing: nothing is saved there, or the files are damaged.
        CorpusStale: it was made from other texts, by another model or by other code.
    """
    import faiss

    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        if about["key"] != index_key(passages, embedder):
            raise CorpusStale(folder)
        if about["sha256"] != _sha256(folder / _INDEX):
            raise IndexMissing(folder)
        index = faiss.read_index(str(folder / _INDEX))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise IndexMissing(folder) from error
    if index.ntotal != len(passages):
        raise IndexMissing(folder)
    return VectorIndex(index, passages, embedder)


def load_or_build(
    passages: Sequence[Passage], embedder: Embedder, cache: Path, progress: Progress | None = None
) -> VectorIndex:
    """The index from `cache`, built and saved there when it is missing, damaged or stale."""
    key = index_key(passages, embedder)
    folder = cache / key[:32]
    try:
        return load(folder, passages, embedder)
    except (IndexMissing, CorpusStale):
        index = build(passages, embedder, progress)
        index.save(folder, key)
        return index


def _langchain_store(index: Any, passages: Sequence[Passage], embedder: Embedder) -> Any:  # noqa: ANN401  untyped
    with warnings.catch_warnings():
        # langchain-community announces at import that it is no longer developed; its FAISS store is complete.
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.docstore.in_memory import InMemoryDocstore
        from langchain_community.vectorstores import FAISS
        from langchain_community.vectorstores.utils import DistanceStrategy
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

    class LangChainEmbeddings(Embeddings):
        """Our embedder under LangChain's name; made here because importing LangChain is slow."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_documents(texts)

        def embed_query(self, text: str) -> list[float]:
            return embedder.embed_query(text)

    documents = {
        str(at): Document(page_content=passage.text, metadata={"position": at, "id": passage.id})
        for at, passage in enumerate(passages)
    }
    return FAISS(
        embedding_function=LangChainEmbeddings(),
        index=index,
        docstore=InMemoryDocstore(documents),
        index_to_docstore_id={at: str(at) for at in range(len(passages))},
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
