from __future__ import annotations

import numpy as np
import pytest

from extractors.photo.flatten import flatten
from tests.unit.extractors.photo.sheets import on_desk, printed_page, round_seal

SLANTED = [(180, 120), (820, 170), (900, 1150), (90, 1060)]


def test_a_slanted_sheet_on_a_dark_desk_is_laid_flat() -> None:
    page, _ = printed_page()

    found = flatten(on_desk(page, SLANTED, (1000, 1280)))

    assert found is not None
    flat, matrix = found
    corner = matrix @ np.array([*SLANTED[2], 1.0])
    assert np.abs(corner[:2] / corner[2] - np.array([flat.shape[1], flat.shape[0]])).max() < 8
    assert np.median(flat[:20]) > 200
    assert np.median(flat[-20:]) > 200


def test_a_dark_sheet_on_a_light_desk_is_laid_flat() -> None:
    page, _ = printed_page(paper=(120, 110, 100))

    assert flatten(on_desk(page, SLANTED, (1000, 1280), desk=225)) is not None


def test_a_straight_sheet_is_left_alone() -> None:
    page, _ = printed_page()

    assert flatten(on_desk(page, [(60, 60), (940, 65), (938, 1220), (62, 1218)], (1000, 1280))) is None


def test_a_page_that_fills_the_picture_is_left_alone() -> None:
    page, _ = printed_page()
    round_seal(page, (650, 950), 85, (215, 40, 45))

    assert flatten(page) is None


def test_a_sheet_that_runs_out_of_the_picture_is_left_alone() -> None:
    page, _ = printed_page()

    assert flatten(on_desk(page, [(-150, 120), (700, 170), (780, 1150), (-220, 1060)], (1000, 1280))) is None


def test_a_sheet_that_hardly_differs_from_the_desk_is_left_alone() -> None:
    page, _ = printed_page()

    assert flatten(on_desk(page, SLANTED, (1000, 1280), desk=232)) is None


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (60, 60, 3)])
def test_pictures_without_a_sheet_are_left_alone(shape: tuple[int, int, int]) -> None:
    assert flatten(np.random.default_rng(3).integers(0, 255, shape, dtype=np.uint8)) is None
