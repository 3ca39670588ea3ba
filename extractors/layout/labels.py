"""Finds the printed labels of a document kind among the pieces of a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType
from extractors.layout.misread import misread_label
from extractors.layout.pieces import fold
from extractors.layout.spelled import with_whole_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.layout.pieces import Piece
    from extractors.result import Box

_LONG: Final = 4
"""A label this long is known wherever it stands; a shorter one only in the label column or alone."""
_SINGLE_ROW_TYPES: Final = frozenset(
    {
        ValueType.USCC,
        ValueType.COMPANY_CODE,
        ValueType.RESIDENT_ID,
        ValueType.PATENT_NO,
        ValueType.PERSON_NAME,
        ValueType.ETHNICITY,
        ValueType.DATE,
        ValueType.MONEY_CNY,
    }
)
_ROW_TOLERANCE: Final = 0.7
_KINDS: Final = 256
_REMEMBERED: Final = 1024
"""The same pieces are looked at for each kind many times over; of so many the answer is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A label found on the page, and the rest of its piece where the value follows in the same one."""

    text: str
    x0: float
    x1: float
    y: float
    height: float
    box: Box
    rest: Piece | None
    continues: bool


class LabelTable:
    """The labels of one document kind; those of values that may run over several rows `continue`."""

    def __init__(self, spec: DocumentSpec) -> None:
        self.own = {fold(label) for field in spec.fields for label in field.labels}
        continuing = {
            fold(label)
            for field in spec.fields
            for label in field.labels
            if field.type not in _SINGLE_ROW_TYPES or field.part
        }
        self.continues = {label: label in continuing for label in self.own}
        self.continues |= {fold(label): False for label in spec.other_labels}
        self.texts = tuple(sorted(self.continues, key=len, reverse=True))
        self.at_start = lru_cache(maxsize=_REMEMBERED)(self._at_start)

    def _at_start(self, folded: str) -> tuple[str, int] | None:
        """The label that `folded` begins with and its length; a long one may have one misread, or one more."""
        for label in self.texts:
            if folded.startswith(label):
                return label, len(label)
        for label in self.texts:
            if len(label) >= _LONG and _one_off(folded[: len(label)], label):
                return label, len(label)
        for label in self.texts:
            if len(label) >= _LONG and _one_more(folded[: len(label) + 1], label):
                return label, len(label) + 1
        return None

    def inside(self, folded: str, alone: set[str]) -> int | None:
        """Where a long label that does not stand `alone` begins behind other text."""
        start = self.at_start(folded)
        behind = max(2, start[1] if start else 0)
        places = [folded.find(label, behind) for label in self.own - alone if len(label) >= _LONG]
        return min((place for place in places if place > 0), default=None)


@lru_cache(maxsize=_KINDS)
def label_table(spec: DocumentSpec) -> LabelTable:
    """The labels of a kind, made once."""
    return LabelTable(spec)


def find_labels(pieces: Iterable[Piece], table: LabelTable) -> tuple[list[Label], list[Piece]]:
    """The labels on the page, and the pieces that are values."""
    separate = _split_columns(with_whole_labels(list(pieces), table.texts), table)
    long_ones = [
        (piece, found)
        for piece in separate
        if (found := table.at_start(piece.folded)) and found[1] >= _LONG and found[0] in table.own
    ]
    columns = [(piece.x0, _label_right(piece, found[1]), piece.height) for piece, found in long_ones]
    labels, values = [], []
    for piece in separate:
        found = table.at_start(piece.folded)
        if found and _is_label(piece, found[1], columns) and not _stands_elsewhere(piece, found[0], long_ones):
            labels.append(_label(piece, found[0], found[1], table))
        else:
            values.append(piece)
    broken, values = _broken_labels(values, table, columns)
    misread, values = _misread_labels(values, labels + broken, table)
    return _without_doubles(labels + broken + misread), values


def _misread_labels(
    pieces: Sequence[Piece], found: Sequence[Label], table: LabelTable
) -> tuple[list[Label], list[Piece]]:
    missing = table.own - {label.text for label in found}
    columns = [(label.x0, label.height) for label in found]
    known = {id(piece): label for piece in pieces if (label := misread_label(piece, missing, columns))}
    labels = [_label(piece, known[id(piece)], len(known[id(piece)]), table) for piece in pieces if id(piece) in known]
    return labels, [piece for piece in pieces if id(piece) not in known]


def _is_label(piece: Piece, chars: int, columns: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the beginning of the piece is a label: long, or alone, or before a number, or in the label column."""
    rest = piece.folded[chars:].lstrip(":")
    return (
        chars >= _LONG or not rest or (chars > 2 and rest[0].isdigit()) or _starts_column(piece, columns)  # noqa: PLR2004  注册号
    )


def _stands_elsewhere(piece: Piece, text: str, long_ones: Sequence[tuple[Piece, tuple[str, int]]]) -> bool:
    """Whether the same long label also stands further left: then this one is a word inside a value."""
    return any(found[0] == text and other.x0 < piece.x0 - other.height for other, found in long_ones)


