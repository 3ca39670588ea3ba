"""Which options of a form are ticked: by the marks a file has as characters, or by the ink in the printed boxes."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from extractors.fields import Seen, absent, field_of
from extractors.layout.pieces import fold
from extractors.prose.flow import rows_of
from extractors.result import FieldSource
from extractors.tick_boxes import boxes_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.fields import Origin
    from extractors.layout.page_text import Arranged
    from extractors.layout.pieces import Piece
    from extractors.result import Field
    from extractors.tick_boxes import TickBox

_TICKED: Final = frozenset("☑☒■√✓✔●◼⊠⬛▣")
_EMPTY: Final = frozenset("□☐○◻◯▢")
_LIKE_A_BOX: Final = frozenset("口囗回区図图冈日曰凶区团0OoDVvUNM√[]{}|")
"""What a reader makes of a box now and then; such a character proves nothing."""
_ON_ROW: Final = 0.7
_FURTHEST: Final = 6.0
"""A cell has no more rows of options than this many heights above and below its label."""
_NEAR: Final = 2.2
_OVERLAP: Final = -2.2
_NEAR_GUESSED: Final = 4.0
"""A box stands within so many sides of its option; where other boxes come before it, the option's place is a guess."""
_PITCH: Final = 0.9
"""A box is about as large as a character; so wide is one at the least, in sides of the box."""
_PLAIN_FRAME: Final = 0.95
_EMPTY_BONUS: Final = 0.3
_LEAST_INK: Final = 0.06
"""A box with less ink inside than this, over what the emptiest box of the form has, is empty."""
_TICK_INK: Final = 0.08


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One option on the page. `before` and `behind` are the characters there: True a tick, False an empty box."""

    text: str
    start: float
    end: float
    row: int
    before: bool | None
    behind: bool | None


def read_ticks(one: FieldSpec, arranged: Arranged, origin: Origin) -> Field:
    """The ticked options in the order of the page; no value where it is not plain which they are."""
    rows = [row for row in rows_of(arranged.page.pieces) if _is_beside_label(row, one, arranged)]
    options = [option for at, row in enumerate(rows) for option in _options(one, row, at)]
    rows = [row for at, row in enumerate(rows) if any(option.row == at for option in options)]
    options = [option for at, row in enumerate(rows) for option in _options(one, row, at)]
    if not options:
        return absent(one, origin)
    ticked = _by_marks(options)
    if origin.source is FieldSource.OCR or None in ticked:
        ticked = _by_ink(options, rows, arranged)
    if len(options) == 1 and ticked == [None]:
        ticked = [True]  # no boxes: the answer itself is written there
    if one.ticked == "one" and len(options) > 1 and ticked.count(None) == 1 and True not in ticked:
        ticked = [answer is None for answer in ticked]  # every other box is plainly empty, and this one is not
    chosen = [option.text for option, is_ticked in zip(options, ticked, strict=True) if is_ticked]
    is_plain = None not in ticked and (len(chosen) == 1 if one.ticked == "one" else bool(chosen))
    seen = Seen(pieces=tuple(piece for row in rows for piece in row))
    return field_of(one, "、".join(chosen) if is_plain else None, seen, origin)


def _is_beside_label(row: Sequence[Piece], one: FieldSpec, arranged: Arranged) -> bool:
    """Whether the row lies between the labels above and below the field's own, which stands mid-way in its cell."""
    own = {fold(label) for label in one.labels}
    mine = [block.label for block in arranged.blocks if block.label.text in own]
    y = statistics.fmean(piece.y for piece in row)
    for label in mine:
        if abs(y - label.y) < _ON_ROW * label.height:
            return True
        others = [block.label for block in arranged.blocks if block.label.text not in own]
        column = [other for other in others if other.x0 < label.x1 and abs(other.y - label.y) > _ON_ROW * label.height]
        between = [other for other in column if min(y, label.y) < other.y < max(y, label.y)]
        on_row = any(abs(other.y - y) < _ON_ROW * label.height for other in column)
        if not between and not on_row and abs(y - label.y) < _FURTHEST * label.height:
            return True
    return False


def _options(one: FieldSpec, row: Sequence[Piece], at: int) -> list[Option]:
    """The options whose text stands in the row, the longest text that fits first."""
    text = "".join(piece.folded for piece in row)
    lefts = [x for piece in row for x in _lefts(piece)]
    printed = {fold(option): option for option in one.options}
    known = sorted(printed, key=len, reverse=True)
    places, place = [], 0
    while place < len(text):
        found = next((option for option in known if _stands_at(option, text, place, known)), None)
        if found is not None:
            places.append((place, found))
        place += len(found) if found else 1
    ends = [*lefts[1:], row[-1].x1]
    return [
        Option(
            text=printed[option],
            start=lefts[place],
            end=ends[place + len(option) - 1],
            row=at,
            before=_mark(text[place - 1 : place]),
            behind=_mark(text[place + len(option) : place + len(option) + 1]),
        )
        for place, option in places
    ]


def _stands_at(option: str, text: str, place: int, known: Sequence[str]) -> bool:
    """Whether the option begins there and is no part of a longer word."""
    if not text.startswith(option, place):
        return False
    rest = text[place + len(option) :]
    is_word = "\u3400" <= rest[:1] <= "\u9fff" and rest[0] not in _LIKE_A_BOX
    return not is_word or any(rest.startswith(other) for other in known)


