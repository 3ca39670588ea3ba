"""What can be wrong with durable work.

AppError ─ WorkAlreadyOpen
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError


class WorkAlreadyOpen(AppError):
    """This process has its worker already; stop that one first."""

    code = "work_already_open"
    status = HTTPStatus.CONFLICT


class ReadingTimedOut(AppError):
    """The documents of a case were not read in time; it is tried again, and then goes to a person."""

    code = "reading_timed_out"
    status = HTTPStatus.SERVICE_UNAVAILABLE
