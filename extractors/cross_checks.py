"""What the fields of one document owe each other: sums, amounts in words, the order of dates, an identity number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from approval_rules.document_spec import EqualCheck, NumberCheck, OrderCheck, SumCheck
from approval_rules.values import Permanent
from extractors.result import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.document_spec import CrossCheck, DocumentSpec
    from approval_rules.values import Value
    from extractors.result import Field

_NEW_NUMBER_CHARS: Final = 18
_OLD_NUMBER_CHARS: Final = 15


def cross_checked(spec: DocumentSpec, fields: Mapping[str, Field]) -> tuple[dict[str, Field], tuple[Problem, ...]]:
    """The fields with the outcome of every check that could be made, and a problem for each that failed.

    A check is made only where all of its fields have a value. A failed one takes no value away: which of them was
    misread, or misprinted, it does not tell.
    """
    checked = dict(fields)
    problems = []
    for check in spec.checks:
        values = [checked[name].value for name in check.fields]
        if any(value is None for value in values):
            continue
        holds = _holds(check, [value for value in values if value is not None])
        for name in check.fields:
            checked[name] = replace(checked[name], checks={**checked[name].checks, check.name: holds})
        if not holds:
            problems.append(_problem(spec, check, checked))
    return checked, tuple(problems)


def _holds(check: CrossCheck, values: Sequence[Value]) -> bool:
    match check:
        case EqualCheck():
            return all(one == other for one, other in pairwise(values))
        case SumCheck():
            *parts, total = (value if isinstance(value, Decimal) else Decimal("NaN") for value in values)
            return sum(parts, Decimal(0)) == total
        case OrderCheck():
            return all(_is_not_after(one, other) for one, other in pairwise(values))
        case NumberCheck():
            return _number_agrees(*values)


def _is_not_after(one: Value, other: Value) -> bool:
    if isinstance(one, Permanent) or isinstance(other, Permanent):
        return isinstance(other, Permanent)
    return isinstance(one, date) and isinstance(other, date) and one <= other


def _number_agrees(number: Value, born_on: Value, sex: Value) -> bool:
    """The digits for the day of birth, and an odd one for a man's place in the day's register (GB 11643)."""
    if not isinstance(number, str) or not isinstance(born_on, date):
        return False
    if len(number) == _NEW_NUMBER_CHARS:
        born, place = number[6:14], number[16]
    elif len(number) == _OLD_NUMBER_CHARS:
        born, place = f"19{number[6:12]}", number[14]
    else:
        return False
    return born == f"{born_on:%Y%m%d}" and sex == ("男" if place in "13579" else "女")


def _problem(spec: DocumentSpec, check: CrossCheck, fields: Mapping[str, Field]) -> Problem:
    titles = {one.name: one.title for one in spec.fields}
    shown = "、".join(f"{titles[name]} '{fields[name].raw[:40]}'" for name in check.fields)
    first = check.fields[0]
    return Problem(
        code=ProblemCode.CHECK_FAILED,
        message=f"these do not agree: {shown}; compare them with the document",
        page=fields[first].page,
        field=first,
    )
