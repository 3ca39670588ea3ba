from __future__ import annotations

from decimal import Decimal

import pytest

from app.pages.charts import BarRow, bars, columns, lines
from app.pages.templating import build_templates


def _row(label: str, *values: int) -> BarRow:
    return BarRow(label=label, values=values, texts=tuple(str(one) for one in values))


def test_the_largest_bar_is_the_longest_and_others_are_in_proportion() -> None:
    chart = bars([_row("甲", 200, 50), _row("乙", 0, 100)], ("before", "after"))

    longest = max(one.width for one in chart.boxes)
    assert [one.width / longest for one in chart.boxes] == pytest.approx([1, 0.25, 0, 0.5], abs=0.01)
    assert [one.series for one in chart.boxes] == [0, 1, 0, 1]
    assert not chart.is_empty


def test_sums_to_the_fen_are_drawn_and_written_as_they_are() -> None:
    costs = (Decimal("0.10"), Decimal("1234567.89"))

    chart = bars([BarRow(label="浦东新区", values=costs, texts=("0.10", "1,234,567.89"))], ("now", "draft"))

    assert "1,234,567.89" in {one.text for one in chart.labels}
    assert chart.boxes[0].width == 0


def test_bars_of_nothing_are_drawn_without_length() -> None:
    assert [one.width for one in bars([_row("甲", 0)], ("n",)).boxes] == [0]
    assert bars([], ("n",)).is_empty


def test_every_value_has_a_label_so_that_colour_carries_nothing_alone() -> None:
    chart = bars([_row("甲", 3, 5)], ("unattended", "staff"))

    assert {"3", "5", "甲"} <= {one.text for one in chart.labels}
    assert [one.tip for one in chart.boxes] == ["甲 unattended 3", "甲 staff 5"]


def test_a_long_label_takes_two_lines_where_there_is_room_for_them() -> None:
    label = "Certificate of social insurance for a person"

    two = [one.text for one in bars([_row(label, 1, 1)], ("a", "b")).labels if not one.is_small]
    one = [one.text for one in bars([_row(label, 1)], ("a",)).labels if not one.is_small]

    assert " ".join(two) == label
    assert len(two) == 2
    assert len(one) == 1
    assert one[0].endswith("…")


def test_a_label_that_needs_more_than_its_lines_is_cut_short() -> None:
    label = "小微企业贷款贴息（嘉定区政府性融资担保贷款）和别的许多很长很长的名称"

    shown = [one.text for one in bars([_row(label, 1, 1)], ("a", "b")).labels if not one.is_small]

    assert len(shown) == 2
    assert shown[1].endswith("…")
    assert label.startswith(shown[0] + shown[1][:-1])


def test_columns_stand_on_each_other() -> None:
    chart = columns(["1", "2"], [("a", [30, 0]), ("b", [70, 50])])

    below, above, alone = chart.boxes
    assert above.y + above.height == pytest.approx(below.y)
    assert above.height / below.height == pytest.approx(7 / 3, abs=0.02)
    assert alone.series == 1
    assert alone.y + alone.height == pytest.approx(below.y + below.height)


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (7, ["0", "2", "4", "6", "8"]),
        (100, ["0", "20", "40", "60", "80", "100"]),
        (101, ["0", "50", "100", "150"]),
        (4135, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    ],
)
def test_an_axis_has_whole_marks_up_to_the_largest(most: int, marks: list[str]) -> None:
    chart = columns(["x"], [("a", [most])])

    assert [one.text for one in chart.labels if one.anchor == "end"] == marks


def test_many_slots_are_not_all_written_out() -> None:
    chart = columns([str(one) for one in range(60)], [("a", [1] * 60)])

    assert len([one for one in chart.labels if one.anchor == "middle"]) == 10


def test_a_line_breaks_where_a_value_is_missing() -> None:
    chart = lines(list("abcde"), [("rate", [10.0, None, 20.0, 30.0, None])], most=100, unit="%")

    assert [len(one.points) for one in chart.strokes] == [1, 2]
    assert "100%" in {one.text for one in chart.labels}
    assert lines(["a"], [("rate", [None])]).is_empty


def test_a_higher_value_is_drawn_higher_and_stays_inside() -> None:
    (stroke,) = lines(list("abc"), [("n", [0, 5, 10])]).strokes

    heights = [y for _, y in stroke.points]
    assert heights == sorted(heights, reverse=True)
    assert min(heights) >= 0


def test_a_drawing_has_a_title_a_description_and_no_style_of_its_own() -> None:
    chart = bars([_row("<script>x</script>", 3, 5)], ("a", "b<"))
    templates = build_templates()

    drawn = str(templates.get_template("charts.html").module.drawn("one", chart, "T<b>", "D"))  # type: ignore[attr-defined]

    assert 'role="img" aria-labelledby="one-title one-desc"' in drawn
    assert '<title id="one-title">T&lt;b&gt;</title>' in drawn
    assert 'fill="url(#one-p1)"' in drawn
    assert "style=" not in drawn
    assert "<script>" not in drawn
