"""What can go wrong at the edge, said in one line to the person; nothing is written when one is raised.

AppError ─ BadInput(BadApplication · BadUpload · BadRecords · BadProfile) · BadSetting · NotFound · DatabaseUnavailable
         └ NotReady (models or index not prepared)
"""

from __future__ import annotations

from http import HTTPStatus


class AppError(Exception):
    """Something was wrong; the message says what, and what to do. `status` is the HTTP answer."""

    code = "app_error"
    status = HTTPStatus.BAD_REQUEST
    problems: tuple[str, ...] = ()
    """Every single mistake, where there can be several."""


class BadInput(AppError):
    """What was given can't be used."""

    code = "bad_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class BadApplication(BadInput):
    """The application is not complete or not well formed. `problems` lists everything found, at once."""

    code = "bad_application"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class BadUpload(BadInput):
    """A file can't be read, or is not what it is said to be."""

    code = "bad_upload"


class BadRecords(BadInput):
    """A register file can't be opened or has the wrong columns."""

    code = "bad_records"


class BadSetting(AppError):
    """A setting in the environment can't be used; the message names it."""

    code = "bad_setting"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class NotFound(AppError):
    """There is nothing by that name."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class NotReady(AppError):
    """The installation is not complete; the message names the command that completes it."""

    code = "not_ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class DatabaseUnavailable(AppError):
    """The database can't be opened or used."""

    code = "database_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
