"""What can be wrong with a business profile.

BadInput ─ BadProfile(problems)
"""

from __future__ import annotations

from app.errors import BadInput


class BadProfile(BadInput):
    """The profile can't be read, or holds facts that are not known or not of their kind. Lists all of it at once."""

    code = "bad_profile"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
