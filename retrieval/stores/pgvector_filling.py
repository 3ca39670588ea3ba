"""Bringing the table of vectors to hold exactly a list of passages; texts it holds already aren't embedded again."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from retrieval.errors import StoreDown
from retrieval.stores.pgvector_table import FACTS, facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.embeddings import Embeddings
    from sqlalchemy import Connection, Engine, Table

    from retrieval.embedder import Progress
    from retrieval.passages import Passage

Key: TypeAlias = tuple[str, int]

BLOCK = 512
"""Texts embedded between two commits: a filling that is killed loses no more than these."""

_LOCK = 7_205_384_001
"""Two processes that start together fill the table one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Rows of one list of passages, embedded by one model; `model` changes whenever the vectors would."""

    engine: Engine
    table: Table
    name: str
    model: str

    def fill(self, passages: Sequence[Passage], embeddings: Embeddings, progress: Progress | None) -> None:
        """Add, change and remove rows until they are those of `passages`.

        Raises:
            StoreDown: the database can't be reached, or has no pgvector.
        """
        with answering(self.engine) as lock:
            lock.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            self._make_table()
            stored = self._forget_all_but(passages)
            new = [one for one in passages if stored.get(key_of(one)) != self._made_of(one)]
            for start in range(0, len(new), BLOCK):
                self._write(new[start : start + BLOCK], embeddings)
                if progress:
                    progress(min(start + BLOCK, len(new)), len(new))

    def rows(self) -> dict[Key, int]:
        """The number of each row."""
        row = self.table.c
        query = select(row.id, row.part, row.row).where(row.collection == self.name)
        with answering(self.engine) as connection:
            return {(found.id, found.part): found.row for found in connection.execute(query)}

    def _make_table(self) -> None:
        with answering(self.engine) as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            self.table.metadata.create_all(connection)

    def _forget_all_but(self, passages: Sequence[Passage]) -> dict[Key, bytes]:
        """What is left: of each row, the hash of what its vector was made of. Its facts are those of today."""
        row, wanted = self.table.c, {key_of(one): facts(one) for one in passages}
        query = select(row.id, row.part, row.row, row.made_of, *(row[name] for name in FACTS)).where(
            row.collection == self.name
        )
        with answering(self.engine) as connection:
            found = {(told["id"], told["part"]): told for told in connection.execute(query).mappings()}
            gone = [told["row"] for key, told in found.items() if key not in wanted]
            if gone:
                connection.execute(delete(self.table).where(row.row == func.any(gone)))
            for key, told in found.items():
                if key in wanted and any(told[name] != value for name, value in wanted[key].items()):
                    connection.execute(update(self.table).where(row.row == told["row"]).values(wanted[key]))
        return {key: bytes(told["made_of"]) for key, told in found.items() if key in wanted}

    def _write(self, block: Sequence[Passage], embeddings: Embeddings) -> None:
        with answering(self.engine) as connection:
            known = self._known(connection, [self._made_of(one) for one in block])
            texts = {self._made_of(one): one.indexed_text for one in block}
            missing = [made_of for made_of in texts if made_of not in known]
            known |= zip(missing, embeddings.embed_documents([texts[one] for one in missing]), strict=True)
            statement = insert(self.table)
            changed = {name: statement.excluded[name] for name in ("made_of", "vector", *FACTS)}
            connection.execute(
                statement.on_conflict_do_update(index_elements=["collection", "id", "part"], set_=changed),
                [self._row(one, known[self._made_of(one)]) for one in block],
            )

    def _known(self, connection: Connection, hashes: Sequence[bytes]) -> dict[bytes, Any]:
        """Vectors that were made of the same, for whichever passage and collection."""
        row = self.table.c
        query = select(row.made_of, row.vector).where(row.made_of.in_(hashes))
        return {bytes(made_of): vector for made_of, vector in connection.execute(query)}

    def _row(self, passage: Passage, vector: object) -> dict[str, Any]:
        return {
            "collection": self.name,
            "id": passage.id,
            "part": passage.part,
            "made_of": self._made_of(passage),
            "vector": np.asarray(vector, dtype=np.float32),
            **facts(passage),
        }

    def _made_of(self, passage: Passage) -> bytes:
        return hashlib.sha256(f"{self.model}\n{passage.indexed_text}".encode()).digest()


def key_of(passage: Passage) -> Key:
    return passage.id, passage.part


@contextmanager
def answering(engine: Engine) -> Iterator[Connection]:
    """One transaction.

    Raises:
        StoreDown: the database can't be reached, or refused.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreDown(str(getattr(error, "orig", None) or type(error).__name__)) from error
