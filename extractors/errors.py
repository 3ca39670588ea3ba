"""What can go wrong before a single field is read.

ExtractionError ─ EngineUnavailable(reason) · UnreadableFile(file, problem, reason)
"""

from __future__ import annotations

from enum import StrEnum


class FileProblem(StrEnum):
    """Why a file can't be opened as a document; stable, so that a page can say it in another language."""

    EMPTY = "empty"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_FEW_PIXELS = "too_few_pixels"
    STRIP = "strip"
    NO_PAGES = "no_pages"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TYPE_MISMATCH = "type_mismatch"
    UNSUPPORTED_TYPE = "unsupported_type"
    ARCHIVE = "archive"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"


class ExtractionError(Exception):
    """A file could not be read; the message says why and what to do."""

    code = "extraction_error"


class EngineUnavailable(ExtractionError):
    """The reading engine could not start. Prepare the model folders and try again."""

    code = "engine_unavailable"


class UnreadableFile(ExtractionError):
    """The file can't be opened as a document. Send another copy of it."""

    code = "unreadable_file"

    def __init__(self, file: str, problem: str, reason: FileProblem = FileProblem.DAMAGED) -> None:
        super().__init__(f"{file}: {problem}")
        self.file, self.problem, self.reason = file, problem, reason
