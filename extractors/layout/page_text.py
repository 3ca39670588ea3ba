"""A page read: its lines, from the text layer or by OCR, with what the layout made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.layout.blocks import Block, arrange
from extractors.layout.labels import label_table
from extractors.layout.pieces import Piece, pieces_of
from extractors.ocr.clear_print import with_clear_print
from extractors.ocr.orientation import read_upright
from extractors.result import FieldSource, Line

if TYPE_CHECKING:
    from approval_rules.document_spec import DocumentSpec
    from extractors.files.pages import Page, Pixels
    from extractors.ocr.reader import Reader
    from extractors.result import Box


@dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    number: int
    pixels: Pixels
    lines: tuple[Line, ...]
    pieces: tuple[Piece, ...]
    source: FieldSource

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arranged:
    """A page seen as one document kind: its labelled blocks, and the pieces that no label claims."""

    page: PageText
    blocks: tuple[Block, ...]
    loose: tuple[Piece, ...]


def read_page(page: Page, reader: Reader) -> PageText:
    if page.text_layer is not None:
        return _page_text(page.number, page.pixels, page.text_layer, FieldSource.TEXT_LAYER)
    reading = read_upright(reader, page.pixels)
    lines = with_clear_print(reader, reading.pixels, reading.lines)
    return _page_text(page.number, reading.pixels, lines, FieldSource.OCR)


def arrange_page(page: PageText, spec: DocumentSpec) -> Arranged:
    blocks, loose = arrange(page.pieces, label_table(spec))
    return Arranged(page=page, blocks=tuple(blocks), loose=tuple(loose))


def _page_text(number: int, pixels: Pixels, lines: tuple[Line, ...], source: FieldSource) -> PageText:
    there = tuple(line for line in lines if _lies_on(line.box, pixels))
    return PageText(number=number, pixels=pixels, lines=there, pieces=tuple(pieces_of(there)), source=source)


def _lies_on(box: Box, pixels: Pixels) -> bool:
    """Whether anything of the box is on the page: a text layer may place its text anywhere."""
    height, width = pixels.shape[:2]
    return bool(max(box.x0, 0) < min(box.x1, width) and max(box.y0, 0) < min(box.y1, height))
