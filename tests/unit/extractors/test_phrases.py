from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from approval_rules.document_spec import FieldSpec
from approval_rules.values import ValueType
from extractors.layout.pieces import pieces_of
from extractors.phrases import phrased
from tests.unit.extractors.made_up import line

if TYPE_CHECKING:
    from extractors.result import Line


def found(phrase: str, lines: list[Line]) -> list[str]:
    spec = FieldSpec(name="one", title="一", type=ValueType.TEXT, labels=("一",), phrases=(phrase,))
    return [seen.raw for seen in phrased(spec, pieces_of(lines))]


def test_phrase_finds_its_value_in_a_row_that_runs_together() -> None:
    assert found("性别([男女])", [line("姓名丁一禾", 100, 100), line("性别女民族汉", 100, 160)])[0] == "女"


def test_phrase_goes_over_two_pieces_of_one_row() -> None:
    assert found("性别([男女])民族", [line("性别", 100, 100), line("女民族汉", 180, 100)])[0] == "女"


def test_phrase_goes_over_the_end_of_a_row() -> None:
    lines = [line("经审核，示例商贸", 100, 100), line("有限公司符合开户条件", 100, 150)]

    assert found("经审核[,:]?(.+?)符合开户条件", lines) == ["示例商贸有限公司"]


@pytest.mark.parametrize("text", ["男", "民族汉"])
def test_phrase_that_is_not_there_finds_nothing(text: str) -> None:
    assert found("性别([男女])", [line(text, 100, 100)]) == []
