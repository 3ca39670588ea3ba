"""Rows of a long value that the reading of the whole page lost: small print, set close. Its block is read again."""

from __future__ import annotations

import statistics
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from approval_rules.values import ValueType
from extractors.layout.pieces import fold, is_watermark, page_slope
from extractors.looks.second_look import enlarged, moved, without_colours
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.files.pages import Pixels
    from extractors.layout.blocks import Block
    from extractors.layout.page_text import Arranged
    from extractors.layout.pieces import Piece
    from extractors.ocr.reader import Reader
    from extractors.result import Line

_LONG_TYPES: Final = frozenset({ValueType.BUSINESS_SCOPE, ValueType.ADDRESS})
_MAX_BLOCKS: Final = 2
_UNREAD: Final = 0.6
"""A line this unsure is no reading: several rows found as one give such."""
_LIKELY: Final = 0.65
_LESS_SURE: Final = 0.1
_ROW_GAP: Final = 1.0
"""Rows of one value stand closer than this many heights apart, edge to edge."""
_WORD_GAP: Final = 1.8
_BELOW: Final = 2.2
_ASIDE: Final = 4.0
_TALLER: Final = 1.8
_LARGER: Final = 1.5
_LEVEL: Final = 0.1
"""Letters of a seal run another way than the lines of the page."""
_SAME_COLUMN: Final = 6.0
_OTHERS: Final = 2
_STOPS: Final = "。；;.)）]】*"


def with_lost_rows(reader: Reader, spec: DocumentSpec, arranged: Arranged) -> tuple[Line, ...]:
    """The lines of the page, with the rows that a closer look at its long values shows besides."""
    return _looked_at(reader, spec, arranged, np.ascontiguousarray)


def with_rows_under_colour(reader: Reader, spec: DocumentSpec, arranged: Arranged) -> tuple[Line, ...]:
    """The same without colours, for what a seal or a mark of a picture site still hides."""
    return _looked_at(reader, spec, arranged, without_colours)


def _looked_at(
    reader: Reader, spec: DocumentSpec, arranged: Arranged, seen_as: Callable[[Pixels], Pixels]
) -> tuple[Line, ...]:
    labels = {fold(label) for one in spec.fields if one.type in _LONG_TYPES for label in one.labels}
    doubtful = [block for block in arranged.blocks if block.label.text in labels and _lost_some(block, arranged)]
    lines, slope = arranged.page.lines, page_slope(arranged.page.lines)
    for block in doubtful[:_MAX_BLOCKS]:
        box = _region(block, arranged)
        if box.x1 <= box.x0 or box.y1 <= box.y0:
            continue
        pixels, scale = enlarged(seen_as(arranged.page.pixels[box.y0 : box.y1, box.x0 : box.x1]))
        seen = [moved(line, box, scale) for line in reader.read(pixels)]
        lines = _completed(lines, [line for line in seen if _is_print_of(line, block, slope)])
    return lines


def _lost_some(block: Block, arranged: Arranged) -> bool:
    """Whether the rows of a value have gaps, brackets that never close, or an unreadable line among them."""
    rows = block.rows
    if not rows:
        return True
    usual = _usual_height(block)
    text = "".join(piece.folded for row in rows for piece in row)
    left = min(_value_column(block, arranged.blocks), *(row[0].x0 for row in rows))
    return (
        any(row[0].x0 - left > _ASIDE * usual for row in rows)
        or text.count("(") != text.count(")")
        or any(_gap_below(row, below) > _ROW_GAP * usual for row, below in pairwise(rows))
        or any(b.x0 - a.x1 > _WORD_GAP * usual for row in rows for a, b in pairwise(row))
        or _breaks_off(rows, usual)
        or bool(_unread_lines(block, arranged.page.lines))
    )


def _gap_below(row: Sequence[Piece], below: Sequence[Piece]) -> float:
    return min(piece.top for piece in below) - max(piece.bottom for piece in row)


def _breaks_off(rows: Sequence[Sequence[Piece]], usual: float) -> bool:
    """Whether the last row is full to the edge and has no stop, or another ends well before it without one."""
    edge = max(piece.x1 for row in rows for piece in row)
    *others, last = ((row[-1].text[-1] in _STOPS, edge - row[-1].x1) for row in rows)
    ends_early = any(not stops and short > _ASIDE * usual for stops, short in others)
    return ends_early or (len(rows) > 1 and not last[0] and last[1] < usual)


