from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from approval_rules.document_spec import load_document_specs
from extractors.extract import Extractor
from extractors.ocr.reader import PaddleReader
from tests.unit.extractors.made_up import NAME, PERSON, USCC

MODELS = Path(sys.prefix) / "share" / "zhiban" / "models"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(PaddleReader(MODELS), load_document_specs())


def drawn_licence() -> Image.Image:
    sheet = Image.new("RGB", (900, 1200), "#fbf8ee")
    draw = ImageDraw.Draw(sheet)
    font = str(MODELS / "fonts" / "NotoSerifCJKsc-Regular.otf")

    def put(x: int, y: int, text: str, size: int) -> None:
        draw.text((x, y), text, font=ImageFont.truetype(font, size), fill="#202020")

    put(250, 150, "营业执照", 90)
    put(400, 330, f"统一社会信用代码 {USCC}", 22)
    rows = ["名　　称", "类　　型", "住　　所", "法定代表人", "注册资本", "成立日期", "经营范围"]
    values = [NAME, "有限责任公司", "上海市浦东新区示例路100号", PERSON, "壹佰万元整", "2019年03月08日", "食品销售"]
    for index, (label, value) in enumerate(zip(rows, values, strict=True)):
        put(120, 420 + 60 * index, label, 28)
        put(300, 420 + 60 * index, value, 26)
    put(480, 1000, "登记机关", 28)
    return sheet


@pytest.mark.models
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_drawn_licence_is_read_however_it_is_turned(extractor: Extractor, turned: int) -> None:
    buffer = io.BytesIO()
    drawn_licence().rotate(turned, expand=True).save(buffer, "JPEG", quality=90)

    got = extractor.extract(buffer.getvalue(), "licence.jpg")

    assert got.kind == "business_license"
    assert got.fields["uscc"].value == USCC
    assert got.fields["company_name"].value == NAME
    assert got.fields["legal_representative"].value == PERSON
    assert got.fields["established_on"].value == date(2019, 3, 8)


@pytest.mark.models
def test_blank_sheet_has_no_lines(extractor: Extractor) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "PNG")

    got = extractor.extract(buffer.getvalue(), "blank.png")

    assert (got.kind, got.text) == ("unknown", "")
