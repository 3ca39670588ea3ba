"""How far each value can be trusted, by what speaks for it and against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from approval_rules.document_spec import EqualCheck, NumberCheck, SumCheck
from approval_rules.values import ValueType
from extractors.result import QR_AGREES, TWO_READINGS, Field, FieldSource, Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.document_spec import DocumentSpec, FieldSpec

_CODE_CHARS: Final = 18
"""The check digit of a shorter number holds by chance in one misreading of eleven."""
_SURE: Final = 0.3
_STOPS: Final = "。）"


def graded(spec: DocumentSpec, fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields with their grade. A value that was never read is doubtful."""
    proofs = {check.name for check in spec.checks if isinstance(check, EqualCheck | SumCheck | NumberCheck)}
    is_signed = any(one.sight == "signature" and fields[one.name].value is True for one in spec.fields)
    grades = {one.name: _grade(one, fields[one.name], proofs, is_signed=is_signed) for one in spec.fields}
    return {name: replace(fields[name], grade=grade) for name, grade in grades.items()}


def _grade(one: FieldSpec, field: Field, proofs: set[str], *, is_signed: bool) -> Grade:
    if field.value is None or field.is_contradicted or field.checks.get("repaired"):
        return Grade.DOUBTFUL
    if _is_proven(field, proofs):
        return Grade.VERIFIED
    if field.source is not FieldSource.OCR:
        return Grade.READ
    if _is_doubted(one, field, is_signed=is_signed):
        return Grade.DOUBTFUL
    was_read_twice = TWO_READINGS in field.checks and one.type is not ValueType.BUSINESS_SCOPE
    return Grade.VERIFIED if was_read_twice else Grade.READ


def _is_proven(field: Field, proofs: set[str]) -> bool:
    """Whether something besides the print of the field itself says the same."""
    checks = field.checks
    if checks.get(QR_AGREES) or any(checks.get(name) for name in proofs):
        return True
    is_labelled = checks.get("labelled", True)  # without a label, the code may be another's
    return is_labelled and bool(checks.get("check_digit")) and len(str(field.value)) >= _CODE_CHARS


def _is_doubted(one: FieldSpec, field: Field, *, is_signed: bool) -> bool:
    if not field.checks.get("labelled", True) or not field.checks.get(TWO_READINGS, True) or field.weakest < _SURE:
        return True
    if one.type is ValueType.PERSON_NAME and is_signed:
        return True  # it may be the handwriting that was read
    return one.type is ValueType.BUSINESS_SCOPE and not _looks_whole(str(field.value))


def _looks_whole(text: str) -> bool:
    """Whether a text of many rows ends like one: readings that agree on every row don't show that one is lost."""
    plain = text.replace("(", "（").replace(")", "）")
    return plain[-1] in _STOPS and plain.count("（") == plain.count("）")
