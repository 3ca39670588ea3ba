"""What can be wrong with a file that is sent in parts.

AppError ─ BadPart · PartConflict · TooManyUploads
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadPart(BadInput):
    """A part or the whole file is not what was announced; begin the upload again."""

    code = "bad_part"


class PartConflict(AppError):
    """The part does not follow what was received; ask for the state and go on from `received_bytes`."""

    code = "part_conflict"
    status = HTTPStatus.CONFLICT


class TooManyUploads(AppError):
    """There are too many unfinished or unused uploads; submit, finish or delete some."""

    code = "too_many_uploads"
    status = HTTPStatus.TOO_MANY_REQUESTS
