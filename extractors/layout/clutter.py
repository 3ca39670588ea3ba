"""Lines that are no print of the document: ornaments of its frame read as text, and a mark repeated across it."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from extractors.result import Line

_ORNAMENT_CHARS: Final = 8
_ORNAMENT_CONFIDENCE: Final = 0.75
_ORNAMENT_VARIETY: Final = 0.4
"""A frame is read as the same few characters over and over; print of that length has most of them once."""
_MOSTLY: Final = 0.6
_ASKEW: Final = 0.15
_SLIGHTLY_ASKEW: Final = 0.05
_MARK_CHARS: Final = 2
_LEVEL_MARK_CHARS: Final = 4
_REPEATS: Final = 4
_LEVEL_REPEATS: Final = 6
"""A table may say the same in some of its rows."""
_TALLER: Final = 1.3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mark:
    """A text laid across the page over and over; `height` is that of its print where it stands level."""

    text: str
    height: float | None = None


def without_clutter(lines: Iterable[Line], slope: float) -> list[Line]:
    """The lines without ornaments, and without every part of a mark that is repeated across the page.

    Args:
        lines: all lines of a page.
        slope: the fall of its print, in pixels down a pixel to the right.
    """
    print_like = _without_ornaments(list(lines))
    marks = [*_marks_askew(print_like, slope), *_level_marks(print_like, slope)]
    return [line for line in print_like if not _is_of_mark(line, marks, slope)]


def repeated_marks(lines: Iterable[Line], slope: float) -> list[Line]:
    """The lines that are a mark repeated across the page, or part of one."""
    print_like = _without_ornaments(list(lines))
    marks = [*_marks_askew(print_like, slope), *_level_marks(print_like, slope)]
    return [line for line in print_like if _is_of_mark(line, marks, slope)]


def _without_ornaments(lines: Sequence[Line]) -> list[Line]:
    """What a frame is read as tells its shorter stretches as well."""
    letters = {char for line in lines if _is_ornament(line) for char in _plain(line)}
    return [line for line in lines if not _is_ornament(line) and not _is_of_ornament(line, letters)]


def _is_ornament(line: Line) -> bool:
    text = _plain(line)
    if len(text) < _ORNAMENT_CHARS or line.confidence > _ORNAMENT_CONFIDENCE:
        return False
    return len(set(text)) <= _ORNAMENT_VARIETY * len(text)


def _is_of_ornament(line: Line, letters: Collection[str]) -> bool:
    text = _plain(line)
    return line.confidence < _ORNAMENT_CONFIDENCE and sum(char in letters for char in text) > _MOSTLY * len(text)


def _marks_askew(lines: Sequence[Line], slope: float) -> list[_Mark]:
    """Texts that stand askew and are repeated, whole or cut off at the edges; none on most pages."""
    askew = [_plain(line) for line in lines if abs(line.slope - slope) > _ASKEW and len(line.text) >= _MARK_CHARS]
    return [
        _Mark(text=text)
        for text in sorted(set(askew))
        if sum(text in other or other in text for other in askew) >= _REPEATS
    ]


def _level_marks(lines: Sequence[Line], slope: float) -> list[_Mark]:
    level = [line for line in lines if abs(line.slope - slope) <= _ASKEW]
    counted = Counter(_plain(line) for line in level)
    repeated = {text for text, count in counted.items() if count >= _LEVEL_REPEATS and len(text) >= _LEVEL_MARK_CHARS}
    return [
        _Mark(text=text, height=statistics.median(_height(line) for line in level if _plain(line) == text))
        for text in sorted(repeated)
    ]


def _is_of_mark(line: Line, marks: Sequence[_Mark], slope: float) -> bool:
    """Whether the line is part of a mark; one that stands askew and holds it with something else is lost as well."""
    text, turn = _plain(line), abs(line.slope - slope)
    for mark in marks:
        if mark.height is None:
            if turn > _ASKEW or (turn > _SLIGHTLY_ASKEW and text in mark.text):
                return True
        elif len(text) >= _MARK_CHARS and text in mark.text and _height(line) < _TALLER * mark.height:
            return True
    return False


def _height(line: Line) -> float:
    return float(line.box.y1 - line.box.y0)


def _plain(line: Line) -> str:
    return line.text.replace(" ", "")
