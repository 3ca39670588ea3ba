"""Running text with its blanks filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.drawing.sheet import Sheet, Style

_PIECES: Final = re.compile(r"[0-9A-Za-z.,\-]{1,20}|.", re.DOTALL)
_NEVER_FIRST: Final = " ，。；：、）)】》”！？%㎡"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Printed text, or what was filled into a blank of it."""

    text: str
    filled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """How running text is set; widths in pixels, `leading` as a share of the printed size."""

    printed: Style
    filled: Style
    width: float
    leading: float = 1.7
    indent: float = 0.0
    underlined: bool = True


def runs_of(template: str, **values: str) -> list[Run]:
    """A text whose blanks stand in braces: 甲方：{landlord}."""
    runs = []
    for part in re.split(r"(\{\w+\})", template):
        if part.startswith("{"):
            runs.append(Run(text=values[part[1:-1]], filled=True))
        elif part:
            runs.append(Run(text=part))
    return runs


def set_runs(sheet: Sheet, at: tuple[float, float], runs: Sequence[Run], setting: Setting) -> float:
    """Set runs as one paragraph and answer the y below its last line; words and numbers stay whole."""
    left, y = at
    x, step = left + setting.indent, setting.printed.size * setting.leading
    for run in runs:
        style = setting.filled if run.filled else setting.printed
        text = f" {run.text} " if run.filled and setting.underlined else run.text
        for piece in _PIECES.findall(text):
            wide = sheet.width_of(piece, style)
            if x + wide > left + setting.width and x > left and piece not in _NEVER_FIRST:
                x, y = left, y + step
            base = y + setting.printed.size
            sheet.text((x, base), piece, style, "ls")
            if run.filled and setting.underlined:
                sheet.draw.line((x, base + 7, x + wide, base + 7), fill=setting.printed.ink, width=1)
            x += wide
    return y + step
