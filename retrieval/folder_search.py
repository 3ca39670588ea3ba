"""Search any folder: read it, index it (once), ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.folder import read_folder
from retrieval.search import HybridSearch

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.embedder import Embedder, Progress
    from retrieval.folder import FolderProblem
    from retrieval.search import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderHits:
    """The best passages, best first, and the files that were left out."""

    hits: tuple[Hit, ...]
    problems: tuple[FolderProblem, ...]


def search_folder(
    folder: Path,
    question: str,
    k: int,
    embedder: Embedder,
    cache_dir: Path,
    progress: Progress | None = None,
) -> FolderHits:
    """The `k` passages of a folder that answer `question` best.

    Raises:
        FolderMissing: there is no such folder.
        EmptyCorpus: no file in it gave any text.
    """
    text = read_folder(folder)
    search = HybridSearch.over(text.passages, embedder, cache_dir, progress)
    return FolderHits(hits=tuple(search.search(question, k)), problems=text.problems)
