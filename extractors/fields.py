"""One field of a document kind, read from the blocks of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from approval_rules.values import PERMANENT, Value, ValueType
from extractors.layout.pieces import fold
from extractors.normalise import dates, money, names, numbers, peoples
from extractors.normalise.checked import COMPANY_CODES, SELF_PROVING, proven, unproven
from extractors.normalise.clauses import with_clauses_mended
from extractors.result import PAGES_AGREE, TWO_READINGS, Field, FieldSource, Problem, ProblemCode
from extractors.traced import traced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.document_spec import FieldSpec
    from extractors.layout.blocks import Block
    from extractors.layout.labels import Label
    from extractors.layout.pieces import Piece
    from extractors.result import Box

CODE_TYPES: Final = COMPANY_CODES
_BESIDE: Final = 3.0
"""A name begins within this many heights right of its label; further off stands something else."""
_OTHERS: Final = 2
_LATE: Final = 1.5
_TALLER: Final = 1.6
_GAP: Final = 2.0
_COLUMN_AWAY: Final = 12.0
_COLUMN_GAP: Final = 5.0
"""So many heights without print between two pieces of running text: the second stands in another column."""
_SCRAP: Final = re.compile(r"[!-~]{1,2}")
"""One or two figures or letters on their own are read into ornaments; no company name goes on so."""
_PRINTED_WHOLE: Final = frozenset({ValueType.TEXT, ValueType.ADDRESS, ValueType.BUSINESS_SCOPE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What stands on the page for a field: its pieces in reading order, and whether a label names them."""

    pieces: tuple[Piece, ...]
    labelled: bool = True
    running: bool = False

    @property
    def raw(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def doubted(self) -> tuple[str, ...]:
        """Of each character of `raw`, the others that it may be."""
        return tuple(others for piece in self.pieces for others in piece.doubted or ("",) * len(piece.text))

    @property
    def confidence(self) -> float:
        """That of the least sure piece; of running text, the mean over its characters."""
        if not self.running:
            return min(piece.confidence for piece in self.pieces)
        chars = sum(len(piece.text) for piece in self.pieces)
        return sum(piece.confidence * len(piece.text) for piece in self.pieces) / chars


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a page's text came from."""

    page: int
    source: FieldSource


def read_field(spec: FieldSpec, blocks: Sequence[Block], loose: Sequence[Piece], origin: Origin) -> Field:
    """The field's value, or a field with no value and what was seen in `raw`.

    Args:
        spec: its type and labels.
        blocks: all labels of the page with their values.
        loose: pieces that no label claims; only a code, which proves itself, is taken from them.
        origin: the page and its source.
    """
    own = {fold(label) for label in spec.labels}
    mine = [block for block in blocks if block.label.text in own]
    columns = value_columns(blocks)
    views = [view for block in mine for view in _views(block, spec.type, columns)]
    if spec.type in SELF_PROVING:
        return _read_code(spec, views, loose, origin)
    for seen in views:
        value = value_of(spec, _mended(seen) if spec.type is ValueType.BUSINESS_SCOPE else seen.raw)
        if value is not None and seen.confidence >= spec.min_confidence:
            return field_of(spec, value, seen, origin)
    return field_of(spec, None, views[0], origin) if views else absent(spec, origin)


def value_columns(blocks: Sequence[Block]) -> list[float]:
    """Where the value of each label begins."""
    return [min(piece.x0 for piece in block.pieces) for block in blocks if block.pieces]


def problem_of(spec: FieldSpec, field: Field) -> Problem | None:
    """Why the field has no value, in one sentence; None when it has one, or need not."""
    if field.checks.get(PAGES_AGREE) is False:
        message = f"{spec.title}: the pages contradict each other ('{field.raw[:120]}'); send each document as a file"
        return Problem(code=ProblemCode.FIELDS_DISAGREE, message=message, page=field.page, field=spec.name)
    if field.value is not None or not (spec.required or field.raw) or _is_left_open(spec, field.raw):
        return None
    if field.checks.get("check_digit") is False:
        message = f"{spec.title}: the check digit of '{field.raw}' does not hold; compare it with the document"
        return Problem(code=ProblemCode.CHECK_DIGIT_FAILED, message=message, page=field.page, field=spec.name)
    if not field.raw:
        code = ProblemCode.FIELD_MISSING
        message = f"{spec.title} was not found; send a sharper picture of the whole page"
    elif 0 < field.confidence < spec.min_confidence:
        code = ProblemCode.LOW_CONFIDENCE
        message = f"{spec.title} is too unclear to use ('{field.raw[:60]}'); send a sharper picture"
    else:
        code = ProblemCode.FIELD_UNREADABLE
        message = f"{spec.title} is not readable as it stands ('{field.raw[:60]}'); send a sharper picture"
    return Problem(code=code, message=message, page=field.page, field=spec.name)


def _views(block: Block, value_type: ValueType, columns: Sequence[float]) -> list[Seen]:
    """The ways to take a block, the likeliest first: all of it, or its first row, or that row's first piece."""
    rows = block.rows
    if not rows:
        return []
    whole = Seen(pieces=tuple(piece for row in rows for piece in row))
    level = min(rows, key=lambda row: min(abs(piece.y - block.label.y) for piece in row))
    if value_type in _PRINTED_WHOLE:
        together = tuple(piece for row in _in_column(rows) for piece in _unbroken(row, _COLUMN_GAP))
        return [replace(whole, pieces=together, running=True)]
    if value_type is ValueType.COMPANY_NAME:
        name = [piece for row in rows for piece in _unbroken(row)]
        return [Seen(pieces=(name[0], *(piece for piece in name[1:] if not _SCRAP.fullmatch(piece.folded))))]
    if value_type is ValueType.PERSON_NAME:
        near = [
            piece
            for piece in level
            if _is_near(piece, block, columns) and not begins_late(level[0].box, block.label, columns)
        ]
        return [Seen(pieces=tuple(_unbroken(near)))] if near else []
    return [Seen(pieces=tuple(level)), whole]


def _in_column(rows: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The rows without those that begin far to the right of the others: values of the next column."""
    start = min(row[0].x0 for row in rows)
    return [row for row in rows if row[0].x0 - start < _COLUMN_AWAY * row[0].height]


def _is_near(piece: Piece, block: Block, columns: Sequence[float]) -> bool:
    """Whether the piece stands close to the label, or where the values of other labels begin, as in a table."""
    if piece.x0 - block.label.x1 < _BESIDE * block.label.height:
        return True
    return sum(abs(piece.x0 - x0) < piece.height for x0 in columns) > _OTHERS


def _mended(seen: Seen) -> str:
    return with_clauses_mended(seen.raw, [sure for piece in seen.pieces for sure in piece.sure])


def begins_late(box: Box, label: Label, columns: Sequence[float]) -> bool:
    """Whether a value begins where none of the values beside labels like its own do, but behind most of them."""
    tall = box.y1 - box.y0
    if box.x0 - label.box.x1 < tall:
        return False
    begun = [x0 for x0 in columns if label.x1 - label.height < x0 < box.x0 - _LATE * tall]
    return len(begun) > _OTHERS and not any(0 < abs(box.x0 - x0) < tall for x0 in columns)


def _unbroken(row: Sequence[Piece], gap: float = _GAP) -> list[Piece]:
    """The row up to the first wide gap: what stands behind it belongs to another column. Larger print is a mark."""
    kept = list(row[:1])
    for piece in row[1:]:
        if piece.height > _TALLER * kept[0].height:
            continue
        if piece.x0 - kept[-1].x1 > gap * kept[-1].height:
            break
        kept.append(piece)
    return kept


def value_of(spec: FieldSpec, raw: str) -> Value | None:
    if spec.part is not None:
        return _end_of_term(spec, raw)
    if spec.type in _PARSERS:
        return _PARSERS[spec.type](raw)
    return _text(spec, raw)


def _end_of_term(spec: FieldSpec, raw: str) -> Value | None:
    term = dates.period(raw)
    if spec.part == "start":
        return term.start
    return None if term.end is PERMANENT and spec.type is ValueType.DATE else term.end


def _is_left_open(spec: FieldSpec, raw: str) -> bool:
    """Whether the paper itself states no such end of the term: 长期 has no start, 至****** no end."""
    if spec.part is None:
        return False
    term = dates.period(raw)
    return term.end is PERMANENT if spec.part == "start" else term.is_open


def _date_or_permanent(raw: str) -> Value | None:
    return dates.first_date(raw) or dates.period(raw).end


_PARSERS: Final[dict[ValueType, Callable[[str], Value | None]]] = {
    ValueType.DATE: dates.first_date,
    ValueType.DATE_OR_PERMANENT: _date_or_permanent,
    ValueType.MONEY_CNY: money.yuan,
    ValueType.NUMBER: numbers.decimal,
    ValueType.PERSON_NAME: names.person,
    ValueType.ETHNICITY: peoples.people,
    ValueType.COMPANY_NAME: names.company,
}


def _text(spec: FieldSpec, raw: str) -> str | None:
    if spec.pattern is None:
        return names.running_text(raw)
    match = re.fullmatch(spec.pattern, fold(raw).replace(" ", ""))
    return match[match.lastindex or 0] if match else None


def taken(spec: FieldSpec, seen: Seen, origin: Origin) -> Field | None:
    """The field with the value of what was seen; None when that is no such value, or not sure enough."""
    value = value_of(spec, seen.raw)
    if value is None or seen.confidence < spec.min_confidence:
        return None
    return field_of(spec, value, seen, origin)


def _read_code(spec: FieldSpec, labelled: Sequence[Seen], loose: Sequence[Piece], origin: Origin) -> Field:
    alone = [Seen(pieces=(piece,), labelled=False) for piece in loose]
    for seen in (*labelled, *alone):
        code = proven(seen.raw, spec.type)
        if code is not None and (seen.labelled or not code.repaired):
            field = field_of(spec, code.text, seen, origin)
            checks = {**field.checks, "check_digit": True, **({"repaired": True} if code.repaired else {})}
            return _with_checks(field, checks)
    for seen in (*labelled, *alone):
        wrong = unproven(seen.raw, spec.type)
        if wrong is not None:
            field = field_of(spec, None, seen, origin)
            return _with_checks(field, {**field.checks, "check_digit": False}, raw=wrong)
    return field_of(spec, None, labelled[0], origin) if labelled else absent(spec, origin)


def field_of(spec: FieldSpec, value: Value | None, seen: Seen, origin: Origin) -> Field:
    box = seen.pieces[0].box
    for piece in seen.pieces[1:]:
        box = box.union(piece.box)
    return Field(
        name=spec.name,
        value=value,
        raw=seen.raw,
        confidence=seen.confidence,
        page=origin.page,
        box=box,
        checks=_noted(seen),
        source=origin.source,
        weakest=min(piece.weakest for piece in seen.pieces),
        doubted=traced(value, spec.type, seen.raw, seen.doubted),
    )


def _noted(seen: Seen) -> dict[str, bool]:
    """What is known of a value besides itself: no label beside it; a second reading that has every character too."""
    unlabelled = {} if seen.labelled else {"labelled": False}
    was_read_twice = any(piece.agreed for piece in seen.pieces)
    return unlabelled | ({TWO_READINGS: all(piece.is_agreed for piece in seen.pieces)} if was_read_twice else {})


def _with_checks(field: Field, checks: dict[str, bool], raw: str | None = None) -> Field:
    return replace(field, checks=checks, raw=field.raw if raw is None else raw)


def absent(spec: FieldSpec, origin: Origin) -> Field:
    return Field(name=spec.name, value=None, raw="", confidence=0.0, page=origin.page, box=None, source=origin.source)
