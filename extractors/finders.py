"""A field found the way its kind says: in the title, in running text, by ticked boxes, by sight, or by its label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from approval_rules.values import ValueType
from extractors.fields import CODE_TYPES, Seen, absent, field_of, read_field, value_of
from extractors.normalise.codes import valid_code
from extractors.prose.flow import flow_of
from extractors.prose.patterns import found
from extractors.sights import seen_mark
from extractors.ticks import read_ticks
from extractors.title import option_in_title
from extractors.wrapped_code import wrapped_code

if TYPE_CHECKING:
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from extractors.fields import Origin
    from extractors.layout.page_text import Arranged
    from extractors.prose.flow import Flow
    from extractors.result import Box, Field


def find_fields(spec: DocumentSpec, arranged: Arranged, origin: Origin) -> dict[str, Field]:
    """Every field of the kind by name, from one page; one that was not read has no value."""
    flow = flow_of(arranged.page.pieces) if any(one.prose for one in spec.fields) else None
    fields = {one.name: _find(one, arranged, flow, origin) for one in spec.fields}
    signed = [fields[one.name].box for one in spec.fields if one.sight == "signature" and fields[one.name].value]
    for one in spec.fields:
        if one.type is ValueType.PERSON_NAME and any(_is_beside(fields[one.name].box, label) for label in signed):
            fields[one.name] = absent(one, origin)  # the handwriting was read, and no printed name
    return fields


def _is_beside(box: Box | None, label: Box | None) -> bool:
    """Whether something stands right of a label, on its row."""
    if box is None or label is None:
        return False
    return box.x1 > label.x1 and label.y0 < (box.y0 + box.y1) / 2 < label.y1


def _find(one: FieldSpec, arranged: Arranged, flow: Flow | None, origin: Origin) -> Field:
    if one.sight:
        return seen_mark(one, arranged.page, origin)
    seen: list[Field] = []
    if one.from_title:
        seen.append(option_in_title(one, arranged.page.pieces, origin))
    if one.prose and flow is not None:
        seen.append(_in_prose(one, flow, origin))
    if one.ticked:
        seen.append(read_ticks(one, arranged, origin))
    elif one.labels:
        seen.append(read_field(one, arranged.blocks, arranged.loose, origin))
    if one.type in CODE_TYPES and all(field.value is None for field in seen):
        seen += [field for field in [wrapped_code(one, arranged.page.pieces, origin)] if field is not None]
    given = [field for field in seen if field.value is not None]
    raw = [field for field in seen if field.raw]
    return (given or raw or [absent(one, origin)])[0]


def _in_prose(one: FieldSpec, flow: Flow, origin: Origin) -> Field:
    """The first place of the first pattern that gives a value; else what stood there, without one."""
    best = absent(one, origin)
    for pattern in one.prose:
        for start, end in found(flow, pattern):
            seen = Seen(pieces=flow.pieces(start, end))
            code = valid_code(seen.raw, one.type) if one.type in CODE_TYPES else None
            value = code.text if code else None if one.type in CODE_TYPES else value_of(one, seen.raw)
            field = field_of(one, value if seen.confidence >= one.min_confidence else None, seen, origin)
            if code is not None and code.repaired:
                field = replace(field, checks={**field.checks, "repaired": True})
            if field.value is not None:
                return field
            best = best if best.raw else field
    return best
