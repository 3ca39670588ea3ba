"""What can go wrong with backups."""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadBackup(BadInput):
    """The file is no whole backup, or can't be read or written; the message says what is wrong with it."""

    code = "bad_backup"


class PlaceNotEmpty(BadInput):
    """There is an installation where a backup is to be restored to; name an empty folder and an empty database."""

    code = "place_not_empty"


class ToolMissing(AppError):
    """A program that PostgreSQL brings is not on the PATH, or failed; the message names it."""

    code = "tool_missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
