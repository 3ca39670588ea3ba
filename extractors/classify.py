"""Which document kind a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.layout.labels import LabelTable, find_labels
from extractors.layout.pieces import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.layout.pieces import Piece

_TITLE_SLACK: Final = 8
"""A title line holds little besides the title; running text that mentions a document is no title."""
_MARK_WORTH: Final = 5


def page_score(spec: DocumentSpec, pieces: Sequence[Piece]) -> int:
    """How strongly the page is of this kind: its title and the labels found. 0 is: not at all."""
    if bears_other_title(spec, pieces):
        return 0
    lines = [piece.folded for piece in pieces]
    table = LabelTable(spec)
    found = len({label.text for label in find_labels(pieces, table)[0] if label.text in table.own})
    marks = [mark for mark in spec.marks if any(_is_title(line, mark) for line in lines)]
    if not marks and found < spec.min_labels:
        return 0
    return found + (_MARK_WORTH + max(len(mark) for mark in marks) if marks else 0)


def bears_other_title(spec: DocumentSpec, pieces: Sequence[Piece]) -> bool:
    """Whether the page bears the title of a look-alike document."""
    return any(_is_title(piece.folded, mark) for piece in pieces for mark in spec.not_marks)


def _is_title(line: str, mark: str) -> bool:
    return fold(mark) in line and len(line) <= len(mark) + _TITLE_SLACK