def _lefts(piece: Piece) -> list[float]:
    """Where each character of the piece begins, all of them taken for equally wide."""
    each = (piece.x1 - piece.x0) / len(piece.folded)
    return [piece.x0 + each * at for at in range(len(piece.folded))]


def _mark(char: str) -> bool | None:
    return True if char in _TICKED and char else False if char in _EMPTY and char else None


def _by_marks(options: Sequence[Option]) -> list[bool | None]:
    """What the characters say, on the side of the options on which most of them have one."""
    before, behind = [option.before for option in options], [option.behind for option in options]
    return behind if behind.count(None) < before.count(None) else before


def _by_ink(options: Sequence[Option], rows: Sequence[Sequence[Piece]], arranged: Arranged) -> list[bool | None]:
    """For each option whether there is ink in its box; None where no box was found, or its ink says nothing clear."""
    found = boxes_beside(arranged.page, rows)
    by_row = [[option for option in options if option.row == at] for at in range(len(rows))]
    sides = {
        behind: [_chosen(mine, boxes, behind=behind) for mine, boxes in zip(by_row, found, strict=True)]
        for behind in (False, True)
    }
    behind = _stand_behind(by_row, found)
    if behind is None:
        behind = max(sides, key=lambda side: sum(box.frame for row in sides[side] for box in row))
    emptiest = min((box.ink for row in sides[behind] for box in row), default=0.0)
    answers: list[bool | None] = []
    for mine, boxes in zip(by_row, sides[behind], strict=True):
        marks = [option.behind if behind else option.before for option in mine]
        paired: Sequence[TickBox | None] = boxes or [None] * len(mine)
        answers += [_is_ticked(mark, box, emptiest) for mark, box in zip(marks, paired, strict=True)]
    return answers


def _stand_behind(by_row: Sequence[Sequence[Option]], found: Sequence[Sequence[TickBox]]) -> bool | None:
    """Whether more rows end with an empty box than begin with one; None where as many do."""
    before = behind = 0
    for options, boxes in zip(by_row, found, strict=True):
        plain = [box for box in boxes if box.frame > _PLAIN_FRAME and box.ink < _LEAST_INK]
        before += any(options[0].end - box.x1 > 0 and _is_near(options[0].start - box.x1, box) for box in plain)
        behind += any(box.x0 - options[-1].start > 0 and _is_near(box.x0 - options[-1].end, box) for box in plain)
    return None if before == behind else behind > before


def _is_near(off: float, box: TickBox) -> bool:
    """Whether a box stands beside its text, or in its place where the reader left the box out."""
    return _OVERLAP * (box.x1 - box.x0) < off < _NEAR * (box.x1 - box.x0)


def _chosen(options: Sequence[Option], boxes: Sequence[TickBox], *, behind: bool) -> list[TickBox]:
    """The plainest squares, one for each option, with room for its text between them.

    Squares are also found in characters, which leave no such room. None are chosen where they do not fit, or where
    an empty box is left over, whose option was not read.
    """
    ways: list[list[TickBox]] = []
    for box in boxes:
        longer = [[*way, box] for way in [[], *ways] if _fits(options, way, box, behind=behind)]
        plainest: dict[int, list[TickBox]] = {}
        for way in longer:
            if len(way) not in plainest or _plainness(way) > _plainness(plainest[len(way)]):
                plainest[len(way)] = way
        ways += plainest.values()
    whole = [way for way in ways if len(way) == len(options)]
    best = max(whole, key=_plainness, default=[])
    left_over = [box for box in boxes if box.frame > _PLAIN_FRAME and box.ink < _LEAST_INK and box not in best]
    return [] if left_over else best


def _fits(options: Sequence[Option], before: Sequence[TickBox], box: TickBox, *, behind: bool) -> bool:
    """Whether the box may be that of the next option, whose text stands behind it or, with `behind`, before it."""
    at, side = len(before), box.x1 - box.x0
    if at == len(options):
        return False
    option = options[at]
    off = box.x0 - option.end if behind else option.start - box.x1
    is_sure_place = at == (len(options) - 1 if behind else 0)
    if not _is_near(off, box) and (is_sure_place or abs(off) > _NEAR_GUESSED * side):
        return False
    if not before:
        return not behind or box.x0 - option.start > (_PITCH * len(option.text) - 1) * side
    between = option if behind else options[at - 1]
    return box.x0 - before[-1].x1 > _PITCH * side * len(between.text)


def _plainness(boxes: Sequence[TickBox]) -> float:
    return sum(box.frame + (_EMPTY_BONUS if box.ink < _LEAST_INK and box.frame > _PLAIN_FRAME else 0) for box in boxes)


def _is_ticked(mark: bool | None, box: TickBox | None, emptiest: float) -> bool | None:  # noqa: FBT001  an answer
    """What the ink says, unless a box was read as empty that is not; a tick that was read is one."""
    if box is None or mark:
        return mark
    over = box.ink - emptiest
    if _LEAST_INK <= over <= _TICK_INK:
        return mark
    is_ticked = over > _TICK_INK
    return is_ticked if mark in (None, is_ticked) else None
