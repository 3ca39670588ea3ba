"""Vectors of passages in PostgreSQL with pgvector, for an installation whose database it is."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from retrieval.errors import StoreDown
from retrieval.filters import ANY
from retrieval.stores.langchain import EmbedderEmbeddings, PassageStore, passages_of
from retrieval.stores.pgvector_table import FACTS, admitted, facts, vector_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.embeddings import Embeddings
    from sqlalchemy import Connection, Engine, Table

    from retrieval.embedder import Embedder, Progress
    from retrieval.filters import Filters, Positions
    from retrieval.passages import Passage
    from retrieval.stores.base import Similarities, Vector

    Key = tuple[str, int]

COLLECTION = "corpus"
_BLOCK = 512
"""Texts embedded between two commits: a filling that is killed loses no more than these."""
_LOCK = 7_205_384_001
"""Two processes that start together fill the table one after the other."""
_SETTINGS = text(
    "SELECT set_config('hnsw.ef_search', :reach, true), set_config('hnsw.iterative_scan', 'strict_order', true),"
    " set_config('hnsw.max_scan_tuples', '1000000', true)"
)
_REACH = (40, 1000)
"""Least and most rows that one walk of the graph may keep in sight; pgvector allows no more."""


def fill_and_open(
    passages: Sequence[Passage], embedder: Embedder, engine: Engine, progress: Progress | None = None
) -> PgVectorStore:
    """The store of `passages` in the database of `engine`; only texts that it doesn't hold yet are embedded.

    Raises:
        StoreDown: the database can't be reached, or has no pgvector.
    """
    embeddings = EmbedderEmbeddings(embedder)
    return PgVectorStore.filled(engine, passages, embeddings, embedder.model_id, COLLECTION, progress)


class PgVectorStore(PassageStore):
    """Rows of one collection, searched through an HNSW graph; filters are conditions of the query."""

    def __init__(self, engine: Engine, table: Table, passages: Sequence[Passage], embeddings: Embeddings, collection: str) -> None:
        super().__init__(passages, embeddings)
        self._engine, self._table, self._collection = engine, table, collection
        with _answering(engine) as connection:
            rows = {key: row for key, row, *_ in _stored(connection, table, collection)}
        self._rows = np.array([rows[_key(passage)] for passage in passages], dtype=np.int64)
        self._positions = {int(row): at for at, row in enumerate(self._rows)}

    @classmethod
    def filled(
        cls, engine: Engine, passages: Sequence[Passage], embeddings: Embeddings, model: str, collection: str, progress: Progress | None = None
    ) -> Self:
        """The store after the table was brought to hold exactly `passages` under `collection`."""
        dimensions = len(embeddings.embed_query("长度"))
        table = vector_table(dimensions)
        _Filling(engine, table, collection, embeddings, model).run(passages, progress)
        return cls(engine, table, passages, embeddings, collection)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,  # noqa: ANN401  LangChain hands on what it was given
    ) -> Self:
        """Takes `engine`, `collection`, and `model`, which changes whenever the vectors would."""
        passages = passages_of(texts, metadatas, ids)
        return cls.filled(kwargs["engine"], passages, embedding, kwargs["model"], kwargs["collection"])

    def nearest(self, vector: Vector, k: int, filters: Filters = ANY) -> tuple[Positions, Similarities]:
        row = self._table.c
        distance = row.vector.max_inner_product(_numbers(vector))
        query = (
            select(row.row, distance)
            .where(row.collection == self._collection, admitted(self._table, filters))
            .order_by(distance)
            .limit(max(k, 0))
        )
        with _answering(self._engine) as connection:
            connection.execute(_SETTINGS, {"reach": str(min(max(2 * k, _REACH[0]), _REACH[1]))})
            found = [(self._positions[at], -away) for at, away in connection.execute(query) if at in self._positions]
        return (
            np.array([at for at, _ in found], dtype=np.int64),
            np.array([similarity for _, similarity in found], dtype=np.float32),
        )

    def similarities(self, vector: Vector, positions: Sequence[int] | Positions) -> Similarities:
        wanted = self._rows[np.asarray(positions, dtype=np.int64)]
        row = self._table.c
        query = select(row.row, row.vector.max_inner_product(_numbers(vector))).where(
            row.row == func.any(wanted.tolist())
        )
        with _answering(self._engine) as connection:
            found = {at: -away for at, away in connection.execute(query)}
        return np.array([found[int(at)] for at in wanted], dtype=np.float32)


class _Filling:
    """Brings a collection to hold exactly a list of passages, a block at a time, each committed."""

    def __init__(self, engine: Engine, table: Table, collection: str, embeddings: Embeddings, model: str) -> None:
        self._engine, self._table, self._collection = engine, table, collection
        self._embeddings, self._model = embeddings, model

    def run(self, passages: Sequence[Passage], progress: Progress | None) -> None:
        with _answering(self._engine) as lock:
            lock.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            self._make_table()
            with _answering(self._engine) as connection:
                stored = {key: (row, made_of, told) for key, row, made_of, told in _stored(connection, self._table, self._collection)}
                self._forget(connection, stored.keys() - {_key(passage) for passage in passages}, stored)
            ...
