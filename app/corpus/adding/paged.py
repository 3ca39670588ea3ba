"""Pages of lines (PDF, OFD, scans) as paragraphs and tables: lines that a page's width broke are put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from app.corpus.adding.errors import UnusableText
from app.corpus.adding.reading import joined_tables, table_text
from retrieval.splitting import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extractors.files.load import OpenFile
    from extractors.files.pages import Page
    from extractors.layout.page_text import PageText
    from extractors.ocr.reader import Reader
    from extractors.result import Line

_PAGE_NUMBER: Final = re.compile(r"^[\s—\-–_·.]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/共]\s*\d{1,4}\s*页?)?)[\s—\-–_·.]*$")
_BEGINS_ANEW: Final = re.compile(
    r"^(?:第[一二三四五六七八九十百千零\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、]|附件|[①-⑳])"
)
_ENDS: Final = re.compile(r"[。！？；：:;!?]$")
_SHORT_OF_MARGIN: Final = 2.5
"""Letters a full line may end ahead of the right margin: punctuation never starts the next one."""
_INDENT: Final = 1.2
_GAP: Final = 2.0
"""Letters between two cells of a row."""
_CELLS: Final = 2
_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class OcrPages:
    """Opens files with `open_file` and reads pages without a text layer with `reader`."""

    reader: Reader
    open_file: OpenFile
    on_page: Callable[[Page], None] | None = None

    def blocks(self, data: bytes, name: str) -> list[Block]:
        """The paragraphs and tables of all pages; what runs over a page break is one paragraph.

        Raises:
            UnusableText: it can't be opened.
        """
        from extractors.errors import UnreadableFile
        from extractors.files.load import DEFAULT_LIMITS
        from extractors.layout.page_text import read_page

        found: list[Block] = []
        try:
            for page in self.open_file(data, name, DEFAULT_LIMITS):
                found += _of_page(read_page(page, self.reader), found[-1] if found else None, found)
                if self.on_page:
                    self.on_page(page)
        except UnreadableFile as error:
            raise UnusableText(name, f"can't be read: {error.problem}") from error
        return joined_tables(found)


def _of_page(page: PageText, before: Block | None, found: list[Block]) -> list[Block]:
    """The blocks of a page. Where its first line carries on the paragraph `before`, that is taken back and grown."""
    rows = [row for row in rows_of(page.lines) if not _PAGE_NUMBER.match("".join(line.text for line in row))]
    blocks = blocks_of_rows(rows)
    carries_on = (
        before is not None
        and blocks
        and not before.is_table
        and not blocks[0].is_table
        and not _ENDS.search(before.text)
        and not _BEGINS_ANEW.match(blocks[0].text)
        and len(before.text) > len(blocks[0].text) // 4
        and _begins_at_margin(rows)
    )
    if carries_on and before is not None:
        found.pop()
        return [Block(text=before.text + blocks[0].text), *blocks[1:]]
    return blocks


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand side by side, from the top down and from the left to the right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.y0 + one.box.y1, one.box.x0)):
        if line.text.strip():
            if rows and _beside(rows[-1][0], line):
                rows[-1].append(line)
            else:
                rows.append([line])
    return [sorted(row, key=lambda one: one.box.x0) for row in rows]


def blocks_of_rows(rows: Sequence[Sequence[Line]]) -> list[Block]:
    return list(_blocks(rows))


def _blocks(rows: Sequence[Sequence[Line]]) -> Iterator[Block]:
    if not rows:
        return
    letter = _letter(rows)
    left = min(row[0].box.x0 for row in rows)
    right = max(row[-1].box.x1 for row in rows)
    at = 0
    while at < len(rows):
        table = _table_rows(rows, at, letter)
        if table >= _ROWS:
            yield Block(text=table_text([_cells(row, letter) for row in rows[at : at + table]]), is_table=True)
            at += table
            continue
        texts = [_joined(rows[at])]
        at += 1
        while at < len(rows) and _carries_on(rows[at - 1], rows[at], left, right, letter):
            if _table_rows(rows, at, letter) >= _ROWS:
                break
            texts.append(_joined(rows[at]))
            at += 1
        yield Block(text="".join(texts))


def _carries_on(above: Sequence[Line], below: Sequence[Line], left: float, right: float, letter: float) -> bool:
    """Whether a row goes on with the paragraph above: that ran to the margin, and not to the end of a sentence."""
    full = above[-1].box.x1 >= right - _SHORT_OF_MARGIN * letter
    at_margin = below[0].box.x0 <= left + _INDENT * letter
    ended = above[-1].text.rstrip().endswith("。")
    return full and at_margin and not ended and not _BEGINS_ANEW.match(below[0].text.strip())


def _begins_at_margin(rows: Sequence[Sequence[Line]]) -> bool:
    left = min(row[0].box.x0 for row in rows)
    return rows[0][0].box.x0 <= left + _INDENT * _letter(rows)


def _table_rows(rows: Sequence[Sequence[Line]], at: int, letter: float) -> int:
    """How many rows from here on stand in columns."""
    count = 0
    while at + count < len(rows) and len(_cells(rows[at + count], letter)) >= _CELLS:
        count += 1
    return count


def _cells(row: Sequence[Line], letter: float) -> list[str]:
    cells: list[str] = []
    for at, line in enumerate(row):
        if at and line.box.x0 - row[at - 1].box.x1 < _GAP * letter:
            cells[-1] += line.text.strip()
        else:
            cells.append(line.text.strip())
    return cells


def _joined(row: Sequence[Line]) -> str:
    return "".join(line.text.strip() for line in row)


def _letter(rows: Sequence[Sequence[Line]]) -> float:
    """The usual height of a line, which is the width of a Chinese letter."""
    return float(median(line.box.y1 - line.box.y0 for row in rows for line in row))


def _beside(one: Line, other: Line) -> bool:
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return shared > 0.5 * min(one.box.y1 - one.box.y0, other.box.y1 - other.box.y0)
