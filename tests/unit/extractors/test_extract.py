from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from approval_rules.values import PERMANENT
from extractors.errors import EngineUnavailable, UnreadableFile
from extractors.extract import Extractor
from extractors.ocr.orientation import read_upright
from extractors.ocr.reader import PaddleReader
from extractors.result import FieldSource, ProblemCode
from tests.unit.extractors.made_up import (
    NAME,
    OLD_CODE,
    OTHER_USCC,
    PERSON,
    USCC,
    FakeReader,
    line,
    page,
    upright,
    wide,
)

if TYPE_CHECKING:
    from pathlib import Path

    from extractors.files.pages import Pixels
    from extractors.result import Extraction, Line


def png(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def extraction_of(lines: list[Line]) -> Extraction:
    return Extractor(FakeReader(lines), load_document_specs()).extract(png(page()), "licence.png")


def problems_of(extraction: Extraction) -> dict[str | None, ProblemCode]:
    return {problem.field: problem.code for problem in extraction.problems}


def test_upright_licence_gives_every_field() -> None:
    got = extraction_of(upright())

    assert got.kind == "business_license"
    assert {name: field.value for name, field in got.fields.items()} == {
        "uscc": USCC,
        "company_name": NAME,
        "company_type": "有限责任公司(自然人投资或控股)",
        "legal_representative": PERSON,
        "registered_address": "上海市浦东新区示例路100号2幢",
        "registered_capital_cny": Decimal(1500000),
        "established_on": date(2019, 3, 8),
        "valid_from": date(2019, 3, 8),
        "valid_until": date(2039, 3, 7),
        "business_scope": "食品销售（仅销售预包装食品）；技术服务。"
        "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
    }
    assert got.problems == ()


def test_wide_licence_keeps_its_two_columns_apart() -> None:
    got = extraction_of(wide())

    assert {name: field.value for name, field in got.fields.items()} == {
        "uscc": USCC,
        "company_name": NAME,
        "company_type": "有限责任公司",
        "legal_representative": PERSON,
        "registered_address": "上海市浦东新区示例路100号3层",
        "registered_capital_cny": Decimal(5000000),
        "established_on": date(2021, 11, 30),
        "valid_until": PERMANENT,
        "business_scope": "一般项目：食品销售。（依法开展经营活动）",
    }


def test_field_says_where_and_how_surely_it_was_seen() -> None:
    field = extraction_of(upright()).fields["legal_representative"]

    assert field.box is not None
    assert field.box.as_list() == [330, 634, 414, 662]
    assert (field.page, field.confidence, field.source) == (1, 0.99, FieldSource.OCR)


def test_json_has_the_keys_that_the_command_promises() -> None:
    shown = extraction_of(upright()).to_json()

    assert {"file", "kind", "fields", "problems", "seconds"} <= set(shown)
    assert {"value", "raw", "confidence", "page", "box", "checks"} <= set(shown["fields"]["uscc"])
    assert shown["fields"]["established_on"]["value"] == "2019-03-08"
    assert len(shown["sha256"]) == 64


def test_old_licence_gives_its_registration_number_without_the_copy_number() -> None:
    got = extraction_of(upright(f"注册号{OLD_CODE}1-1"))

    assert got.fields["uscc"].value == OLD_CODE


def test_code_with_a_wrong_check_digit_is_no_value() -> None:
    wrong = USCC[:-1] + ("3" if USCC[-1] != "3" else "4")

    got = extraction_of(upright(f"统一社会信用代码 {wrong}"))

    assert got.fields["uscc"].value is None
    assert got.fields["uscc"].raw == wrong
    assert got.fields["uscc"].checks["check_digit"] is False
    assert problems_of(got) == {"uscc": ProblemCode.CHECK_DIGIT_FAILED}


def test_missing_code_is_a_problem_and_no_guess() -> None:
    got = extraction_of(upright("(1-1)"))

    assert got.fields["uscc"].value is None
    assert problems_of(got) == {"uscc": ProblemCode.FIELD_MISSING}


def test_date_that_does_not_exist_is_a_problem() -> None:
    got = extraction_of(upright(成立日期="2019年02月30日"))

    assert got.fields["established_on"].value is None
    assert got.fields["established_on"].raw == "2019年02月30日"
    assert problems_of(got) == {"established_on": ProblemCode.FIELD_UNREADABLE}


def test_date_of_issue_at_the_foot_is_not_the_date_of_establishment() -> None:
    lines = [one for one in upright() if one.text not in {"成立日期", "2019年03月08日"}]

    got = extraction_of(lines)

    assert got.fields["established_on"].value is None


def test_unsure_name_is_a_problem() -> None:
    lines = [line(PERSON, 330, 648, size=28, confidence=0.5) if one.text == PERSON else one for one in upright()]

    got = extraction_of(lines)

    assert got.fields["legal_representative"].value is None
    assert problems_of(got) == {"legal_representative": ProblemCode.LOW_CONFIDENCE}


def test_spaced_labels_found_as_one_upright_stack() -> None:
    lines = [one for one in upright() if one.text not in {"名称", "类型", "住所"}]
    stack = line("名类住", 140, 536, x1=170, size=160)

    got = extraction_of([*lines, stack, *(line(tail, 270, 480 + 56 * row) for row, tail in enumerate("称型所"))])

    assert got.fields["company_name"].value == NAME
    assert got.fields["registered_address"].value == "上海市浦东新区示例路100号2幢"


def test_label_and_value_in_one_line() -> None:
    lines = [one for one in upright() if one.text not in {"名称", NAME}]

    got = extraction_of([*lines, line(f"名称{NAME}", 140, 480)])

    assert got.fields["company_name"].value == NAME


def test_label_with_one_character_misread() -> None:
    lines = [line("法定代衰人", 140, 648, x1=300) if one.text == "法定代表人" else one for one in upright()]

    assert extraction_of(lines).fields["legal_representative"].value == PERSON


def test_address_wrapped_over_two_rows() -> None:
    got = extraction_of([*upright(), line("B座301室", 330, 618, size=24)])

    assert got.fields["registered_address"].value == "上海市浦东新区示例路100号2幢B座301室"


def test_mark_of_a_picture_site_is_no_part_of_a_name() -> None:
    got = extraction_of([*upright(), line("示例图片网", 560, 662, size=44), line("www.example.com", 560, 690)])

    assert got.fields["legal_representative"].value == PERSON


def test_skewed_photo_keeps_its_rows() -> None:
    slope = 0.04
    skewed = []
    for one in upright():
        drop = round(slope * (one.box.x0 + one.box.x1) / 2)
        extra = round(slope * (one.box.x1 - one.box.x0) / 2)
        box = type(one.box)(x0=one.box.x0, x1=one.box.x1, y0=one.box.y0 + drop - extra, y1=one.box.y1 + drop + extra)
        skewed.append(type(one)(text=one.text, confidence=one.confidence, box=box, slope=slope))

    got = extraction_of(skewed)

    assert got.fields["company_name"].value == NAME
    assert got.fields["established_on"].value == date(2019, 3, 8)


def test_company_name_that_lost_its_label_is_marked_so() -> None:
    lines = [one for one in upright() if one.text not in {"名称", NAME}]

    got = extraction_of([*lines, line(NAME, 330, 200, size=28)])

    assert got.fields["company_name"].value == NAME
    assert got.fields["company_name"].checks == {"labelled": False}


def test_page_that_is_no_known_document_is_unknown() -> None:
    got = extraction_of([line("今天天气很好", 100, 100), line("我们去公园散步", 100, 160)])

    assert (got.kind, dict(got.fields)) == ("unknown", {})
    assert [problem.code for problem in got.problems] == [ProblemCode.UNKNOWN_KIND]
    assert "今天天气很好" in got.text


def test_blank_page_is_unknown() -> None:
    assert extraction_of([]).kind == "unknown"


def test_food_permit_is_not_taken_for_a_licence() -> None:
    lines = [one for one in upright() if one.text != "营业执照"]

    assert extraction_of([line("食品经营许可证", 220, 280, size=80), *lines]).kind != "business_license"


def test_filing_form_is_read() -> None:
    rows = {
        "统一社会信用代码": USCC,
        "名称（备案人名称）": NAME,
        "法定代表人（负责人）": PERSON,
        "经营场所": "上海市浦东新区示例路100号2幢",
        "经营场所性质": "商业用房",
        "食品安全管理制度": "已制定并承诺执行",
        "特殊食品": "不销售",
        "网络销售": "不从事",
        "联系电话": "021-55550100",
    }
    lines = [line("仅销售预包装食品备案信息采集表", 250, 120, size=32)]
    for index, (label, value) in enumerate(rows.items()):
        lines += [line(label, 120, 220 + 60 * index, size=24), line(value, 420, 220 + 60 * index, size=24)]

    got = extraction_of(lines)

    assert got.kind == "food_filing_form"
    assert {name: field.value for name, field in got.fields.items()} == {
        "uscc": USCC,
        "company_name": NAME,
        "legal_representative": PERSON,
        "premises_address": "上海市浦东新区示例路100号2幢",
        "premises_use": "商业用房",
        "food_safety_system": "已制定并承诺执行",
        "special_food": "不销售",
        "online_sales": "不从事",
        "contact_phone": "021-55550100",
    }


def test_award_form_is_read() -> None:
    rows = {
        "企业名称": NAME,
        "统一社会信用代码": USCC,
        "法定代表人": PERSON,
        "高新技术企业证书编号": "GR202431009999",
        "发证日期": "2024年12月04日",
    }
    lines = [line("高新技术企业认定奖励申请表", 250, 120, size=32)]
    for index, (label, value) in enumerate(rows.items()):
        lines += [line(label, 120, 220 + 60 * index, size=24), line(value, 420, 220 + 60 * index, size=24)]

    got = extraction_of(lines)

    assert got.kind == "high_tech_award_form"
    assert got.fields["certificate_no"].value == "GR202431009999"
    assert got.fields["certified_on"].value == date(2024, 12, 4)


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_turned_photo_is_turned_back(quarter_turns: int) -> None:
    upright_page = page()
    upright_page[200:400, 100:300] = 0
    turned = np.ascontiguousarray(np.rot90(upright_page, quarter_turns))
    is_tall = quarter_turns != 2
    nonsense = line("乱", 100, 100, size=60, confidence=0.3)
    stack = line("乱码乱码", 100, 400, x1=130, size=300, confidence=0.4)

    class TurnedReader(FakeReader):
        def read(self, pixels: Pixels) -> list[Line]:
            is_upright = pixels.shape[0] > pixels.shape[1] and pixels[: pixels.shape[0] // 2].mean() < 250
            return upright() if is_upright else [stack] if is_tall else [nonsense]

    got = Extractor(TurnedReader([]), load_document_specs()).extract(png(turned), "licence.png")

    assert got.kind == "business_license"
    assert got.fields["company_name"].value == NAME


def test_second_look_finds_a_code_that_the_first_missed() -> None:
    garbled = f"(副本){USCC[:10]}7{USCC[10:16]}"

    class SecondLookReader(FakeReader):
        def read(self, pixels: Pixels) -> list[Line]:
            if pixels.shape[:2] == page().shape[:2]:
                return upright(garbled)
            return [line(f"码{USCC}", 10, 60, size=40)]

    got = Extractor(SecondLookReader([]), load_document_specs()).extract(png(page()), "licence.png")

    assert got.fields["uscc"].value == USCC
    assert got.fields["uscc"].checks["second_look"] is True


def test_looks_at_a_page_are_limited() -> None:
    reader = FakeReader(upright("(1-1)", 法定代表人="1", 成立日期="2"))

    Extractor(reader, load_document_specs()).extract(png(page()), "licence.png")

    assert reader.reads <= 1 + 10


def pages_of(*pages: list[Line]) -> Extraction:
    """What is read from a scan of several pages."""
    reader = FakeReader([])
    for number, lines in enumerate(pages, start=1):
        reader.knows(page(seed=number), lines)
    frames = [Image.fromarray(page(seed=number)) for number in range(1, len(pages) + 1)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    return Extractor(reader, load_document_specs()).extract(buffer.getvalue(), "scan.tiff")


def without(lines: list[Line], *texts: str) -> list[Line]:
    return [one for one in lines if one.text not in texts]


def test_field_missing_on_one_page_is_taken_from_another() -> None:
    got = pages_of(without(upright(), "法定代表人", PERSON), without(upright(), "成立日期", "2019年03月08日"))

    assert got.fields["legal_representative"].value == PERSON
    assert got.fields["established_on"].value == date(2019, 3, 8)
    assert {field.page for field in got.fields.values()} == {1, 2}
    assert got.problems == ()


def test_field_missing_on_a_form_is_taken_from_the_page_that_follows() -> None:
    got = pages_of(without(upright(), "法定代表人", PERSON), [line("法定代表人", 140, 100), line(PERSON, 330, 100)])

    assert (got.fields["legal_representative"].value, got.fields["legal_representative"].page) == (PERSON, 2)


def test_two_companies_licences_in_one_file_contradict_each_other() -> None:
    other = upright(f"统一社会信用代码 {OTHER_USCC}", 名称="上海白露测试贸易有限公司")

    got = pages_of(upright(), other)

    assert got.fields["uscc"].value is None
    assert got.fields["uscc"].raw.endswith(f"{USCC} | {OTHER_USCC}")
    assert got.fields["company_name"].checks == {"pages_agree": False}
    assert problems_of(got) == {"uscc": ProblemCode.FIELDS_DISAGREE, "company_name": ProblemCode.FIELDS_DISAGREE}
    assert "the pages contradict each other" in got.problems[0].message
    assert got.fields["legal_representative"].value == PERSON


def test_gap_is_not_filled_from_another_companys_licence() -> None:
    other = without(upright(f"统一社会信用代码 {OTHER_USCC}"), "成立日期", "2019年03月08日")

    got = pages_of(without(upright(), "法定代表人", PERSON), other)

    assert problems_of(got) == {"uscc": ProblemCode.FIELDS_DISAGREE, "legal_representative": ProblemCode.FIELD_MISSING}
    assert got.fields["legal_representative"].value is None


def test_gap_is_not_filled_from_a_page_without_code_that_contradicts_the_name() -> None:
    first = without(upright(), "法定代表人", PERSON)
    other = without(upright("(1-1)", 名称="上海白露测试贸易有限公司"), "成立日期", "2019年03月08日")

    got = pages_of(first, other)

    assert problems_of(got)["company_name"] is ProblemCode.FIELDS_DISAGREE
    assert got.fields["legal_representative"].value is None


def test_pages_that_differ_only_in_print_agree() -> None:
    got = pages_of(upright(住所="上海市示例路100号（2幢）"), upright(住所="上海市示例路100号(2幢)"))

    assert got.fields["registered_address"].value == "上海市示例路100号（2幢）"
    assert got.problems == ()


def test_optional_field_that_contradicts_is_a_problem_too() -> None:
    got = pages_of(upright(), upright(营业期限="长期"))

    assert problems_of(got)["valid_until"] is ProblemCode.FIELDS_DISAGREE


def test_certificate_number_with_too_many_digits_is_never_cut() -> None:
    rows = {"企业名称": NAME, "统一社会信用代码": USCC, "高新技术企业证书编号": "GR2024310099991"}
    lines = [line("高新技术企业认定奖励申请表", 250, 120, size=32)]
    for index, (label, value) in enumerate(rows.items()):
        lines += [line(label, 120, 220 + 60 * index, size=24), line(value, 420, 220 + 60 * index, size=24)]

    got = extraction_of(lines)

    assert got.fields["certificate_no"].value is None
    assert problems_of(got)["certificate_no"] is ProblemCode.FIELD_UNREADABLE


@pytest.mark.parametrize(("quarter_turns", "reads"), [(3, 2), (1, 3), (2, 2)])
def test_turned_photo_is_read_no_more_often_than_needed(quarter_turns: int, reads: int) -> None:
    marked = page()
    marked[200:400, 100:300] = 0
    tall = [line("乱码乱码", 100, 400, x1=130, size=300, confidence=0.4)]
    reader = FakeReader([])
    for turns in range(4):
        reader.knows(np.ascontiguousarray(np.rot90(marked, turns)), tall if turns % 2 else [])
    reader.knows(np.ascontiguousarray(np.rot90(marked, 2)), [line("乱码", 100, 100, size=60, confidence=0.3)])
    reader.knows(marked, upright())

    reading = read_upright(reader, np.ascontiguousarray(np.rot90(marked, quarter_turns)))

    assert (reading.quarter_turns, reader.reads) == (4 - quarter_turns, reads)


def test_path_of_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as opened:
        opened.truncate(8 * 1024**3)

    with pytest.raises(UnreadableFile, match="larger than 20 MB"):
        Extractor(FakeReader([]), load_document_specs()).extract(huge)


def test_missing_path_is_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="can't be opened"):
        Extractor(FakeReader([]), load_document_specs()).extract(tmp_path / "absent.png")


def test_absent_model_says_what_to_do(tmp_path: Path) -> None:
    extractor = Extractor(PaddleReader(tmp_path), load_document_specs())

    with pytest.raises(EngineUnavailable, match="zhiban models prepare"):
        extractor.extract(png(page()), "licence.png")
