"""What can be wrong when all companies are matched.

BadInput ─ BadCompanies · BadMatchDay
AppError ─ CantWrite · AlreadyRunning
"""

from __future__ import annotations

from app.errors import AppError, BadInput


class BadCompanies(BadInput):
    """The table of companies can't be read, or has columns that can't be used. Lists all of it at once."""

    code = "bad_companies"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class BadMatchDay(BadInput):
    """The registers can't be matched for that day; the message says for which they can."""

    code = "bad_match_day"


class CantWrite(AppError):
    """The result can't be written; what was done of it is kept, and the same command goes on from there."""

    code = "cant_write"


class AlreadyRunning(AppError):
    """Another process is at it; let it finish."""

    code = "already_running"
