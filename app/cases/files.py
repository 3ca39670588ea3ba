"""Uploads on disk, each under the SHA-256 of its bytes."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from app.errors import DatabaseUnavailable, NotFound

if TYPE_CHECKING:
    from pathlib import Path


class FileStore:
    """A folder of files named by content; saving the same bytes twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, sha256: str, content: bytes) -> None:
        """Write the bytes so that after a kill there is the whole file or none.

        Raises:
            DatabaseUnavailable: the folder can't be written.
        """
        path = self._path(sha256)
        try:
            if path.exists() and path.read_bytes() == content:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(beside, path)  # noqa: PTH105  names the atomic call
                _sync_folder(path.parent)
            except OSError:
                os.unlink(beside)  # noqa: PTH108  beside the call that made it
                raise
        except OSError as error:
            raise DatabaseUnavailable(f"uploads can't be stored in {self._folder} ({error.strerror})") from error

    def read(self, sha256: str) -> bytes:
        """The bytes, or NotFound."""
        try:
            return self._path(sha256).read_bytes()
        except OSError as error:
            raise NotFound("the file of this case is not in the store") from error

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():  # noqa: PLR2004  a SHA-256 in hex
            raise NotFound("there is no such file")
        return self._folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
