"""A long label of which only half was read right, known by where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extractors.layout.pieces import Piece

_LONG: Final = 4
_READ_RIGHT: Final = 0.5
_HARDLY_READ: Final = 0.9
_COLUMN: Final = 1.5
_FULL_COLUMN: Final = 2


def misread_label(piece: Piece, missing: Collection[str], columns: Sequence[tuple[float, float]]) -> str | None:
    """The one label not found so far that the piece may begin with, where labels begin; None otherwise.

    Half of its characters are right, and no other was read surely. `columns` is where the labels found begin, with
    their heights.
    """
    beside = [left for left, height in columns if abs(piece.x0 - left) < _COLUMN * height]
    if len(beside) < _FULL_COLUMN:
        return None
    fitting = [label for label in missing if len(label) >= _LONG and _may_be(piece, label)]
    return fitting[0] if len(fitting) == 1 else None


def _may_be(piece: Piece, label: str) -> bool:
    begin = piece.folded[: len(label)]
    if len(begin) < len(label) or len(piece.sure) < len(label):
        return False
    wrong = [sure for read, printed, sure in zip(begin, label, piece.sure, strict=False) if read != printed]
    return len(wrong) <= len(label) * _READ_RIGHT and all(sure < _HARDLY_READ for sure in wrong)
