"""The QR code of a document held against its print, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from approval_rules.values import ValueType, comparable
from extractors.fields import CODE_TYPES, value_of
from extractors.normalise.codes import valid_code
from extractors.result import PAGES_AGREE, QR_AGREES, Field, FieldSource, Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.values import Value
    from extractors.photo.code_facts import CodeFacts


def held_against_codes(
    spec: DocumentSpec, fields: Mapping[str, Field], codes: Sequence[tuple[int, CodeFacts]]
) -> tuple[dict[str, Field], tuple[Problem, ...]]:
    """The fields with what the codes say of each, and a problem for each that a code contradicts.

    What the print did not give is taken from the code, but not where pages contradict each other: they may be two
    documents, and the code is of one. A scope is left alone: codes often hold another wording of it.

    Args:
        spec: the kind.
        fields: by name, all pages merged.
        codes: the page each code stands on, and its facts.
    """
    held = dict(fields)
    problems = []
    for page, facts in codes:
        for one in spec.fields:
            is_held = facts.kind.value == spec.kind and one.type is not ValueType.BUSINESS_SCOPE
            said = _said(one, facts.fields.get(one.name, "")) if is_held else None
            field = held[one.name]
            if said is None or field.checks.get(PAGES_AGREE) is False:
                continue
            if field.value is None:
                held[one.name] = _from_code(field, said, facts.fields[one.name], page)
            elif _speak_of_one(one, field.value, said):
                agrees = comparable(field.value, one.type) == comparable(said, one.type)
                held[one.name] = _with_agreement(field, agrees=agrees)
                problems += [] if agrees else [_problem(one, field, facts.fields[one.name])]
    return held, tuple(problems)


def _said(one: FieldSpec, text: str) -> Value | None:
    if not text:
        return None
    if one.type not in CODE_TYPES:
        return value_of(one, text)
    code = valid_code(text, one.type)
    return code.text if code is not None and not code.repaired else None


def _speak_of_one(one: FieldSpec, value: Value, said: Value) -> bool:
    """An old licence prints its 15-digit number where its QR code has the newer 18-character code: both are right."""
    return one.type not in CODE_TYPES or len(str(value)) == len(str(said))


def _from_code(field: Field, said: Value, raw: str, page: int) -> Field:
    return replace(
        field,
        value=said,
        raw=raw,
        confidence=1.0,
        weakest=1.0,
        doubted=(),
        page=page,
        box=None,
        checks={},
        source=FieldSource.QR,
    )


def _with_agreement(field: Field, *, agrees: bool) -> Field:
    """The field with what a code says of it. One code that agrees does not outweigh another that does not.

    A code that says what another code said is no second source. What a code confirms is doubted no more.
    """
    if agrees and (field.source is FieldSource.QR or field.checks.get(QR_AGREES) is False):
        return field
    doubted = () if agrees else field.doubted
    return replace(field, checks={**field.checks, QR_AGREES: agrees}, doubted=doubted)


def _problem(one: FieldSpec, field: Field, raw: str) -> Problem:
    said = f"the print says '{field.raw[:60]}', the QR code '{raw[:60]}'"
    message = f"{one.title}: {said}; compare them with the document"
    return Problem(code=ProblemCode.FIELDS_DISAGREE, message=message, page=field.page, field=one.name)
