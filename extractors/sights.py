"""Marks that are seen and not read: a red seal on the page, a signature beside the words that ask for one."""

from __future__ import annotations

import re
import statistics
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.fields import absent
from extractors.layout.pieces import fold, page_slope
from extractors.photo.seal import seal_boxes, without_seal
from extractors.photo.signature import has_handwriting
from extractors.result import Box, Field, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.fields import Origin
    from extractors.files.pages import Pixels
    from extractors.layout.page_text import PageText
    from extractors.layout.pieces import Piece

_SURE: Final = 0.9
"""How often what is seen is so: the share of drawn letters, worn ones too, on which it was."""
_WIDE: Final = 14.0
_HIGH: Final = 1.3
"""A signature stands within so many heights of the line right of its label, and so many above and below it."""
_LARGEST: Final = 1.3
"""A label read together with a signature seems higher than print is; no further than so many usual heights."""
_RUNNING: Final = 0.6
"""A row as wide as this share of the widest is running text."""
_SIGN_HERE: Final = re.compile(r"签[字名章](?:[或及并/]?[盖公]章)?[):]*|亲笔[):]*")
_LABEL_END: Final = re.compile(r"[):]+")


def seen_mark(one: FieldSpec, page: PageText, origin: Origin) -> Field:
    """Whether the mark is there; no value where a signature is asked for and nothing says where."""
    if one.sight == "seal":
        seals = seal_boxes(page.pixels)
        return _seen(one, origin, there=bool(seals), box=seals[0] if seals else None)
    labels = _labels(one, page.pieces)
    if not labels:
        return absent(one, origin)
    pixels, printed, drop = _levelled(page)
    usual = statistics.median(piece.height for piece in page.pieces)
    places = [_beside(label, usual, drop, pixels) for label in labels]
    at = next((at for at, box in enumerate(places) if has_handwriting(pixels, box, printed)), None)
    return _seen(one, origin, there=at is not None, box=None if at is None else labels[at].box)


def _seen(one: FieldSpec, origin: Origin, *, there: bool, box: Box | None) -> Field:
    return Field(name=one.name, value=there, raw="", confidence=_SURE, page=origin.page, box=box, source=origin.source)


def _labels(one: FieldSpec, pieces: Sequence[Piece]) -> list[Piece]:
    """Where a signature is asked for: the labels, each with its bracket and colon.

    Words of signing count wherever they stand; whoever has to sign is named in running text as well, and counts
    only below it.
    """
    widest = max((piece.x1 - piece.x0 for piece in pieces), default=0.0)
    body_ends = max((piece.y for piece in pieces if piece.x1 - piece.x0 > _RUNNING * widest), default=0.0)
    found = []
    for piece in pieces:
        ends = [match.end() for match in _SIGN_HERE.finditer(piece.folded)]
        if not ends and piece.y > body_ends and piece.folded.startswith(tuple(fold(label) for label in one.labels)):
            ends = [match.end() for match in _LABEL_END.finditer(piece.folded)] or [len(piece.folded)]
        if ends:
            found.append(piece.before(ends[-1]))
    return found


def _levelled(page: PageText) -> tuple[Pixels, list[Line], float]:
    """The page with its rows level and its seals taken out, its lines there, and how far down it was moved."""
    height, width = page.pixels.shape[:2]
    slope = page_slope(page.lines)
    drop = max(0.0, slope * width)
    turned = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, drop]])
    size = (width, height + round(abs(slope) * width))
    pixels = cv2.warpAffine(page.pixels, turned, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    printed = [
        Line(text=piece.text, confidence=piece.confidence, box=_level_box(piece, drop), sure=piece.sure)
        for piece in page.pieces
    ]
    return without_seal(np.asarray(pixels, dtype=np.uint8)), printed, drop


def _level_box(piece: Piece, drop: float) -> Box:
    return Box(x0=round(piece.x0), y0=round(piece.top + drop), x1=round(piece.x1), y1=round(piece.bottom + drop))


def _beside(label: Piece, usual: float, drop: float, pixels: Pixels) -> Box:
    """Where a signature beside the label stands. A label read together with a signature seems higher than it is."""
    height, width = pixels.shape[:2]
    tall = min(label.height, usual * _LARGEST)
    middle = label.y + drop
    return Box(
        x0=min(width, round(label.x1 - tall / 2)),
        y0=max(0, round(middle - (_HIGH + 0.5) * tall)),
        x1=min(width, round(label.x1 + _WIDE * tall)),
        y1=min(height, round(middle + (_HIGH + 0.5) * tall)),
    )
