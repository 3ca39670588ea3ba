"""How large a share may still be, with 95 % confidence, when so few cases were seen in so many trials."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Final

CONFIDENCE: Final = 0.95
_HALVINGS: Final = 60


def upper_bound(events: int, trials: int) -> float:
    """The upper end of the one-sided exact (Clopper-Pearson) interval, from 0 to 1; 1 when nothing was tried.

    With no event it is 1 - 0.05 ** (1 / trials), which the rule of three takes for 3 / trials.
    """
    if events >= trials:
        return 1.0
    low, high = events / trials, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_most(events, trials, middle) > 1 - CONFIDENCE:
            low = middle
        else:
            high = middle
    return high


def _at_most(events: int, trials: int, share: float) -> float:
    """The chance of so many events or fewer in so many trials."""
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 else 0.0
    return sum(
        exp(_ln_choose(trials, count) + count * log(share) + (trials - count) * log(1 - share))
        for count in range(events + 1)
    )


def _ln_choose(total: int, chosen: int) -> float:
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)
