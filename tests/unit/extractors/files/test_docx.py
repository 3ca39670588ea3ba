from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from eval.fuzzing.zipped import docx, paragraph, table
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import load

if TYPE_CHECKING:
    from extractors.files.pages import Page
    from extractors.result import Line

LONG = "上海市浦东新区样例路一百二十三弄四十五号六楼七〇八室东侧沿街二层商铺甲乙丙丁（含地下一层仓库）"


def read(body: str, **more: object) -> list[Page]:
    return list(load(docx(body, **more), "form.docx"))  # type: ignore[arg-type]


def lines(body: str) -> list[Line]:
    (page,) = read(body)
    return list(page.text_layer or ())


def texts(body: str) -> list[str]:
    return [line.text for line in lines(body)]


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (10, 20, 30)).save(buffer, "PNG")
    return buffer.getvalue()


def shown(width_cm: float, height_cm: float) -> str:
    extent = f'<wp:extent cx="{round(width_cm * 360000)}" cy="{round(height_cm * 360000)}"/>'
    return f'<w:p><w:r><w:drawing><wp:inline>{extent}<a:blip r:embed="rId9"/></wp:inline></w:drawing></w:r></w:p>'


def test_cells_of_a_row_stand_beside_each_other_and_rows_below() -> None:
    label, value, label_2, value_2, below = lines(
        table([["名称", "样例食品", "类型", "有限公司"], ["住所", "", "", ""]], [1500, 3000, 1500, 3000])
    )

    assert [label.box.y0, value.box.y0, label_2.box.y0] == [value_2.box.y0] * 3
    assert label.box.x1 < value.box.x0 < value.box.x1 < label_2.box.x0 < label_2.box.x1 < value_2.box.x0
    assert below.box.x0 == label.box.x0
    assert below.box.y0 > label.box.y1


def test_long_value_is_wrapped_inside_its_cell() -> None:
    found = lines(table([["住所", LONG, "电话"]], [1500, 3000, 1500]))
    value = [line for line in found if line.text in LONG]

    assert "".join(line.text for line in value) == LONG
    assert len({line.box.x0 for line in value}) == 1
    assert max(line.box.x1 for line in value) < next(line.box.x0 for line in found if line.text == "电话")


def test_tick_box_and_its_words_stay_on_one_line() -> None:
    options = ["☑热食类食品制售", "□冷食类食品制售", "□生食类食品制售", "☑糕点类食品制售", "☑自制饮品制售", "□其他"]

    found = texts(table([["经营项目", " ".join(options)]], [1500, 6000]))

    assert len(found) > 2
    assert " ".join(found[1:]).split() == options


def test_value_stands_near_its_label_however_wide_the_columns_are() -> None:
    label, value = lines(table([["名称", "样例食品"]], [9000, 9000]))

    assert value.box.x0 - label.box.x1 < 3 * (label.box.y1 - label.box.y0)


def test_cell_over_several_columns_begins_where_its_first_column_does() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{paragraph("□新办 □变更")}</w:tc>'
    rows = table([["名称", "样例食品", "类型", "有限公司"]], [1500, 3000, 1500, 3000])
    body = rows.replace("</w:tbl>", f"<w:tr><w:tc>{paragraph('种类')}</w:tc>{wide}</w:tr></w:tbl>")

    found = {line.text: line.box.x0 for line in lines(body)}

    assert found["□新办 □变更"] == found["样例食品"]


def test_picture_shows_the_text_where_its_box_is() -> None:
    (page,) = read(paragraph("食品经营许可申请书"))

    assert page.text_layer is not None
    box = page.text_layer[0].box
    assert page.pixels[box.y0 : box.y1, box.x0 : box.x1].min() < 60
    assert np.delete(page.pixels, np.s_[box.y0 - 9 : box.y1 + 9], axis=0).min() == 255


