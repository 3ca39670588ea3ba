"""Text to vector. Another model is another folder, or another class with the same three members."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING, Any, Protocol

from retrieval.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Progress = Callable[[int, int], None]
    """Called with how many texts are done and how many there are."""

CHUNK = 64
"""Texts between two reports of progress."""

QUERY, PASSAGE = "query: ", "passage: "
"""What E5 was trained to read before a question and before a text."""

_END_BYTES = 1_000_000


class Embedder(Protocol):
    """Unit vectors: the dot product of two is their similarity, -1 to 1."""

    @property
    def model_id(self) -> str:
        """Changes whenever the vectors would: part of the key of every saved index."""

    def embed_query(self, text: str) -> list[float]: ...

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]: ...


class E5Embedder:
    """multilingual-e5 in sentence-transformers, from a local folder and with no network.

    The weights are loaded at the first use (seconds), once, and may be used from several threads.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "modules.json").is_file():
            raise ModelMissing(folder)
        self._folder = folder
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def model_id(self) -> str:
        return f"{self._folder.name}:{files_digest(self._folder)}"

    def embed_query(self, text: str) -> list[float]:
        return self._encode([QUERY + text])[0]

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        """Vectors in the order given. Texts of like length are embedded together, which saves padding."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors: list[list[float]] = [[] for _ in texts]
        for start in range(0, len(order), CHUNK):
            chunk = order[start : start + CHUNK]
            for at, vector in zip(chunk, self._encode([PASSAGE + texts[at] for at in chunk]), strict=True):
                vectors[at] = vector
            if progress:
                progress(start + len(chunk), len(texts))
        return vectors

    def _encode(self, texts: list[str]) -> list[list[float]]:
        with self._lock:
            self._model = self._model or self._load()
            vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return [[float(number) for number in vector] for vector in vectors]

    def _load(self) -> Any:  # noqa: ANN401  sentence_transformers is not typed here
        # Read once by huggingface_hub when it is first imported; without it a missing file would mean a network call.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers is untyped here
        return SentenceTransformer(str(self._folder), local_files_only=True)


def open_embedder(folder: Path, threads: int) -> Embedder:
    """The model in `folder` on its fastest runtime: OpenVINO where it was prepared for it, else sentence-transformers.

    Raises:
        ModelMissing: there is no model in the folder.
    """
    from retrieval.e5_weights import FILE

    if (folder / FILE).is_file():
        from retrieval.openvino_embedder import OpenVinoEmbedder

        return OpenVinoEmbedder(folder, threads)
    return E5Embedder(folder)


def files_digest(folder: Path) -> str:
    """Tells one model's files from another's.

    The receipt that `zhiban models prepare` leaves, with the SHA-256 of every file, is one of the files.
    """
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}:{file.stat().st_size}:{_ends(file)};".encode())
    return digest.hexdigest()[:16]


def _ends(file: Path) -> str:
    """SHA-256 of the beginning and the end of a file: reading all of the weights would take a second each time."""
    with file.open("rb") as stream:
        digest = hashlib.sha256(stream.read(_END_BYTES))
        stream.seek(-min(_END_BYTES, file.stat().st_size), os.SEEK_END)
        digest.update(stream.read(_END_BYTES))
    return digest.hexdigest()
