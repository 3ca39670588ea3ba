"""Vectors of passages in one FAISS index, in memory or mapped from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import faiss
import numpy as np

from retrieval.errors import IndexMissing
from retrieval.filters import ANY, PassageColumns
from retrieval.stores.langchain import PassageStore, passages_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from langchain_core.embeddings import Embeddings

    from retrieval.filters import Filters, Mask, Positions
    from retrieval.passages import Passage
    from retrieval.stores.base import Similarities, Vector

    Vectors = npt.NDArray[np.float32]


class FaissStore(PassageStore):
    """Vectors as half-precision numbers, every one compared: filters cost nothing and lose nothing.

    Graphs and lists of cells answer in a tenth of the time, but miss more of the best 400, and their answers get worse
    the more a filter leaves out.
    """

    def __init__(self, index: Any, passages: Sequence[Passage], embeddings: Embeddings) -> None:  # noqa: ANN401  faiss is untyped
        super().__init__(passages, embeddings)
        self._index = index
        self._columns = PassageColumns(passages)

    @classmethod
    def of(cls, vectors: Vectors, passages: Sequence[Passage], embeddings: Embeddings) -> Self:
        """A store of unit vectors, one a passage."""
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        return cls(index, passages, embeddings)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **_: Any,  # noqa: ANN401  LangChain hands on what it was given
    ) -> Self:
        passages = passages_of(texts, metadatas, ids)
        vectors = np.asarray(embedding.embed_documents([one.indexed_text for one in passages]), dtype=np.float32)
        return cls.of(vectors, passages, embedding)

    def nearest(self, vector: Vector, k: int, filters: Filters = ANY) -> tuple[Positions, Similarities]:
        mask = None if filters == ANY else self._columns.mask(filters)
        count = min(k, self.size if mask is None else int(mask.sum()))
        if count <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        asked = np.asarray(vector, dtype=np.float32)[None]
        # Set for each thread that asks: a question has nothing to split, and FAISS's own threads would go on spinning
        # on the cores of other people.
        faiss.omp_set_num_threads(1)
        similarities, positions = self._index.search(asked, count, params=_only(mask))
        return positions[0], similarities[0]

    def similarities(self, vector: Vector, positions: Sequence[int] | Positions) -> Similarities:
        found: Similarities = self.vectors(positions) @ np.asarray(vector, dtype=np.float32)
        return found

    def vectors(self, positions: Sequence[int] | Positions) -> Vectors:
        """The stored vectors of the passages at `positions`."""
        stored: Vectors = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64))
        return stored

    def write(self, file: Path) -> None:
        faiss.write_index(self._index, str(file))


def read_index(file: Path) -> Any:  # noqa: ANN401  faiss is untyped
    """A FAISS index whose vectors stay in the file, mapped into memory and shared by all who read it.

    Raises:
        IndexMissing: the file is no FAISS index.
    """
    try:
        return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise IndexMissing(file.parent) from error


def _only(mask: Mask | None) -> Any:  # noqa: ANN401  faiss is untyped
    if mask is None:
        return None
    bits = np.packbits(mask, bitorder="little")
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]  # its stubs tell of C++
