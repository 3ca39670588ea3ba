from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.photo.seal import seal_boxes, without_seal
from tests.unit.extractors.photo.sheets import PAPER, printed_line, printed_page, round_seal

RED, PINK, DARK_RED = (215, 40, 45), (240, 165, 170), (150, 30, 35)


@pytest.mark.parametrize("colour", [RED, PINK, DARK_RED])
def test_a_round_seal_is_found_whatever_its_red(colour: tuple[int, int, int]) -> None:
    page, _ = printed_page()
    round_seal(page, (650, 950), 85, colour)

    boxes = seal_boxes(page)

    assert len(boxes) == 1
    assert abs(boxes[0].x0 - 565) < 15
    assert abs(boxes[0].y1 - 1035) < 15


def test_a_seal_is_found_under_warm_uneven_light() -> None:
    page, _ = printed_page()
    round_seal(page, (650, 950), 85, RED)
    light = np.linspace(0.5, 1.0, page.shape[1])[np.newaxis, :, np.newaxis] * np.array([1.0, 0.88, 0.7])

    assert len(seal_boxes((page * light).astype(np.uint8))) == 1


def test_a_square_seal_is_found() -> None:
    page = np.full((1200, 900, 3), PAPER, dtype=np.uint8)
    cv2.rectangle(page, (600, 900), (720, 1020), RED, 6)
    for x in (625, 670):
        cv2.putText(page, "H", (x, 950), cv2.FONT_HERSHEY_DUPLEX, 1, RED, 3)

    assert len(seal_boxes(page)) == 1


def test_two_seals_are_found_from_the_top_down() -> None:
    page = np.full((1200, 900, 3), PAPER, dtype=np.uint8)
    round_seal(page, (300, 900), 80, RED)
    round_seal(page, (600, 300), 80, RED)

    assert [box.y0 < 600 for box in seal_boxes(page)] == [True, False]


def test_red_print_a_solid_emblem_and_a_frame_are_no_seals() -> None:
    page, _ = printed_page()
    cv2.circle(page, (450, 130), 60, (210, 40, 40), -1)
    cv2.rectangle(page, (20, 20), (880, 1180), RED, 6)
    cv2.putText(page, "RED TITLE", (300, 1100), cv2.FONT_HERSHEY_DUPLEX, 2, RED, 5)

    assert seal_boxes(page) == []


def test_a_black_seal_of_a_copy_is_not_found() -> None:
    page, _ = printed_page()
    round_seal(page, (650, 950), 85, (60, 60, 60))

    assert seal_boxes(page) == []


@pytest.mark.parametrize("colour", [RED, PINK, DARK_RED])
def test_without_seal_the_ink_turns_to_paper_and_print_below_it_stays(colour: tuple[int, int, int]) -> None:
    page = np.full((400, 600, 3), PAPER, dtype=np.uint8)
    printed_line(page, "2024 05 06", 180, 220)
    bare = page.copy()
    round_seal(page, (280, 210), 90, colour)

    cleaned = without_seal(page).astype(int)

    spread = cleaned.max(axis=2) - cleaned.min(axis=2)
    assert np.percentile(spread, 99) < 30
    dark = bare.min(axis=2) < 80
    assert np.median(cleaned.min(axis=2)[dark]) < 110
    light = bare.min(axis=2) > 220
    assert np.percentile(cleaned.min(axis=2)[light], 2) > 170


def test_a_page_without_red_comes_back_as_it_is() -> None:
    page = np.full((300, 300, 3), PAPER, dtype=np.uint8)
    printed_line(page, "no red", 40, 150)

    assert without_seal(page) is page


def test_one_pixel_has_no_seal() -> None:
    assert seal_boxes(np.full((1, 1, 3), 200, dtype=np.uint8)) == []
