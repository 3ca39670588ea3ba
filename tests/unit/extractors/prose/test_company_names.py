from __future__ import annotations

import pytest

from extractors.prose.company_names import CompanyNames


def test_line_that_is_a_company_name_is_found_once() -> None:
    lines = ["营业执照", "上海青禾测试食品有限公司", "上海青禾测试食品有限公司"]

    assert CompanyNames().among(lines) == ["上海青禾测试食品有限公司"]


@pytest.mark.parametrize(
    "line", ["有限公司", "青禾有限公司的证明", "名称：上海青禾测试食品有限公司", "青" * 41 + "有限公司"]
)
def test_line_that_is_more_or_less_than_a_name_is_none(line: str) -> None:
    assert CompanyNames().among([line]) == []
