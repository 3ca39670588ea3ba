"""Whether a value's grade and confidence say how often it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.result import Grade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.exactness import Judged

_BANDS: Final = (0.99, 0.95, 0.9, 0.8, 0.0)
"""Lower bounds of the confidences told apart."""


def calibration(judged: Sequence[Judged]) -> dict[str, dict[str, float | int]]:
    """How many values have each grade, and what share of them is wrong."""
    return {grade.value: _share([one for one in judged if one.grade is grade]) for grade in Grade}


def calibration_rows(judged: Sequence[Judged]) -> list[list[str]]:
    """Grade and confidence against correctness: wrong of all, a row a grade and band."""
    rows = []
    for grade in Grade:
        for band, upper in zip(_BANDS, (1.01, *_BANDS), strict=False):
            ones = [one for one in judged if one.grade is grade and band <= one.confidence < upper]
            if ones:
                share = _share(ones)
                counted = f"{share['wrong']} wrong of {len(ones)}"
                rows.append([f"grade {grade.value}", f"confidence from {band}", counted, f"{share['rate']:.2%}"])
    return rows


def _share(ones: Sequence[Judged]) -> dict[str, float | int]:
    wrong = sum(not one.is_exact for one in ones)
    return {"n": len(ones), "wrong": wrong, "rate": round(wrong / max(1, len(ones)), 4)}
