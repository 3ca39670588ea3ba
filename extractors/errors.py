"""What can go wrong before a single field is read.

ExtractionError ─ EngineUnavailable(reason) · UnreadableFile(file, problem)
"""

from __future__ import annotations


class ExtractionError(Exception):
    """A file could not be read; the message says why and what to do."""

    code = "extraction_error"


class EngineUnavailable(ExtractionError):
    """The reading engine could not start. Prepare the model folders and try again."""

    code = "engine_unavailable"


class UnreadableFile(ExtractionError):
    """The file can't be opened as a document. Send another copy of it."""

    code = "unreadable_file"

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file, self.problem = file, problem
