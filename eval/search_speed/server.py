"""The service over a made-up corpus, in a process of its own: `python -m eval.search_speed.server FOLDER PASSAGES`.

Everything is what `zhiban serve` runs, but for three things: the corpus and its vectors are made up, vectors of
sentences to quote are picked from those instead of being made beforehand, and one more route gives the bare search.
"""

from __future__ import annotations

import socket
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.search_speed import made_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI

    from app.settings import Settings
    from retrieval.embedder import Embedder, Progress
    from retrieval.search import HybridSearch
    from retrieval.stores.faiss_store import FaissStore

SEARCH: Final = "/measured/search"
READY: Final = "listening on "
INDEX: Final = "index"
_UNLIMITED: Final = 100_000


class SentencesMade:
    """An embedder for which every text has its vector already, as those of an installation that was prepared."""

    def __init__(self, embedder: Embedder, store: FaissStore) -> None:
        self._embedder, self._store = embedder, store

    @property
    def model_id(self) -> str:
        return self._embedder.model_id

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        del progress  # nothing takes time
        numbers: list[list[float]] = self._store.vectors(
            [zlib.crc32(text.encode()) % self._store.size for text in texts]
        ).tolist()
        return numbers


def build(folder: Path, passages: int) -> FastAPI:
    """The application over the index that was saved in `folder`."""
    from app.assistant.service import Assistant, answerable_passages
    from app.main import build_office
    from app.pages.templating import build_templates
    from app.settings import Settings
    from app.web.application import build_application
    from app.web.dependencies import Services
    from retrieval.search import HybridSearch
    from retrieval.stores.faiss_files import load

    settings = Settings(
        home=folder / "home", assistant_turns_per_minute=_UNLIMITED, assistant_requests_per_minute=_UNLIMITED
    )
    embedder, corpus = open_model(settings), made_up.corpus(passages)
    searched = answerable_passages(corpus)
    store = load(folder / INDEX, searched, embedder)
    search = HybridSearch(searched, store, embedder)
    services = Services(
        office=build_office(settings),
        assistant=Assistant(search, corpus, SentencesMade(embedder, store)),
        corpus=corpus,
        schemes=(),
        settings=settings,
        templates=build_templates(),
    )
    application = build_application(services)
    _add_search(application, search)
    return application


def open_model(settings: Settings) -> Embedder:
    from retrieval.embedder import open_embedder

    return open_embedder(settings.models_dir / settings.embedding_model, settings.threads)


def serve(folder: Path, passages: int) -> None:
    """Listen on a free port of this machine; the port is said on stdout once a request can be answered."""
    import uvicorn

    from app.logs import configure_logs

    configure_logs()
    began = time.perf_counter()
    application = build(folder, passages)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seconds = time.perf_counter() - began
        print(f"{READY}{listener.getsockname()[1]} after {seconds:.1f} s", flush=True)
        config = uvicorn.Config(application, log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _add_search(application: FastAPI, search: HybridSearch) -> None:
    @application.get(SEARCH)
    def found(question: str) -> list[str]:
        return [hit.id for hit in search.search(question)]


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
