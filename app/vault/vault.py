"""Seals what is personal and opens it again, and finds a person by number without holding the number.

A sealed value is `zs1`, the number of its data key (4 bytes), a nonce (12 bytes), and AES-256-GCM's ciphertext with
tag. Where it belongs (`context`) and the key's number are authenticated with it: moved elsewhere it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import AppError
from app.vault.errors import SealBroken, VaultError
from app.vault.keys import NONCE_BYTES, DataKey, KeyPurpose, new_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"zs1"
_HEAD_BYTES: Final = len(MAGIC) + 4
LOOKED_AGAIN_S: Final = 60.0
"""How old the keys may be that a process seals with: by then it has heard of a new one."""
TRUSTED_S: Final = 1800.0
"""How old they may be when they can't be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ring:
    """The keys as they were read at one time."""

    sealers: Mapping[int, AESGCM]
    newest: int
    index: bytes
    read_at: float


class Vault:
    """The keys of one database. Threads may share it.

    Args:
        load: reads every data key; asked again once a minute, and for a key that is not known.
    """

    def __init__(self, load: Callable[[], Sequence[DataKey]]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._ring = _ring(load())

    @property
    def newest_key(self) -> int:
        """The number of the key that seals now."""
        return self._fresh().newest

    def seal(self, context: str, plain: bytes) -> bytes:
        ring = self._fresh()
        head, nonce = MAGIC + ring.newest.to_bytes(4, "big"), os.urandom(NONCE_BYTES)
        return head + nonce + ring.sealers[ring.newest].encrypt(nonce, plain, head + context.encode())

    def open(self, context: str, sealed: bytes) -> bytes:
        """What was sealed for that context.

        Raises:
            SealBroken: changed, sealed for another context, or with a key that is gone.
        """
        from cryptography.exceptions import InvalidTag

        key_id = key_of(sealed)
        head, rest = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return self._sealer(key_id, context).decrypt(nonce, body, head + context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"a sealed value of {context} was changed, or moved there from elsewhere") from error

    def index(self, text: str) -> str:
        """What `text` is found by: the same for the same text, and nothing of it can be told from it or tried out."""
        return "#" + hmac.new(self._ring.index, text.encode(), hashlib.sha256).hexdigest()

    def reload(self) -> None:
        """Read the keys anew, because they were changed a moment ago."""
        with self._loading:
            self._ring = _ring(self._load())

    def _sealer(self, key_id: int, context: str) -> AESGCM:
        if key_id not in self._ring.sealers:
            self.reload()
        found = self._ring.sealers.get(key_id)
        if found is None:
            raise SealBroken(f"a value of {context} is sealed with data key {key_id}, which this database has not")
        return found

    def _fresh(self) -> _Ring:
        """The keys, read within the last minute; one thread looks again while the others go on with what there is.

        They do for half an hour when looking fails, as it does while a master key is exchanged: a key is destroyed no
        sooner than an hour after the next one was made.
        """
        age = time.monotonic() - self._ring.read_at
        if age > LOOKED_AGAIN_S and self._loading.acquire(blocking=False):
            try:
                self._ring = _ring(self._load())
            except AppError:
                if age > TRUSTED_S:
                    raise
            finally:
                self._loading.release()
        return self._ring


def passing_vault() -> Vault:
    """A vault whose keys are gone with the process: for what is never kept."""
    keys = [
        DataKey(key_id=key_id, purpose=purpose, secret=new_secret())
        for key_id, purpose in ((1, KeyPurpose.SEAL), (2, KeyPurpose.INDEX))
    ]
    return Vault(lambda: keys)


def is_sealed(value: bytes) -> bool:
    return value.startswith(MAGIC) and len(value) > _HEAD_BYTES + NONCE_BYTES


def key_of(sealed: bytes) -> int:
    """The number of the data key that a value is sealed with, or SealBroken."""
    if not is_sealed(sealed):
        raise SealBroken("a value that has to be sealed is not; restore it from a backup")
    return int.from_bytes(sealed[len(MAGIC) : _HEAD_BYTES], "big")


def _ring(keys: Sequence[DataKey]) -> _Ring:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealers = {key.key_id: AESGCM(key.secret) for key in keys if key.purpose is KeyPurpose.SEAL}
    index = next((key.secret for key in keys if key.purpose is KeyPurpose.INDEX), None)
    if not sealers or index is None:
        raise VaultError("the database has lost its data keys; restore it from a backup")
    return _Ring(sealers=sealers, newest=max(sealers), index=index, read_at=time.monotonic())
