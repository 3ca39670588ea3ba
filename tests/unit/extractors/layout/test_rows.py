from __future__ import annotations

from dataclasses import replace

from approval_rules.document_spec import load_document_specs
from extractors.layout.blocks import Block, arrange
from extractors.layout.gap_rows import gap_rows
from extractors.layout.labels import LabelTable
from extractors.layout.pieces import pieces_of
from extractors.result import Box, Line
from tests.unit.extractors.made_up import PAGE, line, upright, wide

LICENCE = next(spec for spec in load_document_specs() if spec.kind == "business_license")


def blocks_of(lines: list[Line]) -> list[Block]:
    return arrange(pieces_of(lines), LabelTable(LICENCE))[0]


def value_of(label: str, lines: list[Line]) -> str:
    block = next(block for block in blocks_of(lines) if block.label.text == label)
    return "|".join("".join(piece.text for piece in row) for row in block.rows)


def tilted(one: Line, slope: float) -> Line:
    """The line where it lies when the page falls by `slope`, with the box that then surrounds it."""
    box = one.box
    middle, half = slope * (box.x0 + box.x1) / 2, slope * (box.x1 - box.x0) / 2
    place = Box(x0=box.x0, x1=box.x1, y0=round(box.y0 + middle - half), y1=round(box.y1 + middle + half))
    return replace(one, box=place, slope=slope)


def test_long_rows_set_close_stay_rows_on_a_strongly_tilted_page() -> None:
    rows = [line("示例销售" * 8, 330 + 2 * at, 872 + 24 * at, size=20) for at in range(3)]
    lines = [one for one in upright() if one.box.y0 < 850] + [line("经营范围", 140, 872, x1=300), *rows]

    got = value_of("经营范围", [tilted(one, 0.14) for one in lines])

    assert got == "|".join(["示例销售" * 8] * 3)


def test_print_in_another_column_does_not_go_on_with_a_value() -> None:
    office = line("2022年05月06日", 700, 436, size=22)

    assert "2022" not in value_of("经营范围", [*wide(), office])


def test_specks_below_a_value_are_no_rows_of_it() -> None:
    specks = line("Du", 330, 928, size=8)

    assert "Du" not in value_of("经营范围", [*upright(), specks])


def test_label_of_which_half_is_misread_is_known_by_its_place() -> None:
    row = "经警范图食品销售"
    lines = [one for one in upright() if one.text != "经营范围" and one.box.y0 < 850]
    misread = replace(line(row, 140, 872), sure=tuple(0.5 if char in "警图" else 0.99 for char in row))

    assert value_of("经营范围", [*lines, misread]) == "食品销售"


def test_other_text_where_labels_begin_is_no_label_when_it_was_read_surely() -> None:
    row = "经警范图食品销售"
    lines = [one for one in upright() if one.text != "经营范围" and one.box.y0 < 850]
    sure = replace(line(row, 140, 872), sure=(0.99,) * len(row))

    assert "经营范围" not in [block.label.text for block in blocks_of([*lines, sure])]


def test_place_that_the_column_of_labels_leaves_empty_is_found() -> None:
    lines = [one for one in upright() if one.text not in {"成立日期", "2019年03月08日"}]

    found = gap_rows(blocks_of(lines), 0.0, PAGE)

    assert [box.y0 < 480 + 56 * 5 < box.y1 for box in found] == [True]


def test_even_column_of_labels_leaves_no_place_empty() -> None:
    assert gap_rows(blocks_of(upright()), 0.0, PAGE) == []
