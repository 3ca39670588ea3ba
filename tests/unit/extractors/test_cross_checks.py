from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from approval_rules.document_spec import DocumentSpec
from approval_rules.values import PERMANENT, ValueType
from extractors.cross_checks import cross_checked
from extractors.result import Field, ProblemCode

if TYPE_CHECKING:
    from approval_rules.values import Value
    from extractors.result import Problem

TYPES = {
    "net": ValueType.MONEY_CNY,
    "tax": ValueType.MONEY_CNY,
    "total": ValueType.MONEY_CNY,
    "in_words": ValueType.MONEY_CNY,
    "issued_on": ValueType.DATE,
    "valid_until": ValueType.DATE_OR_PERMANENT,
    "id_number": ValueType.TEXT,
    "born_on": ValueType.DATE,
    "sex": ValueType.TEXT,
}
SPEC = DocumentSpec.model_validate(
    {
        "kind": "bill",
        "title": "账单",
        "marks": ["账单"],
        "fields": [{"name": name, "title": name, "type": kind.value, "labels": [name]} for name, kind in TYPES.items()],
        "checks": [
            {"name": "words_equal_figures", "equal": ["in_words", "total"]},
            {"name": "sum_holds", "sum": ["net", "tax"], "is": "total"},
            {"name": "dates_in_order", "order": ["issued_on", "valid_until"]},
            {"name": "number_agrees", "id_number": "id_number", "born_on": "born_on", "sex": "sex"},
        ],
    }
)


def checked(**values: Value) -> tuple[dict[str, Field], tuple[Problem, ...]]:
    fields = {
        name: Field(name=name, value=values.get(name), raw=str(values.get(name, "")), confidence=0.9, page=1, box=None)
        for name in TYPES
    }
    return cross_checked(SPEC, fields)


def outcome(check: str, **values: Value) -> set[bool | None]:
    """What the check says on the fields given: one answer, the same on all of them."""
    fields, _ = checked(**values)
    return {fields[name].checks.get(check) for name in values}


def test_sum_that_holds_to_the_cent_passes_on_every_field_of_it() -> None:
    parts = {"net": Decimal("100.10"), "tax": Decimal("13.01")}

    assert outcome("sum_holds", **parts, total=Decimal("113.11")) == {True}
    assert outcome("sum_holds", **parts, total=Decimal("113.12")) == {False}


def test_failed_sum_is_a_problem_and_takes_no_value_away() -> None:
    fields, problems = checked(net=Decimal(100), tax=Decimal(13), total=Decimal(131))

    assert [problem.code for problem in problems] == [ProblemCode.CHECK_FAILED]
    assert "'131'" in problems[0].message
    assert fields["total"].value == Decimal(131)


def test_amount_in_words_equals_the_one_in_figures() -> None:
    assert outcome("words_equal_figures", in_words=Decimal(113), total=Decimal("113.00")) == {True}
    assert outcome("words_equal_figures", in_words=Decimal(118), total=Decimal("113.00")) == {False}


def test_check_is_not_made_where_a_value_is_missing() -> None:
    assert outcome("sum_holds", net=Decimal(100), total=Decimal(113)) == {None}


def test_open_term_is_later_than_every_date() -> None:
    issued = date(2024, 5, 6)

    assert outcome("dates_in_order", issued_on=issued, valid_until=PERMANENT) == {True}
    assert outcome("dates_in_order", issued_on=issued, valid_until=issued) == {True}
    assert outcome("dates_in_order", issued_on=issued, valid_until=date(2024, 5, 5)) == {False}


def test_identity_number_tells_birthday_and_sex() -> None:
    born = date(1990, 3, 7)
    number = "11010119900307001X"

    assert outcome("number_agrees", id_number=number, born_on=born, sex="男") == {True}
    assert outcome("number_agrees", id_number=number, born_on=born, sex="女") == {False}
    assert outcome("number_agrees", id_number=number, born_on=date(1990, 3, 1), sex="男") == {False}


def test_old_identity_number_has_no_century() -> None:
    assert outcome("number_agrees", id_number="110101900307002", born_on=date(1990, 3, 7), sex="女") == {True}
