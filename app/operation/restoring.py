"""Puts a backup back: into an empty home folder and an empty database, checked before and verified after."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from app.operation.backups import KEYS, MANIFEST, PARTS, TEXTS, UPLOADS, check_backup, members
from app.operation.database_copies import POSTGRESQL, SQLITE, file_of, load_postgresql, require_empty
from app.operation.errors import BadBackup, PlaceNotEmpty
from app.vault.master_key import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from app.operation.backups import Kept
    from app.settings import Settings

_DRAFT: Final = ".restoring"
_MAY_BE_THERE: Final = frozenset({FILE_NAME, "audit.key", "audit.key.pub"})
"""Keys that were put back by hand, since the backup may hold none."""


def restore(path: Path, settings: Settings) -> Kept:
    """Put everything in its place; whoever calls then opens the database and verifies its log.

    Raises:
        BadBackup: the file is damaged, or is of another kind of database than the settings name.
        PlaceNotEmpty: the home folder or the database is not empty.
        ToolMissing: pg_restore is needed, and is not there or failed.
    """
    kept = check_backup(path)
    _require_place(settings, kept)
    draft = settings.home / _DRAFT
    try:
        draft.mkdir(parents=True, mode=0o700)
        for name, content in members(path):
            if name != MANIFEST:
                _write(draft / name, content)
        _put_in_place(draft, settings, kept)
    except OSError as error:
        raise BadBackup(f"{path} can't be put into {settings.home} ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return kept


def _require_place(settings: Settings, kept: Kept) -> None:
    home = settings.home
    there = {one.name for one in home.iterdir()} if home.is_dir() else set()
    if there - _MAY_BE_THERE:
        raise PlaceNotEmpty(f"{home} is not empty ({min(there - _MAY_BE_THERE)}); name another folder")
    if kept.has_keys and there:
        raise PlaceNotEmpty(f"{home} has keys, and so does the backup; take away those that are not wanted")
    if kept.is_postgresql != settings.database.startswith("postgresql"):
        kind = "PostgreSQL" if kept.is_postgresql else "SQLite"
        raise BadBackup(f"it is the backup of a {kind} database; set ZHIBAN_DATABASE_URL to an empty one")
    if kept.is_postgresql:
        require_empty(settings.database)
    elif file_of(settings.database).exists():
        raise PlaceNotEmpty(f"{file_of(settings.database)} is there already; name another database")


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(content, file)


def _put_in_place(draft: Path, settings: Settings, kept: Kept) -> None:
    """The keys first, the database last: what is there halfway is no installation yet."""
    keys = {FILE_NAME: settings.master_key_file or settings.home / FILE_NAME, "audit.key": settings.audit_key}
    for name, place in keys.items():
        if (draft / KEYS / name).is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            (draft / KEYS / name).replace(place)
    for name, folder in ((UPLOADS, settings.uploads_dir), (PARTS, settings.parts_dir), (TEXTS, settings.texts_dir)):
        if (draft / name).is_dir():
            shutil.move(draft / name, folder)
    if kept.is_postgresql:
        load_postgresql(settings.database, draft / POSTGRESQL)
    else:
        database = file_of(settings.database)
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(draft / SQLITE, database)
