"""A code that a narrow cell breaks over two rows: its last characters stand alone below its first ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.fields import Seen, field_of
from extractors.normalise.codes import valid_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.fields import Origin
    from extractors.layout.pieces import Piece
    from extractors.result import Field

_HEAD: Final = re.compile(r"[0-9A-Z]{10,17}")
_TAIL: Final = re.compile(r"[0-9A-Z]{1,8}")
_NEXT_ROW: Final = (0.7, 1.9)
"""Heights from the middle of one row of a cell to that of the next."""
_ALIGNED: Final = 0.8


def wrapped_code(one: FieldSpec, pieces: Sequence[Piece], origin: Origin) -> Field | None:
    """The one code whose check digit holds once two rows are put together; None when there is none, or several."""
    found: dict[str, Seen] = {}
    for head in (piece for piece in pieces if _HEAD.fullmatch(piece.folded)):
        for tail in pieces:
            if _TAIL.fullmatch(tail.folded) and _is_below(head, tail):
                code = valid_code(head.folded + tail.folded, one.type)
                if code is not None and not code.repaired:
                    found[code.text] = Seen(pieces=(head, tail))
    if len(found) != 1:
        return None
    text, seen = found.popitem()
    return field_of(one, text, seen, origin)


def _is_below(head: Piece, tail: Piece) -> bool:
    apart = (tail.y - head.y) / head.height
    return _NEXT_ROW[0] < apart < _NEXT_ROW[1] and abs(tail.x0 - head.x0) < _ALIGNED * head.height
