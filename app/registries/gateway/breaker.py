"""Leaves a source alone after failures in a row, then lets a single look-up try it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Breaker:
    """Threads may share it: nobody waits in it while another is asking.

    Args:
        failures: in a row, after which the source rests.
        rest_s: for so many seconds; then one look-up tries, and if that fails it rests again.
    """

    def __init__(self, failures: int, rest_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rest_s, self._now = failures, rest_s, now
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        """Whether to ask; whoever is let through says afterwards how it went."""
        with self._lock:
            if self._failures < self._most:
                return True
            if self._now() < self._closed_until:
                return False
            self._closed_until = self._now() + self._rest_s
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._closed_until = self._now() + self._rest_s
