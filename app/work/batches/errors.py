"""What can be wrong with a batch.

AppError ─ BadInput(BadBatch)
"""

from __future__ import annotations

from app.errors import BadInput


class BadBatch(BadInput):
    """The batch can't be taken in; `problems` names the lines. Nothing of it was."""

    code = "bad_batch"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
