"""One file that holds an installation: its database at one instant, the files of its cases, and the texts it took in.

The database is copied first. The files are named by their content and never changed, so those that come after it do no
harm, and none that it names is missing.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from app.db.engine import reading
from app.db.schema import version_of
from app.operation.database_copies import POSTGRESQL, SQLITE, copy_sqlite, dump_postgresql, file_of
from app.operation.errors import BadBackup
from app.vault.master_key import FILE_NAME
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.settings import Settings

FORMAT: Final = "zhiban backup 1"
MANIFEST: Final = "manifest.json"
UPLOADS, PARTS, TEXTS, KEYS = "uploads", "parts", "texts", "keys"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds. `files` gives size and SHA-256 by the name inside it."""

    made_at: str
    version: str
    has_keys: bool
    files: dict[str, tuple[int, str]]

    @property
    def is_postgresql(self) -> bool:
        return POSTGRESQL in self.files

    def to_bytes(self) -> bytes:
        return canonical_json(
            {
                "format": FORMAT,
                "made_at": self.made_at,
                "version": self.version,
                "has_keys": self.has_keys,
                "files": {name: {"bytes": size, "sha256": sha256} for name, (size, sha256) in self.files.items()},
            }
        )


def back_up(settings: Settings, engine: Engine, clock: Clock, target: Path, *, with_keys: bool) -> Kept:
    """Write the backup, read it again and hold it against its own list; only then it gets its name.

    Args:
        with_keys: also the keys, with which all of it can be read: then the file itself has to be locked away.

    Raises:
        BadBackup: the file is there already or can't be written, or what was read again is not what was written.
        ToolMissing: pg_dump is needed, and is not there or failed.
    """
    if target.exists():
        raise BadBackup(f"{target} is there already; name another file")
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.touch(mode=0o600)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            written = _write(settings, engine, clock, draft, Path(folder), with_keys=with_keys)
        if check_backup(draft) != written:
            raise BadBackup(f"{target}: what was read again is not what was written; try another disk")
        draft.replace(target)
    except OSError as error:
        raise BadBackup(f"{target} can't be written ({error.strerror})") from error
    finally:
        draft.unlink(missing_ok=True)
    return written


def check_backup(path: Path) -> Kept:
    """What the file holds, when it is whole.

    Raises:
        BadBackup: a file in it is missing, changed, or not on its list; or it is no backup.
    """
    found: dict[str, tuple[int, str]] = {}
    kept: Kept | None = None
    try:
        for name, content in members(path):
            if name == MANIFEST:
                kept = _manifest(path, content.read())
            else:
                found[name] = _digest(content)
    except (OSError, tarfile.TarError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no backup, or it was cut off"
        raise BadBackup(f"{path}: {reason}") from error
    if kept is None:
        raise BadBackup(f"{path} has no list of its files: it is no backup, or it was cut off")
    differing = sorted(name for name in found.keys() | kept.files.keys() if found.get(name) != kept.files.get(name))
    if differing:
        raise BadBackup(f"{path} is damaged: {differing[0]} is not as it was written")
    return kept


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every file in it, one after the other, each to be read before the next.

    Raises:
        BadBackup: it holds anything but plain files with names that stay inside.
        OSError, TarError: it can't be read, or ends too early; so may reading what is in it.
    """
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() and _stays_inside(member.name) else None
            if content is None:
                raise BadBackup(f"{path} holds '{member.name[:80]}', which no backup does")
            yield member.name, content


def _write(settings: Settings, engine: Engine, clock: Clock, draft: Path, folder: Path, *, with_keys: bool) -> Kept:
    files: dict[str, tuple[int, str]] = {}
    made_at = clock.now().isoformat()
    with reading(engine) as connection:
        version = version_of(connection) or ""
    with tarfile.open(draft, "w:", format=tarfile.PAX_FORMAT) as tar:
        name = POSTGRESQL if engine.dialect.name == "postgresql" else SQLITE
        copy = folder / name
        if name == POSTGRESQL:
            dump_postgresql(settings.database, copy)
        else:
            copy_sqlite(file_of(settings.database), copy)
        files[name] = _add(tar, copy, name)
        for one, place in _files(settings, with_keys=with_keys):
            try:
                files[one] = _add(tar, place, one)
            except FileNotFoundError:  # erased since the folder was listed
                continue
        kept = Kept(made_at=made_at, version=version, has_keys=with_keys, files=files)
        content = kept.to_bytes()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(content)
        tar.addfile(about, io.BytesIO(content))
    return kept


def _files(settings: Settings, *, with_keys: bool) -> Iterator[tuple[str, Path]]:
    for name, folder in (
        (UPLOADS, settings.uploads_dir),
        (PARTS, settings.parts_dir),
        (TEXTS, settings.texts_dir),
    ):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
    if with_keys:
        for path in (settings.master_key_file or settings.home / FILE_NAME, settings.audit_key):
            if path.is_file():
                yield f"{KEYS}/{FILE_NAME if path != settings.audit_key else path.name}", path


def _add(tar: tarfile.TarFile, path: Path, name: str) -> tuple[int, str]:
    """Exactly what is read now goes in, however the file changes meanwhile."""
    with path.open("rb") as file:
        about = tar.gettarinfo(arcname=name, fileobj=file)
        about.uid, about.gid, about.uname, about.gname, about.mode = 0, 0, "", "", 0o600
        counted = _Counted(file, about.size)
        tar.addfile(about, counted)
    return about.size, counted.sha256


class _Counted(io.RawIOBase):
    """Hashes what is read of it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left, self._hash = file, size, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        self._hash.update(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def _digest(content: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()


def _manifest(path: Path, content: bytes) -> Kept:
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise BadBackup(f"{path} is a backup of another release ({str(data['format'])[:40]})")
        return Kept(
            made_at=str(data["made_at"]),
            version=str(data["version"]),
            has_keys=bool(data["has_keys"]),
            files={str(name): (int(one["bytes"]), str(one["sha256"])) for name, one in data["files"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup(f"{path} is damaged: its list of files can't be read") from error


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not any(part in {"", ".", ".."} or "\\" in part for part in parts)
