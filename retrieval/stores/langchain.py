"""LangChain's interface to our stores, so that chains and retrievers made for it can read them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from retrieval.filters import ANY
from retrieval.passages import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.embedder import Embedder
    from retrieval.filters import Filters, Positions
    from retrieval.stores.base import Similarities, Vector


class EmbedderEmbeddings(Embeddings):
    """Our embedder under LangChain's name."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)


class PassageStore(VectorStore):
    """A LangChain vector store over a fixed list of passages: it is built whole, never added to.

    Searches take `filter=Filters(…)`. A document's id is its passage's, with its part when there are several.
    """

    def __init__(self, passages: Sequence[Passage], embeddings: Embeddings) -> None:
        self._passages = passages
        self._embeddings = embeddings

    @abstractmethod
    def nearest(self, vector: Vector, k: int, filters: Filters = ANY) -> tuple[Positions, Similarities]: ...

    @property
    def size(self) -> int:
        return len(self._passages)

    @property
    def embeddings(self) -> Embeddings:
        return self._embeddings

    def similarity_search_with_score_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        filter: Filters = ANY,  # noqa: A002  LangChain's name
        **_: Any,  # noqa: ANN401  LangChain hands on what a retriever was given
    ) -> list[tuple[Document, float]]:
        found = zip(*self.nearest(embedding, k, filter), strict=True)
        return [(document(self._passages[at]), float(similarity)) for at, similarity in found]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:  # noqa: ANN401  LangChain declares *args
        return self.similarity_search_with_score_by_vector(self._embeddings.embed_query(query), k, **kwargs)

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:  # noqa: ANN401
        return [found for found, _ in self.similarity_search_with_score_by_vector(embedding, k, **kwargs)]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:  # noqa: ANN401
        return [found for found, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        wanted = set(ids)
        return [found for found in map(document, self._passages) if found.id in wanted]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda similarity: (similarity + 1) / 2


def document(passage: Passage) -> Document:
    """A passage as LangChain knows texts; what filters read is in its metadata."""
    return Document(
        id=f"{passage.id}/{passage.part}" if passage.part else passage.id,
        page_content=passage.text,
        metadata={
            "id": passage.id,
            "part": passage.part,
            "title": passage.title,
            "kind": passage.kind,
            "region": passage.region,
            "valid_from": passage.valid_from,
            "valid_to": passage.valid_to,
            "audience": sorted(passage.audience),
        },
    )


def passages_of(
    texts: Sequence[str], metadatas: Sequence[dict[str, Any]] | None, ids: Sequence[str] | None
) -> list[Passage]:
    """Texts as LangChain hands them over; metadata are the fields of a passage, and others are left out."""
    known = {field.name for field in fields(Passage)} - {"id", "text"}
    return [
        Passage(
            id=ids[at] if ids else str(at),
            text=text,
            **{name: value for name, value in (metadatas[at] if metadatas else {}).items() if name in known},
        )
        for at, text in enumerate(texts)
    ]