def _unread_lines(block: Block, lines: Sequence[Line]) -> list[Line]:
    """Wide lines over or just below the value that were hardly read."""
    usual = _usual_height(block)
    area = _extent(block)
    return [
        line
        for line in lines
        if line.confidence < _UNREAD
        and min(line.box.x1, area.x1) - max(line.box.x0, area.x0) > _ASIDE * usual
        and line.box.y1 > area.y0
        and line.box.y0 < area.y1 + usual / 2
    ]


def _value_column(block: Block, blocks: Sequence[Block]) -> float:
    """Where the values of the label's column begin."""
    same = [one for one in blocks if abs(one.label.x0 - block.label.x0) < _SAME_COLUMN * block.label.height]
    starts = [min(piece.x0 for piece in one.pieces) for one in same if one.pieces]
    return statistics.median(starts) if len(starts) > _OTHERS else block.label.x1


def _usual_height(block: Block) -> float:
    """The height of the value's print, which is no larger than its label's: two rows found as one are taller."""
    tall = block.label.height * _TALLER
    heights = [piece.height for piece in block.pieces if piece.height < tall]
    return statistics.median(heights) if heights else block.label.height


def _extent(block: Block) -> Box:
    area = block.label.box
    for piece in block.pieces:
        area = area.union(piece.box)
    return area


def _region(block: Block, arranged: Arranged) -> Box:
    """The part of the page that holds the value and the rows that may be missing, up to the next label."""
    page = arranged.page
    height, width = page.pixels.shape[:2]
    usual, area = _usual_height(block), _extent(block)
    for line in _unread_lines(block, page.lines):
        area = area.union(line.box)
    label = block.label
    left = label.box.x0 if label.rest else min(label.box.x1, *(piece.box.x0 for piece in block.pieces), width)
    right = area.x1 + _ASIDE * usual if block.pieces else width
    others = [one.label.box for one in arranged.blocks if one is not block]
    bottom = area.y1 + _BELOW * usual
    aside = [box.x0 for box in others if box.x0 > area.x1 - usual and area.y0 < box.y1 and box.y0 < bottom]
    right = min([right, *(x0 - usual / 2 for x0 in aside), width])
    fall = page_slope(page.lines) * (right - left)
    below = [box.y0 for box in others if box.y0 > label.box.y1 and box.x0 < right and box.x1 > label.box.x0]
    bottom = min([bottom, *below]) + max(fall, 0)
    return Box(
        x0=max(0, round(left - usual / 2)),
        y0=max(0, round(area.y0 - usual + min(fall, 0))),
        x1=round(right),
        y1=min(height, round(bottom)),
    )


def _is_print_of(line: Line, block: Block, slope: float) -> bool:
    """Whether a line may be a row of the value: read surely, level as the page, and not larger than its print."""
    if abs(line.slope - slope) > _LEVEL:
        return False
    return line.confidence >= _LIKELY and _tall(line) < _TALLER * _usual_height(block) and not is_watermark(line.text)


def _completed(lines: tuple[Line, ...], seen: Sequence[Line]) -> tuple[Line, ...]:
    """The lines; where the closer look shows more, what it shows in their place."""
    kept = list(lines)
    for line in seen:
        rivals = [other for other in kept if _share_place(line, other)]
        if _shows_more(line, rivals):
            kept = [*(other for other in kept if other not in rivals), line]
    return tuple(kept)


def _shows_more(line: Line, rivals: Sequence[Line]) -> bool:
    """Whether a line holds all of its rivals and more, about as surely; a label before them is not lost.

    Larger print is a mark across the value, and no rival.
    """
    read = [other for other in rivals if other.confidence >= _UNREAD and _tall(other) < _LARGER * _tall(line)]
    if any(other.box.x0 < line.box.x0 - _tall(line) for other in rivals):
        return False
    least = min((other.confidence for other in read), default=0.0)
    return len(line.text) > sum(len(other.text) for other in read) and line.confidence > least - _LESS_SURE


def _share_place(line: Line, other: Line) -> bool:
    """Whether a line lies on another: where both run, in the half of its height about its middle."""
    left, right = max(line.box.x0, other.box.x0), min(line.box.x1, other.box.x1)
    flatter = min(_tall(line), _tall(other))
    middle = (left + right) / 2
    if other.box.x0 < line.box.x0 - _tall(line) and right - left < 2 * _tall(other):
        return False  # a label, which the value touches
    return right - left > flatter / 2 and abs(_height_at(line, middle) - _height_at(other, middle)) < _tall(other) / 2


def _height_at(line: Line, x: float) -> float:
    box = line.box
    return (box.y0 + box.y1) / 2 + line.slope * (x - (box.x0 + box.x1) / 2)


def _tall(line: Line) -> float:
    return max(line.box.y1 - line.box.y0 - abs(line.slope) * (line.box.x1 - line.box.x0), 1.0)
