"""Where files are kept: a folder, or whatever fsspec reaches, such as an S3-compatible object store."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from app.errors import BadSetting
from app.storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Place(Protocol):
    """Named bytes. Whoever puts gets them back whole, or an older whole, or nothing: never a part."""

    def put(self, name: str, content: bytes) -> None:
        """Durable when it returns; in place of what had the name. Raises StorageUnavailable."""

    def get(self, name: str) -> bytes | None:
        """The bytes, None when there are none. Raises StorageUnavailable."""

    def touch(self, name: str, content: bytes) -> None:
        """Have bytes that are there count as put now."""

    def age_s(self, name: str) -> float | None:
        """Seconds since it was put, None when it is not there. Raises StorageUnavailable."""

    def remove(self, name: str) -> None:
        """Gone afterwards, whether or not it was there. Raises StorageUnavailable."""

    def names(self) -> Iterator[str]:
        """Every name, in no order. Raises StorageUnavailable."""


class Folder:
    """A folder of this machine, with a folder in it for each first two characters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        try:
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
                with suppress(FileNotFoundError):
                    os.unlink(beside)  # noqa: PTH108  beside the call that made it
                raise
        except OSError as error:
            raise self._unusable("stored", error) from error

    def get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._unusable("read", error) from error

    def touch(self, name: str, content: bytes) -> None:
        del content
        with suppress(OSError):
            os.utime(self._path(name))

    def age_s(self, name: str) -> float | None:
        try:
            return time.time() - self._path(name).stat().st_mtime
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._unusable("read", error) from error

    def remove(self, name: str) -> None:
        path = self._path(name)
        try:
            path.unlink()
            _sync_folder(path.parent)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise self._unusable("removed", error) from error

    def names(self) -> Iterator[str]:
        try:
            for path in self._folder.glob("??/*"):
                if not path.name.startswith("tmp"):
                    yield path.name
        except OSError as error:
            raise self._unusable("listed", error) from error

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _unusable(self, what: str, error: OSError) -> StorageUnavailable:
        return StorageUnavailable(f"uploads can't be {what} in {self._folder} ({error.strerror})")


class Elsewhere:
    """What fsspec reaches by a URL. An object is there whole once its writing is closed, as S3 has it."""

    def __init__(self, url: str) -> None:
        try:
            from fsspec.core import url_to_fs

            self._files, self._root = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise BadSetting(
                f"ZHIBAN_FILES_URL: {url.partition(':')[0]}:// can't be used ({error}); for s3:// install zhiban[s3]"
            ) from error

    def put(self, name: str, content: bytes) -> None:
        self._ask("stored", lambda: self._files.pipe_file(self._path(name), content))

    def get(self, name: str) -> bytes | None:
        def fetch() -> bytes | None:
            try:
                return bytes(self._files.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

        content: bytes | None = self._ask("read", fetch)
        return content

    def touch(self, name: str, content: bytes) -> None:
        self.put(name, content)

    def age_s(self, name: str) -> float | None:
        def ask() -> float | None:
            try:
                put_at: datetime = self._files.modified(self._path(name))
            except FileNotFoundError:
                return None
            return (datetime.now(UTC) - put_at).total_seconds()

        age: float | None = self._ask("read", ask)
        return age

    def remove(self, name: str) -> None:
        def forget() -> None:
            with suppress(FileNotFoundError):
                self._files.rm_file(self._path(name))

        self._ask("removed", forget)

    def names(self) -> Iterator[str]:
        found = self._ask("listed", lambda: self._files.find(self._root))
        yield from (path.rpartition("/")[2] for path in found)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name}"

    def _ask(self, what: str, ask: Any) -> Any:  # noqa: ANN401  fsspec has no types
        """Every file system has its own errors: whatever it is, the files can't be had now."""
        try:
            return ask()
        except Exception as error:
            raise StorageUnavailable(
                f"uploads can't be {what} ({type(error).__name__}); check ZHIBAN_FILES_URL"
            ) from error


def place_of(url: str, folder: Path) -> Place:
    """Where the URL says; the folder when it is empty."""
    if not url:
        return Folder(folder)
    if url.startswith("file://"):
        from pathlib import Path

        return Folder(Path(url.removeprefix("file://")))
    return Elsewhere(url)


def _sync_folder(folder: Path) -> None:
    """Make the change of names itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
