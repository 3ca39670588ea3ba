"""Which document kind a page is."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from extractors.layout.labels import find_labels, label_table
from extractors.layout.pieces import fold
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.layout.labels import Label
    from extractors.layout.pieces import Piece

_TITLE_SLACK: Final = 8
"""A title line holds little besides the title; running text that mentions a document is no title."""
_MARK_WORTH: Final = 5
_LEFT_OF_TITLE: Final = 3
_LONG_TITLE: Final = 7
"""A seal is printed across the middle of a title; in one this long, one character may be misread."""


def page_score(spec: DocumentSpec, pieces: Sequence[Piece]) -> int:
    """How strongly the page is of this kind: its title and the labels found. 0 is: not at all."""
    chars = set().union(*(piece.folded for piece in pieces))
    may_be_marks = _within(chars, spec.marks)
    fewest = spec.min_labels_titled if may_be_marks else spec.min_labels
    if len(_within(chars, (*label_table(spec).own, *spec.clues))) < fewest or bears_other_title(spec, pieces):
        return 0
    lines = [piece.folded for piece in pieces]
    marks = [mark for mark in may_be_marks if any(_is_title(line, mark) for line in lines) or _is_broken(mark, pieces)]
    found = len({label.text for label in _labels(spec, pieces)})
    found += sum(any(fold(clue) in line for line in lines) for clue in spec.clues)
    if found < (spec.min_labels_titled if marks else spec.min_labels):
        return 0
    return found + (_MARK_WORTH + max(len(mark) for mark in marks) if marks else 0)


def _within(chars: set[str], words: Iterable[str]) -> list[str]:
    """The words that may stand on a page with these characters, one of them misread."""
    return [word for word in words if len(set(fold(word)) - chars) <= 1]


def anchors(spec: DocumentSpec, pieces: Sequence[Piece]) -> tuple[Box, list[Piece]]:
    """Where the title, the labels and the clues of a kind stand together, and the pieces that bear them.

    The page has to be of the kind: `page_score` is more than 0.
    """
    labels = _labels(spec, pieces)
    clues = [fold(clue) for clue in spec.clues]
    bearing = [
        piece
        for piece in pieces
        if any(_is_title(piece.folded, mark) for mark in spec.marks)
        or any(clue in piece.folded for clue in clues)
        or any(_overlap(piece.box, label.box) for label in labels)
    ]
    boxes = [*(label.box for label in labels), *(piece.box for piece in bearing)]
    return reduce(Box.union, boxes), bearing


def _labels(spec: DocumentSpec, pieces: Sequence[Piece]) -> list[Label]:
    table = label_table(spec)
    return [label for label in find_labels(pieces, table)[0] if label.text in table.own]


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def bears_other_title(spec: DocumentSpec, pieces: Sequence[Piece]) -> bool:
    """Whether the page bears the title of a look-alike document."""
    marks = _within(set().union(*(piece.folded for piece in pieces)), spec.not_marks)
    return any(_is_title(piece.folded, mark) for piece in pieces for mark in marks)


def _is_title(line: str, mark: str) -> bool:
    if len(line) > len(mark) + _TITLE_SLACK:
        return False
    return fold(mark) in line or (len(mark) >= _LONG_TITLE and _holds_misread(line, fold(mark)))


def _is_broken(mark: str, pieces: Sequence[Piece]) -> bool:
    """Whether a long title stands on one row but for its middle, which a seal hides."""
    if len(mark) < _LONG_TITLE:
        return False
    title = fold(mark)
    starts = [piece for piece in pieces if len(piece.folded) >= _LEFT_OF_TITLE and title.startswith(piece.folded)]
    ends = [piece for piece in pieces if len(piece.folded) >= _LEFT_OF_TITLE and title.endswith(piece.folded)]
    return any(
        end.x0 > start.x1 and abs(end.y - start.y) < min(start.height, end.height) / 2
        for start in starts
        for end in ends
    )


def _holds_misread(line: str, title: str) -> bool:
    """Whether the title stands in the line but for one character, neither its first nor its last."""
    starts = range(len(line) - len(title) + 1)
    windows = [
        line[at : at + len(title)] for at in starts if (line[at], line[at + len(title) - 1]) == (title[0], title[-1])
    ]
    return any(sum(a != b for a, b in zip(window, title, strict=True)) <= 1 for window in windows)
