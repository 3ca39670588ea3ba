"""Whatever an OCR engine or a text layer gives, an extraction comes of it, and no exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approval_rules.document_spec import load_document_specs
from extractors.extract import Extractor
from extractors.files.pages import Page
from extractors.result import Box, FieldSource, Line
from tests.unit.extractors.made_up import OTHER_USCC, USCC

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.files.limits import Limits
    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners

SPECS = load_document_specs()
WIDTH, HEIGHT = 300, 400
ROW = 20
VALUES = [
    *(USCC, OTHER_USCC, "2019年3月8日", "至", "长期", "******", "人民币壹佰万元整", "￥100.00", "丁一禾", "贰仟"),
    *(
        "上海青禾测试食品有限公司",
        "（",
        "）",
        "。",
        "□",
        "☑",
        "男",
        "汉",
        " ",
        "　",
        "：",
        "1",
        "½",
        "\u0301",
        "\n",
    ),
    *("ZL201810123456.7", "J1234567890123", "沪（2019）浦字不动产权第000123号", "www.example.com", "共2页"),
]
SIZES = [(1, 1), (1, WIDTH), (HEIGHT, 1), (3, 3), (HEIGHT, WIDTH)]
PAPERS = [(255, 255, 255), (0, 0, 0), (200, 20, 20)]


def words_of(spec: DocumentSpec) -> list[str]:
    fields = [word for field in spec.fields for word in (*field.labels, *field.options)]
    return [*spec.marks, *spec.not_marks, *spec.clues, *spec.other_labels, *fields]


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Mostly in rows, as print stands; some beyond the page, without width or height, or inside out."""
    x0, y0 = draw(st.sampled_from((10, 150, 290))), ROW * draw(st.integers(0, HEIGHT // ROW))
    if draw(st.integers(0, 4)):
        return Box(x0=x0, y0=y0, x1=x0 + draw(st.sampled_from((18, 60, 140))), y1=y0 + ROW)
    x1, y1 = draw(st.integers(-50, WIDTH + 50)), draw(st.integers(-50, HEIGHT + 50))
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)


@st.composite
def lines(draw: st.DrawFn, words: Sequence[str]) -> Line:
    parts = st.one_of(st.sampled_from(words), st.sampled_from(words), st.sampled_from(VALUES))
    text = "".join(draw(st.lists(parts, max_size=2))) if draw(st.integers(0, 19)) else draw(st.text(max_size=8))
    is_sure, is_agreed = draw(st.booleans()), draw(st.booleans())
    return Line(
        text=text,
        confidence=draw(st.sampled_from((0.99, 0.9, 0.5, 0.0))),
        box=draw(boxes()),
        slope=draw(st.sampled_from((0.0, 0.0, 0.0, 0.05, -0.9))),
        sure=(0.5,) * len(text) if is_sure else (),
        agreed=(is_agreed,) * len(text) if is_sure else (),
    )


class Playing:
    """A reader that gives one page of lines after the other, whatever it is shown; after the last, the first."""

    def __init__(self, given: Sequence[Sequence[Line]]) -> None:
        self._given, self._at = given, 0

    def read(self, pixels: Pixels) -> list[Line]:
        assert pixels.size
        self._at += 1
        return list(self._given[self._at % len(self._given)])

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:
        return self.read(pixels)[: len(places)]


@st.composite
def readings(draw: st.DrawFn) -> list[list[Line]]:
    words = [word for spec in draw(st.lists(st.sampled_from(SPECS), min_size=1, max_size=2)) for word in words_of(spec)]
    return draw(st.lists(st.lists(lines(words), min_size=1, max_size=18), min_size=1, max_size=3))


@given(readings(), st.sampled_from(SIZES), st.sampled_from(PAPERS), st.sampled_from(FieldSource))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_reading_is_too_odd_to_be_extracted(
    given: list[list[Line]], size: tuple[int, int], paper: tuple[int, int, int], source: FieldSource
) -> None:
    pixels = np.full((*size, 3), paper, dtype=np.uint8)

    def pages(_data: bytes, _file: str, _limits: Limits, *, first: int = 1) -> Iterator[Page]:
        for number, layer in enumerate(given[first - 1 :], first):
            yield Page(
                number=number,
                pixels=pixels,
                text_layer=tuple(layer) if source is FieldSource.TEXT_LAYER else None,
                of=len(given),
            )

    got = Extractor(Playing(given), SPECS, open_file=pages).extract(b"any", "scan.png")

    assert got.to_json()["kind"] in {"unknown", *(spec.kind for spec in SPECS)}
