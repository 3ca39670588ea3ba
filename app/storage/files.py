"""Files of cases, each once, sealed, under a name that is made of its content and a key.

The name is no plain SHA-256: whoever sees a listing of the folder or bucket can't tell whether a file that they have
was filed here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from app.errors import NotFound
from app.storage.places import place_of
from app.vault.errors import SealBroken
from app.vault.vault import is_sealed, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.storage.places import Place
    from app.vault.vault import Vault

_SHA256_CHARS: Final = 64
_CONTEXT: Final = "file "
JUST_SAVED_S: Final = 3600.0
"""Files are saved before their case is written; that takes seconds."""


class FileStore:
    """Content-addressed; saving the same bytes twice is one file."""

    def __init__(self, place: Place, vault: Vault) -> None:
        self._place, self._vault = place, vault

    def save(self, sha256: str, content: bytes) -> None:
        """Keep the bytes, so that after a kill there is the whole file or none; one that was damaged is written anew.

        Raises:
            StorageUnavailable: they can't be kept.
        """
        name = self._name(sha256)
        sealed = self._place.get(name)
        if sealed is not None and self._holds(name, sealed, content):
            self._place.touch(name, sealed)
        else:
            self._place.put(name, self._vault.seal(_CONTEXT + name, content))

    def read(self, sha256: str) -> bytes:
        """The bytes, or NotFound.

        Raises:
            SealBroken: the file was changed.
            StorageUnavailable: it can't be fetched now.
        """
        name = self._name(sha256)
        sealed = self._place.get(name)
        content = self._from_before(sha256) if sealed is None else self._vault.open(_CONTEXT + name, sealed)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise SealBroken("a stored file is not the one that was filed; restore it from a backup")
        return content

    def remove(self, sha256: str) -> bool:
        """Forget the bytes; False when they were saved a moment ago, perhaps for a case that is being written."""
        age_s = self._place.age_s(self._name(sha256))
        if age_s is not None and age_s < JUST_SAVED_S:
            return False
        self._place.remove(self._name(sha256))
        self._place.remove(sha256)
        return True

    def names(self) -> Iterator[str]:
        """The names in the store, for those who go through all of it."""
        return self._place.names()

    def reseal(self, name: str) -> bool:
        """Seal a stored file with the newest key; False when it is, or is gone.

        One from before files were sealed stands under its SHA-256; it gets its name as well.
        """
        sealed = self._place.get(name)
        if sealed is None or (is_sealed(sealed) and key_of(sealed) == self._vault.newest_key):
            return False
        if is_sealed(sealed):
            self._place.put(name, self._vault.seal(_CONTEXT + name, self._vault.open(_CONTEXT + name, sealed)))
        elif hashlib.sha256(sealed).hexdigest() == name:
            self.save(name, sealed)
            self._place.remove(name)
        else:
            raise SealBroken(f"the stored file {name} was changed; restore it from a backup")
        return True

    def key_of(self, name: str) -> int | None:
        """The data key that a stored file is sealed with, 0 from before files were sealed; None when it is gone."""
        sealed = self._place.get(name)
        if sealed is None:
            return None
        return key_of(sealed) if is_sealed(sealed) else 0

    def _from_before(self, sha256: str) -> bytes:
        """A file that was kept before files were sealed."""
        content = self._place.get(sha256)
        if content is None:
            raise NotFound("the file of this case is not in the store")
        return content

    def _holds(self, name: str, sealed: bytes, content: bytes) -> bool:
        try:
            return self._vault.open(_CONTEXT + name, sealed) == content
        except SealBroken:
            return False

    def _name(self, sha256: str) -> str:
        if len(sha256) != _SHA256_CHARS or not sha256.isalnum():
            raise NotFound("there is no such file")
        return self._vault.index(f"file {sha256}").removeprefix("#")


def open_files(folder: Path, vault: Vault, url: str = "") -> FileStore:
    """The store in that folder, or where the URL says."""
    return FileStore(place_of(url, folder), vault)
