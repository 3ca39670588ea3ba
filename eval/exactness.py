"""Whether what was read is what is printed, field by field.

Texts are compared after Unicode NFKC and without their spaces, so full-width and half-width brackets, letters and
punctuation are alike; dates, amounts and numbers are compared as such.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from approval_rules.values import BadValue, ValueType, parse, to_json
from extractors.normalise import dates, money
from extractors.result import Field, Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.values import Value

LICENCE: Final = "business_license"
LICENCE_LABELS: Final = {
    "uscc": "统一社会信用代码/注册号",
    "company_name": "名称",
    "company_type": "类型",
    "legal_representative": "法定代表人/经营者",
    "registered_address": "住所/经营场所",
    "registered_capital_cny": "注册资本",
    "established_on": "成立日期",
    "valid_until": "营业期限",
    "business_scope": "经营范围",
}
_BY_CHARACTERS: Final = frozenset({"registered_address", "business_scope"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One field held against its truth. Characters are counted for long texts of licences, else they are 0."""

    kind: str
    wear: str
    name: str
    is_exact: bool
    grade: Grade
    confidence: float
    wrong_chars: int = 0
    chars: int = 0


def judge_licence(fields: Mapping[str, Field], labels: Mapping[str, str], wear: str) -> Iterator[Judged]:
    """A licence against labels as they are printed on it.

    Left out are a code whose label fails its own check digit, and a term or capital that neither states.
    """
    for name, key in LICENCE_LABELS.items():
        label = labels.get(key)
        met = None if label is None else _meets_label(name, fields, label)
        if label is not None and met is not None:
            wrong, chars = _wrong_chars(fields.get(name), label) if name in _BY_CHARACTERS else (0, 0)
            yield _judged(LICENCE, wear, name, fields.get(name), is_exact=met, wrong_chars=wrong, chars=chars)


def judge_fields(kind: str, fields: Mapping[str, Field], expected: Mapping[str, object], wear: str) -> Iterator[Judged]:
    """A document against its values in canonical JSON. A value that is not printed on it counts as wrong."""
    for name, wanted in expected.items():
        yield _judged(kind, wear, name, fields.get(name), is_exact=_meets(fields.get(name), wanted))
    for name, field in fields.items():
        if name not in expected and field.value is not None:
            yield _judged(kind, wear, name, field, is_exact=False)


def is_code(label: str) -> bool:
    try:
        parse(label, ValueType.COMPANY_CODE)
    except BadValue:
        return False
    return True


def folded(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def _judged(  # noqa: PLR0913  the columns of one row
    kind: str, wear: str, name: str, field: Field | None, *, is_exact: bool, wrong_chars: int = 0, chars: int = 0
) -> Judged:
    return Judged(
        kind=kind,
        wear=wear,
        name=name,
        is_exact=is_exact,
        grade=Grade.DOUBTFUL if field is None or field.value is None else field.grade,
        confidence=0.0 if field is None or field.value is None else field.confidence,
        wrong_chars=wrong_chars,
        chars=chars,
    )


def _meets_label(name: str, fields: Mapping[str, Field], label: str) -> bool | None:
    """Whether the value is what the label says; None when neither states one (an open term)."""
    value = _value(fields, name)
    if name == "uscc" and not is_code(label):
        return None
    if name == "established_on":
        return value is not None and value == dates.first_date(label)
    if name == "valid_until":
        return _meets_stated(value, dates.period(label).end)
    if name == "registered_capital_cny":
        return _meets_stated(value, money.yuan(label))
    if name == "company_type":  # a sole trader's label joins 类型 and 组成形式, in either order
        form = str(_value(fields, "organisation_form") or "")
        return folded(label) in {folded(f"{value}{form}"), folded(f"{form}{value}"), folded(value)}
    return value is not None and folded(value) == folded(label)


def _meets_stated(value: Value | None, stated: Value | None) -> bool | None:
    """A value that the label does not state is wrong; where neither has one, nothing is counted."""
    return None if value is None and stated is None else value == stated


def _meets(field: Field | None, wanted: object) -> bool:
    if field is None or field.value is None:
        return False
    if isinstance(field.value, Decimal):
        return field.value == _decimal(wanted)
    if isinstance(field.value, bool) or isinstance(wanted, bool):
        return field.value is wanted
    return folded(to_json(field.value)) == folded(wanted)


def _decimal(wanted: object) -> Decimal | None:
    try:
        return Decimal(str(wanted))
    except InvalidOperation:
        return None


def _wrong_chars(field: Field | None, label: str) -> tuple[int, int]:
    """By edit distance, and no more than the label has."""
    from rapidfuzz.distance import Levenshtein

    value = "" if field is None or field.value is None else field.value
    wanted = folded(label)
    return min(Levenshtein.distance(folded(value), wanted), len(wanted)), len(wanted)


def _value(fields: Mapping[str, Field], name: str) -> Value | None:
    return fields[name].value if name in fields else None
