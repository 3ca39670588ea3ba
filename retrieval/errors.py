"""What can go wrong between a folder of texts and an answerable search.

RetrievalError ─ FolderMissing · EmptyCorpus · BadCorpus(where, problem)
               ├ ModelMissing(folder)
               ├ IndexMissing(folder) · CorpusStale(folder)
               └ StoreDown(reason)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class RetrievalError(Exception):
    """The search can't be done; the sentence says why and what to do."""

    code: ClassVar[str] = "retrieval_error"


class FolderMissing(RetrievalError):
    """The folder to search isn't there: give the path of a folder of .json, .md, .txt, .pdf or .docx files."""

    code = "folder_missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not a folder: give one that holds .json, .md, .txt, .pdf or .docx files")
        self.folder = folder


class EmptyCorpus(RetrievalError):
    """No text was found to search: put readable files there, or see why they were left out."""

    code = "empty_corpus"

    def __init__(self, folder: Path, why: str = "") -> None:
        reason = f" ({why})" if why else ""
        super().__init__(f"{folder} holds no text to search{reason}: add .json, .md, .txt, .pdf or .docx files")
        self.folder = folder


class BadCorpus(RetrievalError):
    """The manifest and its text files don't agree: mend the place that is named."""

    code = "bad_corpus"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where, self.problem = where, problem


class ModelMissing(RetrievalError):
    """The embedding model isn't in its folder: run `zhiban models prepare`."""

    code = "model_missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No embedding model in {folder}: run `zhiban models prepare`, or name another folder")
        self.folder = folder


class IndexMissing(RetrievalError):
    """No saved index, or one that can't be read: build it again."""

    code = "index_missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No readable index in {folder}: build it again")
        self.folder = folder


class CorpusStale(RetrievalError):
    """The saved index was made from other texts, by another model or by other code: build it again."""

    code = "corpus_stale"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The index in {folder} belongs to other texts or another model: build it again")
        self.folder = folder


class StoreDown(RetrievalError):
    """The database of vectors can't be used: start it, or install pgvector in it."""

    code = "vector_store_down"

    def __init__(self, reason: str) -> None:
        first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
        super().__init__(f"The vectors in PostgreSQL can't be used ({first}): start it with pgvector 0.8 or later")
        self.reason = first
