"""Signatures of webhooks, as the Standard Webhooks specification has them: HMAC-SHA256 of `id.timestamp.body`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from app.webhooks.errors import BadSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
TOLERANCE_S: Final = 300
"""How far the timestamp may be from the receiver's clock, either way."""

_PREFIX: Final = "whsec_"
_VERSION: Final = "v1"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that a delivery carries."""
    return {ID: id_, TIMESTAMP: str(timestamp), SIGNATURE: f"{_VERSION},{_signature(secret, id_, timestamp, body)}"}


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The id of a delivery that is what was sent, and recent; act once on each id.

    Args:
        headers: their names in lower case.
        now: seconds since 1970, of the receiver's clock.

    Raises:
        BadSignature: do not act on it.
    """
    id_, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not id_ or not (stamp.isascii() and stamp.isdigit()) or len(stamp) > len(str(2**63)):
        raise BadSignature(f"a webhook has the headers {ID}, {TIMESTAMP} and {SIGNATURE}; one is missing or malformed")
    if abs(now - int(stamp)) > TOLERANCE_S:
        raise BadSignature(f"the webhook was signed more than {TOLERANCE_S} seconds from now; set the clock right")
    expected = f"{_VERSION},{_signature(secret, id_, int(stamp), body)}".encode()
    given = [one.encode("utf-8", "surrogatepass") for one in headers.get(SIGNATURE, "").split(" ")]
    fits = [hmac.compare_digest(one, expected) for one in given]
    if not any(fits):
        raise BadSignature("the signature does not fit the body and the secret of this subscription")
    return id_


def _signature(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    content = f"{id_}.{timestamp}.".encode("utf-8", "surrogatepass") + body
    return base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature(f"the secret is not one of a subscription: it begins with {_PREFIX}") from error
