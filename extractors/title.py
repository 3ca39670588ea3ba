"""Which of the titles a kind may bear stands on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.fields import Seen, absent, field_of
from extractors.layout.pieces import fold
from extractors.prose.flow import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.fields import Origin
    from extractors.layout.pieces import Piece
    from extractors.result import Field

_CHARS_A_MISS: Final = 6
"""Of a title, one character in six may be misread: a seal is printed across it."""
_TALL: Final = 0.5


def option_in_title(one: FieldSpec, pieces: Sequence[Piece], origin: Origin) -> Field:
    """The option that a row of large print shows best, as the kind writes it."""
    tallest = max((piece.height for piece in pieces if len(piece.text) > 1), default=0.0)
    best: tuple[float, int, str, Seen] | None = None
    for row in rows_of(piece for piece in pieces if piece.height > _TALL * tallest):
        text = "".join(piece.folded for piece in row)
        for option in one.options:
            misses = _misses(text, fold(option))
            if misses <= len(option) // _CHARS_A_MISS and (best is None or (misses, -len(option)) < best[:2]):
                best = (misses, -len(option), option, Seen(pieces=tuple(row)))
    return field_of(one, best[2], best[3], origin) if best else absent(one, origin)


def _misses(text: str, option: str) -> int:
    """How many characters differ where the text is most like the option; brackets are not counted."""
    text, option = (part.replace("(", "").replace(")", "") for part in (text, option))
    windows = [text[start : start + len(option)] for start in range(max(1, len(text) - len(option) + 1))]
    return min(sum(a != b for a, b in zip(window.ljust(len(option)), option, strict=True)) for window in windows)
