"""What can go wrong with keys and with what is sealed by them; nothing unreadable is ever passed on as if it were text.

VaultError ─ MasterKeyMissing · MasterKeyUnusable · SealBroken · KeyInUse
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError


class VaultError(AppError):
    """Personal data can't be sealed or opened."""

    code = "vault_error"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class MasterKeyMissing(VaultError):
    """The database holds sealed data and the file of its master key is not there: put it back from its safe place."""

    code = "master_key_missing"


class MasterKeyUnusable(VaultError):
    """The file of the master key is none, may be read by everybody, or is of another database."""

    code = "master_key_unusable"


class SealBroken(VaultError):
    """A sealed value was changed, belongs elsewhere, or its key is gone; restore it from a backup."""

    code = "seal_broken"


class KeyInUse(VaultError):
    """A key can't be destroyed yet: something is still sealed with it, or it was in use a moment ago."""

    code = "key_in_use"
    status = HTTPStatus.CONFLICT
