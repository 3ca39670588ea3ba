"""The master key: 32 bytes in a file of their own, apart from the database that they open."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from app.vault.errors import MasterKeyMissing, MasterKeyUnusable
from app.vault.keys import KEY_BYTES, new_secret

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "master.key"
"""In the home folder, when no other file is set."""
_BEGINS: Final = "zhiban-master-key-1 "
_OTHERS: Final = stat.S_IROTH | stat.S_IWOTH


def read_master_key(path: Path) -> bytes:
    """The key in the file.

    Raises:
        MasterKeyMissing: there is no such file.
        MasterKeyUnusable: it can't be read, holds no key, or everybody on the machine may read it.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise MasterKeyMissing(
            f"the master key is not in {path}, and without it nothing sealed can be read;"
            " put the file back, or set ZHIBAN_MASTER_KEY_FILE"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a key file"
        raise MasterKeyUnusable(f"the master key in {path} can't be read ({reason})") from error
    if mode & _OTHERS:
        raise MasterKeyUnusable(f"everybody on this machine may read {path}; run `chmod 600 {path}`")
    try:
        key = base64.b64decode(text.removeprefix(_BEGINS), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(_BEGINS) or len(key) != KEY_BYTES:
        raise MasterKeyUnusable(f"{path} holds no master key; put back the file that `zhiban` made")
    return key


def create_master_key(path: Path) -> bytes:
    """A new key in a new file that only its owner may read; when another process was first, that one's key.

    Raises:
        MasterKeyUnusable: the file can't be written.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, _BEGINS + base64.b64encode(new_secret()).decode() + "\n")
        with suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
        _sync(path.parent)
    except OSError as error:
        raise MasterKeyUnusable(f"the master key can't be written to {path} ({error.strerror})") from error
    return read_master_key(path)


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the name itself survive a power cut: a key that is lost takes all that it sealed with it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
