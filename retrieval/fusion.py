"""One order out of several: by meaning (embedding) and by wording (BM25, share of the question, whole text).

Each is brought to the same scale, then they are added. How much the wording counts follows the question: who asks in
words that no text uses would be led astray by the few characters that happen to agree, who repeats the words of a text
has mostly named it. It also follows the texts: a piece from the middle of a long document says little to the model of
what the document is about, but its words stand there all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.floating]

Curve = tuple[tuple[float, float], ...]

SHORT_TEXTS: Final[Curve] = ((0.0, 0.08), (0.20, 0.22), (0.60, 0.28))
LONG_TEXTS: Final[Curve] = ((0.0, 0.30), (0.20, 0.48), (0.45, 0.72), (0.70, 0.78))
"""Shared wording of question and texts -> weight of the wording; straight lines between the points."""

BM25, COVERED, WHOLE = 0.5, 0.2, 0.3
"""What makes up the wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Centre and spread of the best values; candidates are measured from there in spreads."""

    centre: float
    spread: float

    def of(self, values: Numbers) -> npt.NDArray[np.float64]:
        return (np.asarray(values, dtype=np.float64) - self.centre) / self.spread


def scale(best: Numbers) -> Scale:
    """Where all values are the same, they tell nothing: each then counts as the centre."""
    if not len(best):
        return Scale(centre=0.0, spread=1.0)
    return Scale(centre=float(best.mean()), spread=float(best.std()) or 1.0)


def wording_weight(shared: float, in_parts: float) -> float:
    """Weight of the wording.

    Args:
        shared: share of the question that the best-matching texts repeat, 0 to 1.
        in_parts: share of the passages that are parts of longer texts, 0 to 1.
    """
    return (1 - in_parts) * _along(SHORT_TEXTS, shared) + in_parts * _along(LONG_TEXTS, shared)


def _along(curve: Curve, shared: float) -> float:
    return float(np.interp(shared, [at for at, _ in curve], [weight for _, weight in curve]))
