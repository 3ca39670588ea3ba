"""Labels printed with wide spaces (开　户　银　行), found character by character: put together again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from extractors.layout.pieces import Piece

_SAME_ROW: Final = 0.5
_REACH: Final = 12.0
"""The next part of a label begins within this many heights of the last; justified labels of two characters need it."""
_MIN_PARTS: Final = 2
_PART_CHARS: Final = 4
_CAN_LACK_ONE: Final = 3
"""A label this long is still known when one of its characters was not found."""
_NEXT_ROW: Final = 1.8
_HEADLESS_CHARS: Final = 4
_HEADLESS_BEFORE_COLON: Final = 1
"""A label whose beginning is hidden is known by so many characters, or so many and a colon."""


def with_whole_labels(pieces: Sequence[Piece], labels: Collection[str]) -> list[Piece]:
    """The pieces, those that spell a label in one row made one; what follows the label in the last part stays apart."""
    spellings = _spellings(labels)
    left = sorted(pieces, key=lambda piece: piece.x0)
    result: list[Piece] = []
    used: set[int] = set()
    for piece in left:
        found = None if id(piece) in used or len(piece.folded) > _PART_CHARS else _chain(piece, left, spellings)
        if found is None:
            continue
        parts, spelling = found
        used |= {id(part) for part in parts}
        chars = len(spelling) - sum(len(part.folded) for part in parts[:-1])
        label = _joined([*parts[:-1], parts[-1].before(chars)])
        whole = spellings[spelling]
        result.append(
            label if whole == spelling else replace(label, text=whole, folded=whole, sure=(), agreed=(), doubted=())
        )
        rest = parts[-1].after(chars)
        result += [rest] if rest else []
    tails = _tails(labels)
    for piece in _unstacked([piece for piece in pieces if id(piece) not in used], tails):
        result += _with_head(piece, tails, labels)
    return sorted(result, key=lambda piece: piece.y)


def _spellings(labels: Collection[str]) -> dict[str, str]:
    """Each label by itself and, where it is long, by what is left of it without one of its characters."""
    lacking: dict[str, set[str]] = {}
    for label in labels:
        for place in range(len(label) if len(label) >= _CAN_LACK_ONE else 0):
            lacking.setdefault(label[:place] + label[place + 1 :], set()).add(label)
    told_apart = {spelling: whole.pop() for spelling, whole in lacking.items() if len(whole) == 1}
    return told_apart | {label: label for label in labels}


def _tails(labels: Collection[str]) -> dict[str, str]:
    """What may be left of a label whose beginning is hidden, by a seal or a fold, and whose tail it alone can be."""
    whole: dict[str, set[str]] = {}
    for label in labels:
        for place in range(1, len(label)):
            whole.setdefault(label[place:], set()).add(label)
    shortest = {tail: min(of, key=len) for tail, of in whole.items() if tail not in labels}
    return {tail: label for tail, label in shortest.items() if all(one.endswith(label) for one in whole[tail])}


def _unstacked(pieces: Sequence[Piece], tails: Mapping[str, str]) -> list[Piece]:
    """The pieces, a label in two rows (法定代表人 above （负责人）) made one."""
    result = list(pieces)
    for tail in pieces:
        head_text = tails.get(tail.folded, "").removesuffix(tail.folded)
        head = next((piece for piece in result if piece.folded == head_text and _is_above(piece, tail)), None)
        if head is not None:
            result = [piece for piece in result if piece is not head and piece is not tail]
            both = _joined([head, tail])
            sides = min(head.x0, tail.x0), max(head.x1, tail.x1)
            result.append(replace(both, x0=sides[0], x1=sides[1], height=tail.bottom - head.top))
    return result


def _is_above(piece: Piece, other: Piece) -> bool:
    is_next_row = 0 < other.y - piece.y < _NEXT_ROW * piece.height
    return is_next_row and piece.x0 - piece.height < other.x0 < piece.x1


def _with_head(piece: Piece, tails: Mapping[str, str], labels: Collection[str]) -> list[Piece]:
    """The piece itself; or the whole label of which it shows the tail, and what follows."""
    text = piece.folded
    if any(text.startswith(label) for label in labels):
        return [piece]
    for chars in range(min(len(text), max(map(len, tails), default=0)), _HEADLESS_BEFORE_COLON - 1, -1):
        label = tails.get(text[:chars])
        if label and (chars >= _HEADLESS_CHARS or text[chars : chars + 1] == ":"):
            rest = piece.after(chars)
            head = replace(piece.before(chars), text=label, folded=label, sure=(), agreed=(), doubted=())
            return [head, rest] if rest else [head]
    return [piece]


def _chain(head: Piece, pieces: Sequence[Piece], spellings: Mapping[str, str]) -> tuple[list[Piece], str] | None:
    """The pieces of one row, from `head` to the right, that together begin with a spelling; None when they do not."""
    parts, text = [head], head.folded
    found: tuple[list[Piece], str] | None = None
    going_on = [spelling for spelling in spellings if spelling.startswith(text) and spelling != text]
    while going_on:
        following = _next_in_row(parts[-1], pieces)
        if following is None:
            break
        before, text = text, text + following.folded
        parts = [*parts, following]
        ended = [one for one in going_on if text.startswith(one) and len(one) > len(before)]
        if ended and len(parts) >= _MIN_PARTS:
            found = list(parts), max(ended, key=lambda one: (spellings[one] == one, len(one)))
        going_on = [one for one in going_on if one.startswith(text) and one != text]
    return found


def _next_in_row(piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    row = [
        other
        for other in pieces
        if other is not piece
        and piece.x1 - piece.height / 2 < other.x0 < piece.x1 + _REACH * piece.height
        and abs(other.y - piece.y) < _SAME_ROW * max(other.height, piece.height)
    ]
    return min(row, key=lambda other: other.x0, default=None)


def _joined(parts: Sequence[Piece]) -> Piece:
    box = parts[0].box
    for part in parts[1:]:
        box = box.union(part.box)
    return replace(
        parts[0],
        text="".join(part.text for part in parts),
        folded="".join(part.folded for part in parts),
        confidence=min(part.confidence for part in parts),
        x1=parts[-1].x1,
        y=sum(part.y for part in parts) / len(parts),
        box=box,
        sure=tuple(sure for part in parts for sure in part.sure),
        agreed=tuple(same for part in parts for same in part.agreed),
        doubted=(),
    )
