"""How far each value can be trusted, by what speaks for it and against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from approval_rules.document_spec import EqualCheck, NumberCheck, SumCheck
from extractors.result import QR_AGREES, TWO_READINGS, Field, FieldSource, Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.document_spec import DocumentSpec

_CODE_CHARS: Final = 18
"""The check digit of a shorter number holds by chance in one misreading of eleven."""
_SURE: Final = 0.5
_MEAN_SURE: Final = 0.9
_AGREED_SURE: Final = 0.3


def graded(spec: DocumentSpec, fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields with their grade. A value that was never read is doubtful."""
    proofs = {check.name for check in spec.checks if isinstance(check, EqualCheck | SumCheck | NumberCheck)}
    return {name: replace(field, grade=_grade(field, proofs)) for name, field in fields.items()}


def _grade(field: Field, proofs: set[str]) -> Grade:
    if field.value is None or field.is_contradicted or field.checks.get("repaired"):
        return Grade.DOUBTFUL
    if _is_proven(field, proofs):
        return Grade.VERIFIED
    if field.source is not FieldSource.OCR:
        return Grade.READ
    is_alone = field.checks.get("labelled") is False
    return Grade.DOUBTFUL if is_alone or field.weakest < _SURE or field.confidence < _MEAN_SURE else Grade.READ


def _is_proven(field: Field, proofs: set[str]) -> bool:
    checks = field.checks
    if checks.get(QR_AGREES) or any(checks.get(name) for name in proofs):
        return True
    if checks.get("check_digit") and len(str(field.value)) >= _CODE_CHARS:
        return True
    return bool(checks.get(TWO_READINGS)) and field.weakest >= _AGREED_SURE
