"""A Word document set on pages: not as Word would, but with every row and column where a reader expects it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from extractors.files.docx_blocks import Paragraph, PicturePlace, Table
from extractors.files.docx_lines import PX_A_HALF_POINT, SetText, advance, moved, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.files.docx_blocks import Block, Cell, WordDocument

_PX_A_TWIP: Final = 200 / 1440
_LEADING: Final = 1.5
_PADDING_PX: Final = 10
_NARROWEST_PX: Final = 40
_COPY: Final = 0.05
"""A picture that covers more of the paper than this is a document pasted in, and larger than a seal or a signature.

It is read as a page of its own, after those of the text.
"""
_LARGE: Final = 0.35
"""One that covers more than this is not shown in the text as well."""
_TALLEST: Final = 2
"""Pages that one row of a table may be high; a taller one is set as running text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPicture:
    part: str
    x: float
    y: float
    width: float
    height: float


@dataclass(kw_only=True, slots=True)
class SetPage:
    """One page in pixels. One that is `photo` consists of that picture alone."""

    width: int
    height: int
    texts: list[SetText] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[SetPicture] = field(default_factory=list)
    photo: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.texts or self.boxes or self.pictures or self.photo)


def set_pages(document: WordDocument, most: int) -> list[SetPage]:
    """Its pages at 200 DPI, in reading order: at least one, and no more than one beyond `most`."""
    return _Setter(document, most).pages


class _Setter:
    def __init__(self, document: WordDocument, most: int) -> None:
        self._most = most
        self._width = round(document.width * _PX_A_TWIP)
        self._height = round(document.height * _PX_A_TWIP)
        self._margin = document.margin * _PX_A_TWIP
        self.pages = [self._blank()]
        self._photos: list[SetPage] = []
        self._y = self._margin
        self._flow(document.blocks)
        if len(self.pages) <= most:
            set_ones = [page for page in self.pages if not page.is_blank]
            self.pages = [*set_ones, *self._photos[:most]] or [self._blank()]

    @property
    def _inside(self) -> float:
        return self._width - 2 * self._margin

    def _blank(self) -> SetPage:
        return SetPage(width=self._width, height=self._height)

    def _flow(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if len(self.pages) > self._most:
                return
            match block:
                case Paragraph():
                    self._paragraph(block)
                case Table():
                    self._table(block)
                case PicturePlace():
                    self._picture(block)

    def _room(self, height: float) -> None:
        """Go on to a new page where so much does not fit on this one."""
        if self._y + height > self._height - self._margin and self._y > self._margin:
            self._new_page()

    def _new_page(self) -> None:
        self.pages.append(self._blank())
        self._y = self._margin

    def _paragraph(self, block: Paragraph) -> None:
        for order, part in enumerate(block.text.split("\f")):
            if order:
                self._new_page()
            step = block.half_points * PX_A_HALF_POINT * _LEADING
            for line in wrapped(part, block, self._inside):
                if len(self.pages) > self._most:
                    return
                self._room(step)
                self._place(line, self._margin, self._y)
                self._y += step

    def _place(self, line: Sequence[SetText], x: float, y: float) -> None:
        page = self.pages[-1]
        page.texts += [moved(text, x, y) for text in line]

    def _picture(self, block: PicturePlace) -> None:
        width, height = block.width * _PX_A_TWIP, block.height * _PX_A_TWIP
        share = width * height / (self._width * self._height)
        if share > _COPY:
            self._photos.append(SetPage(width=self._width, height=self._height, photo=block.part))
        if share > _LARGE:
            return
        shrink = min(1.0, self._inside / max(width, 1.0))
        width, height = width * shrink, height * shrink
        self._room(height)
        self.pages[-1].pictures.append(
            SetPicture(part=block.part, x=self._margin, y=self._y, width=width, height=height)
        )
        self._y += height

    def _table(self, table: Table) -> None:
        columns = _column_widths(table, self._inside)
        for row in table.rows:
            if len(self.pages) > self._most:
                return
            widths = list(_cell_widths(row, columns))
            cells = [list(_cell_lines(cell, width)) for cell, width in zip(row, widths, strict=True)]
            height = max((_height(lines) for lines in cells), default=0.0) + 2 * _PADDING_PX
            if height > _TALLEST * self._height:
                for cell in row:
                    self._flow(cell.blocks)
                continue
            self._room(height)
            self._row(cells, widths, height)
            for cell in row:
                for one in _inner(cell.blocks, PicturePlace):
                    self._picture(one)

    def _row(self, cells: Sequence[list[_Line]], widths: Sequence[float], height: float) -> None:
        page = self.pages[-1]
        x = self._margin
        for lines, width in zip(cells, widths, strict=True):
            page.boxes.append((x, self._y, x + width, self._y + height))
            y = self._y + _PADDING_PX
            for line, step in lines:
                self._place(line, x + _PADDING_PX, y)
                y += step
            x += width
        self._y += height
        page.height = max(page.height, round(self._y + self._margin))
        page.width = max(page.width, round(x + self._margin))


_Line = tuple[list[SetText], float]
"""The texts of one line and the height it takes."""


def _column_widths(table: Table, inside: float) -> list[float]:
    """Columns no wider than what stands in them, and what is saved given to those that would have to wrap.

    A value then stands near its label, which is how a label is known to belong to it.
    """
    scale = min(_PX_A_TWIP, inside / max(sum(table.widths), 1.0))
    given = [width * scale for width in table.widths]
    wanted = [float(_NARROWEST_PX)] * len(given)
    for row in table.rows:
        at = 0
        for cell in row:
            if cell.columns == 1:
                wanted[at] = max(wanted[at], _natural_width(cell))
            at += cell.columns
    widths = [min(pair) for pair in zip(given, wanted, strict=True)]
    for index, want in enumerate(wanted):
        spare = min(sum(given), inside) - sum(widths)
        widths[index] += max(0.0, min(spare, want - widths[index]))
    widths[-1] += max(0.0, min(sum(given), inside) - sum(widths))
    return widths


def _natural_width(cell: Cell) -> float:
    rows = ((row, block.half_points) for block in _inner(cell.blocks, Paragraph) for row in block.text.split("\n"))
    widest = max((sum(map(advance, row)) * size * PX_A_HALF_POINT for row, size in rows), default=0.0)
    return widest + 2 * _PADDING_PX + 1


def _cell_widths(row: Sequence[Cell], columns: Sequence[float]) -> Iterator[float]:
    at = 0
    for cell in row:
        yield max(_NARROWEST_PX, sum(columns[at : at + cell.columns]))
        at += cell.columns


def _cell_lines(cell: Cell, width: float) -> Iterator[_Line]:
    for block in _inner(cell.blocks, Paragraph):
        step = block.half_points * PX_A_HALF_POINT * _LEADING
        for line in wrapped(block.text.replace("\f", "\n"), block, width - 2 * _PADDING_PX):
            yield line, step


_One = TypeVar("_One", Paragraph, PicturePlace)


def _inner(blocks: Sequence[Block], kind: type[_One]) -> Iterator[_One]:
    """Those of one kind, also from tables inside the cell."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from _inner(cell.blocks, kind)
        elif isinstance(block, kind):
            yield block


def _height(lines: Sequence[_Line]) -> float:
    return sum(step for _, step in lines)
