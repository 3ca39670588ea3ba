"""Values known by the words around them or by their own form, where no label stands apart from its value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.fields import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.layout.pieces import Piece

_SAME_ROW: Final = 0.6


def phrased(spec: FieldSpec, pieces: Sequence[Piece]) -> Iterator[Seen]:
    """What the field's phrases find: first in each printed row from the top down, then in all rows together."""
    rows = _rows(pieces)
    stretches = [*rows, [piece for row in rows for piece in row]]
    for phrase in map(re.compile, spec.phrases):
        for row in stretches:
            match = phrase.search("".join(piece.folded for piece in row))
            if match is not None and match[1]:
                yield Seen(pieces=tuple(_cut(row, *match.span(1))))


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and abs(rows[-1][0].y - piece.y) < _SAME_ROW * min(rows[-1][0].height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _cut(row: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces of the row, or parts of them, that hold its characters from `start` up to `end`."""
    for piece in row:
        chars = len(piece.folded)
        if start < chars and end > 0:
            shortened = piece.before(min(end, chars))
            rest = shortened.after(start) if start > 0 else shortened
            if rest is not None:
                yield rest
        start, end = start - chars, end - chars
