"""What can be wrong with files that come in, and with the place where they are kept.

AppError ─ BadInput ─ BadUpload(InfectedUpload)
         │ TooMany ─ QuotaUsedUp
         │ DatabaseUnavailable ─ StorageUnavailable
         └ ScannerUnavailable
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from app.errors import AppError, BadUpload, DatabaseUnavailable, TooMany


class StorageUnavailable(DatabaseUnavailable):
    """Files can't be kept or fetched now: the disk is full, or the folder or object store can't be reached."""

    code = "storage_unavailable"


class InfectedUpload(BadUpload):
    """The virus scanner found something in a file; nothing of it is kept. Clean the machine and send the file anew."""

    code = "infected_upload"


class QuotaUsedUp(TooMany):
    """Too many files or bytes were sent today; go on tomorrow."""

    code = "upload_quota_used_up"


class ScannerUnavailable(AppError):
    """The virus scanner gives no answer, and no file is taken in unscanned: try again in a moment."""

    code = "scanner_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE


OF_FILES: Final = (BadUpload, InfectedUpload, QuotaUsedUp, ScannerUnavailable, StorageUnavailable)
"""What any route that takes files may answer."""
