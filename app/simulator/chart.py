"""A bar chart of what groups cost before and after, as figures for an SVG drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

LABEL_PX: Final = 210
BAR_PX: Final = 360
AMOUNT_PX: Final = 150
_ROW_PX: Final = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Both bars of one group: their lengths in pixels, `before` above `after`, at `top`."""

    label: str
    top: int
    before_px: int
    after_px: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    height: int


def chart_of(rows: Sequence[tuple[str, Decimal, Decimal]]) -> Chart:
    """The rows in their order: a label, and two sums of which the largest of all is as long as a bar may be."""
    most = max((max(before, after) for _, before, after in rows), default=0) or 1
    bars = tuple(
        Bar(
            label=label,
            top=place * _ROW_PX,
            before_px=round(BAR_PX * before / most),
            after_px=round(BAR_PX * after / most),
            before=before,
            after=after,
        )
        for place, (label, before, after) in enumerate(rows)
    )
    return Chart(bars=bars, width=LABEL_PX + BAR_PX + AMOUNT_PX, height=len(rows) * _ROW_PX)
