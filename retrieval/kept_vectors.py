"""Vectors of texts that were embedded once, on disk by what they were made from.

A new text costs only itself, not the whole corpus again, and an indexing that was ended goes on where it was.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from retrieval.embedder import Embedder, Progress

FILE: Final = "vectors.sqlite"
STEP: Final = 512
"""Texts between two times of writing down."""
_AT_ONCE: Final = 500
_WAIT_SECONDS: Final = 30.0
_TABLE: Final = "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, numbers BLOB NOT NULL) WITHOUT ROWID"


class KeptVectors:
    """An `Embedder` that remembers the vectors of documents. Several processes may share the folder."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder

    @property
    def model_id(self) -> str:
        return self._embedder.model_id

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        keys = _keys(self._embedder.model_id, texts)
        self._folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._folder / FILE, timeout=_WAIT_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
            kept = dict(_read(connection, keys))
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
            done = len(texts) - len(missing)
            for step in _steps(list(missing)):
                made = self._embedder.embed_documents([missing[key] for key in step])
                rows = [
                    (key, np.asarray(vector, dtype=np.float32).tobytes())
                    for key, vector in zip(step, made, strict=True)
                ]
                with connection:
                    connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)
                kept.update(rows)
                done += len(step)
                if progress:
                    progress(done, len(texts))
        return [np.frombuffer(kept[key], dtype=np.float32).tolist() for key in keys]


def _keys(model_id: str, texts: Sequence[str]) -> list[bytes]:
    """One key a text and model: another model never meets these vectors."""
    return [hashlib.blake2b(text.encode(), key=model_id.encode()[:64], digest_size=20).digest() for text in texts]


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        yield from connection.execute(f"SELECT key, numbers FROM vector WHERE key IN ({marks})", some)  # noqa: S608  only question marks  # nosec B608


def _steps(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + STEP] for start in range(0, len(keys), STEP))
