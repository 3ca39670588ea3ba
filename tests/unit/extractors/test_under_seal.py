from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from extractors.layout.page_text import PageText
from extractors.layout.pieces import pieces_of
from extractors.looks.under_seal import lines_under_seals
from extractors.result import FieldSource
from tests.unit.extractors.made_up import line
from tests.unit.extractors.made_up_forms import blank, with_seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.result import Line

HIDDEN = "承诺日期：2024年5月6日"


class StripReader:
    """Reads one line in the middle of whatever it is shown, and remembers what that was."""

    def __init__(self) -> None:
        self.shown: list[Pixels] = []

    def read(self, pixels: Pixels) -> list[Line]:
        self.shown.append(pixels)
        return [line(HIDDEN, 400, pixels.shape[0] // 2, size=24)]

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:
        return [self.read(pixels)[0] for _ in places]


def page_of(lines: list[Line], pixels: Pixels) -> PageText:
    return PageText(number=1, pixels=pixels, lines=tuple(lines), pieces=tuple(pieces_of(lines)), source=FieldSource.OCR)


def test_page_without_seal_is_not_read_again() -> None:
    reader = StripReader()
    page = page_of([line("承诺书", 100, 100)], blank())

    assert lines_under_seals(reader, page) == page.lines
    assert reader.shown == []


def test_line_under_a_seal_is_read_without_its_colour() -> None:
    reader = StripReader()
    page = page_of([line("承诺书", 100, 100)], with_seal(blank(), 500, 800))

    read = lines_under_seals(reader, page)

    assert [one.text for one in read] == ["承诺书", HIDDEN]
    assert abs((read[1].box.y0 + read[1].box.y1) / 2 - 800) < 6
    (shown,) = reader.shown
    assert not np.any(shown[..., 0].astype(int) - shown[..., 1] > 60)


def test_first_reading_of_the_same_place_gives_way() -> None:
    torn = line("承诺日期：2024", 400, 800, size=24)
    unread = replace(line("司公", 520, 760, size=24), confidence=0.4)
    page = page_of([torn, unread], with_seal(blank(), 500, 800))

    assert [one.text for one in lines_under_seals(StripReader(), page)] == [HIDDEN]
