"""Chance that a seed fixes: each register has its own, so that a change of one leaves the others as they were."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

WORLD_DAY: Final = date(2026, 6, 30)
"""The day that the made-up records stand for; nothing in them happened later, only ends lie after it."""


def drawn_from(seed: int, subject: str) -> Random:
    return Random(f"{seed}/{subject}")  # noqa: S311  made-up records are random, not secret


def happens(chance: Random, share: float) -> bool:
    """True in so many of all cases, from 0 to 1."""
    return chance.random() < share


def day_between(chance: Random, first: date, last: date) -> date:
    """A day from first to last, both included."""
    return first + timedelta(days=chance.randrange((last - first).days + 1))
