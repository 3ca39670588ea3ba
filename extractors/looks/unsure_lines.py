"""Lines of values with a character that was hardly read: read again, cut otherwise, and a vote taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from approval_rules.values import ValueType
from extractors.layout.pieces import fold, squeezed_line
from extractors.looks.second_look import without_colours
from extractors.normalise.checked import SELF_PROVING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from extractors.files.pages import Pixels
    from extractors.layout.page_text import Arranged
    from extractors.layout.pieces import Piece
    from extractors.ocr.detect import Corners
    from extractors.ocr.reader import Reader
    from extractors.result import Line

_UNSURE: Final = 0.8
_UNSURE_IN_TEXT: Final = 0.65
"""A scope has many lines; in a name or an address one character matters more."""
_MAX_LINES: Final = 8
_HIGHER: Final = (0.15, 0.0, -0.08)
"""Another cut of a line: wider by this share of its height at both ends, taller by this, lower by this."""
_TIGHTER: Final = (0.1, -0.12, 0.0)
_GREY: Final = (0.1, 0.08, 0.0)
_GAP_WORTH: Final = 0.5
"""What a reading counts that has no character in a place."""


@dataclass(kw_only=True, slots=True)
class _Slot:
    """What the readings have in the place of one character, and between it and the one before."""

    chosen: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    doubted: str = ""
    before: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    adding: int = 0


def with_surer_lines(reader: Reader, spec: DocumentSpec, arranged: Arranged) -> tuple[Line, ...]:
    """The lines of the page; the unsure ones among the values as most of several readings have them."""
    page = arranged.page
    bounds = {fold(label): _bound(one) for one in spec.fields for label in one.labels}
    unsure = {}
    for block in arranged.blocks:
        for line in page.lines:
            weakest = min(line.sure, default=1.0)
            is_doubtful = weakest < bounds.get(block.label.text, 0.0) and not (line.agreed and all(line.agreed))
            if is_doubtful and _holds_any(line, block.pieces):
                unsure[id(line)] = line
    worst = sorted(unsure.values(), key=lambda line: min(line.sure))[:_MAX_LINES]
    surer = {id(line): surer_line(reader, page.pixels, line) for line in worst}
    return tuple(surer.get(id(line), line) for line in page.lines)


def _bound(one: FieldSpec) -> float:
    """A line with a less sure character is read again; what proves itself is left to its check digit."""
    if one.type in SELF_PROVING:
        return 0.0
    return _UNSURE_IN_TEXT if one.type is ValueType.BUSINESS_SCOPE else _UNSURE


def surer_line(reader: Reader, pixels: Pixels, line: Line) -> Line:
    """The line as it and two more readings of it have it, and where these differ, one without colours."""
    corners = [_corners(line, *cut) for cut in (_HIGHER, _TIGHTER)]
    readings = reader.read_lines(pixels, corners)
    if all(one.text == line.text for one in readings):
        return line
    grey = _corners(line, *_GREY)
    part, corner = _colourless(pixels, grey)
    return _voted([line, *readings, *reader.read_lines(part, [grey - corner])])


def _holds_any(line: Line, pieces: Sequence[Piece]) -> bool:
    return any(
        piece.box.x0 >= line.box.x0
        and piece.box.x1 <= line.box.x1
        and piece.box.y0 >= line.box.y0
        and piece.box.y1 <= line.box.y1
        for piece in pieces
        if len(piece.text) > 1
    )


def _corners(line: Line, wider: float, taller: float, lower: float) -> Corners:
    """The four corners of a line, its box grown and moved by shares of its height."""
    box = line.box
    tall = max(box.y1 - box.y0 - abs(line.slope) * (box.x1 - box.x0), 4.0)
    left, right = box.x0 - wider * tall, box.x1 + wider * tall
    middle, half = (box.y0 + box.y1) / 2 + lower * tall, tall * (1 + taller) / 2
    fall = line.slope * (right - left) / 2
    places = [
        (left, middle - fall - half),
        (right, middle + fall - half),
        (right, middle + fall + half),
        (left, middle - fall + half),
    ]
    return np.array(places, dtype=np.float32)


def _colourless(pixels: Pixels, corners: Corners) -> tuple[Pixels, Corners]:
    """The part of the page round a line in its brightest channel, where red and blue turn light; and its corner."""
    height, width = pixels.shape[:2]
    x0, y0 = np.clip(np.floor(corners.min(axis=0)).astype(int) - 2, 0, (width - 1, height - 1))
    x1, y1 = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 2, (x0 + 1, y0 + 1), (width, height))
    return without_colours(pixels[y0:y1, x0:x1]), np.array([x0, y0], dtype=np.float32)


def _voted(readings: Sequence[Line]) -> Line:
    """The first reading, with what the weight of all prefers in each place of it."""
    first, text = readings[0], squeezed_line(readings[0]).text
    slots = [_Slot() for _ in range(len(text) + 1)]
    for one in readings:
        _count(slots, text, squeezed_line(one))
    chars: list[tuple[str, float, str]] = []
    for place, slot in enumerate(slots):
        if slot.adding > len(readings) / 2:
            added, weight = _heaviest(slot.before)
            chars += [(char, min(1.0, weight / slot.adding), "") for char in added]
        if place < len(text):
            found, weight = _heaviest(slot.chosen)
            others = _others(slot, found) if len(found) == 1 else ""
            chars += [(char, min(1.0, weight / len(readings)), others) for char in found]
    voted = "".join(char for char, _, _ in chars)
    return replace(
        first,
        text=voted,
        sure=tuple(weight for _, weight, _ in chars),
        agreed=first.agreed if voted == first.text else (False,) * len(voted),
        doubted=tuple(others for _, _, others in chars),
    )


def _heaviest(votes: Mapping[str, float]) -> tuple[str, float]:
    return max(votes.items(), key=lambda vote: vote[1])


def _others(slot: _Slot, chosen: str) -> str:
    """What the readings have in a place, or doubt there, besides the character chosen."""
    considered = [*(one for one in slot.chosen if len(one) == 1), *slot.doubted]
    return "".join(sorted(set(considered) - {chosen}))


def _count(slots: Sequence[_Slot], text: str, line: Line) -> None:
    """Counts what another reading has for each character of the text, by how sure it is of it."""
    from rapidfuzz.distance import Levenshtein

    other, sure = line.text, line.sure
    for block in Levenshtein.opcodes(text, other):
        start, stop = block.dest_start, block.dest_end
        if block.tag == "insert":
            slots[block.src_start].before[other[start:stop]] += min(sure[start:stop])
            slots[block.src_start].adding += 1
        for place in range(block.src_start, block.src_end):
            last = place == block.src_end - 1
            at = min(start + place - block.src_start, stop)
            until = stop if last else min(at + 1, stop)
            slots[place].chosen[other[at:until]] += min(sure[at:until], default=_GAP_WORTH)
            slots[place].doubted += "".join(line.doubted[at:until])
