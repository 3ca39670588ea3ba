from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.corpus.adding.errors import UnusableText
from app.corpus.adding.paged import OcrPages, blocks_of_rows, rows_of
from app.corpus.adding.reading import read_blocks
from app.settings import Settings
from extractors.files.load import load
from extractors.result import Box, Line
from tests.unit.app.corpus.adding.texts import as_docx, as_html, as_ofd, as_pdf, notice

if TYPE_CHECKING:
    from pathlib import Path

    from extractors.files.pages import Pixels
    from retrieval.splitting import Block


class NoOcr:
    """Every page of these tests carries its text."""

    def read(self, pixels: Pixels) -> list[Line]:
        raise AssertionError(pixels.shape)

    def read_lines(self, pixels: Pixels, places: object) -> list[Line]:
        raise AssertionError((pixels.shape, places))


PAGED = OcrPages(reader=NoOcr(), open_file=partial(load, fonts=Settings().models_dir / "fonts"))


def blocks(tmp_path: Path, name: str, data: bytes) -> list[Block]:
    path = tmp_path / name
    path.write_bytes(data)
    return read_blocks(path, PAGED)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", notice().encode()),
        ("a.txt", notice().encode("gb18030")),
        ("a.txt", notice().encode("utf-16")),
        ("a.md", notice().encode()),
        ("a.html", as_html(notice())),
        ("a.docx", as_docx(notice())),
        ("a.ofd", as_ofd(notice())),
        pytest.param("a.pdf", as_pdf(notice()), marks=pytest.mark.models),
    ],
)
def test_the_paragraphs_of_every_kind_of_file_are_the_same(tmp_path: Path, name: str, data: bytes) -> None:
    found = [block.text.replace(" ", "") for block in blocks(tmp_path, name, data)]

    assert [line for line in notice().replace(" ", "").splitlines() if line not in found] == []


@pytest.mark.parametrize(("name", "data"), [("a.html", as_html(notice())), ("a.docx", as_docx(notice()))])
def test_a_table_is_kept_as_a_table(tmp_path: Path, name: str, data: bytes) -> None:
    (table,) = [block.text for block in blocks(tmp_path, name, data) if block.is_table]

    assert table == "| 类别 | 金额 |\n|---|---|\n| 首次 | 10万元 |"


def test_menus_scripts_and_footers_of_a_page_are_left_out(tmp_path: Path) -> None:
    text = "\n".join(block.text for block in blocks(tmp_path, "a.html", as_html(notice())))

    assert "alert" not in text
    assert "导航" not in text
    assert "版权" not in text


def test_links_and_bold_words_stay_inside_their_paragraph(tmp_path: Path) -> None:
    page = "<body><div><p>请登录<a href='x'>一网通办</a>，<b>按时</b>提交。</p><p>第二段。</p></div></body>".encode()

    assert [block.text for block in blocks(tmp_path, "a.html", page)] == ["请登录一网通办，按时提交。", "第二段。"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b""),
        ("a.txt", b"\xff\xff\xfe\x80\x00\x01"),
        ("a.html", b"<html></html>"),
        ("a.docx", b"PK\x03\x04 cut off"),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.exe", b"MZ"),
    ],
)
def test_a_file_without_text_is_refused_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(UnusableText, match=rf"^{name} "):
        blocks(tmp_path, name, data)


def line(text: str, x: int, y: int, width: int | None = None) -> Line:
    return Line(text=text, box=Box(x0=x, y0=y, x1=x + (width or 20 * len(text)), y1=y + 20), confidence=1.0)


def test_lines_that_the_page_broke_are_one_paragraph_again() -> None:
    lines = [line("　　" + "甲" * 28, 100, 100), line("乙" * 10, 100, 130, 200), line("丙" * 8, 140, 160, 160)]

    found = blocks_of_rows(rows_of(lines))

    assert [block.text for block in found] == ["甲" * 28 + "乙" * 10, "丙" * 8]


def test_rows_in_columns_are_a_table() -> None:
    head = [line("类别", 100, 100), line("金额", 400, 100)]
    row = [line("首次", 100, 130), line("10万元", 400, 130)]

    (table,) = blocks_of_rows(rows_of([*head, *row]))

    assert table.is_table
    assert table.text == "| 类别 | 金额 |\n|---|---|\n| 首次 | 10万元 |"
