"""Vectors of passages in PostgreSQL with pgvector, for an installation whose database it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sqlalchemy import bindparam, func, select, text

from retrieval.filters import ANY
from retrieval.stores.langchain import EmbedderEmbeddings, PassageStore, passages_of
from retrieval.stores.pgvector_filling import Collection, answering, key_of
from retrieval.stores.pgvector_table import admitted, vector_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.embeddings import Embeddings
    from sqlalchemy import Engine

    from retrieval.embedder import Embedder, Progress
    from retrieval.filters import Filters, Positions
    from retrieval.passages import Passage
    from retrieval.stores.base import Similarities, Vector

COLLECTION = "corpus"
"""The name under which the service keeps its own texts."""

_REACH = (40, 1000)
"""Least and most rows that a walk of the graph keeps in sight; pgvector allows no more."""
_WALK = text(
    "SELECT set_config('hnsw.ef_search', :reach, true), set_config('hnsw.iterative_scan', 'strict_order', true),"
    " set_config('hnsw.max_scan_tuples', '1000000', true)"
)


def fill_and_open(
    passages: Sequence[Passage], embedder: Embedder, engine: Engine, progress: Progress | None = None
) -> PgVectorStore:
    """The store of `passages` in the database of `engine`; only texts that it doesn't hold yet are embedded.

    Raises:
        StoreDown: the database can't be reached, or has no pgvector.
    """
    embeddings = EmbedderEmbeddings(embedder)
    table = vector_table(len(embedder.embed_query("")))
    collection = Collection(engine=engine, table=table, name=COLLECTION, model=embedder.model_id)
    collection.fill(passages, embeddings, progress)
    return PgVectorStore(collection, passages, embeddings)


class PgVectorStore(PassageStore):
    """A filled collection, searched through an HNSW graph; filters are conditions of the query."""

    def __init__(self, collection: Collection, passages: Sequence[Passage], embeddings: Embeddings) -> None:
        super().__init__(passages, embeddings)
        self._engine, self._table, self._name = collection.engine, collection.table, collection.name
        rows = collection.rows()
        self._rows = np.array([rows[key_of(passage)] for passage in passages], dtype=np.int64)
        self._positions = {int(row): at for at, row in enumerate(self._rows)}

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
        """Takes `engine`, the `collection` to fill, and `model`, a name that changes whenever the vectors would."""
        passages = passages_of(texts, metadatas, ids)
        table = vector_table(len(embedding.embed_query("")))
        collection = Collection(engine=kwargs["engine"], table=table, name=kwargs["collection"], model=kwargs["model"])
        collection.fill(passages, embedding, None)
        return cls(collection, passages, embedding)

    def nearest(self, vector: Vector, k: int, filters: Filters = ANY) -> tuple[Positions, Similarities]:
        row = self._table.c
        distance = row.vector.max_inner_product(bindparam("asked"))
        query = (
            select(row.row, distance)
            .where(row.collection == self._name, admitted(self._table, filters))
            .order_by(distance)
            .limit(max(k, 0))
        )
        with answering(self._engine) as connection:
            connection.execute(_WALK, {"reach": str(min(max(2 * k, _REACH[0]), _REACH[1]))})
            found = connection.execute(query, {"asked": np.asarray(vector, dtype=np.float32)}).all()
        # A row that another process has just added is not of our list.
        ours = [(self._positions[at], -away) for at, away in found if at in self._positions]
        return (
            np.array([at for at, _ in ours], dtype=np.int64),
            np.array([similarity for _, similarity in ours], dtype=np.float32),
        )

    def similarities(self, vector: Vector, positions: Sequence[int] | Positions) -> Similarities:
        wanted = self._rows[np.asarray(positions, dtype=np.int64)].tolist()
        row = self._table.c
        query = select(row.row, row.vector.max_inner_product(bindparam("asked"))).where(row.row == func.any(wanted))
        with answering(self._engine) as connection:
            found = {at: -away for at, away in connection.execute(query, {"asked": np.asarray(vector, np.float32)})}
        return np.array([found[at] for at in wanted], dtype=np.float32)
