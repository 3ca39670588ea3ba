from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.settings import Settings
from eval.fuzzing.zipped import ofd, ofd_picture, ofd_text
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import load

if TYPE_CHECKING:
    from extractors.files.pages import Page

FONTS = Settings().models_dir / "fonts"
A_MM = 200 / 25.4
TITLE = "上海增值税电子普通发票"
NAME = "名称：上海样例食品有限公司"
SOUND = ofd_text(TITLE, 60, 8, size=6) + ofd_text(NAME, 30, 30)
CONTENT = "Doc_0/Pages/Page_0/Content.xml"


def png(colour: tuple[int, int, int, int] = (200, 30, 30, 255), size: tuple[int, int] = (60, 60)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def read(drawn: str = SOUND, **more: object) -> Page:
    (page,) = load(ofd([drawn], **more), "invoice.ofd", fonts=FONTS)  # type: ignore[arg-type]
    return page


def texts(page: Page) -> list[str] | None:
    return None if page.text_layer is None else [line.text for line in page.text_layer]


def test_lines_stand_where_the_page_shows_them() -> None:
    page = read()

    assert page.pixels.shape == (round(140 * A_MM), round(210 * A_MM), 3)
    assert texts(page) == [TITLE, NAME]
    assert page.text_layer is not None
    box = page.text_layer[1].box
    assert box.x0 == pytest.approx(30 * A_MM, abs=2)
    assert box.x1 == pytest.approx((30 + 4 * len(NAME)) * A_MM, abs=2)
    assert page.pixels[box.y0 : box.y1, box.x0 : box.x1].min() < 100


def test_letters_placed_one_by_one_are_one_line() -> None:
    apart = "".join(ofd_text(char, 30 + 4 * at, 60) for at, char in enumerate("样例食品"))

    assert texts(read(SOUND + apart)) == [TITLE, NAME, "样例食品"]


def test_code_set_wide_has_no_gaps_and_words_have_theirs() -> None:
    wide = ofd_text("91310115MA", 30, 60, size=4)
    words = ofd_text("AB", 30, 80, steps="2") + ofd_text("CD", 35.4, 80, steps="2")

    assert texts(read(SOUND + wide + words))[2:] == ["91310115MA", "AB CD"]  # type: ignore[index]


def test_codes_of_one_object_are_joined_and_steps_may_be_given_by_count() -> None:
    codes = (
        '<ofd:TextObject Boundary="30 60 100 6" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 2 4 4">样例食品</ofd:TextCode>'
        '<ofd:TextCode X="16" Y="4">123</ofd:TextCode></ofd:TextObject>'
    )

    assert texts(read(SOUND + codes)) == [TITLE, NAME, "样例食品123"]


def test_template_note_picture_and_seal_are_part_of_the_page() -> None:
    seal = png((200, 30, 30, 255))

    page = read(
        SOUND + ofd_picture(100, 60, 20, 20),
        template=ofd_text("开票日期", 150, 10),
        note=ofd_text("备注栏", 0, 0),
        picture=png((0, 0, 255, 255)),
        seal=seal,
    )

    assert texts(page) == [TITLE, "开票日期", NAME, "备注栏"]
    assert page.pixels[round(70 * A_MM), round(110 * A_MM)].tolist() == [0, 0, 255]
    assert page.pixels[round(110 * A_MM), round(170 * A_MM)].tolist() == [200, 30, 30]


def test_seal_hides_no_text() -> None:
    page = read(SOUND + ofd_text("盖章处", 160, 100), seal=png())

    assert texts(page) == [TITLE, NAME, "盖章处"]


@pytest.mark.parametrize(
    "hidden",
    [
        ofd_text("看不见", 30, 80, inside='<ofd:FillColor Value="255 255 255"/>'),
        ofd_text("看不见", 30, 80, inside='<ofd:FillColor Value="0 0 0" Alpha="0"/>'),
        ofd_text("看不见", 30, 80, Visible="false"),
        ofd_text("看不见", 30, 80, Alpha="0"),
        ofd_text("看不见", 30, 180),
        ofd_text("看不见", 30, 80) + ofd_picture(25, 75, 40, 15),
    ],
    ids=["white", "clear", "not visible", "faded", "outside", "covered"],
)
def test_text_that_cannot_be_seen_is_left_out(hidden: str) -> None:
    page = read(SOUND + hidden, picture=png((255, 255, 255, 255)))

    assert texts(page) == [TITLE, NAME]


@pytest.mark.models
def test_page_covered_by_a_picture_is_a_scan() -> None:
    page = read(ofd_picture(0, 0, 210, 140) + SOUND, picture=png())

    assert page.text_layer is None
    assert page.pixels[5, 5].tolist() == [200, 30, 30]


def test_lying_page_is_turned() -> None:
    page = read((SOUND + ofd_text("样例", 100, 30)).replace("Font=", 'CTM="0 1 -1 0 60 0" Font='))

    assert page.pixels.shape == (round(210 * A_MM), round(140 * A_MM), 3)
    assert TITLE in (texts(page) or [])


def test_attachments_are_left_alone() -> None:
    page = read(more={"Doc_0/Attachs/original_invoice.xml": "<not <xml"})

    assert texts(page) == [TITLE, NAME]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ofd([SOUND])[:-30], FileProblem.DAMAGED),
        (ofd([]), FileProblem.NO_PAGES),
        (ofd([SOUND] * 61), FileProblem.TOO_MANY_PAGES),
        (ofd([SOUND], box="0 0 90000 90000"), FileProblem.TOO_MANY_PIXELS),
        (ofd([SOUND], box="0 0 0.1 0.1"), FileProblem.TOO_FEW_PIXELS),
        (ofd([SOUND], more={"../outside.xml": "x"}), FileProblem.DAMAGED),
        (ofd([SOUND], more={"/outside.xml": "x"}), FileProblem.DAMAGED),
        (ofd([SOUND], more={"Encryptions.xml": "<x/>"}), FileProblem.ENCRYPTED),
        (ofd([SOUND], more={CONTENT: bytes(12 * 1024 * 1024)}), FileProblem.TOO_LARGE),
        (ofd([SOUND], more={CONTENT: "<x>" * 300}), FileProblem.DAMAGED),
        (ofd([SOUND], more={CONTENT: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), FileProblem.DAMAGED),
        (ofd([SOUND], more={CONTENT: '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}), FileProblem.DAMAGED),
        (ofd([ofd_picture(0, 0, 200, 130)], picture=b"\x89PNG\r\n\x1a\nbroken"), FileProblem.DAMAGED),
    ],
)
def test_bad_ofd_is_refused_by_name(data: bytes, reason: FileProblem) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(load(data, "invoice.ofd"))

    assert refused.value.reason is reason
