"""The files of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.application import Upload
from extractors.files.limits import Limits

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile


def received(file: UploadFile) -> Upload:
    """The bytes of one part, no more than one byte over the limit: the reader then refuses it by its size."""
    return Upload(name=(file.filename or "document")[:200], content=file.file.read(Limits().bytes + 1))
