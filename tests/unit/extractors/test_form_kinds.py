"""Invoices, contracts, letters and forms with boxes, from lines and pixels made up here."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from extractors.extract import Extractor
from extractors.result import ProblemCode
from tests.unit.extractors.made_up import NAME, OTHER_USCC, PERSON, USCC, FakeReader, line
from tests.unit.extractors.made_up_forms import (
    SELLER,
    blank,
    digital_invoice,
    lease,
    letter,
    paper_invoice,
    tick_row,
    with_boxes,
    with_pen,
    with_seal,
)

if TYPE_CHECKING:
    from approval_rules.values import Value
    from extractors.files.pages import Pixels
    from extractors.result import Extraction, Line


def extraction_of(lines: list[Line], pixels: Pixels | None = None) -> Extraction:
    seen = blank() if pixels is None else pixels
    reader = FakeReader(lines)
    reader.knows(seen, lines)
    buffer = io.BytesIO()
    Image.fromarray(seen).save(buffer, "PNG")
    return Extractor(reader, load_document_specs()).extract(buffer.getvalue(), "page.png")


def values_of(extraction: Extraction) -> dict[str, Value | None]:
    return {name: field.value for name, field in extraction.fields.items()}


def test_paper_invoice_has_the_seller_below_the_buyer() -> None:
    got = extraction_of(paper_invoice())

    assert got.kind == "vat_invoice"
    assert values_of(got) == {
        "invoice_kind": "增值税专用发票",
        "invoice_code": "3100241130",
        "invoice_no": "12345678",
        "issued_on": date(2024, 5, 6),
        "buyer_name": NAME,
        "buyer_code": USCC,
        "seller_name": SELLER,
        "seller_code": OTHER_USCC,
        "amount_cny": Decimal(100),
        "tax_cny": Decimal(13),
        "total_cny": Decimal(113),
        "total_in_words_cny": Decimal(113),
    }


def test_digital_invoice_has_the_seller_beside_the_buyer_and_no_code() -> None:
    got = values_of(extraction_of(digital_invoice()))

    assert got["invoice_kind"] == "电子发票（普通发票）"
    assert (got["buyer_name"], got["seller_name"]) == (NAME, SELLER)
    assert (got["buyer_code"], got["seller_code"]) == (USCC, OTHER_USCC)
    assert got["invoice_no"] == "24312000000012345678"
    assert "invoice_code" not in got


def test_invoice_title_may_have_one_character_hidden_by_the_seal() -> None:
    got = extraction_of(paper_invoice(title="某某增值祝专用发票"))

    assert got.fields["invoice_kind"].value == "增值税专用发票"


def test_invoice_whose_sums_disagree_keeps_its_values_and_says_so() -> None:
    got = extraction_of(paper_invoice(total="¥118.00"))

    assert got.fields["total_cny"].value == Decimal(118)
    assert got.fields["total_cny"].checks["sum_holds"] is False
    assert {problem.code for problem in got.problems} == {ProblemCode.CHECK_FAILED}


def test_lease_is_read_from_running_text() -> None:
    got = extraction_of(lease())

    assert got.kind == "lease_contract"
    assert values_of(got) == {
        "landlord": NAME,
        "tenant": PERSON,
        "premises_address": "上海市浦东新区示例路100号2幢",
        "area_m2": Decimal("86.5"),
        "lease_from": date(2024, 5, 1),
        "lease_until": date(2026, 4, 30),
        "rent_cny": Decimal(12500),
    }


def test_letter_without_signature_and_seal_says_so() -> None:
    got = extraction_of(letter())

    assert got.kind == "commitment_letter"
    assert values_of(got) == {
        "company_name": NAME,
        "uscc": USCC,
        "legal_representative": PERSON,
        "signed_on": date(2024, 5, 6),
        "signed": False,
        "sealed": False,
    }


def test_letter_with_pen_strokes_beside_the_label_is_signed() -> None:
    got = extraction_of(letter(), with_pen(blank(), 680, 560))

    assert (got.fields["signed"].value, got.fields["sealed"].value) == (True, False)


def test_letter_with_a_red_ring_is_sealed() -> None:
    got = extraction_of(letter(), with_seal(blank(), 700, 900))

    assert (got.fields["signed"].value, got.fields["sealed"].value) == (False, True)


def application(*rows: Line) -> list[Line]:
    return [
        line("食品经营许可申请书", 280, 120, size=40),
        line(f"申请人名称 {NAME}", 80, 200, size=24),
        line(f"统一社会信用代码 {USCC}", 80, 260, size=24),
        *rows,
    ]


@pytest.mark.parametrize("ticked", [0, 1, 2])
def test_the_option_with_ink_in_its_box_is_the_answer(ticked: int) -> None:
    options = ("新办", "变更", "延续")
    pixels = with_boxes(blank(), [at == ticked for at in range(3)], 340)

    got = extraction_of(application(*tick_row("申请类别", options, 340)), pixels)

    assert got.fields["application_kind"].value == options[ticked]


def test_several_ticked_options_are_listed_where_several_may_be() -> None:
    options = ("热食类", "冷食类", "糕点类")
    pixels = with_boxes(blank(), [True, False, True], 400)

    got = extraction_of(application(*tick_row("经营项目", options, 400)), pixels)

    assert got.fields["operating_items"].value == "热食类、糕点类"


@pytest.mark.parametrize("ticked", [(False, False, False), (True, True, False)])
def test_none_or_two_ticked_where_one_must_be_is_no_answer(ticked: tuple[bool, ...]) -> None:
    pixels = with_boxes(blank(), ticked, 340)

    got = extraction_of(application(*tick_row("申请类别", ("新办", "变更", "延续"), 340)), pixels)

    assert got.fields["application_kind"].value is None
    assert "application_kind" in {problem.field for problem in got.problems}


def test_ticks_that_are_characters_are_read_as_such() -> None:
    got = extraction_of(application(*tick_row("申请类别", ("□新办", "☑变更", "□延续"), 340)))

    assert got.fields["application_kind"].value == "变更"


def test_option_inside_a_longer_word_is_none() -> None:
    row = tick_row("经营项目", ("☑食品销售经营者", "□餐饮服务"), 400)

    got = extraction_of(application(*row))

    assert got.fields["operating_items"].value is None


def test_code_broken_over_two_rows_of_its_cell_is_put_together() -> None:
    lines = [
        *(one for one in application() if USCC not in one.text),
        line("统一社会信用代码", 80, 260, size=24),
        line(USCC[:16], 330, 248, size=24),
        line(USCC[16:], 330, 282, size=24),
    ]

    got = extraction_of(lines)

    assert got.fields["uscc"].value == USCC
