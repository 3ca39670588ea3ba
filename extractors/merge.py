"""One document from the pages of a file: what they agree on, what they contradict each other in, what one lacks."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from approval_rules.values import comparable
from extractors.fields import CODE_TYPES
from extractors.result import PAGES_AGREE, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.document_spec import DocumentSpec, FieldSpec

Fields: TypeAlias = "Mapping[str, Field]"


def merged(spec: DocumentSpec, pages: Sequence[Fields], *, only_fill: bool = False) -> dict[str, Field]:
    """The fields of the best page, which comes first, as far as no other page contradicts them.

    With `only_fill` the other pages are none of this kind: they fill gaps and contradict nothing.

    What it lacks is taken from a page of the same document: one with the same code, or, where not both pages show
    a code, one that contradicts it in nothing.
    """
    same = [page for page in pages if page is pages[0] or _is_same_document(spec, pages[0], page)]
    compared = pages[:1] if only_fill else pages
    return {one.name: _merged_field(one, compared, same) for one in spec.fields}


def _merged_field(one: FieldSpec, compared: Sequence[Fields], same: Sequence[Fields]) -> Field:
    given = [page[one.name] for page in compared if page[one.name].value is not None]
    if any(_contradict(one, first, other) for first, other in combinations(given, 2)):
        return _contradicted(given)
    first = same[0][one.name]
    if first.value is not None or PAGES_AGREE in first.checks:
        return first
    return next((page[one.name] for page in same if page[one.name].value is not None), first)


def _contradicted(given: Sequence[Field]) -> Field:
    return replace(
        given[0],
        value=None,
        raw=" | ".join(dict.fromkeys(field.raw for field in given)),
        confidence=min(field.confidence for field in given),
        checks={PAGES_AGREE: False},
        doubted=(),
    )


def _is_same_document(spec: DocumentSpec, page: Fields, other: Fields) -> bool:
    codes = [one for one in spec.fields if one.type in CODE_TYPES]
    if any(page[one.name].value is not None and other[one.name].value is not None for one in codes):
        return not any(_contradict(one, page[one.name], other[one.name]) for one in codes)
    return not any(_contradict(one, page[one.name], other[one.name]) for one in spec.fields)


def _contradict(one: FieldSpec, field: Field, other: Field) -> bool:
    if field.value is None or other.value is None:
        return False
    return comparable(field.value, one.type) != comparable(other.value, one.type)
