"""Checks that a webhook was sent by the service: HMAC-SHA256 of `id.timestamp.body`, as Standard Webhooks has it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Final

from zhiban_client.errors import BadSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

TOLERANCE_S: Final = 300


def verify_webhook(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> str:
    """The id of the delivery. It may come again under the same id: act on each id once.

    Args:
        headers: of the request, in whatever case.
        body: as received, before anything parsed it.
        now: seconds since 1970; of this machine's clock when left out.

    Raises:
        BadSignature: do not act on it.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id_, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not id_ or not (stamp.isascii() and stamp.isdigit()) or len(stamp) > len(str(2**63)):
        raise BadSignature("a header of the webhook is missing or malformed")
    if abs((time.time() if now is None else now) - int(stamp)) > TOLERANCE_S:
        raise BadSignature(f"signed more than {TOLERANCE_S} seconds from now")
    expected = b"v1," + base64.b64encode(
        hmac.new(_key(secret), f"{id_}.{stamp}.".encode("utf-8", "surrogatepass") + body, hashlib.sha256).digest()
    )
    signatures = given.get("webhook-signature", "").encode("utf-8", "surrogatepass").split(b" ")
    if not any(hmac.compare_digest(one, expected) for one in signatures):
        raise BadSignature("the signature does not fit the body and this secret")
    return id_


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature("the secret is not one of a subscription: it begins with whsec_") from error
