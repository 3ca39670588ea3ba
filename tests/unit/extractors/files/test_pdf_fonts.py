from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.settings import Settings
from eval.drawing.pdf import as_pdf
from eval.drawing.recorded import Page as DrawnPage
from eval.drawing.recorded import TextMark
from eval.fuzzing.pdfs import pdf, text
from extractors.files.load import load
from extractors.files.pool import ParserPool

if TYPE_CHECKING:
    from pathlib import Path

    from extractors.files.pages import Page

FONTS = Settings().models_dir / "fonts"
SANS, SERIF = "NotoSansCJKsc-Regular.otf", "NotoSerifCJKsc-Regular.otf"
NAME = "上海样例食品有限公司，二〇二六年三月十二日登记"
BARE = pdf([text(NAME, 20, 20)], box=(0, 0, 400, 50))
"""Shows Chinese and embeds no font."""


def read(data: bytes, fonts: Path | None = FONTS) -> Page:
    (page,) = load(data, "form.pdf", fonts=fonts)
    return page


def texts(page: Page) -> list[str] | None:
    return None if page.text_layer is None else [line.text for line in page.text_layer]


def folder_of(place: Path, font: str) -> Path:
    place.mkdir()
    (place / font).symlink_to(FONTS / font)
    return place


@pytest.mark.models
@pytest.mark.parametrize(
    "name",
    [
        b"STSong-Light",
        b"STSong-Light,Bold",
        b"SimSun",
        b"SimSun,Italic",
        b"SimHei",
        b"KaiTi_GB2312",
        b"STKaiti-Regular",
        "宋体".encode("gbk"),
        "宋体".encode(),
        b"NoSuchFont",
    ],
)
@pytest.mark.parametrize("kind", [b"CIDFontType0", b"CIDFontType2"])
def test_chinese_is_shown_and_believed_whatever_font_is_named_for_it(name: bytes, kind: bytes) -> None:
    hexed = b"".join(b"#%02X" % byte for byte in name)
    named = BARE.replace(b"STSong-Light", hexed).replace(b"CIDFontType0", kind)

    assert texts(read(named)) == [NAME]


@pytest.mark.models
def test_chinese_bytes_of_a_plain_font_are_shown_and_believed() -> None:
    shown = b"BT /F1 12 Tf 20 20 Td <%s> Tj ET" % NAME.encode("gbk").hex().encode()
    plain = pdf([shown], box=(0, 0, 400, 50)).replace(
        b"/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding", b"/TrueType/BaseFont/#CB#CE#CC#E5"
    )

    assert texts(read(plain)) == [NAME]


@pytest.mark.models
def test_bold_is_bolder() -> None:
    bold = BARE.replace(b"STSong-Light", b"STSong-Light,Bold")

    assert (read(bold).pixels < 128).sum() > 1.1 * (read(BARE).pixels < 128).sum()


@pytest.mark.models
def test_worker_draws_from_the_folder_it_is_given_and_from_no_font_of_the_system(tmp_path: Path) -> None:
    sans, serif = (folder_of(tmp_path / font, font) for font in (SANS, SERIF))

    (all_fonts,), (only_sans,), (only_serif,) = (
        ParserPool(fonts, size=1).pages(BARE, "form.pdf") for fonts in (FONTS, sans, serif)
    )

    assert [texts(page) for page in (all_fonts, only_sans, only_serif)] == [[NAME]] * 3
    assert np.array_equal(all_fonts.pixels, only_sans.pixels)
    assert not np.array_equal(all_fonts.pixels, only_serif.pixels)


@pytest.mark.models
def test_each_file_is_drawn_from_its_own_folder_also_while_another_is_open(tmp_path: Path) -> None:
    serif = folder_of(tmp_path / "serif", SERIF)
    two_pages = load(pdf([text(NAME, 20, 20)] * 2, box=(0, 0, 400, 50)), "form.pdf", fonts=FONTS)
    first = next(two_pages)

    other = read(BARE, serif)

    assert np.array_equal(first.pixels, next(two_pages).pixels)
    assert np.array_equal(first.pixels, read(BARE).pixels)
    assert not np.array_equal(first.pixels, other.pixels)


@pytest.mark.models
def test_embedded_font_is_drawn_the_same_whatever_the_folder() -> None:
    mark = TextMark(x=60, baseline=60, width=len(NAME) * 30, text=NAME, size=30, ink=(0, 0, 0))
    data = as_pdf(DrawnPage(size=(900, 120), dpi=150, texts=[mark]), FONTS / SERIF)

    with_folder, without = read(data), read(data, None)

    assert texts(with_folder) == texts(without) == [NAME]
    assert np.array_equal(with_folder.pixels, without.pixels)


def test_folder_without_a_font_leaves_the_page_to_the_system(tmp_path: Path) -> None:
    page = read(BARE, tmp_path)

    assert np.array_equal(page.pixels, read(BARE, None).pixels)


@pytest.mark.parametrize("content", [b"", b"no font"], ids=["empty", "damaged"])
def test_damaged_font_still_leaves_a_page(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SANS).write_bytes(content)

    page = read(BARE, tmp_path)

    assert page.pixels.shape == (139, 1112, 3)
