"""How many requests a minute one asker may send. Counted in this process alone, in memory."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import HTTPConnection

    from app.settings import Settings

_MISSED: Final = ("/cases/", "/notices/verify")
"""A path with one of them names a case by its number: those that are not there are counted."""
OBJECTIONS_PER_MINUTE: Final = 5
_MINUTE_S: Final = 60.0
_MOST_KEPT: Final = 10_000
_NETWORK_BITS: Final = 64
_ROUNDING_S: Final = 1e-6


def names_a_case(path: str) -> bool:
    """Whether a number that is not there is counted as a miss under this path."""
    return any(part in path for part in _MISSED)


class PerMinute:
    """A bucket for each key: `most` at once when nothing was used for a minute, and `most` a minute from then on.

    The keys used longest ago are forgotten first.
    """

    def __init__(self, most: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock_s = clock_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def use(self, key: str) -> None:
        """Count one.

        Raises:
            TooMany: it is one too many, and is not counted.
        """
        with self._lock:
            now, left = self._clock_s(), self._left_of(key)
            if left < 1:
                raise self._too_many(left)
            self._left[key] = (left - 1, now)
            self._left.move_to_end(key)
            while len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)

    def check(self, key: str) -> None:
        """Count nothing.

        Raises:
            TooMany: one more would be one too many.
        """
        with self._lock:
            left = self._left_of(key)
        if left < 1:
            raise self._too_many(left)

    def _left_of(self, key: str) -> float:
        kept = self._left.get(key)
        if kept is None:
            return float(self._most)
        left, at_s = kept
        return min(self._most, left + (self._clock_s() - at_s) * self._most / _MINUTE_S)

    def _too_many(self, left: float) -> TooMany:
        wait_s = max(1, math.ceil((1 - left) * _MINUTE_S / self._most - _ROUNDING_S))
        return TooMany("请求太多，请稍后再试", wait_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    known: PerMinute
    """Of each system and account."""
    addresses: PerMinute
    """Of each address from which somebody asks who is neither."""
    sign_ins: PerMinute
    """Tries to sign in, of each address."""
    misses: PerMinute
    """Asking for cases that are not there, of each address."""
    objections: PerMinute
    """Objections to a payout, of each address."""


def open_rates(settings: Settings) -> Rates:
    return Rates(
        known=PerMinute(settings.requests_per_minute),
        addresses=PerMinute(settings.address_requests_per_minute),
        sign_ins=PerMinute(settings.sign_ins_per_minute),
        misses=PerMinute(settings.misses_per_minute),
        objections=PerMinute(OBJECTIONS_PER_MINUTE),
    )


def address_of(request: HTTPConnection) -> str:
    """The address that a request comes from; of IPv6 the network, since one asker has all of it."""
    host = request.client.host if request.client else ""
    if ":" not in host:
        return host
    try:
        return str(ipaddress.ip_network((host.partition("%")[0], _NETWORK_BITS), strict=False))
    except ValueError:
        return host
