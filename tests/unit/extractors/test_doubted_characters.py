"""What is doubted of a line's characters, followed to the values that are made of them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from approval_rules.values import ValueType
from extractors.extract import Extractor
from extractors.layout.pieces import pieces_of
from extractors.looks.unsure_lines import surer_line
from extractors.merge import merged
from extractors.photo.code_facts import CodeFacts, CodeKind
from extractors.result import Field
from extractors.second_source import held_against_codes
from extractors.traced import traced
from tests.unit.extractors.made_up import NAME, PERSON, FakeReader, line, page, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.result import Extraction, Line

ADDRESS = "上海市浦东新区示例路100号2幢"
LICENCE = next(spec for spec in load_document_specs() if spec.kind == "business_license")
CODE = CodeFacts(kind=CodeKind.BUSINESS_LICENSE, fields={"company_name": NAME})


def doubts(text: str, **others: str) -> tuple[str, ...]:
    return tuple(others.get(char, "") for char in text)


def doubting(one: Line, **others: str) -> Line:
    return replace(one, sure=(0.9,) * len(one.text), doubted=doubts(one.text, **others))


def extraction_of(lines: Sequence[Line]) -> Extraction:
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")
    return Extractor(FakeReader(lines), [LICENCE]).extract(buffer.getvalue(), "licence.png")


def named(value: str | None = NAME, doubted: tuple[str, ...] = ()) -> Field:
    return Field(name="company_name", value=value, raw=NAME, confidence=0.99, page=1, box=None, doubted=doubted)


def licence_fields(name: Field) -> dict[str, Field]:
    return {one.name: replace(named(None), name=one.name) for one in LICENCE.fields} | {"company_name": name}


def test_names_and_addresses_say_which_of_their_characters_are_doubted() -> None:
    got = extraction_of([doubting(one, 青="清", 禾="木", 例="列", 限="跟") for one in upright()])

    assert got.fields["company_name"].doubted == doubts(NAME, 青="清", 禾="木", 限="跟")
    assert got.fields["legal_representative"].doubted == doubts(PERSON, 禾="木")
    assert got.fields["registered_address"].doubted == doubts(ADDRESS, 例="列")
    assert got.fields["company_type"].doubted == ()


def test_doubts_stay_with_their_characters_where_a_label_stands_before_them_or_a_row_ends() -> None:
    kept = [one for one in upright(名称="") if one.text and one.text not in {"名称", ADDRESS}]
    joined = doubting(line(f"名称：{NAME}", 140, 480), 称="秤", 青="清")
    rows = [line("上海市浦东新区 示", 330, 592, size=28), line("例路100号2幢", 330, 620, size=28)]

    got = extraction_of([*kept, joined, *(doubting(row, 区="匹", 例="列") for row in rows)])

    assert got.fields["company_name"].doubted == doubts(NAME, 青="清")
    assert got.fields["registered_address"].value == ADDRESS
    assert got.fields["registered_address"].doubted == doubts(ADDRESS, 区="匹", 例="列")


def test_line_without_doubts_gives_none() -> None:
    assert all(field.doubted == () for field in extraction_of(upright()).fields.values())


def test_stack_of_characters_is_taken_apart_with_their_doubts() -> None:
    stack = replace(doubting(line("名类", 100, 300, x1=130), 类="美"), box=replace(line("", 0, 0).box, x1=30, y1=80))

    assert [piece.doubted for piece in pieces_of([stack])] == [("",), ("美",)]


@pytest.mark.parametrize(
    ("value", "raw", "found"),
    [
        ("丁一禾", "*丁一禾。", ("", "", "木")),
        ("（丁）一禾公司", "(丁)一禾公司", ("", "", "", "", "木", "", "")),
        ("1-4禾", "1—4禾", ("", "", "", "木")),
        ("丁一禾", "丁一禾丁一禾", ()),
        ("丁一禾", "丁一未", ()),
        ("丁一", "丁一禾", ()),
        (None, "丁一禾", ()),
    ],
)
def test_doubts_are_traced_only_to_a_value_that_stands_in_the_print_once(
    value: str | None, raw: str, found: tuple[str, ...]
) -> None:
    assert traced(value, ValueType.COMPANY_NAME, raw, doubts(raw, 禾="木")) == found


@pytest.mark.parametrize("value_type", [ValueType.USCC, ValueType.TEXT, ValueType.BUSINESS_SCOPE, ValueType.CHOICE])
def test_nothing_but_names_and_addresses_is_doubted(value_type: ValueType) -> None:
    assert traced("丁一禾", value_type, "丁一禾", ("", "", "木")) == ()


class Rereading(FakeReader):
    """Reads a line whose place is known as the lines given, one after the other."""

    def __init__(self, *lines: Line) -> None:
        super().__init__([])
        self._lines = list(lines)

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:  # noqa: ARG002
        return [self._lines.pop(0) for _ in places]


def test_line_read_again_may_be_what_any_of_its_readings_has_or_considers() -> None:
    first = doubting(line("示倒 路1号", 0, 100), 路="跑")
    others = [doubting(line(text, 0, 100), 示="元") for text in ("示例路1号", "示例路1号", "示侧路1号")]

    got = surer_line(Rereading(*others), page(), first)

    assert (got.text, got.doubted) == ("示例路1号", ("元", "侧倒", "跑", "", ""))


def test_what_a_qr_code_says_alike_is_doubted_no_more() -> None:
    doubtful = named(NAME, doubts(NAME, 青="清"))

    agreeing, _ = held_against_codes(LICENCE, licence_fields(doubtful), [(1, CODE)])
    taken, _ = held_against_codes(LICENCE, licence_fields(replace(doubtful, value=None)), [(1, CODE)])

    assert agreeing["company_name"].doubted == taken["company_name"].doubted == ()


def test_pages_that_contradict_each_other_leave_no_doubts() -> None:
    one, other = (licence_fields(named(name, doubts(name, 青="清"))) for name in (NAME, NAME[1:]))

    assert merged(LICENCE, [one, other])["company_name"].doubted == ()
