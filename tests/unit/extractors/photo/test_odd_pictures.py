from __future__ import annotations

import numpy as np
import pytest

from extractors.photo.advice import advise
from extractors.photo.codes import read_codes
from extractors.photo.flatten import flatten
from extractors.photo.seal import seal_boxes, without_seal
from extractors.photo.signature import has_handwriting
from extractors.result import Box, Line


@pytest.mark.parametrize("shape", [(1, 1), (1, 9000), (9000, 1), (3, 3), (7, 4000), (300, 2)])
@pytest.mark.parametrize("grey", [0, 128, 255, None])
def test_pictures_of_any_shape_and_shade_are_taken(shape: tuple[int, int], grey: int | None) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (*shape, 3), dtype=np.uint8)
    picture = noise if grey is None else np.full((*shape, 3), grey, dtype=np.uint8)
    whole = Box(x0=0, y0=0, x1=shape[1], y1=shape[0])
    lines = [Line(text="统一社会：信用", confidence=0.9, box=whole), Line(text="名称", confidence=0.9, box=whole)] * 3

    assert isinstance(advise(picture, lines), tuple)
    assert isinstance(advise(picture, []), tuple)
    assert read_codes(picture) == ()
    assert isinstance(seal_boxes(picture), list)
    assert without_seal(picture).shape == picture.shape
    assert has_handwriting(picture, whole, lines) in {True, False}
    assert flatten(picture) is None


def test_lines_outside_the_picture_do_no_harm() -> None:
    picture = np.random.default_rng(5).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    away = [Line(text="远处：文字", confidence=0.9, box=Box(x0=500, y0=500, x1=640, y1=530))] * 4
    flat = [Line(text="远处：文字", confidence=0.9, box=Box(x0=50, y0=50, x1=50, y1=50))] * 6

    for lines in (away, flat):
        assert isinstance(advise(picture, lines), tuple)
        assert has_handwriting(picture, Box(x0=0, y0=0, x1=700, y1=700), lines) in {True, False}
