"""What can stand in the way of keeping, erasing or handing out personal data.

AppError ─ NotYetErasable
         └ BadInput ─ BadRetention
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class NotYetErasable(AppError):
    """The case is still needed: it goes on, or its retention period runs. Wait for it, or stop using what it holds."""

    code = "not_yet_erasable"
    status = HTTPStatus.CONFLICT


class BadRetention(BadInput):
    """A retention rule needs an item that exists, a number of days and the provision it rests on."""

    code = "bad_retention"
