"""Lines as the layout needs them: skew taken out, spaces dropped, upright stacks of characters taken apart."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from extractors.layout.clutter import without_clutter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.result import Box, Line

_Each = TypeVar("_Each")
_MIN_CONFIDENCE: Final = 0.3
_MIN_CHARS_FOR_SLOPE: Final = 4
_LEVEL: Final = 0.2
_ENOUGH_LEVEL: Final = 3
"""So many lines that fall less than `_LEVEL` are the print; what lies across it at an angle may be more."""
_FLATTEST: Final = 0.2
_STACK_RATIO: Final = 1.3
_WIDE_TO_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES: Final = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_WATERMARK: Final = re.compile(r"(?i)https?:|www[.,]|\.(com|cn|net)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of text; x and y in pixels of the page once its skew is taken out."""

    text: str
    folded: str
    confidence: float
    x0: float
    x1: float
    y: float
    height: float
    box: Box
    sure: tuple[float, ...] = ()
    agreed: tuple[bool, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def weakest(self) -> float:
        """How sure the least sure character is."""
        return min(self.sure, default=1.0)

    @property
    def is_agreed(self) -> bool:
        """Whether the second reading has every character of it too."""
        return all(self.agreed)

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2

    def after(self, chars: int) -> Piece | None:
        """What is left when the first `chars` characters are taken off; None when that is nothing."""
        text = self.text[chars:].lstrip(":：;；")
        if not text:
            return None
        taken = len(self.text) - len(text)
        shift = (self.x1 - self.x0) * taken / len(self.text)
        left = round(self.box.x0 + (self.box.x1 - self.box.x0) * taken / len(self.text))
        return replace(
            self,
            text=text,
            folded=fold(text),
            x0=self.x0 + shift,
            box=replace(self.box, x0=left),
            sure=self.sure[taken:],
            agreed=self.agreed[taken:],
            doubted=self.doubted[taken:],
        )

    def before(self, chars: int) -> Piece:
        """The first `chars` characters alone."""
        share = chars / len(self.text)
        right = round(self.box.x0 + (self.box.x1 - self.box.x0) * share)
        text = self.text[:chars]
        return replace(
            self,
            text=text,
            folded=fold(text),
            x1=self.x0 + (self.x1 - self.x0) * share,
            box=replace(self.box, x1=right),
            sure=self.sure[:chars],
            agreed=self.agreed[:chars],
            doubted=self.doubted[:chars],
        )


def fold(text: str) -> str:
    """Full-width letters, digits and brackets as ASCII, one character for one, so that positions stay."""
    return text.translate(_WIDE_TO_ASCII)


def squeeze(text: str) -> str:
    """Printed text without its spaces; between two Latin letters one space stays."""
    return _SPACES.sub("", text)


def page_slope(lines: Sequence[Line]) -> float:
    """How much the lines of a page fall, in pixels down a pixel to the right."""
    slopes = {
        line.text: line.slope
        for line in lines
        if len(line.text) >= _MIN_CHARS_FOR_SLOPE and line.confidence >= _MIN_CONFIDENCE
    }  # of a mark repeated across the page only one counts
    level = [slope for slope in slopes.values() if abs(slope) < _LEVEL]
    return statistics.median(level if len(level) >= _ENOUGH_LEVEL else slopes.values() or [0.0])


def is_watermark(text: str) -> bool:
    """Whether the text holds a web address: printed at the foot of a form, or laid across a picture of it."""
    return _WATERMARK.search(fold(text)) is not None


def pieces_of(lines: Sequence[Line]) -> list[Piece]:
    """All pieces worth looking at, from the top down. Unsure scraps and web addresses are left out."""
    slope = page_slope(lines)
    pieces = []
    for line in without_clutter(lines, slope):
        text = squeeze(line.text)
        if text and line.confidence >= _MIN_CONFIDENCE and not is_watermark(text):
            pieces.extend(_unstack(_piece(line, text, slope)))
    return sorted(pieces, key=lambda piece: piece.y)


def _piece(line: Line, text: str, slope: float) -> Piece:
    box = line.box
    width, tall = box.x1 - box.x0, box.y1 - box.y0
    own = line.slope if len(text) >= _MIN_CHARS_FOR_SLOPE else slope
    return Piece(
        text=text,
        folded=fold(text),
        confidence=line.confidence,
        x0=float(box.x0),
        x1=float(box.x1),
        y=(box.y0 + box.y1) / 2 - slope * (box.x0 + box.x1) / 2,
        height=max(tall - abs(own) * width, tall * _FLATTEST, 1.0),
        box=box,
        sure=_squeezed(line, line.sure),
        agreed=_squeezed(line, line.agreed),
        doubted=_squeezed(line, line.doubted),
    )


def squeezed_line(line: Line) -> Line:
    """A line without its spaces, and with what is known of each other character."""
    return replace(
        line,
        text=squeeze(line.text),
        sure=_squeezed(line, line.sure or (1.0,) * len(line.text)),
        agreed=_squeezed(line, line.agreed),
        doubted=_squeezed(line, line.doubted or ("",) * len(line.text)),
    )


def _squeezed(line: Line, of_each: Sequence[_Each]) -> tuple[_Each, ...]:
    """What is known of each character, without that of the spaces that were dropped."""
    spaces = {place for match in _SPACES.finditer(line.text) for place in range(*match.span())}
    return tuple(known for place, known in enumerate(of_each) if place not in spaces)


def _unstack(piece: Piece) -> list[Piece]:
    """Spaced labels (名　称 above 类　型) are often found as one upright stack of their first characters."""
    count = len(piece.text)
    if count == 1 or piece.height < _STACK_RATIO * (piece.x1 - piece.x0):
        return [piece]
    each = piece.height / count
    box_each = (piece.box.y1 - piece.box.y0) / count
    return [
        replace(
            piece,
            text=char,
            folded=fold(char),
            y=piece.top + each * (index + 0.5),
            height=max(min(each, piece.x1 - piece.x0), 1.0),
            sure=piece.sure[index : index + 1],
            agreed=piece.agreed[index : index + 1],
            doubted=piece.doubted[index : index + 1],
            box=replace(
                piece.box,
                y0=round(piece.box.y0 + box_each * index),
                y1=round(piece.box.y0 + box_each * (index + 1)),
            ),
        )
        for index, char in enumerate(piece.text)
    ]
