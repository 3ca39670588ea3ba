"""Which system a key is: looked up once in a few seconds, so that the decision path does not wait for the database."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.accounts.errors import BadKey
from app.accounts.keys import parts_of, sha256_of
from app.clock import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.accounts.keys import ApiKey, Keys
    from app.accounts.principal import Principal

KEPT_S: Final = 5.0
"""How long a key that was revoked elsewhere may still work here."""
_MOST_KEPT: Final = 1000


class KeyRing:
    """Only keys that exist are kept, so that guesses push none out."""

    def __init__(self, keys: Keys, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._clock_s = clock_s
        self._kept: OrderedDict[str, tuple[ApiKey, Principal, float]] = OrderedDict()

    def at_once(self, given: str) -> Principal | None:
        """The system, when the key was looked up a moment ago; None when it must be looked up.

        Raises:
            BadKey: it is no key, or good no more.
        """
        key_id, secret = _parts(given)
        kept = self._kept.get(key_id)
        if kept is None or self._clock_s() - kept[2] >= KEPT_S:
            return None
        key, principal, _ = kept
        now = self._keys.clock.now()
        if not (_is_right(key, secret) and key.is_good(now)):
            raise BadKey
        return principal if key.used_on == today(self._keys.clock).isoformat() else None

    def looked_up(self, given: str) -> Principal:
        """The system, from the database; notes that its key is in use.

        Raises:
            BadKey: there is no such key, or it is good no more.
        """
        key_id, secret = _parts(given)
        at_s = self._clock_s()
        key = self._keys.find(key_id)
        if key is None or not (_is_right(key, secret) and key.is_good(self._keys.clock.now())):
            self._kept.pop(key_id, None)
            raise BadKey
        key = replace(key, used_on=self._keys.used(key))
        principal = key.principal()
        self._kept[key_id] = (key, principal, at_s)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return principal


def _parts(given: str) -> tuple[str, str]:
    parts = parts_of(given)
    if parts is None:
        raise BadKey
    return parts


def _is_right(key: ApiKey, secret: str) -> bool:
    return secrets.compare_digest(key.secret_sha256, sha256_of(secret))
