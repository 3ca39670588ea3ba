"""AppError ─ BadInput ─ UnusableText(file, problem): a file that can't become a source; the others go on."""

from __future__ import annotations

from app.errors import BadInput


class UnusableText(BadInput):
    """The file is left out; the sentence names it and says what to do."""

    code = "unusable_text"

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file} {problem}")
        self.file, self.problem = file, problem
