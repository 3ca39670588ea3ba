from __future__ import annotations

import pytest

from approval_rules.document_spec import load_document_specs
from extractors.layout.pieces import pieces_of
from extractors.prose.flow import flow_of
from extractors.prose.patterns import compiled, found
from tests.unit.extractors.made_up import line


def values(pattern: str, *lines: tuple[str, int, int]) -> list[str]:
    """What the pattern finds in lines given as text, left edge and height on the page."""
    flow = flow_of(pieces_of([line(text, x0, y) for text, x0, y in lines]))
    return ["".join(piece.text for piece in flow.pieces(*span)) for span in found(flow, pattern)]


def test_value_stands_between_words_that_do_not_change() -> None:
    assert values("自{date}起至<date>止", ("租期自2024年5月1日起至2025年4月30日止。", 100, 100)) == ["2024年5月1日"]


def test_label_set_wide_is_still_a_label() -> None:
    assert values("名称:{cell}", ("名", 100, 100), ("称：青禾商行", 260, 101)) == ["青禾商行"]


def test_cell_ends_at_the_next_column() -> None:
    row = (("名称：青禾商行", 100, 100), ("名称：丁禾商行", 600, 100))

    assert values("名称:{cell}", *row) == ["青禾商行", "丁禾商行"]


def test_value_goes_on_in_the_next_row_of_a_paragraph() -> None:
    rows = (
        ("甲方自愿将房屋租给乙方使用，双方应当遵守本合同之约定，", 100, 100),
        ("房屋坐落于某某省某某市样例区样例大道一百二十号三幢的一", 100, 150),
        ("楼，面积为120平方米。", 100, 200),
    )

    assert values("坐落于{place}(?=,)", *rows) == ["某某省某某市样例区样例大道一百二十号三幢的一楼"]


def test_value_does_not_go_on_in_the_next_paragraph() -> None:
    rows = (("甲方：青禾商行", 100, 100), ("第一条房屋租给乙方使用，双方应当遵守本合同之约定。", 100, 150))

    assert values("甲方:{name}(?=\n)", *rows) == ["青禾商行"]


def test_company_ends_where_its_name_ends() -> None:
    text = ("本单位青禾中心大厦（上海）有限公司浦东分公司郑重承诺", 100, 100)

    assert values("本单位{company}", text) == ["青禾中心大厦（上海）有限公司浦东分公司"]


def test_amount_is_taken_whole_or_not_at_all() -> None:
    assert values("合计<cents>¥{cents}", ("合计100.00¥13.00", 100, 100)) == ["13.00"]
    assert values("合计<yen>{cents}", ("合计¥10013", 100, 100)) == []


def test_place_of_a_value_is_that_of_its_characters() -> None:
    flow = flow_of(pieces_of([line("甲方：青禾商行", 100, 100)]))

    ((start, end),) = found(flow, "甲方:{cell}")
    (piece,) = flow.pieces(start, end)

    assert (piece.box.x0, piece.box.x1) == (190, 310)


@pytest.mark.parametrize("pattern", ["甲方:<cell>", "{date}至{date}", "甲方:{colour}"])
def test_pattern_without_one_known_value_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"value in braces|no word for patterns"):
        compiled(pattern)


def test_every_pattern_of_every_kind_compiles() -> None:
    patterns = [pattern for spec in load_document_specs() for one in spec.fields for pattern in one.prose]

    assert all(compiled(pattern).groupindex for pattern in patterns)
