"""What a closer reading of a licence mends: rows lost, characters hardly read, labels and names under marks."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PIL import Image

from approval_rules.document_spec import load_document_specs
from extractors.extract import Extractor
from extractors.looks.unsure_lines import surer_line
from extractors.result import Box
from tests.unit.extractors.made_up import NAME, PERSON, FakeReader, line, page, upright, wide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.result import Extraction, Line

PAGE_SHAPE = page().shape
SCOPE = "食品销售（仅销售预包装食品）；技术服务。（依法须经批准的项目，经相关部门批准后方可开展经营活动）"


class CloserReader(FakeReader):
    """Reads the page as given, and any part of it as another list of lines, in pixels of the page, has it."""

    def __init__(self, lines: Sequence[Line], closer: Callable[[], Sequence[Line]]) -> None:
        super().__init__(lines)
        self._closer = closer
        self.parts = 0

    def read(self, pixels: Pixels) -> list[Line]:
        if pixels.shape == PAGE_SHAPE:
            return super().read(pixels)
        self.parts += 1
        return list(self._closer())


class VotingReader(FakeReader):
    """Reads every line whose place is known as the texts given, one after the other."""

    def __init__(self, lines: Sequence[Line], *texts: str, sure: float = 0.9) -> None:
        super().__init__(lines)
        self._texts = list(texts)
        self._sure = sure

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:  # noqa: ARG002
        texts = [self._texts.pop(0) for _ in places]
        return [unsure(line(text, 0, 100), self._sure) for text in texts]


def unsure(one: Line, *sure: float) -> Line:
    return replace(one, sure=sure if len(sure) == len(one.text) else sure[:1] * len(one.text))


def extraction_of(reader: FakeReader) -> Extraction:
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")
    return Extractor(reader, load_document_specs()).extract(buffer.getvalue(), "licence.png")


def without(lines: Sequence[Line], *texts: str) -> list[Line]:
    return [one for one in lines if one.text not in texts]


def from_row(y: int, *rows: str) -> Callable[[], list[Line]]:
    """Rows of a value in pixels of the enlarged part, which shows the page about twice as large."""
    return lambda: [line(text, 84, y + 57 * at, size=52) for at, text in enumerate(rows)]


def test_rows_of_a_scope_that_the_first_reading_lost_are_read_closer() -> None:
    first = "食品销售（仅销售预包装食品）；技术服务。（依法须经批"
    last = "准的项目，经相关部门批准后方可开展经营活动）"
    lines = [one if one.text != last else line(last, 330, 480 + 56 * 7 + 90, size=28) for one in upright()]
    lost = ["日用百货销售；（不含烟草）", "五金产品的零售；"]
    reader = CloserReader(lines, from_row(140, *lost))

    scope = extraction_of(reader).fields["business_scope"].value

    assert reader.parts > 0
    assert scope == first + "".join(lost) + last


def test_scope_without_a_sign_of_loss_is_not_read_again() -> None:
    reader = CloserReader(upright(), list)

    got = extraction_of(reader)

    assert got.fields["business_scope"].value == SCOPE
    assert reader.parts == 0


def test_closer_look_that_shows_less_changes_nothing() -> None:
    lines = [one for one in upright() if not one.text.startswith("准的项目")]
    reader = CloserReader(lines, from_row(30, "食品销售"))

    got = extraction_of(reader)

    assert got.fields["business_scope"].value == "食品销售（仅销售预包装食品）；技术服务。（依法须经批"


def test_character_hardly_read_is_what_most_readings_have() -> None:
    seen = unsure(line("示例路100号", 0, 100), 0.99, 0.4, 0.99, 0.99, 0.99, 0.99, 0.99)
    reader = VotingReader([], "示側路100号", "示側路100号", "示例路100号")

    got = surer_line(reader, page(), seen)

    assert got.text == "示側路100号"
    assert min(got.sure) < 0.9


def test_character_that_most_readings_have_besides_is_put_in() -> None:
    seen = unsure(line("示路100号", 0, 100), 0.6, 0.6, 0.9, 0.9, 0.9, 0.9)
    reader = VotingReader([], "示例路100号", "示例路100号", "示侧路100号")

    assert surer_line(reader, page(), seen).text == "示例路100号"


def test_character_that_one_reading_has_besides_is_left_out() -> None:
    seen = unsure(line("示例路100号", 0, 100), 0.6)
    reader = VotingReader([], "示例路1100号", "示例路100号", "示例路100号")

    assert surer_line(reader, page(), seen).text == "示例路100号"


def test_line_that_both_models_read_alike_is_not_read_again() -> None:
    address = "上海市浦东新区示例路100号2幢"
    doubtful = [
        replace(unsure(one, 0.5), agreed=(True,) * len(one.text)) if one.text == address else one for one in upright()
    ]

    got = extraction_of(VotingReader(doubtful))

    assert got.fields["registered_address"].value == address


def test_date_of_the_office_beside_a_long_scope_is_no_part_of_it() -> None:
    rows = [line("示例货物批发零售服务示例", 200, 408 + 28 * row, size=22) for row in range(1, 8)]
    office = line("2022年05月06日", 700, 408 + 28 * 8, size=22)

    got = extraction_of(FakeReader([*wide(), *rows, office]))

    assert "2022" not in str(got.fields["business_scope"].value)


def test_date_whose_label_was_not_found_is_read_in_the_empty_row() -> None:
    lines = without(upright(), "成立日期", "2019年03月08日")
    reader = CloserReader(lines, lambda: [line("成立日期2019年03月08日", 10, 40, size=50)])

    field = extraction_of(reader).fields["established_on"]

    assert field.value == date(2019, 3, 8)
    assert field.checks["second_look"] is True


def test_mark_across_the_row_is_not_taken_for_the_name() -> None:
    lines = without(upright(), PERSON)
    mark = line("示例图片网", 430, 650, size=44)

    got = extraction_of(FakeReader([*lines, mark, line("www.example.com", 430, 690)]))

    assert got.fields["legal_representative"].value is None
    assert got.fields["company_name"].value == NAME


def test_clause_that_all_licences_bear_decides_what_was_hardly_read() -> None:
    row = "准的项日，经相关部门批准后方可开展经营活动市"
    lines = [replace(one, text=row) if one.text.startswith("准的项目") else one for one in upright()]
    shaky = [unsure(one, *(0.6 if char in "日市" else 0.99 for char in one.text)) for one in lines]

    got = extraction_of(FakeReader(shaky))

    assert got.fields["business_scope"].value == SCOPE


def test_label_with_a_stroke_read_into_it_is_known() -> None:
    lines = [replace(one, text="成立日一期") if one.text == "成立日期" else one for one in upright()]

    assert extraction_of(FakeReader(lines)).fields["established_on"].value == date(2019, 3, 8)


def test_larger_print_across_an_address_is_left_out() -> None:
    lines = without(upright(), "上海市浦东新区示例路100号2幢")
    parts = [
        line("上海市浦东新区", 330, 592, size=28),
        line("示例", 530, 592, size=60),
        replace(line("示例路100号2幢", 540, 592, size=28), box=Box(x0=540, y0=578, x1=742, y1=606)),
    ]

    got = extraction_of(FakeReader([*lines, *parts]))

    assert got.fields["registered_address"].value == "上海市浦东新区示例路100号2幢"
