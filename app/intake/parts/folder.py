"""The bytes of uploads in parts: a file that grows part by part, and one that holds the sealed whole once complete."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from app.errors import DatabaseUnavailable, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_WHOLE: Final = ".whole"


class PartsFolder:
    """Names are upload ids, which are random and never reused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def held(self, upload_id: str) -> Iterator[OpenUpload]:
        """The file, for one writer at a time, of whatever process."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._folder / upload_id, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield OpenUpload(handle)
        except OSError as error:
            raise self._unusable(error) from error
        finally:
            os.close(handle)

    def keep_whole(self, upload_id: str, sealed: bytes) -> None:
        """Write the whole durably beside the parts."""
        try:
            with (self._folder / (upload_id + _WHOLE)).open("wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(error) from error

    def whole(self, upload_id: str) -> bytes:
        """The sealed whole, or NotFound."""
        try:
            return (self._folder / (upload_id + _WHOLE)).read_bytes()
        except OSError as error:
            raise NotFound("the file of this upload is gone; send it again") from error

    def drop_parts(self, upload_id: str) -> None:
        with suppress(OSError):
            (self._folder / upload_id).unlink()

    def remove(self, upload_id: str) -> None:
        self.drop_parts(upload_id)
        with suppress(OSError):
            (self._folder / (upload_id + _WHOLE)).unlink()

    def upload_ids(self) -> set[str]:
        """Every upload that has a file."""
        try:
            return {one.name.removesuffix(_WHOLE) for one in self._folder.iterdir()}
        except OSError:
            return set()

    def _unusable(self, error: OSError) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"uploads can't be stored in {self._folder} ({error.strerror})")


class OpenUpload:
    """A file that is held."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def append(self, offset: int, content: bytes) -> None:
        """Write durably after `offset` bytes, whatever stood behind them: what a killed process left is cut off."""
        os.ftruncate(self._handle, offset)
        written = 0
        while written < len(content):
            written += os.pwrite(self._handle, content[written:], offset + written)
        os.fsync(self._handle)

    def read(self, offset: int, size_bytes: int) -> bytes:
        return os.pread(self._handle, size_bytes, offset)

    @property
    def size_bytes(self) -> int:
        return os.fstat(self._handle).st_size
