from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.settings import Settings
from eval.fuzzing.pdfs import pdf, stream, text
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import load

if TYPE_CHECKING:
    from extractors.files.pages import Page

pytestmark = pytest.mark.models

FONTS = Settings().models_dir / "fonts"
TITLE = "Name of the company: Sample"
NAME = "上海样例食品有限公司 2026年3月"
SOUND = text(TITLE, 40, 700) + text(NAME, 40, 650)
PIXEL = stream(bytes(48), b"/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceRGB/BitsPerComponent 8")


def read(content: bytes = SOUND, **more: object) -> Page:
    (page,) = load(pdf([content], **more), "form.pdf", fonts=FONTS)  # type: ignore[arg-type]
    return page


def texts(page: Page) -> list[str] | None:
    return None if page.text_layer is None else [line.text for line in page.text_layer]


def field(value: str, more: bytes = b"") -> dict[str, object]:
    """A page's form field, and what the catalogue says of it."""
    widget = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(%s)/Rect[40 500 240 520]/F 4/DA(/F1 12 Tf 0 g)%s>>" % (
        value.encode(),
        more,
    )
    form = b"/AcroForm<</Fields[8 0 R]/DR<</Font<</F1 3 0 R>>>>/DA(/F1 12 Tf 0 g)>>"
    shown = stream(b"BT /F1 12 Tf 0 g 2 4 Td (as shown) Tj ET", b"/Subtype/Form/BBox[0 0 200 20]/Resources<<>>")
    return {"page": b"/Annots[8 0 R]", "catalogue": form, "extra": [shown, widget]}


def test_pieces_of_a_line_in_two_fonts_are_one_line() -> None:
    page = read(text(TITLE, 40, 700) + text("上海样例", 40, 650) + text("2026", 88, 650) + text("年", 114.7, 650))

    assert texts(page) == [TITLE, "上海样例2026年"]


def test_columns_are_lines_of_their_own_in_reading_order() -> None:
    page = read(text("right hand side", 300, 650) + text("left hand side", 40, 650) + text(TITLE, 40, 700))

    assert texts(page) == [TITLE, "left hand side", "right hand side"]


def test_line_to_write_on_is_no_text() -> None:
    page = read(SOUND + text("Signed: ________ Wei", 40, 600))

    assert texts(page) == [TITLE, NAME, "Signed: Wei"]


@pytest.mark.parametrize(
    ("content", "rotate"),
    [
        (SOUND, b"/Rotate 90"),
        (SOUND, b"/Rotate 270"),
        (b"q -1 0 0 -1 595 842 cm " + SOUND + b"Q", b""),
        (b"q 0 1 -1 0 750 0 cm " + SOUND + b"Q", b""),
        (b"q 0 1 -1 0 800 0 cm " + SOUND + b"Q", b"/Rotate 90"),
    ],
)
def test_page_is_turned_so_that_its_text_is_upright(content: bytes, rotate: bytes) -> None:
    page = read(content, page=rotate)

    assert texts(page) == [TITLE, NAME]
    assert page.text_layer is not None
    for line in page.text_layer:
        height, width = page.pixels.shape[:2]
        assert 0 <= line.box.x0 < line.box.x1 <= width
        assert 0 <= line.box.y0 < line.box.y1 <= height
        assert page.pixels[line.box.y0 : line.box.y1, line.box.x0 : line.box.x1].min() < 100


def test_box_stands_where_a_cropped_page_shows_the_text() -> None:
    page = read(page=b"/CropBox[20 30 500 800]")

    assert page.text_layer is not None
    box = page.text_layer[0].box
    assert box.x0 == pytest.approx((40 - 20) * 200 / 72, abs=3)
    assert box.y1 == pytest.approx((800 - 700) * 200 / 72, abs=10)


def test_text_outside_the_page_is_left_out() -> None:
    page = read(SOUND + text("below the paper", 40, -60) + text("cut off", 530, 600), page=b"/CropBox[20 30 500 800]")

    assert texts(page) == [TITLE, NAME]


