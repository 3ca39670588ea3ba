from __future__ import annotations

import pytest

from extractors.normalise.clauses import with_clauses_mended
from extractors.normalise.names import running_text

CLAUSE = "依法须经批准的项目，经相关部门批准后方可开展经营活动"


def surely(text: str, *unsure: str) -> list[float]:
    return [0.5 if char in unsure else 0.99 for char in text]


@pytest.mark.parametrize(
    ("read", "unsure", "printed"),
    [
        (f"（{CLAUSE.replace('须', '频')}）", "频", f"（{CLAUSE}）"),
        (f"示例销售。（{CLAUSE}市", "市", f"示例销售。（{CLAUSE}）"),
        (f"（{CLAUSE.replace('活', '')}）", "", f"（{CLAUSE}）"),
        (f"示例销售。（{CLAUSE.replace('目', '日')}", "日", f"示例销售。（{CLAUSE}）"),
    ],
)
def test_clause_hardly_read_is_as_every_office_prints_it(read: str, unsure: str, printed: str) -> None:
    assert with_clauses_mended(read, surely(read, *unsure)) == printed


@pytest.mark.parametrize(
    "text",
    [
        f"（{CLAUSE.replace('须', '频')}）",
        "（依法须经批准的项目，经批准后方可经营）",
        "食品销售；技术服务",
        "",
    ],
)
def test_what_was_read_surely_stays(text: str) -> None:
    assert with_clauses_mended(text, surely(text)) == text


def test_without_knowing_how_surely_it_was_read_nothing_is_changed() -> None:
    text = f"（{CLAUSE.replace('须', '频')}）"

    assert with_clauses_mended(text, []) == text


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("食品销售****", "食品销售"),
        ("食品销售★", "食品销售"),
        ("研磨料***（除危险品）销售", "研磨料***（除危险品）销售"),
        ("示例路1—4—7A号", "示例路1-4-7A号"),
        ("示例路5号——东侧", "示例路5号——东侧"),
    ],
)
def test_fillers_behind_a_text_are_no_part_of_it(printed: str, value: str) -> None:
    assert running_text(printed) == value
