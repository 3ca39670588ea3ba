"""Several documents on one page: which kinds stand on it, and which print belongs to which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from extractors.classify import anchors, page_score
from extractors.layout.labels import label_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.layout.pieces import Piece
    from extractors.result import Box

_REPEATED: Final = 3
_REPEATED_SHARE: Final = 0.6
"""A form may ask the same of two parties; two documents of a kind repeat most of its labels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One document's part of a page. `score` says how strongly it is of its kind."""

    spec: DocumentSpec
    score: int
    pieces: tuple[Piece, ...]


def sheets_of(specs: Sequence[DocumentSpec], pieces: Sequence[Piece]) -> list[Sheet]:
    """The documents of a page, none when it shows no known one.

    Two kinds are two documents when a straight cut across or down the page parts their titles and labels; where none
    does, the page is of the kind it fits best. Two of one kind are two when most of its labels stand there twice.
    """
    scored = _scored(specs, pieces)
    if not scored:
        return []
    spec, score = scored[0]
    twins = _twins(spec, pieces)
    if twins is not None:
        return [sheet for part in twins for sheet in sheets_of(specs, part)]
    area, taken = anchors(spec, pieces)
    ids = {id(piece) for piece in taken}
    rest = [piece for piece in pieces if id(piece) not in ids]
    for other, _ in _scored(specs, rest):
        parts = _parted(pieces, area, anchors(other, rest)[0]) if other is not spec else None
        if parts is None or not all(parts):  # print that reaches across the cut leaves nothing on one side
            continue
        found = [sheets_of(specs, part) for part in parts]
        if all(found):
            return [sheet for sheets in found for sheet in sheets]
    return [Sheet(spec=spec, score=score, pieces=tuple(pieces))]


def _scored(specs: Sequence[DocumentSpec], pieces: Sequence[Piece]) -> list[tuple[DocumentSpec, int]]:
    """The kinds the pieces may be of and how strongly, the likeliest first."""
    scores = [(page_score(spec, pieces), order) for order, spec in enumerate(specs)]
    return [(specs[order], score) for score, order in sorted(scores, key=lambda one: (-one[0], one[1])) if score > 0]


def _parted(pieces: Sequence[Piece], one: Box, other: Box) -> tuple[list[Piece], list[Piece]] | None:
    """The pieces on either side of a cut between two areas; None when they lie into each other both ways."""
    if one.y1 <= other.y0 or other.y1 <= one.y0:
        at = _widest_gap(pieces, max(min(one.y1, other.y1), 0), max(one.y0, other.y0), lambda piece: piece.y)
        return [piece for piece in pieces if piece.y < at], [piece for piece in pieces if piece.y >= at]
    if one.x1 <= other.x0 or other.x1 <= one.x0:
        at = max(one.x0, other.x0) - max(piece.height for piece in pieces) / 2
        return [piece for piece in pieces if piece.x0 < at], [piece for piece in pieces if piece.x0 >= at]
    return None


def _twins(spec: DocumentSpec, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]] | None:
    """The pieces of two documents of one kind, one below or beside the other; None when there is only one."""
    table = label_table(spec)
    places: dict[str, list[Piece]] = {}
    for piece in pieces:
        label = table.at_start(piece.folded)
        if label is not None and label[0] in table.own:
            places.setdefault(label[0], []).append(piece)
    repeated = [same for same in places.values() if len(same) > 1]
    if len(repeated) < max(_REPEATED, _REPEATED_SHARE * len(places)):
        return None
    above = max(min(piece.y for piece in same) for same in repeated)
    below = min(max(piece.y for piece in same) for same in repeated)
    left = max(min(piece.x0 for piece in same) for same in repeated)
    right = min(max(piece.x0 for piece in same) for same in repeated)
    tall = max(piece.height for same in repeated for piece in same)
    if below - above > tall:
        at = _widest_gap(pieces, above, below, lambda piece: piece.y)
        parts = [piece for piece in pieces if piece.y < at], [piece for piece in pieces if piece.y >= at]
    elif right - left > tall:
        at = right - tall / 2
        parts = [piece for piece in pieces if piece.x0 < at], [piece for piece in pieces if piece.x0 >= at]
    else:
        return None
    return parts if all(part and page_score(spec, part) > 0 for part in parts) else None


def _widest_gap(pieces: Sequence[Piece], start: float, end: float, place: Callable[[Piece], float]) -> float:
    """The middle of the widest stretch between `start` and `end` in which nothing is printed."""
    stops = [start, *sorted(at for piece in pieces if start < (at := place(piece)) < end), end]
    before, behind = max(pairwise(stops), key=lambda pair: pair[1] - pair[0])
    return (before + behind) / 2