@pytest.mark.parametrize(
    "hidden",
    [
        text("9", 300, 600, mode=3),
        text("9", 300, 600, grey=1),
        text("9", 300, 600) + b"1 g 290 590 100 40 re f\n",
        b"q 0 0 10 10 re W n " + text("9", 300, 600) + b"Q",
    ],
    ids=["drawn invisibly", "white", "covered", "clipped away"],
)
def test_page_with_one_letter_that_cannot_be_seen_is_read_by_ocr(hidden: bytes) -> None:
    page = read(SOUND + hidden)

    assert page.text_layer is None


def test_page_with_other_text_printed_on_top_is_read_by_ocr() -> None:
    page = read(SOUND + text("Some of the persons: Simply", 40, 700, grey=1))

    assert page.text_layer is None


def test_text_printed_twice_to_look_bold_is_one_text() -> None:
    page = read(SOUND + text(TITLE, 40.3, 700))

    assert texts(page) == [TITLE, NAME]


def test_pale_text_that_can_be_seen_is_believed() -> None:
    page = read(SOUND + text("pale", 40, 600, grey=0.7))

    assert texts(page) == [TITLE, NAME, "pale"]


@pytest.mark.parametrize(
    "place", [b"q 500 0 0 700 40 40 cm /X1 Do Q ", b"q 500 0 0 300 40 40 cm /X1 Do Q q 500 0 0 300 40 400 cm /X1 Do Q "]
)
def test_page_covered_by_pictures_is_a_scan(place: bytes) -> None:
    page = read(place + SOUND, extra=[PIXEL])

    assert page.text_layer is None


def test_scan_inside_a_group_is_a_scan() -> None:
    group = stream(b"q 1 0 0 1 0 0 cm /I Do Q", b"/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</I 8 0 R>>>>")

    page = read(b"q 500 0 0 700 40 40 cm /X1 Do Q " + SOUND, extra=[group, PIXEL])

    assert page.text_layer is None


def test_sheet_of_copies_with_a_caption_is_read_by_ocr() -> None:
    copies = b"q 240 0 0 150 40 400 cm /X1 Do Q q 240 0 0 150 40 200 cm /X1 Do Q "

    page = read(copies + SOUND, extra=[PIXEL])

    assert page.text_layer is None


def test_form_with_a_picture_among_much_text_keeps_its_text_layer() -> None:
    much = b"".join(text(f"{TITLE} {row}", 40, 400 - 20 * row) for row in range(10))

    page = read(b"q 240 0 0 215 40 425 cm /X1 Do Q " + SOUND + much, extra=[PIXEL])

    assert len(page.text_layer or ()) == 12


def test_small_picture_such_as_a_seal_leaves_the_text_layer() -> None:
    page = read(b"q 100 0 0 100 40 40 cm /X1 Do Q " + SOUND, extra=[PIXEL])

    assert texts(page) == [TITLE, NAME]


def test_form_field_is_read_as_it_is_shown_and_not_as_it_is_stored() -> None:
    page = read(**field("stored", b"/AP<</N 7 0 R>>"))

    assert texts(page) == [TITLE, NAME, "as shown"]


def test_form_field_without_a_picture_of_its_own_is_drawn() -> None:
    page = read(**field("typed in"))

    assert texts(page) == [TITLE, NAME, "typed in"]
    assert page.pixels.shape == (2339, 1653, 3)


def test_script_and_attachment_are_left_alone() -> None:
    script = b"/OpenAction<</S/JavaScript/JS(while \\(true\\) {})>>"
    attached = b"/Names<</EmbeddedFiles<</Names[(a.exe) <</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>]>>>>"

    page = read(catalogue=script + attached, extra=[stream(b"MZ")])

    assert texts(page) == [TITLE, NAME]


def test_form_that_only_its_program_can_show_is_refused() -> None:
    form = pdf([SOUND], catalogue=b"/NeedsRendering true/AcroForm<</Fields[]/XFA 7 0 R>>", extra=[stream(b"<xdp/>")])

    with pytest.raises(UnreadableFile, match="print it to a new PDF") as refused:
        list(load(form, "form.pdf"))

    assert refused.value.reason is FileProblem.UNSUPPORTED_TYPE
