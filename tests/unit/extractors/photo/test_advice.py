from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from extractors.photo.advice import AdviceCode, advise
from extractors.result import Box, Line
from tests.unit.extractors.photo.sheets import printed_line, printed_page

if TYPE_CHECKING:
    from extractors.files.pages import Pixels


def codes(pixels: Pixels, lines: list[Line]) -> set[AdviceCode]:
    return {one.code for one in advise(pixels, lines)}


def scaled(lines: list[Line], factor: float) -> list[Line]:
    return [
        Line(
            text=line.text,
            confidence=line.confidence,
            box=Box(
                x0=int(line.box.x0 * factor),
                y0=int(line.box.y0 * factor),
                x1=int(line.box.x1 * factor),
                y1=int(line.box.y1 * factor),
            ),
        )
        for line in lines
    ]


def behind_a_screen(page: Pixels) -> Pixels:
    """Shown on a grid of coloured dots, then photographed at another size and slightly turned."""
    shown = cv2.resize(page, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST).astype(np.float32)
    grid = np.zeros_like(shown)
    for colour in range(3):
        grid[:, colour::3, colour] = 2.2
    grid[2::3] *= 0.35
    height, width = shown.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 2.0, 0.45)
    photo = cv2.warpAffine(shown * grid, turn, (width, height))
    across, down = int(width * 0.21), int(height * 0.21)
    return np.clip(photo[down : height - down, across : width - across], 0, 255).astype(np.uint8)


def test_a_good_photo_gets_no_advice() -> None:
    page, lines = printed_page()

    assert advise(page, lines) == ()


def test_a_warm_and_slightly_uneven_photo_gets_no_advice() -> None:
    page, lines = printed_page()
    light = np.linspace(0.75, 1.0, page.shape[0])[:, np.newaxis, np.newaxis] * np.array([1.0, 0.95, 0.85])

    assert codes((page * light).astype(np.uint8), lines) == set()


def test_an_empty_page_gets_no_advice() -> None:
    assert advise(np.full((800, 600, 3), 250, dtype=np.uint8), []) == ()


def test_a_picture_of_one_pixel_gets_no_advice() -> None:
    assert advise(np.zeros((1, 1, 3), dtype=np.uint8), []) == ()


@pytest.mark.parametrize("sigma", [3.0, 5.0, 9.0])
def test_blur_is_told(sigma: float) -> None:
    page, lines = printed_page()

    assert AdviceCode.BLURRED in codes(cv2.GaussianBlur(page, (0, 0), sigma), lines)


def test_blur_is_told_when_no_line_was_read() -> None:
    page, _ = printed_page()

    assert AdviceCode.BLURRED in codes(cv2.GaussianBlur(page, (0, 0), 12), [])


def test_a_shaken_photo_is_told_as_blurred() -> None:
    page, lines = printed_page()
    shake = np.full((1, 21), 1 / 21, dtype=np.float32)

    assert AdviceCode.BLURRED in codes(cv2.filter2D(page, -1, shake), lines)


def test_small_print_is_told_as_small_and_not_as_blurred() -> None:
    page, lines = printed_page()
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)

    found = codes(small, scaled(lines, 0.25))

    assert AdviceCode.TOO_SMALL in found
    assert AdviceCode.BLURRED not in found


def test_a_burnt_out_patch_among_the_print_is_glare() -> None:
    page, lines = printed_page(paper=(200, 198, 190))
    cv2.circle(page, (350, 600), 90, (255, 255, 255), -1)

    assert codes(page, lines) == {AdviceCode.GLARE}


def test_white_paper_is_no_glare() -> None:
    page, lines = printed_page(paper=(255, 255, 255))

    assert codes(page, lines) == set()


@pytest.mark.parametrize("side", ["left", "right", "top"])
def test_lines_that_run_out_of_the_picture_are_told(side: str) -> None:
    page, lines = printed_page()
    right = max(line.box.x1 for line in lines)
    cut = {"left": np.s_[:, 150:], "right": np.s_[:, : right - 60], "top": np.s_[lines[3].box.y0 + 8 :, :]}[side]
    dx, dy = (150 if side == "left" else 0), (lines[3].box.y0 + 8 if side == "top" else 0)
    part = np.ascontiguousarray(page[cut])
    height, width = part.shape[:2]
    kept = [
        Line(
            text=line.text,
            confidence=line.confidence,
            box=Box(
                x0=max(0, line.box.x0 - dx),
                y0=max(0, line.box.y0 - dy),
                x1=min(width, line.box.x1 - dx),
                y1=min(height, line.box.y1 - dy),
            ),
        )
        for line in lines
        if line.box.y1 - dy > 0
    ]

    assert AdviceCode.CUT_OFF in codes(part, kept)


def test_a_dark_photo_is_told() -> None:
    page, lines = printed_page()

    assert AdviceCode.DARK in codes((page * 0.15).astype(np.uint8), lines)


def test_a_deep_shadow_over_half_the_page_is_told() -> None:
    page, lines = printed_page()
    page[600:] = (page[600:] * 0.2).astype(np.uint8)

    assert AdviceCode.SHADOW in codes(page, lines)


def test_a_photo_of_a_screen_is_told() -> None:
    page, lines = printed_page()

    assert AdviceCode.SCREEN in codes(behind_a_screen(page), scaled(lines, 0.8))


def test_a_copy_without_colours_is_told_where_the_title_is_a_certificates() -> None:
    page, lines = printed_page()
    title = printed_line(page, "TITLE", 300, 130, scale=1.6)
    grey = np.repeat(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)[..., np.newaxis], 3, axis=2)
    named = Line(text="食品经营许可证", confidence=0.99, box=title.box)

    assert AdviceCode.COPY in codes(grey, [named, *lines])
    assert AdviceCode.COPY not in codes(page, [named, *lines])
    assert AdviceCode.COPY not in codes(grey, lines)


def test_every_advice_says_what_to_do_in_both_languages() -> None:
    page, lines = printed_page()
    found = advise(cv2.GaussianBlur((page * 0.15).astype(np.uint8), (0, 0), 5), lines)

    assert len(found) >= 2
    assert all("." in one.message and "。" in one.message_zh for one in found)
