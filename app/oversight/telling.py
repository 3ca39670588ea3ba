"""Instants as staff read them."""

from __future__ import annotations

from datetime import datetime

from app.clock import SHANGHAI


def clock_time(instant: str) -> str:
    """The day and second in Shanghai; a text that is no instant is shown as it is."""
    try:
        return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return instant


def day_and_minute(instant: str) -> str:
    return clock_time(instant)[:16]
