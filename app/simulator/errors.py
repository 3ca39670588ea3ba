"""What is wrong with a draft.

BadInput ─ BadDraft(problems)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import BadInput

if TYPE_CHECKING:
    from approval_rules.language_words import Both


class BadDraft(BadInput):
    """A figure of the draft can't be used, or nothing was changed. Lists all of it at once."""

    code = "bad_draft"

    def __init__(self, *said: Both) -> None:
        self.said, self.problems = said, tuple(one.zh for one in said)
        super().__init__("; ".join(self.problems))
