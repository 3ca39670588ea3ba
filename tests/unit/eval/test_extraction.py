from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from eval.extraction import score
from extractors.result import Extraction, Field
from tests.unit.extractors.made_up import NAME, USCC

if TYPE_CHECKING:
    from approval_rules.values import Value


def result(**values: Value | None) -> Extraction:
    fields = {
        name: Field(name=name, value=value, raw="", confidence=1.0, page=1, box=None) for name, value in values.items()
    }
    return Extraction(
        file="a.jpg", kind="business_license", fields=fields, problems=(), seconds=1.0, sha256="", text=""
    )


def met(name: str, label_key: str, label: str, value: Value | None) -> list[bool]:
    return list(score({"a.jpg": result(**{name: value})}, {"a.jpg": {label_key: label}}).exact.get(name, []))


@pytest.mark.parametrize(
    ("name", "key", "label", "value", "expected"),
    [
        ("uscc", "统一社会信用代码/注册号", USCC, USCC, [True]),
        ("uscc", "统一社会信用代码/注册号", USCC, None, [False]),
        ("company_name", "名称", "青禾（上海） 公司", "青禾(上海)公司", [True]),
        ("company_name", "名称", NAME, NAME[1:], [False]),
        ("established_on", "成立日期", "二〇一九年三月八日", date(2019, 3, 8), [True]),
        ("established_on", "成立日期", "2019年03月08日", date(2019, 3, 9), [False]),
        ("established_on", "成立日期", "2019年03月08月", None, [False]),
        ("valid_until", "营业期限", "2019年03月08日至2039年03月07日", date(2039, 3, 7), [True]),
        ("valid_until", "营业期限", "2019年03月08日至******", None, []),
    ],
)
def test_field_is_exact_after_the_stated_normalisation(
    name: str, key: str, label: str, value: Value | None, expected: list[bool]
) -> None:
    assert met(name, key, label, value) == expected


def test_code_label_that_is_no_code_is_left_out_and_counted() -> None:
    scores = score({"a.jpg": result(uscc=USCC)}, {"a.jpg": {"统一社会信用代码/注册号": USCC[:-1]}})

    assert (list(scores.exact.get("uscc", [])), scores.bad_code_labels) == ([], 1)


def test_sole_traders_type_and_form_are_one_label() -> None:
    results = {"a.jpg": result(company_type="个体工商户", organisation_form="个人经营")}

    for label in ("个体工商户个人经营", "个人经营个体工商户"):
        assert score(results, {"a.jpg": {"类型": label}}).exact["company_type"] == [True]


def test_scope_is_scored_by_characters() -> None:
    scores = score({"a.jpg": result(business_scope="食品销售")}, {"a.jpg": {"经营范围": "食品零售"}})

    assert (scores.scope_errors, scores.scope_chars) == (1, 4)
