"""Which document kind a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.labels import LabelTable, find_labels
from extractors.pieces import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.pieces import Piece

_TITLE_SLACK: Final = 8
"""A title line holds little besides the title; running text that mentions a document is no title."""
_MARK_WORTH: Final = 5


def page_score(spec: DocumentSpec, pieces: Sequence[Piece]) -> int:
    """How strongly the page is of this kind: its title and the labels found. 0 is: not at all."""
    lines = [piece.folded for piece in pieces]
    if any(_is_title(line, mark) for line in lines for mark in spec.not_marks):
        return 0
    table = LabelTable(spec)
    found = len({label.text for label in find_labels(pieces, table)[0] if label.text in table.own})
    marks = [mark for mark in spec.marks if any(_is_title(line, mark) for line in lines)]
    if not marks and found < spec.min_labels:
        return 0
    return found + (_MARK_WORTH + max(len(mark) for mark in marks) if marks else 0)


def _is_title(line: str, mark: str) -> bool:
    return fold(mark) in line and len(line) <= len(mark) + _TITLE_SLACK