def test_tick_boxes_survive_as_characters() -> None:
    def box(checked: int, content: str) -> str:
        return (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def run(inside: str) -> str:
        return f"<w:r>{inside}</w:r>"

    old = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
        "</w:ffData></w:fldChar>"
    )

    sign = run('<w:sym w:font="Wingdings 2" w:char="F052"/><w:t>丁</w:t>')
    crossed, empty, unshown = box(1, run("<w:t>☒</w:t>")), box(0, run("<w:t>☐</w:t>")), box(1, "")
    body = (
        paragraph("□新办 ☑变更 √延续")
        + f"<w:p>{crossed}{run('<w:t>甲</w:t>')}{empty}{run('<w:t>乙</w:t>')}{unshown}{run('<w:t>丙</w:t>')}</w:p>"
        + f"<w:p>{sign}{run(old)}{run('<w:t>戊</w:t>')}</w:p>"
    )

    assert texts(body) == ["□新办 ☑变更 √延续", "☒甲□乙☑丙", "☑丁☑戊"]


def test_wide_gaps_and_tabs_part_a_line_but_not_a_label_set_wide() -> None:
    found = texts(paragraph("申请人：张三          日期：2026年3月2日") + paragraph("住            所"))

    assert found == ["申请人：张三", "日期：2026年3月2日", "住 所"]


def test_line_to_write_on_is_no_text() -> None:
    assert texts(paragraph("申请人：____张三____")) == ["申请人： 张三"]


def test_text_that_nobody_sees_is_left_out() -> None:
    body = (
        paragraph("看得见")
        + paragraph("隐藏", "<w:rPr><w:vanish/></w:rPr>")
        + paragraph("白色", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
        + "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
        + "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r></w:sdtContent>"
        "</w:sdt></w:p>"
    )

    assert texts(body) == ["看得见"]


def test_long_document_is_set_on_several_pages() -> None:
    pages = read(paragraph("样例") * 100)

    assert [page.number for page in pages] == list(range(1, pages[0].of + 1))
    assert sum(len(page.text_layer or ()) for page in pages) == 100


def test_small_picture_such_as_a_signature_stands_in_its_place() -> None:
    (page,) = read(paragraph("申请人签字：") + shown(4, 2), picture=png(400, 200))

    assert page.text_layer is not None
    below = page.pixels[page.text_layer[0].box.y1 + 40, page.text_layer[0].box.x0 + 40]
    assert below.tolist() == [10, 20, 30]


def test_photo_pasted_over_a_page_is_read_as_a_photo() -> None:
    first, second = read(paragraph("附件：营业执照") + shown(16, 22), picture=png(800, 1100))

    assert first.text_layer is not None
    assert second.text_layer is None
    assert second.pixels.shape == (1100, 800, 3)


def test_copies_pasted_into_the_text_are_shown_there_and_read_as_photos() -> None:
    first, second, third = read(
        paragraph("身份证复印件") + shown(9, 6) + shown(9, 6) + paragraph("以上属实"), picture=png(900, 600)
    )

    assert first.text_layer is not None
    assert [line.text for line in first.text_layer] == ["身份证复印件", "以上属实"]
    assert [10, 20, 30] in first.pixels.reshape(-1, 3).tolist()
    assert [second.text_layer, third.text_layer] == [None, None]
    assert second.pixels.shape == (600, 900, 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(paragraph("样例"))[:-30], FileProblem.DAMAGED),
        (docx(""), FileProblem.NO_PAGES),
        (docx(paragraph("样例") * 4000), FileProblem.TOO_MANY_PAGES),
        (docx("", more={"word/document.xml": "<w:document"}), FileProblem.DAMAGED),
        (docx("", more={"word/document.xml": "<!DOCTYPE a><a/>"}), FileProblem.DAMAGED),
        (docx(paragraph("样例"), more={"word/media/a.bin": bytes(30 * 1024 * 1024)}), FileProblem.TOO_LARGE),
        (docx(shown(16, 22), picture=b"\x89PNG\r\n\x1a\nbroken"), FileProblem.DAMAGED),
    ],
)
def test_bad_docx_is_refused_by_name(data: bytes, reason: FileProblem) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(load(data, "form.docx"))

    assert refused.value.reason is reason
