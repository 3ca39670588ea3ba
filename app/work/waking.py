"""Tells this process's dispatcher that there is something to do, so that it needn't wait for its next look."""

from __future__ import annotations

from threading import Event

_WOKEN = Event()


def wake() -> None:
    """To be called after the commit; costs nothing where no dispatcher runs."""
    _WOKEN.set()


def wait_for_wake(seconds: float) -> None:
    _WOKEN.wait(seconds)
    _WOKEN.clear()
