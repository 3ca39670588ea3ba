"""Marks that are seen and not read: a red seal on the page, a signature beside the words that ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.fields import absent
from extractors.layout.pieces import fold
from extractors.photo.seal import seal_boxes
from extractors.photo.signature import has_handwriting
from extractors.result import Box, Field

if TYPE_CHECKING:
    from approval_rules.document_spec import FieldSpec
    from extractors.fields import Origin
    from extractors.layout.page_text import PageText
    from extractors.layout.pieces import Piece

_SURE: Final = 0.9
"""How often what is seen is so: the share of drawn letters, worn ones too, on which it was."""
_WIDE: Final = 14.0
_HIGH: Final = 1.3
"""A signature stands within so many heights of the line right of its label, and so many above and below it."""


def seen_mark(one: FieldSpec, page: PageText, origin: Origin) -> Field:
    """Whether the mark is there; no value where a signature is asked for and nothing says where."""
    if one.sight == "seal":
        seals = seal_boxes(page.pixels)
        return _seen(one, origin, there=bool(seals), box=seals[0] if seals else None)
    places = [_beside(piece, page) for piece in _labels(one, page)]
    if not places:
        return absent(one, origin)
    signed = next((box for box in places if has_handwriting(page.pixels, box, page.lines)), None)
    return _seen(one, origin, there=signed is not None, box=signed)


def _seen(one: FieldSpec, origin: Origin, *, there: bool, box: Box | None) -> Field:
    return Field(
        name=one.name, value=there, raw="", confidence=_SURE, page=origin.page, box=box, source=origin.source
    )


def _labels(one: FieldSpec, page: PageText) -> list[Piece]:
    """The parts of the page's lines that end with one of the labels and the bracket and colon behind it."""
    found = []
    for piece in page.pieces:
        ends = [piece.folded.rfind(fold(label)) + len(label) for label in one.labels if fold(label) in piece.folded]
        if ends:
            end = max(ends)
            while end < len(piece.folded) and piece.folded[end] in "):或盖章公字":
                end += 1
            found.append(piece.before(end))
    return found


def _beside(label: Piece, page: PageText) -> Box:
    height, width = page.pixels.shape[:2]
    tall = label.height
    return Box(
        x0=min(width, round(label.box.x1)),
        y0=max(0, round(label.box.y0 - _HIGH * tall)),
        x1=min(width, round(label.box.x1 + _WIDE * tall)),
        y1=min(height, round(label.box.y1 + _HIGH * tall)),
    )
