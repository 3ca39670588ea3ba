"""Several documents in one file, their grades, and the codes held against them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from extractors import extract
from extractors.extract import Extractor
from extractors.grading import graded
from extractors.layout.pieces import pieces_of
from extractors.photo.code_facts import CodeFacts, CodeKind
from extractors.result import Box, Field, FieldSource, Grade, ProblemCode
from extractors.second_source import held_against_codes
from extractors.sheets import sheets_of
from tests.unit.extractors.made_up import NAME, OTHER_USCC, PAGE, USCC, FakeReader, line, page, upright

if TYPE_CHECKING:
    from approval_rules.values import Value
    from extractors.result import Extraction, Line

SPECS = {spec.kind: spec for spec in load_document_specs()}
LICENCE = SPECS["business_license"]
ID_NUMBER = "110105199003078873"


def front(y: int) -> list[Line]:
    rows = [
        "姓名 丁一禾",
        "性别 男 民族 汉",
        "出生 1990年3月7日",
        "住址 上海市浦东新区示例路100号",
        f"公民身份号码 {ID_NUMBER}",
    ]
    return [line(text, 150, y + 60 * index, size=26) for index, text in enumerate(rows)]


def back(y: int) -> list[Line]:
    rows = ["中华人民共和国", "居民身份证", "签发机关 上海市公安局浦东分局", "有效期限 2015.03.07-2035.03.07"]
    return [line(text, 200, y + 60 * index, size=26) for index, text in enumerate(rows)]


def extraction_of(*pages: list[Line]) -> Extraction:
    reader = FakeReader([])
    pictures = []
    for number, lines in enumerate(pages):
        reader.knows(page(number), lines)
        pictures.append(Image.fromarray(page(number)))
    buffer = io.BytesIO()
    pictures[0].save(buffer, "TIFF", save_all=True, append_images=pictures[1:])
    return Extractor(reader, list(SPECS.values())).extract(buffer.getvalue(), "scan.tiff")


def kinds_of(extraction: Extraction) -> set[str]:
    return {extraction.kind, *(document.kind for document in extraction.others)}


@pytest.mark.parametrize(("front_y", "back_y"), [(150, 700), (700, 150)])
def test_both_faces_of_a_card_on_one_page_are_two_documents(front_y: int, back_y: int) -> None:
    got = extraction_of([*front(front_y), *back(back_y)])

    assert kinds_of(got) == {"identity_card_front", "identity_card_back"}
    number = (got.fields_of("identity_card_front") or {})["born_on"].value
    until = (got.fields_of("identity_card_back") or {})["valid_until"].value
    assert (number, until) == (date(1990, 3, 7), date(2035, 3, 7))


def test_licence_and_card_on_two_pages_are_two_documents() -> None:
    got = extraction_of(upright(), front(200))

    assert kinds_of(got) == {"business_license", "identity_card_front"}
    assert got.kind == "business_license"
    assert [document.pages for document in got.others] == [(2,)]


def test_one_document_stays_one() -> None:
    got = extraction_of(upright())

    assert (kinds_of(got), got.others) == ({"business_license"}, ())


def test_each_page_is_told_once_it_is_read() -> None:
    told: list[int] = []
    reader = FakeReader([])
    pictures = [Image.fromarray(page(number)) for number in range(3)]
    buffer = io.BytesIO()
    pictures[0].save(buffer, "TIFF", save_all=True, append_images=pictures[1:])

    Extractor(reader, list(SPECS.values())).extract(
        buffer.getvalue(), "scan.tiff", lambda page: told.append(page.number)
    )

    assert told == [1, 2, 3]


def test_page_at_a_slant_that_shows_nothing_known_is_read_laid_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = np.full((PAGE[1], PAGE[0], 3), 200, dtype=np.uint8)
    reader = FakeReader([line("糊", 10, 10)])
    reader.knows(flat, upright())
    monkeypatch.setattr(extract, "flatten", lambda _: (flat, np.eye(3)))
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")

    got = Extractor(reader, list(SPECS.values())).extract(buffer.getvalue(), "photo.png")

    assert got.kind == "business_license"


def field(name: str, value: Value | None, **more: object) -> Field:
    about: dict[str, object] = {"raw": str(value), "confidence": 0.99, "page": 1, "box": None}
    return Field(name=name, value=value, **(about | more))  # type: ignore[arg-type]  keyword by keyword


def licence_fields(**changed: Field) -> dict[str, Field]:
    return {one.name: field(one.name, None) for one in LICENCE.fields} | changed


@pytest.mark.parametrize(
    ("name", "value", "more", "grade"),
    [
        ("company_name", NAME, {"checks": {"two_readings": True}, "weakest": 0.8}, Grade.VERIFIED),
        ("company_name", NAME, {"checks": {"two_readings": True}, "weakest": 0.1}, Grade.DOUBTFUL),
        ("company_name", NAME, {"checks": {"two_readings": False}}, Grade.DOUBTFUL),
        ("company_name", NAME, {"checks": {"labelled": False, "two_readings": True}}, Grade.DOUBTFUL),
        ("company_name", NAME, {"source": FieldSource.TEXT_LAYER}, Grade.READ),
        ("company_name", None, {"checks": {"two_readings": True}}, Grade.DOUBTFUL),
        ("company_name", NAME, {"checks": {"two_readings": False, "qr": True}}, Grade.VERIFIED),
        ("company_name", NAME, {"checks": {"two_readings": True, "qr": False}}, Grade.DOUBTFUL),
        ("uscc", USCC, {"checks": {"check_digit": True, "two_readings": False}}, Grade.VERIFIED),
        ("uscc", USCC, {"checks": {"check_digit": True, "labelled": False}}, Grade.DOUBTFUL),
        ("uscc", USCC, {"checks": {"check_digit": True, "repaired": True}}, Grade.DOUBTFUL),
        ("uscc", USCC[:15], {"checks": {"check_digit": True, "two_readings": False}}, Grade.DOUBTFUL),
        ("business_scope", "食品销售（仅限）。", {"checks": {"two_readings": True}}, Grade.READ),
        ("business_scope", "食品销售（仅限", {"checks": {"two_readings": True}}, Grade.DOUBTFUL),
    ],
)
def test_grade_says_what_speaks_for_and_against_a_value(
    name: str, value: Value | None, more: dict[str, object], grade: Grade
) -> None:
    assert graded(LICENCE, licence_fields(**{name: field(name, value, **more)}))[name].grade is grade


def test_amount_that_agrees_with_its_words_is_verified() -> None:
    invoice = SPECS["vat_invoice"]
    (check,) = [one for one in invoice.checks if "total_in_words_cny" in one.fields]
    fields = {
        one.name: field(one.name, "x", checks={"two_readings": False, check.name: True}) for one in invoice.fields
    }

    assert graded(invoice, fields)["total_cny"].grade is Grade.VERIFIED


CODE = CodeFacts(kind=CodeKind.BUSINESS_LICENSE, fields={"uscc": USCC, "company_name": NAME, "valid_until": "长期"})


def test_field_that_the_code_says_too_is_marked_so() -> None:
    held, problems = held_against_codes(LICENCE, licence_fields(company_name=field("company_name", NAME)), [(1, CODE)])

    assert (held["company_name"].checks, problems) == ({"qr": True}, ())


def test_field_that_the_code_contradicts_keeps_its_value_and_is_a_problem() -> None:
    printed = field("company_name", NAME[1:])

    held, problems = held_against_codes(LICENCE, licence_fields(company_name=printed), [(1, CODE)])

    assert (held["company_name"].value, held["company_name"].is_contradicted) == (NAME[1:], True)
    assert [(one.code, one.field) for one in problems] == [(ProblemCode.FIELDS_DISAGREE, "company_name")]


def test_what_the_print_does_not_give_is_taken_from_the_code() -> None:
    held, _ = held_against_codes(LICENCE, licence_fields(), [(3, CODE)])

    assert (held["uscc"].value, held["uscc"].source, held["uscc"].page) == (USCC, FieldSource.QR, 3)


def test_old_number_beside_the_newer_code_contradicts_nothing() -> None:
    old = field("uscc", USCC[:15])

    held, problems = held_against_codes(LICENCE, licence_fields(uscc=old), [(1, CODE)])

    assert (held["uscc"], problems) == (old, ())


def test_code_of_another_kind_says_nothing() -> None:
    other = CodeFacts(kind=CodeKind.VAT_INVOICE, fields=CODE.fields)

    assert held_against_codes(LICENCE, licence_fields(), [(1, other)]) == (licence_fields(), ())


def moved_to(lines: list[Line], right: int, down: int) -> list[Line]:
    """The same document of another company, elsewhere on the page."""
    return [
        replace(
            one,
            text=one.text.replace(USCC, OTHER_USCC).replace(NAME, "杭州白石样例贸易有限公司"),
            box=Box(x0=one.box.x0 + right, y0=one.box.y0 + down, x1=one.box.x1 + right, y1=one.box.y1 + down),
        )
        for one in lines
    ]


@pytest.mark.parametrize(("right", "down"), [(1000, 0), (0, 1300)])
def test_licences_of_two_companies_on_one_page_give_no_company(right: int, down: int) -> None:
    picture = np.full((PAGE[1] + down, PAGE[0] + right, 3), 255, dtype=np.uint8)
    reader = FakeReader([])
    reader.knows(picture, [*upright(), *moved_to(upright(), right, down)])
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")

    got = Extractor(reader, list(SPECS.values())).extract(buffer.getvalue(), "two.png")

    assert (got.fields["uscc"].value, got.fields["company_name"].value) == (None, None)
    assert {"uscc", "company_name"} <= {one.field for one in got.problems if one.code is ProblemCode.FIELDS_DISAGREE}


def test_code_does_not_decide_between_pages_that_contradict_each_other() -> None:
    unclear = field("company_name", None, checks={"pages_agree": False})

    held, _ = held_against_codes(LICENCE, licence_fields(company_name=unclear), [(1, CODE)])

    assert held["company_name"] == unclear


def test_second_code_that_agrees_does_not_outweigh_one_that_does_not() -> None:
    wrong = replace(CODE, fields={"company_name": NAME[1:]})

    held, _ = held_against_codes(
        LICENCE, licence_fields(company_name=field("company_name", NAME)), [(1, wrong), (1, CODE)]
    )

    assert held["company_name"].checks == {"qr": False}


def test_value_of_a_code_is_not_verified_by_the_same_code_met_again() -> None:
    held, _ = held_against_codes(LICENCE, licence_fields(), [(1, CODE), (2, CODE)])

    assert graded(LICENCE, held)["company_name"].grade is Grade.READ


def test_print_that_reaches_over_the_gap_between_two_documents_parts_nothing() -> None:
    beside = [replace(one, box=replace(one.box, x0=one.box.x0 + 500, x1=one.box.x1 + 500)) for one in back(150)]
    tall = line("样", 0, 1500, size=1400)

    found = sheets_of(list(SPECS.values()), pieces_of([*front(150), *beside, tall]))

    assert len(found) == 1


def test_code_mended_in_running_text_is_marked_so_and_doubtful() -> None:
    got = extraction_of(
        [
            line("承诺书", 400, 80, size=50),
            line(f"{NAME}（统一社会信用代码为{USCC.replace('0', 'O', 1)}）", 60, 200, size=24),
            line("郑重承诺所提交的材料真实有效", 60, 260, size=24),
            line("2024年5月6日", 60, 400, size=24),
        ]
    )

    code = got.fields["uscc"]
    assert (code.value, code.checks["repaired"], code.grade) == (USCC, True, Grade.DOUBTFUL)
