"""What is wrong with a draft.

BadInput ─ BadDraft(problems)
"""

from __future__ import annotations

from app.errors import BadInput


class BadDraft(BadInput):
    """A figure of the draft can't be used, or nothing was changed. Lists all of it at once."""

    code = "bad_draft"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
