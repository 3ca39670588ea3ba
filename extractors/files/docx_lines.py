"""The text of a Word paragraph broken into lines, with the place of every stretch on its line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.docx_blocks import Paragraph

PX_A_HALF_POINT: Final = 200 / 144
_TAB_PX: Final = 58
_WHOLE: Final = re.compile(r"[□☑☒√■][^\s□☑☒√■]*|[A-Za-z0-9.:/@-]+")
"""What is not broken over two lines where it fits on one: a tick box with its words, a number, a Latin word."""
_WIDE_GAP: Final = 6
"""So many spaces or more part two texts, unless they only set a label of a few letters wide."""
_BLANK: Final = re.compile("[_\uff3f]{2,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class SetText:
    """One stretch of a line; x and y of its top left corner, and all sizes, in pixels."""

    text: str
    x: float
    y: float
    width: float
    size: float


def wrapped(text: str, block: Paragraph, width: float) -> Iterator[list[SetText]]:
    """The lines of a paragraph, at least one, each as the texts on it, from x = 0."""
    size = block.half_points * PX_A_HALF_POINT
    for row in _BLANK.sub(lambda blank: " " * len(blank.group()), text).split("\n"):
        for line in _broken(row, size, max(width, size)):
            yield _aligned(line, block.align, width)


def moved(text: SetText, x: float, y: float) -> SetText:
    return SetText(text=text.text, x=text.x + x, y=text.y + y, width=text.width, size=text.size)


def advance(char: str) -> float:
    """Its width as a share of the letters' size, rather too much than too little."""
    if char.isspace() or char in "☑☒" or unicodedata.east_asian_width(char) in "WFA":
        return 0.5 if char in " \t" else 1.0
    if char in "MWmw@%":
        return 0.92
    return 0.68 if char.isupper() else 0.57


def _broken(row: str, size: float, width: float) -> Iterator[list[SetText]]:
    """One row of text broken where it reaches the right edge, and parted at tabs and wide gaps."""
    line: list[SetText] = []
    current, start, x, spaces, whole_until = "", 0.0, 0.0, 0, 0

    def ended() -> list[SetText]:
        return [*line, _set(current, start, size)] if current.strip() else line

    for index, char in enumerate(row):
        step = _TAB_PX - x % _TAB_PX if char == "\t" else advance(char) * size
        needed = step
        if index >= whole_until and (whole := _WHOLE.match(row, index)):
            whole_until = whole.end()
            stretch = sum(map(advance, whole.group())) * size
            needed = stretch if stretch <= width else step
        if x + needed > width and not char.isspace() and x > 0:
            yield ended()
            line, current, start, x, spaces = [], "", 0.0, 0.0, 0
        if char.isspace():
            spaces += _WIDE_GAP if char == "\t" else round(advance(char) * 2)
        else:
            is_spread = len("".join(current.split())) == 1 and "\t" not in current
            if not current.strip() or (spaces >= _WIDE_GAP and not is_spread):
                line, current, start = ended(), "", x
            spaces = 0
        if current or not char.isspace():
            current += " " if char == "\t" else char
        x += step
    yield ended()


def _set(text: str, x: float, size: float) -> SetText:
    shown = text.rstrip()
    return SetText(text=shown, x=x, y=0.0, width=sum(advance(char) for char in shown) * size, size=size)


def _aligned(line: list[SetText], align: str, width: float) -> list[SetText]:
    if not line or align not in {"center", "right", "end"}:
        return line
    spare = max(0.0, width - (line[-1].x + line[-1].width))
    return [moved(text, spare / 2 if align == "center" else spare, 0.0) for text in line]
