from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from extractors.photo.signature import has_handwriting
from extractors.result import Box, Line
from tests.unit.extractors.photo.sheets import INK, PAPER, pen_strokes, printed_line, round_seal

if TYPE_CHECKING:
    from extractors.files.pages import Pixels

PLACE = Box(x0=330, y0=170, x1=640, y1=250)
BLUE, BLACK = (40, 60, 150), (30, 30, 34)


def form() -> tuple[Pixels, list[Line]]:
    page = np.full((420, 800, 3), PAPER, dtype=np.uint8)
    lines = [printed_line(page, text, 60, y) for text, y in (("We promise that all", 80), ("Signed by:", 225))]
    return page, lines


@pytest.mark.parametrize("ink", [BLUE, BLACK])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pen_strokes_are_handwriting(ink: tuple[int, int, int], seed: int) -> None:
    page, lines = form()
    pen_strokes(page, Box(x0=350, y0=175, x1=520, y1=240), ink, seed)

    assert has_handwriting(page, PLACE, lines)


def test_handwriting_that_the_reader_read_still_counts() -> None:
    page, lines = form()
    place = Box(x0=350, y0=175, x1=520, y1=240)
    pen_strokes(page, place, BLUE)

    assert has_handwriting(page, PLACE, [*lines, Line(text="丁一禾", confidence=0.6, box=place)])


def test_handwriting_on_an_underline_counts() -> None:
    page, lines = form()
    cv2.line(page, (330, 236), (640, 236), INK, 2)
    pen_strokes(page, Box(x0=350, y0=175, x1=520, y1=240), BLACK)

    assert has_handwriting(page, PLACE, lines)


def test_blank_paper_is_none() -> None:
    page, lines = form()

    assert not has_handwriting(page, PLACE, lines)


def test_an_underline_is_none() -> None:
    page, lines = form()
    cv2.line(page, (330, 234), (640, 236), INK, 2)

    assert not has_handwriting(page, PLACE, lines)


def test_a_dotted_line_is_none() -> None:
    page, lines = form()
    for x in range(335, 640, 9):
        cv2.circle(page, (x, 234), 1, INK, -1)

    assert not has_handwriting(page, PLACE, lines)


def test_the_border_of_a_cell_is_none() -> None:
    page, lines = form()
    cv2.rectangle(page, (335, 175), (630, 245), INK, 2)

    assert not has_handwriting(page, PLACE, lines)


def test_a_typed_name_is_none() -> None:
    page, lines = form()
    lines.append(printed_line(page, "TYPED NAME", 350, 225))

    assert not has_handwriting(page, PLACE, lines)


def test_a_red_seal_alone_is_none() -> None:
    page, lines = form()
    round_seal(page, (480, 210), 70, (215, 40, 45))

    assert not has_handwriting(page, PLACE, lines)


def test_a_place_outside_the_page_has_none() -> None:
    page, lines = form()

    assert not has_handwriting(page, Box(x0=900, y0=500, x1=990, y1=560), lines)


def test_a_typed_label_and_the_signature_read_as_one_line_are_judged_apart() -> None:
    page, lines = form()
    pen_strokes(page, Box(x0=320, y0=165, x1=560, y1=245), BLUE)
    merged = Line(text="Signed by:abcdefghij", confidence=0.97, box=Box(x0=57, y0=165, x1=560, y1=245))

    assert has_handwriting(page, PLACE, [lines[0], merged])


def test_a_typed_label_and_a_typed_name_read_as_one_line_are_none() -> None:
    page, lines = form()
    whole = printed_line(page, "Signed by: TYPED NAME", 60, 225)

    assert not has_handwriting(page, PLACE, [lines[0], whole])


def test_print_that_nobody_passed_in_counts_as_writing() -> None:
    page, lines = form()
    printed_line(page, "TYPED NAME", 350, 225)

    assert has_handwriting(page, PLACE, lines)
