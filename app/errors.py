"""What can go wrong at the edge, said in one line to the person; nothing is written when one is raised.

AppError ─ BadInput(BadApplication · BadUpload · BadRecords · BadProfile · NotStorable) · BadSetting · NotFound
         │ NotDecidedYet · DatabaseUnavailable(WrongSchema) · TooMany
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


class NotDecidedYet(AppError):
    """The documents of a case are still being read."""

    code = "not_decided_yet"
    status = HTTPStatus.CONFLICT

    def __init__(self, case_no: str) -> None:
        super().__init__(f"the documents of {case_no} are still being read; ask again in a moment")


class NotReady(AppError):
    """The installation is not complete; the message names the command that completes it."""

    code = "not_ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class DatabaseUnavailable(AppError):
    """The database can't be opened or used."""

    code = "database_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class TooMany(AppError):
    """Too much at once; `wait_s` says after how many seconds to try again."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, wait_s: int) -> None:
        super().__init__(message)
        self.headers = {"retry-after": str(wait_s)}


class WrongSchema(DatabaseUnavailable):
    """The tables of the database are of another version than the code; the message says how to bring them together."""

    code = "wrong_schema"


class NotStorable(BadInput):
    """A text is longer than the database keeps it, or has a character that it can't keep."""

    code = "not_storable"
