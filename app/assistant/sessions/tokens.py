"""The secret of a conversation: who has it may read and go on; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def sha256_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
