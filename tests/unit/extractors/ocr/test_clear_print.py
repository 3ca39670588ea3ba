from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractors.ocr.clear_print import with_clear_print
from tests.unit.extractors.made_up import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.result import Line

PRINT = [line("账号31050012345678900", 100, 300), line("样江银行", 100, 360), line("2020年1月2日", 100, 420)]
MARK = [replace(line("样本用印", 60 + 90 * at, 100 + 90 * at), slope=-0.6) for at in range(6)]


class Spy:
    """Gives the same lines for every picture, and keeps the pictures it was given."""

    def __init__(self, lines: list[Line]) -> None:
        self.seen: list[Pixels] = []
        self._lines = lines

    def read(self, pixels: Pixels) -> list[Line]:
        self.seen.append(pixels)
        return self._lines

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:  # noqa: ARG002
        return []


def marked_page() -> Pixels:
    """Black bars where the print is, pale ones where the mark is."""
    pixels = np.full((800, 800, 3), 250, dtype=np.uint8)
    for lines, shade in ((MARK, 215), (PRINT, 20)):
        for one in lines:
            box = one.box
            cv2.rectangle(pixels, (box.x0, box.y0 + 8), (box.x1, box.y1 - 8), (shade, shade, shade), -1)
    return pixels


def test_page_without_a_mark_is_not_read_again() -> None:
    reader = Spy([])

    lines = with_clear_print(reader, marked_page(), PRINT)

    assert lines == tuple(PRINT)
    assert reader.seen == []


def test_page_with_a_mark_is_read_again_without_it() -> None:
    reader = Spy(PRINT)

    lines = with_clear_print(reader, marked_page(), [*PRINT, *MARK])

    again = reader.seen[0]
    pale, dark = MARK[0].box, PRINT[0].box
    assert sorted(one.text for one in lines) == sorted(one.text for one in PRINT)
    assert again[(pale.y0 + pale.y1) // 2, pale.x0 + 5, 0] == 255
    assert again[(dark.y0 + dark.y1) // 2, dark.x0 + 5, 0] < 50


def test_print_that_the_second_reading_lost_is_kept_from_the_first() -> None:
    reader = Spy(PRINT[:2])

    lines = with_clear_print(reader, marked_page(), [*PRINT, *MARK])

    assert sorted(one.text for one in lines) == sorted(one.text for one in PRINT)
