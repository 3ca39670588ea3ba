from __future__ import annotations

import pytest

from extractors.prose.scope import split_scope
from extractors.result import Field

CLOSING = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"


def test_scope_is_split_at_every_stop() -> None:
    assert split_scope("食品销售；技术服务、技术开发，会议服务。") == ("食品销售", "技术服务", "技术开发", "会议服务")


def test_brackets_stay_with_their_item() -> None:
    scope = "食品销售（仅销售预包装食品、不含冷藏）；餐饮服务"

    assert split_scope(scope) == ("食品销售（仅销售预包装食品、不含冷藏）", "餐饮服务")


def test_headings_and_the_closing_clause_are_no_items() -> None:
    scope = f"一般项目：日用百货销售。许可项目：餐饮服务{CLOSING}"

    assert split_scope(scope) == ("日用百货销售", "餐饮服务")


def test_closing_clause_without_brackets_is_no_item() -> None:
    assert split_scope("软件开发；除依法须经批准的项目外，凭营业执照依法自主开展经营活动") == ("软件开发",)


def test_activity_named_twice_is_one_item() -> None:
    assert split_scope("技术服务；技术服务。") == ("技术服务",)


def test_empty_scope_has_no_items() -> None:
    assert split_scope(CLOSING) == ()


def test_scope_that_was_read_is_shown_with_its_items() -> None:
    scope = Field(name="business_scope", value=f"食品销售；餐饮服务{CLOSING}", raw="", confidence=1, page=1, box=None)

    assert scope.to_json().get("items") == ["食品销售", "餐饮服务"]


@pytest.mark.parametrize(("name", "value"), [("business_scope", None), ("registered_address", "样例路1号；2号")])
def test_field_that_is_no_scope_or_was_not_read_has_no_items(name: str, value: str | None) -> None:
    assert "items" not in Field(name=name, value=value, raw="", confidence=1, page=1, box=None).to_json()
