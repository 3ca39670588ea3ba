"""Data keys, and how each is wrapped by the master key: the database holds them wrapped only."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.vault.errors import MasterKeyUnusable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class KeyPurpose(StrEnum):
    SEAL = "seal"
    """Personal data and files; the newest key seals, older ones still open."""
    INDEX = "index"
    """Finds a person's cases without their number; there is one, and it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    key_id: int
    purpose: KeyPurpose
    secret: bytes = field(repr=False)


def new_secret() -> bytes:
    return os.urandom(KEY_BYTES)


def wrap(master: bytes, key: DataKey) -> bytes:
    """The key's secret under the master key, bound to its number and purpose."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key.secret, _bound(key.key_id, key.purpose))


def unwrap(master: bytes, key_id: int, purpose: KeyPurpose, wrapped: bytes) -> DataKey:
    """The key again.

    Raises:
        MasterKeyUnusable: it was wrapped by another master key, or changed since.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        secret = AESGCM(master).decrypt(nonce, sealed, _bound(key_id, purpose))
    except (InvalidTag, ValueError) as error:
        raise MasterKeyUnusable(
            f"data key {key_id} of this database was wrapped by another master key;"
            " set ZHIBAN_MASTER_KEY_FILE to the file that belongs to it"
        ) from error
    return DataKey(key_id=key_id, purpose=purpose, secret=secret)


def _bound(key_id: int, purpose: KeyPurpose) -> bytes:
    return f"zhiban data key {key_id} {purpose.value}".encode()
