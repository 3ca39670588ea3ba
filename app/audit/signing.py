"""The key pair of this installation that signs checkpoints and exports (Ed25519)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from app.audit.errors import AuditKeyUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE: Final = "audit.key"
PUBLIC_SUFFIX: Final = ".pub"


class Signer:
    """Signs with the private key; `public_key` is 32 bytes in hex."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes_raw().hex()

    def sign(self, statement: bytes) -> str:
        return self._key.sign(statement).hex()


def open_signer(path: Path) -> Signer:
    """The key in the file; one is made where there is none, its public half beside it.

    Raises:
        AuditKeyUnusable: it can't be read, or a new one can't be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        if not path.exists():
            _make(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no private key"
        raise AuditKeyUnusable(
            f"{path}: {reason}; put the key back, or remove the file to begin with a new one"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise AuditKeyUnusable(f"{path}: it is no Ed25519 key; remove the file to begin with a new one")
    return Signer(key)


def _make(path: Path) -> None:
    """Written beside and linked into place: of two processes that make one at once, the first keeps."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        path.with_name(path.name + PUBLIC_SUFFIX).write_text(Signer(key).public_key + "\n", encoding="ascii")
    except FileExistsError:
        return
    finally:
        draft.unlink()


def is_signed(statement: bytes, signature: str, public_key: str) -> bool:
    """Whether the signature is of that statement by that key; both are written in one way only, in small hex."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signed, key = bytes.fromhex(signature), bytes.fromhex(public_key)
        if (signed.hex(), key.hex()) != (signature, public_key):
            return False
        Ed25519PublicKey.from_public_bytes(key).verify(signed, statement)
    except (ValueError, InvalidSignature):
        return False
    return True