def _split_columns(pieces: Sequence[Piece], table: LabelTable) -> list[Piece]:
    """Two columns found as one line are taken apart at the second label, unless that stands on its own as well."""
    alone = {found[0] for piece in pieces if (found := table.at_start(piece.folded))}
    parts = []
    for piece in pieces:
        place = table.inside(piece.folded, alone)
        if place is None:
            parts.append(piece)
        else:
            rest = piece.after(place)
            parts += [piece.before(place), *([rest] if rest else [])]
    return parts


def _label_right(piece: Piece, chars: int) -> float:
    return piece.x0 + (piece.x1 - piece.x0) * chars / len(piece.text)


def _label(piece: Piece, text: str, chars: int, table: LabelTable) -> Label:
    return Label(
        text=text,
        x0=piece.x0,
        x1=_label_right(piece, chars),
        y=piece.y,
        height=piece.height,
        box=piece.before(chars).box,
        rest=piece.after(chars),
        continues=table.continues[text],
    )


def _starts_column(piece: Piece, columns: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the piece begins where the long labels begin; with none of those, anywhere will do."""
    return not columns or any(abs(piece.x0 - left) <= 2 * height for left, _, height in columns)


def _broken_labels(
    pieces: Sequence[Piece], table: LabelTable, columns: Sequence[tuple[float, float, float]]
) -> tuple[list[Label], list[Piece]]:
    """Spaced labels found in two parts: 名 … 称, or the first part lost, or the second misread."""
    labels: list[Label] = []
    used: set[int] = set()
    for index, piece in enumerate(pieces):
        split = _head_of(piece, table)
        if split is None:
            continue
        head, candidates = piece, split
        tail = _tail_for(head, candidates, pieces)
        if tail is not None:
            position, text, chars = tail
            labels.append(_joined(head, pieces[position], text, chars, table))
            used |= {index, position}
        elif len(head.folded) > 1 or _starts_column(head, columns):
            text = candidates[0]
            labels.append(_label(head, text, len(head.folded), table))
            used.add(index)
    for index, piece in enumerate(pieces):
        if index not in used and (found := _lone_tail(piece, table, columns)):
            labels.append(_label(piece, found[0], found[1], table))
            used.add(index)
    return labels, [piece for index, piece in enumerate(pieces) if index not in used]


def _head_of(piece: Piece, table: LabelTable) -> list[str] | None:
    """Labels whose beginning the whole piece is, the shortest first."""
    starts = [label for label in table.own if label.startswith(piece.folded) and label != piece.folded]
    return sorted(starts, key=lambda label: (len(label), label)) or None


def _tail_for(head: Piece, candidates: Sequence[str], pieces: Sequence[Piece]) -> tuple[int, str, int] | None:
    """The piece on the same row that holds the rest of one of the labels: its index, label and length of the rest."""
    for label in sorted(candidates, key=len, reverse=True):
        rest = label[len(head.folded) :]
        for index, piece in enumerate(pieces):
            if piece.folded.startswith(rest) and piece.x0 >= head.x0 + head.height / 2 and _same_row(head, piece):
                return index, label, len(rest)
    return None


def _same_row(one: Piece, other: Piece) -> bool:
    return abs(one.y - other.y) <= _ROW_TOLERANCE * max(one.height, other.height)


def _joined(head: Piece, tail: Piece, text: str, chars: int, table: LabelTable) -> Label:
    return Label(
        text=text,
        x0=head.x0,
        x1=_label_right(tail, chars),
        y=tail.y,
        height=tail.height,
        box=head.box.union(tail.before(chars).box),
        rest=tail.after(chars),
        continues=table.continues[text],
    )


def _lone_tail(
    piece: Piece, table: LabelTable, columns: Sequence[tuple[float, float, float]]
) -> tuple[str, int] | None:
    """A two-character label whose first character was not found: 称…, 型…, 所… inside the label column."""
    within = any(left + height / 2 < piece.x0 < right - height * 0.3 for left, right, height in columns)
    if within:
        for label in sorted(table.own):
            if len(label) == 2 and piece.folded.startswith(label[1]):  # noqa: PLR2004  名称, 类型, 住所
                return label, 1
    return None


def _without_doubles(labels: list[Label]) -> list[Label]:
    """One label a place: of two found on one row, the one that reaches further right (it has the value)."""
    ordered = sorted(labels, key=lambda label: (label.text, label.y))
    kept: list[Label] = ordered[:1]
    for before, label in pairwise(ordered):
        near = abs(before.y - label.y) <= max(before.height, label.height)
        if before.text == label.text and near and abs(before.x0 - label.x0) < 8 * label.height:
            kept[-1] = max(kept[-1], label, key=lambda one: one.x1)
        else:
            kept.append(label)
    return kept


def _one_off(text: str, label: str) -> bool:
    return len(text) == len(label) and sum(a != b for a, b in zip(text, label, strict=True)) == 1


def _one_more(text: str, label: str) -> bool:
    """Whether the text is the label with one character read into it, neither first nor last."""
    inner = range(1, len(text) - 1)
    return len(text) == len(label) + 1 and any(text[:at] + text[at + 1 :] == label for at in inner)
