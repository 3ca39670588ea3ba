from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.layout.clutter import repeated_marks, without_clutter
from extractors.layout.pieces import page_slope, pieces_of
from extractors.layout.spelled import with_whole_labels
from tests.unit.extractors.made_up import line
from tests.unit.extractors.made_up_certificates import spaced

if TYPE_CHECKING:
    from extractors.result import Line

LABELS = ["开户银行", "账号", "发证机关", "法定代表人", "法定代表人(负责人)", "姓名"]
PRINT = [
    line(text, 100, 200 + 60 * at)
    for at, text in enumerate(["开户银行样江银行", "账号31050012345678900", "2020年1月2日"])
]


MARK = [replace(line("样本用印", 90 * at, 150 + 80 * at), slope=-0.6) for at in range(6)]
CUT_OFF = replace(line("本用", 0, 700), slope=-0.55)


def test_mark_repeated_at_an_angle_is_dropped_with_its_cut_off_parts() -> None:
    kept = without_clutter([*PRINT, *MARK, CUT_OFF], 0.0)

    assert kept == PRINT


def test_mark_repeated_level_is_dropped_and_larger_print_of_the_same_words_stays() -> None:
    title = line("样本用印", 300, 60, size=80)
    level = [line("样本用印", 150 * at, 900, size=24) for at in range(7)]

    kept = without_clutter([title, *PRINT, *level], 0.0)

    assert kept == [title, *PRINT]


def test_page_without_a_mark_keeps_every_line() -> None:
    lines = [*PRINT, MARK[0]]

    assert without_clutter(lines, 0.0) == lines
    assert repeated_marks(lines, 0.0) == []


def test_frame_read_as_the_same_characters_is_dropped_with_its_short_stretches() -> None:
    frame = line("恭恭养恭恭养恭恭养恭恭", 0, 20, confidence=0.4)
    stretch = line("恭养", 0, 500, confidence=0.5)

    assert without_clutter([frame, *PRINT, stretch], 0.0) == PRINT


def test_number_of_few_different_figures_is_no_frame() -> None:
    number = line("账号1000000000010", 100, 500)

    assert number in without_clutter([*PRINT, number], 0.0)


def test_slope_of_a_page_is_that_of_its_print_and_not_of_the_mark_across_it() -> None:
    cuts = ["样本用印样本用印"[at : at + 5] for at in range(4)]
    across = [replace(line(text, 100, 100 * at), slope=-0.6) for at, text in enumerate(cuts)]

    assert page_slope([*PRINT, *MARK, *across]) == 0.0


def whole_labels(lines: list[Line]) -> list[str]:
    return [piece.text for piece in with_whole_labels(pieces_of(lines), LABELS)]


def test_label_found_character_by_character_is_one_again() -> None:
    found = whole_labels([*spaced("开户银行", 100, 460, 100), line("样江银行", 480, 100)])

    assert sorted(found) == ["开户银行", "样江银行"]


def test_label_that_lacks_a_character_is_known() -> None:
    found = whole_labels([one for one in spaced("开户银行", 100, 460, 100) if one.text != "户"])

    assert found == ["开户银行"]


def test_rest_of_the_last_part_is_the_value() -> None:
    found = whole_labels([line("姓", 100, 100), line("名丁一禾", 160, 100)])

    assert sorted(found) == ["丁一禾", "姓名"]


def test_label_in_two_rows_is_one() -> None:
    found = whole_labels([line("法定代表人", 100, 100), line("（负责人）", 104, 134)])

    assert found == ["法定代表人（负责人）"]


def test_label_whose_beginning_is_hidden_is_known_by_its_colon() -> None:
    found = whole_labels([line("机关：示例局", 100, 100)])

    assert sorted(found) == ["发证机关", "示例局"]


def test_words_that_only_resemble_the_end_of_a_label_stay() -> None:
    assert whole_labels([line("银行存款", 100, 100)]) == ["银行存款"]
